/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to read the kernel's own log, as dmesg does, or to change what it shows. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "syslog",
	.match = {
		.manager = "kernel",
		.tclass = "capability2 system",
		.any_permission = "syslog syslog_read syslog_mod syslog_console",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 80,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to see or change the kernel's own log, as dmesg does."),
	.explanation = N_("The kernel's log tells where things lie in memory, which helps those who "
			  "attack it. So only programs that keep logs, and administrators, may read it. "
			  "Programs that merely show it among other things do without."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you wanted to read it yourself"),
		  .then = N_("use \"journalctl -k\", or dmesg, as an administrator") },
		{ .when = N_("{source} is no program for logs"),
		  .then = N_("leave it as it is, and find out why it tried if it serves the network") },
		FIX_ALLOW),
	.analyse = analyse,
};
