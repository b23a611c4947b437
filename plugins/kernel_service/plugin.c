/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program tells a part of the kernel to work with other rights: the cache of network files. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "kernel_service",
	.match = {
		.manager = "kernel",
		.tclass = "kernel_service",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 75,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted a part of the kernel to work with the rights of {target.type}."),
	.explanation = N_("Nearly always this is cachefilesd: it has the kernel keep copies of files from the "
			  "network on a disk, under a label of their own. The policy says which label "
			  "that may be."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it is cachefilesd, with a label in its settings (secctx in "
			     "/etc/cachefilesd.conf)"),
		  .then = N_("take that line back to what came with the package, and update the policy") },
		{ .when = N_("it is something else"),
		  .then = N_("do not allow it before you know why it needs that") },
		FIX_ALLOW),
	.analyse = analyse,
};
