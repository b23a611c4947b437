/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program asks that the computer stay awake, or be woken: it works without. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "block_suspend",
	.match = {
		.manager = "kernel",
		.tclass = "capability2 cap2_userns",
		.any_permission = "block_suspend wake_alarm",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 85,
	.risk = AVOCET_RISK_NONE,
	.summary = N_("{source} asked that the computer stay awake for it, or wake up for it."),
	.explanation = N_("Programs may ask the kernel not to sleep while they have work to do, or to wake "
			  "up at a certain time. Most get the question from a library and do not need "
			  "the answer: without it they go on, only the computer may sleep. So this is "
			  "harmless."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the computer never sleeps, or {source} need not wake it"),
		  .then = N_("leave it as it is: nothing is missing") },
		FIX_SILENCE),
	.analyse = analyse,
};
