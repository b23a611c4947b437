/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program ran into a limit, or wants a higher one: memory, processes, the disk's last blocks. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "sys_resource",
	.match = {
		.manager = "kernel",
		.tclass = "capability",
		.any_permission = "sys_resource",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 75,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} reached one of its limits, or asked for a higher one."),
	.explanation = N_("Each program may use only so much: so many processes and open files, so "
			  "much memory, and not the last few percent of a disk, which are kept for "
			  "root. Beyond that it needs the privilege sys_resource. The kernel also "
			  "asks about it when a program merely tries, so this is often harmless."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("a disk is nearly full (\"df -h\" shows it)"),
		  .then = N_("make room on it") },
		{ .when = N_("{source} needs more processes, open files or memory than it may have"),
		  .then = N_("raise that limit where it is started: LimitNPROC=, LimitNOFILE= or "
			     "LimitMEMLOCK= of its systemd unit, or /etc/security/limits.conf for "
			     "people who log in") },
		FIX_SILENCE),
	.analyse = analyse,
};
