/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program looked at processes of others, as ps does: mostly it only wanted to list them. */
#include <avocet-plugin.h>

#include <string.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char *const controls[] = {
		"ptrace", "process_vm_readv", "process_vm_writev", "kcmp", NULL,
	};

	for (const char *const *call = controls; denial->syscall && *call; call++) {
		if (strcmp(denial->syscall, *call) != 0)
			continue;
		host->word(host, "debugs", denial->syscall);
		host->ground(host, N_("The call {debugs} is that of a debugger."));
		host->risk(host, AVOCET_RISK_HIGH);
		host->confidence(host, 80);
		host->report(host);
		return;
	}
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "sys_ptrace",
	.match = {
		.manager = "kernel",
		.tclass = "capability",
		.any_permission = "sys_ptrace",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 75,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} wanted to see more of the processes of others than is open to all."),
	.explanation = N_("Whoever may look into a process sees its memory, its open files and its "
			  "passwords. Debuggers need that. But also programs that merely list "
			  "processes, as ps, top and monitoring agents do, run into it, and "
			  "seldom miss what they did not get."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you do not know why {source} looks into other processes ({debugs})"),
		  .then = N_("do not allow it, and find out: it could be after passwords") },
		{ .when = N_("it is a debugger that you need here ({debugs})"),
		  .then = N_("run it as an administrator at a terminal, not from a service") },
		{ .when = N_("{source} only lists processes, or watches over them"),
		  .then = N_("leave it as it is: it seldom misses what it did not get") },
		FIX_SILENCE),
	.analyse = analyse,
};
