/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to be told when a file or folder changes. */
#include <avocet-plugin.h>

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	(void)denial;
	host->make_module(host, AVOCET_RULE_ALLOW);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "watch",
	.match = {
		.manager = "kernel",
		.tclass = "file dir lnk_file chr_file blk_file sock_file fifo_file filesystem",
		.only_permissions = "watch watch_*",
		.reason = "!allowed !constraint",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} wanted to be told whenever {target.path} changes."),
	.explanation = N_("Programs watch files in order to take up new settings at once. Kernels since "
			  "2019 ask the policy for that, and older policies do not know of it. It is "
			  "mostly harmless: without it a program looks again later, or when it is "
			  "started next."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} works all the same"),
		  .then = N_("install the newest updates of the policy when they come, and leave it until "
			     "then") },
		{ .when = N_("{source} misses changes that it must notice at once"),
		  .then = N_("allow just this with a small module of your own, named {module_name}, until "
			     "the policy does"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
