/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Something kept in an unusual place, where the policy has no label for it: which label would do. */
#include <avocet-plugin.h>

#include "label-choice.h"

/* Changing what the system itself keeps in /etc and /usr is seldom what a label is wrong for. */
static int confidence(const struct avocet_denial *denial, const struct label_choice *best)
{
	int percent = best->score >= 40 ? 85 : 60;

	if (!denial->path)
		percent -= 15;
	if (pattern_in("etc_t usr_t", denial->target.type) && label_wants_write(denial))
		percent -= 35;
	return percent > 15 ? percent : 15;
}

/* The policy has types on which it would be allowed, but they are made for something else. */
static void tell_that_none_fits(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->word(host, "no_label", denial->target.type);
	host->ground(host, N_("The policy has no label that is made for data of {source.type} in such a place."));
	host->confidence(host, 40);
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	struct label_choice best[LABEL_CHOICES];
	bool odd = false;
	size_t count;

	if (!denial->target.type || !label_is_unusual(host, denial))
		return;
	if (denial->path && label_is_system_folder(denial->path))
		return; /* it belongs to all */
	if (label_wants_write(denial) && label_runtime_type(host, denial))
		return; /* service_files tells more of it */
	if (label_certificate_type(host, denial))
		return; /* and so does certificates */
	count = label_choose(host, denial, best, &odd);
	if (count == 0) {
		if (odd)
			tell_that_none_fits(host, denial);
		return;
	}
	host->confidence(host, confidence(denial, &best[0]));
	host->word(host, "wanted_type", best[0].type);
	label_offer(host, denial, best[0].type);
	label_word_others(host, best, count);
	if (label_was_moved(denial))
		host->ground(host, N_("It was brought there with the label {target.type}; with "
				      "{wanted_type} the policy would allow it."));
	else
		host->ground(host, N_("{target.type} says nothing of what is kept there; with the "
				      "label {wanted_type} the policy would allow it."));
	if (best[0].score >= 40)
		host->ground(host, N_("By its name {wanted_type} is made for {source.type}."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "catchall_labels",
	.match = {
		.manager = "kernel",
		.source_type = "* !svirt* !container* !spc_t !init_t !kernel_t !unconfined_t "
			       "!smbd_t !ftpd_t !rsync_t !cvs_t",
		.tclass = "file dir lnk_file sock_file fifo_file",
		.any_permission = "* !relabelfrom !relabelto !mounton !associate !entrypoint "
				  "!execute !execute_no_trans",
		.path = "!/proc !/proc/* !/sys !/sys/* !/dev !/dev/* !/memfd:* !*(deleted)",
		.reason = "!allowed !constraint !invalid-context",
	},
	.risk = AVOCET_RISK_LOW,
	.summary = N_("The policy has no label of its own for the place where {target.path} is kept."),
	.explanation = N_("Each file carries a label that says which programs may use it. Labels are "
			  "given by place: in the usual folders of a service they come by "
			  "themselves, elsewhere the system must be told what the files are for. "
			  "This is nearly always harmless."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{own_folder} and all in it is meant for {source}"),
		  .then = N_("make {wanted_type} the label of this folder"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("{one_file} is meant for {source}"),
		  .then = N_("make {wanted_type} the label of this file"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("{target_folder} is used in the same way as {like_folder}"),
		  .then = N_("have it labelled in the same way"),
		  .action = AVOCET_ADD_EQUIVALENCE },
		{ .when = N_("{target.path} is meant for {source}"),
		  .then = N_("find out in which folder it is (the records tell only its name) and make "
			     "{lost_type} the label of that folder") },
		{ .when = N_("{wanted_type} does not fit what is kept there"),
		  .then = N_("take another label on which it is allowed: {other_types}") },
		{ .when = N_("it is meant for {source}, but no label fits ({no_label} is for anything)"),
		  .then = N_("move it to a folder where {source} keeps its things by default, and run restorecon "
			     "on it there") },
		{ .when = N_("{source} has no business there"),
		  .then = N_("leave the labels as they are, and mend its settings") }),
	.analyse = analyse,
};
