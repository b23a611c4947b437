/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program may not start processes or threads at all. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->word(host, "alone_type", denial->source.type);
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "new_process",
	.match = {
		.manager = "kernel",
		.tclass = "process",
		.only_permissions = "fork",
		.reason = "!allowed !constraint",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} may start no processes or threads at all, which nearly every program does."),
	.explanation = N_("Policies let nearly every kind of program start processes and threads. One that may "
			  "not was meant to be kept very small, as in a sandbox, or its policy is not "
			  "finished yet."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("what runs as {alone_type} is meant to be kept small"),
		  .then = N_("leave it as it is, and find out what it wanted to start: it may have been broken "
			     "into") },
		{ .when = N_("the policy for {alone_type} is new"),
		  .then = N_("install the newest updates of it; if they do not help, report it to its makers") },
		FIX_ALLOW),
	.analyse = analyse,
};
