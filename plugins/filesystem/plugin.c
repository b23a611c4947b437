/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A whole file system: asked how full it is, or how much of it people may use. Mounting is another matter. */
#include <avocet-plugin.h>

#include "modules.h"
#include "patterns.h"

static const struct {
	const char *permission, *ground;
	bool looks;
} deeds[] = {
	{ "getattr", N_("It only asked how full the file system is, or of which kind."), true },
	{ "quotaget", N_("It only asked how much of the disk people may use."), true },
	{ "quotamod", N_("It wanted to change how much of the disk people may use."), false },
};

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *first = denial->permissions[0];
	bool looks = false;

	for (size_t i = 0; first && i < sizeof(deeds) / sizeof(*deeds); i++) {
		if (!pattern_fits(deeds[i].permission, first))
			continue;
		host->ground(host, deeds[i].ground);
		looks = deeds[i].looks && !denial->permissions[1];
	}
	if (looks) {
		host->risk(host, AVOCET_RISK_LOW);
		host->word(host, "look", "df");
	} else {
		host->word(host, "quota", "edquota");
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "filesystem",
	.match = {
		.manager = "kernel",
		.tclass = "filesystem",
		.only_permissions = "getattr quotaget quotamod",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 60,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} did something with a whole file system, not with files in it."),
	.explanation = N_("To ask how full a file system is, as df does, is harmless, but not known of every "
			  "program. How much of it each person may use is set by administrators."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same (it only looked, as {look} does)"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("it is you who set how much people may use"),
		  .then = N_("do it with {quota}, from an administrator's own session") },
		{ .when = N_("{source} has no reason to set it ({quota} is the tool for that)"),
		  .then = N_("do not allow it, and find out why it tried") },
		FIX_ALLOW),
	.analyse = analyse,
};
