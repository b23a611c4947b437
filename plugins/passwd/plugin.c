/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tool for accounts asked SELinux whether this user may do that to another's account. */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "passwd",
	.match = { .tclass = "passwd", .reason = "!allowed !unknown-class" },
	.confidence = 80,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("A tool for accounts refused to work for {source.context}."),
	.explanation = N_("Tools such as passwd, chsh and crontab change the accounts of other people when "
			  "root calls them. They ask SELinux first, so that a service that was broken "
			  "into cannot do it, even as root. Only the role of an administrator may."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it was you"),
		  .then = N_("call the tool in the role of an administrator: \"sudo -r sysadm_r -t "
			     "sysadm_t\" before the command, or \"newrole -r sysadm_r\"") },
		{ .when = N_("it was a service, or a script that one started"),
		  .then = N_("do not allow it, and find out why it changes accounts") }),
};
