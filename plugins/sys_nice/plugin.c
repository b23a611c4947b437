/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to be served before others: programs ask for this, and work without it. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "sys_nice",
	.match = {
		.manager = "kernel",
		.tclass = "capability",
		.any_permission = "sys_nice",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 80,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} asked the kernel to serve it, or another process, before others."),
	.explanation = N_("Databases, sound programs and others ask for a higher priority, a place "
			  "on certain processors, or memory close to them. When they do not get it "
			  "they go on, only a little slower. So this is nearly always harmless."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} must be fast, and is a service of systemd"),
		  .then = N_("let systemd give it the priority: Nice=, CPUSchedulingPolicy= or "
			     "CPUAffinity= in its unit") },
		FIX_SILENCE),
	.analyse = analyse,
};
