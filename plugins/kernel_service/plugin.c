/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program tells a part of the kernel to work with other rights: the cache of network files. */
#include <avocet-plugin.h>

#include <string.h>

#include "deeds.h"
#include "modules.h"

/* With the rights of another a program can do whatever that one can: only the one that is made for this
 * gets a rule, and never for the rights of the kernel itself. */
static bool may_be_trusted(const struct avocet_denial *denial)
{
	static const char *const tools[] = { "cachefilesd", NULL };

	return deed_by_tool(denial, tools) && denial->target.type &&
		strcmp(denial->target.type, "kernel_t") != 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (may_be_trusted(denial))
		host->make_module(host, AVOCET_RULE_ALLOW);
	host->report(host);
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
