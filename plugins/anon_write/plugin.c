/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service wants to change what everybody may see: uploads of strangers. */
#include <avocet-plugin.h>

#include "boolean-choice.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_boolean_set *set;

	if (!label_wants_write(denial))
		return;
	set = boolean_find(host, "*anon_write*");
	if (set) {
		const struct boolean_choice choice = { .set = set, .confidence = 90 };

		boolean_words(host, &choice);
	} else if (strcmp(denial->target.type, "public_content_t") == 0) {
		host->word(host, "read_only_type", denial->target.type);
		host->confidence(host, 80);
	} else {
		return;
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "anon_write",
	.match = {
		.manager = "kernel",
		.target_type = "public_content_t public_content_rw_t",
		.tclass = "file dir lnk_file",
		.reason = "!allowed !constraint !invalid-context",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} tried to change something that is public."),
	.explanation = N_("What is labelled as public may be shown to everybody by several services. "
			  "Letting them also change it means that strangers may leave files on this "
			  "system, so it must be turned on for each service."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("others are meant to leave or change files there through {source}"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("others are meant to leave files there"),
		  .then = N_("give a folder for just that the label public_content_rw_t instead of "
			     "{read_only_type}, and turn on the setting for it (its name ends in "
			     "anon_write)") },
		{ .when = N_("they are not"),
		  .then = N_("take the right to write out of the settings of {source}") }),
	.analyse = analyse,
};
