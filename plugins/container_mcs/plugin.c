/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A container reaches for what belongs to another one. */
#include <avocet-plugin.h>

#include "containers.h"
#include "levels.h"

static bool is_of_container(const char *type)
{
	return type && (strncmp(type, "container_", 10) == 0 || strncmp(type, "svirt_", 6) == 0);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool by_level = denial->constraint && strcmp(denial->constraint, "level") == 0;

	if (!is_of_container(denial->target.type) || !(by_level || level_is_anothers(denial)))
		return;
	host->ground(host, N_("The container has the level {source.range}; what it wanted has "
			      "{target.range}."));
	if (pattern_fits("*file", denial->tclass) || strcmp(denial->tclass, "dir") == 0) {
		host->word(host, "level", denial->target.range);
		host->word(host, "shared", ":z");
	} else {
		host->risk(host, AVOCET_RISK_HIGH);
		host->word(host, "pod", "pod");
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "container_mcs",
	.match = {
		.manager = "kernel",
		.source_type = CONTAINER_TYPES,
		.target_type = "*",
		.tclass = "*",
		.reason = "constraint type-enforcement dontaudit no-policy invalid-context",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("A container reached for what belongs to another container."),
	.explanation = N_("Each container runs with two numbers of its own, its categories, and so "
			  "do its private files (volumes with :Z). So containers cannot touch each "
			  "other's things. No further rule can help here: the numbers have to be "
			  "the same."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("both containers are meant to use this folder"),
		  .then = N_("hand it to both with {shared} instead of :Z: -v FOLDER:PLACE:z") },
		{ .when = N_("they belong together and nobody else may see it"),
		  .then = N_("start both with the same numbers: --security-opt "
			     "label=level:{level}; in Kubernetes set seLinuxOptions, level") },
		{ .when = N_("both belong together"),
		  .then = N_("run them in the same {pod}, or start both with the same numbers: "
			     "--security-opt label=level:s0:c1,c2") },
		{ .when = N_("the two have nothing to do with each other"),
		  .then = N_("leave it as it is, and look what this container does: it may have "
			     "been broken into") }),
	.analyse = analyse,
};
