/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Something kept in an unusual place, where the policy has no label for it: which label would do. */
#include <avocet-plugin.h>

#include "boolean-choice.h"
#include "swap.h"

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

/* Where all programs leave such things for others: what is read there is not data of the reader, and who
 * listens there is another. */
static bool is_of_others(const struct avocet_denial *denial)
{
	return (!label_wants_write(denial) || label_wants_to_speak(denial)) &&
		pattern_in("var_log_t var_run_t var_lock_t tmp_t", denial->target.type) &&
		pattern_in("/var/log* /run* /var/run* /var/lock* /tmp* /var/tmp*", denial->path);
}

/* The label for what a web server may change, which is of use only with a setting; NULL: it is none, or
 * there is no such label. */
static const char *web_type(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char type[] = "httpd_sys_rw_content_t";

	if (!label_wants_write(denial) || !pattern_in("httpd_t nginx_t phpfpm_t", denial->source.type))
		return NULL;
	return host->has_type(host, type) && boolean_label_helps(host, type, NULL) ? type : NULL;
}

/* The topmost folder on the way to path that by its name is there for people's homes, but is not /home. */
static bool find_homes(const char *path, char folder[LABEL_MAX])
{
	static const char homes[] = "*/home */homes */home[0-9]* */users";

	for (const char *end = path; (end = strchr(end + 1, '/'));) {
		if (end - path >= LABEL_MAX)
			return false;
		snprintf(folder, LABEL_MAX, "%.*s", (int)(end - path), path);
		if (pattern_in(homes, folder))
			return !label_is_system_folder(folder);
	}
	return false;
}

/* Homes elsewhere than in /home: they are labelled as if they were there. */
static bool tell_of_homes(struct avocet_host *host, const struct avocet_denial *denial)
{
	char folder[LABEL_MAX], path[LABEL_MAX];
	const char *type;

	if (!label_can_name(denial->path) || !find_homes(denial->path, folder) || strpbrk(folder, " \t"))
		return false;
	if (snprintf(path, sizeof(path), "/home%s", denial->path + strlen(folder)) >= (int)sizeof(path))
		return false;
	type = host->default_type(host, path, denial->tclass);
	if (!type || !host->allows_on(host, type))
		return false;
	host->word(host, "wanted_type", type);
	host->word(host, "target_folder", folder);
	host->word(host, "like_folder", "/home");
	host->confidence(host, 85);
	host->ground(host, N_("{target.type} says nothing of what is kept there; with the "
			      "label {wanted_type} the policy would allow it."));
	host->report(host);
	return true;
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
	const char *web;
	bool odd = false;
	size_t count;

	if (!denial->target.type || !label_is_unusual(host, denial))
		return;
	if (denial->path && label_is_system_folder(denial->path))
		return; /* it belongs to all */
	if ((label_wants_write(denial) || pattern_fits("logrotate_t", denial->source.type)) &&
		label_runtime_type(host, denial))
		return; /* service_files tells more of it */
	if (label_only_calls(denial) && pattern_in("var_run_t tmp_t user_tmp_t", denial->target.type))
		return; /* who listens there gives it its label: see unix_sockets */
	if (tell_of_homes(host, denial))
		return;
	if (label_certificate_type(host, denial) || swap_is_meant(host, denial))
		return; /* and so do certificates and swapfile */
	if (is_of_others(denial))
		return;
	count = label_choose(host, denial, best, &odd);
	web = web_type(host, denial);
	if (web) {
		best[0] = (struct label_choice){ web, 40 };
		count = 1;
		host->risk(host, AVOCET_RISK_MEDIUM);
	}
	if (count == 0) {
		if (odd && !label_is_missing(denial->target.type))
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
		{ .when = N_("{source} is meant to make such things"),
		  .then = N_("give them a folder of their own, and make {lone_type} its label: what is made in "
			     "a folder gets the same label") },
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
