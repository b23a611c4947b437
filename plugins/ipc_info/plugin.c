/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program asked how much shared memory there is, as ipcs does. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "ipc_info",
	.match = {
		.manager = "kernel",
		.tclass = "system",
		.only_permissions = "ipc_info",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 80,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} asked which shared memory, semaphores and queues there are."),
	.explanation = N_("The list shows which programs work together, but nothing of what they share. "
			  "Databases and monitoring agents ask for it to find limits or leftovers. "
			  "Most do without an answer, so this is nearly always harmless."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("you wanted the list yourself"),
		  .then = N_("run ipcs as an administrator") },
		FIX_SILENCE),
	.analyse = analyse,
};
