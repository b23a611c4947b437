/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program only looked whether something is there, or what is in a folder: ls, find and du do it to
 * all that they come by, and so do services that walk through folders. Better causes speak first. */
#include <avocet-plugin.h>

#include "deeds.h"
#include "labels.h"
#include "modules.h"

static bool lists(const struct avocet_denial *denial)
{
	static const char *const listing[] = { "read", "open", NULL };

	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (pattern_listed(listing, *permission))
			return true;
	return false;
}

/* A folder may be listed, and a link read, but what a file holds is another matter. */
static bool only_looks(const struct avocet_denial *denial)
{
	return !lists(denial) || strcmp(denial->tclass, "dir") == 0 ||
		strcmp(denial->tclass, "lnk_file") == 0;
}

static void tell(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (strcmp(denial->tclass, "lnk_file") == 0)
		host->ground(host, N_("It is a link, and what was asked is where it leads."));
	else if (lists(denial))
		host->ground(host, N_("It asked for the names in a folder, not for what the files hold."));
	else
		host->ground(host, N_("It asked whether it is there, how large it is and whose, or passed "
				      "through a folder."));
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!only_looks(denial))
		return;
	tell(host, denial);
	if (label_is_kept(denial->target.type)) {
		host->word(host, "kept_from", denial->target.type);
		host->risk(host, AVOCET_RISK_MEDIUM);
		host->report(host);
		return;
	}
	host->word(host, "passed_by", denial->target.type ? denial->target.type : "");
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "looked_around",
	.match = {
		.manager = "kernel",
		.tclass = "file dir lnk_file chr_file blk_file sock_file fifo_file",
		.only_permissions = "getattr search read open",
		.reason = "!allowed !constraint",
	},
	.confidence = AVOCET_GUESS,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} only looked at {target.path}: no content of a file was read, and nothing was "
		      "changed."),
	.explanation = N_("Programs that list files or search through folders look at everything on "
			  "their way, also at what is no business of theirs. Mostly nothing is missing "
			  "when that is refused."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you do not know why {source} looked there (what is labelled {kept_from} is "
			     "kept from most programs with good reason)"),
		  .then = N_("find out why: see who started it, and what its settings tell it to "
			     "search through") },
		{ .when = N_("it was you, or a program that walks through all folders"),
		  .then = N_("leave it as it is: it does not need to see what is labelled {kept_from}") },
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: it only does not see what is labelled {passed_by}") },
		FIX_SILENCE,
		{ .when = N_("{source} does not work without it"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") }),
	.analyse = analyse,
};
