/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A whole file system: mounted, unmounted, counted, or only asked how full it is. */
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
	{ "*mount", N_("It wanted to mount or unmount a file system, or to change how one is mounted."),
		false },
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
		host->word(host, "deed", "mount");
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "filesystem",
	.match = {
		.manager = "kernel",
		.tclass = "filesystem",
		.only_permissions = "getattr quotaget quotamod mount remount unmount",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 60,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} did something with a whole file system, not with files in it."),
	.explanation = N_("Which file systems are mounted, and how, is ruled by systemd and by "
			  "administrators: what is mounted over a folder replaces all that is in it. To ask "
			  "how full one is, as df does, is harmless, but not known of every program."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same (it only looked, as {look} does)"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("it is you who need this, and {deed} is the right tool"),
		  .then = N_("do it as an administrator; for what should always be there, write it into "
			     "/etc/fstab or a mount unit of systemd") },
		{ .when = N_("{source} is a service that has no reason to mount anything ({deed})"),
		  .then = N_("do not allow it, and find out why it tried") },
		FIX_ALLOW),
	.analyse = analyse,
};
