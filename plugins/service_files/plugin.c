/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service's logs, caches, sockets and the like are kept in a folder that nobody labelled for it. */
#include <avocet-plugin.h>

#include "label-choice.h"

/* Sets the words for the file alone, or for its folder when that is there for such files by its name:
 * the next ones are then labelled, too. Something new has no label but that of its folder. */
static void offer(struct avocet_host *host, const struct avocet_denial *denial, const char *type)
{
	static const char made_for[] = "*/log */*logs */*[-_.]log */*cache */spool */*queue */run */lock */tmp";
	char folder[LABEL_MAX];

	if (!label_can_name(denial->path) || label_is_system_folder(denial->path)) {
		host->word(host, "lost_type", type);
		return;
	}
	if (label_folder_of(denial->path, folder) && pattern_in(made_for, folder) &&
		label_words_for_folder(host, folder, type))
		host->word(host, "own_folder", folder);
	else if (label_wants_new(denial))
		host->word(host, "lost_type", type);
	else
		label_offer_narrow(host, denial, type);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type;

	bool writes = label_wants_write(denial) || pattern_fits("logrotate_t", denial->source.type);

	if (!writes || label_wants_to_speak(denial) || !label_is_unusual(host, denial))
		return;
	if (pattern_in("/tmp/* /var/tmp/*", denial->path))
		return; /* nothing there is labelled by its place */
	type = label_runtime_type(host, denial);
	if (!type)
		return;
	host->word(host, "wanted_type", type);
	offer(host, denial, type);
	host->ground(host, N_("In the usual places the policy gives the label {wanted_type} to such "
			      "files of {source.type}."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "service_files",
	.match = {
		.manager = "kernel",
		.source_type = "!svirt* !init_t !kernel_t !unconfined_t",
		.tclass = "file dir lnk_file sock_file fifo_file",
		.any_permission = "* !relabelfrom !relabelto !mounton",
		.path = "!/proc/* !/sys/* !/dev/* !/memfd:* !*(deleted)",
		.reason = "!allowed !constraint !invalid-context",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} keeps its own files (a log, a cache, a socket or the like) in a place that "
		      "is not labelled for it."),
	.explanation = N_("In the usual places such files get the right label by themselves. Where you "
			  "chose another place, the system must be told. This is nearly always "
			  "harmless."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you set up {source} to keep such files in {own_folder}"),
		  .then = N_("make {wanted_type} the label of this folder and all in it"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("you set up {source} to use {one_file}"),
		  .then = N_("make {wanted_type} the label of this file"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("you set up {source} to keep such files there"),
		  .then = N_("give them a folder of their own, and make {lost_type} its label") },
		{ .when = N_("you did not choose this place"),
		  .then = N_("look into the settings of {source}, and have it use the usual one") }),
	.analyse = analyse,
};
