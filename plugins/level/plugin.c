/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The levels of both labels do not go together, and it is no matter of guests or containers. */
#include <avocet-plugin.h>

#include "levels.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *wanted = denial->target.range;

	host->ground(host, N_("{source} runs at the level {source.range}; what it wanted is at "
			      "{target.range}."));
	if (wanted && level_same_sensitivity(denial->source.range, wanted)) {
		host->word(host, "categories", N_("categories"));
		host->ground(host, N_("Only the categories (c1, c2, …) differ."));
	} else if (wanted) {
		host->word(host, "wanted_level", wanted);
		host->ground(host, N_("The first part of the level, the degree of secrecy, "
				      "differs."));
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "level",
	.match = {
		.source_type = "!svirt* !qemu* !container_t !container_*_t !spc_t !openshift*",
		.reason = "constraint",
		.constraint = "level",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} and what it wanted are at levels that do not go together."),
	.explanation = N_("A level says how secret something is and to which group it belongs. "
			  "Programs may read only what is at their own level or below it, and "
			  "write only at their own. No further rule can help, since this counts "
			  "besides all rules."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("both belong together"),
		  .then = N_("give them the same {categories}: chcat changes those of a file, and "
			     "of a login (with -l)") },
		{ .when = N_("you run {source} by hand, and may see what is at {wanted_level}"),
		  .then = N_("change your level first, with newrole -l {wanted_level}") },
		{ .when = N_("{target.path} has that level by mistake"),
		  .then = N_("run restorecon -F on it, which also sets the level that belongs "
			     "there") },
		{ .when = N_("neither is so"),
		  .then = N_("leave it as it is: levels are there to prevent this") }),
	.analyse = analyse,
};
