/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to change its own account, group, privileges or root folder, as services do that
 * start as root and go on as somebody else. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "setuid",
	.match = {
		.manager = "kernel",
		.source_type = "!guest_t !xguest_t !user_t !staff_t", /* of people, see confined_user */
		.tclass = "capability",
		.any_permission = "setuid setgid setpcap sys_chroot",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 60,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to become another account, or to lock itself in."),
	.explanation = N_("Many services start as root and then give that up: they change to an account "
			  "of their own, drop privileges, or lock themselves into a folder. That is good "
			  "of them. But the same power lets an intruder become anybody, so only "
			  "programs have it whose policy knows of it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is a service of systemd"),
		  .then = N_("let systemd start it as the right account at once: User= and Group= in its "
			     "unit (RootDirectory= for a folder that it is locked into)") },
		{ .when = N_("{source} is run by a service, a web page or a mail, and should stay what "
			     "it is"),
		  .then = N_("do not allow it, and find out why it tried") },
		FIX_ALLOW),
	.analyse = analyse,
};
