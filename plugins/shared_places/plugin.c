/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wanted to make or change something where many programs have their things, under the label
 * of that place instead of one of its own. */
#include <avocet-plugin.h>

#include "domains.h"
#include "labels.h"

/* A file that only exists in memory, made by a library. */
static bool is_in_memory(const struct avocet_denial *denial)
{
	return denial->path && strncmp(denial->path, "/memfd:", strlen("/memfd:")) == 0;
}

/* What has the label that belongs there was not left behind by another program. */
static bool is_left_over(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *usual = denial->path ? host->default_type(host, denial->path, denial->tclass) : NULL;

	return denial->path && !(usual && strcmp(usual, denial->target.type) == 0);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (label_only_calls(denial) || domain_is_person(denial->source.type))
		return;
	if (is_in_memory(denial)) {
		host->word(host, "memory_file", denial->path);
		host->ground(host, N_("{memory_file} is no file on a disk: a library made it to hold something in "
				      "memory."));
		host->confidence(host, 45);
	} else {
		host->word(host, "place_type", denial->target.type);
		if (is_left_over(host, denial))
			condition(host, "if_left");
		host->ground(host, N_("With a rule for {place_type} it could change all that has this label, "
				      "which belongs to many."));
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "shared_places",
	.match = {
		.manager = "kernel",
		.source_type = "!container_* !svirt* !*.process !spc_t",
		.target_type = "tmp_t tmpfs_t user_tmp_t var_run_t var_t var_lib_t var_log_t var_spool_t "
			       "var_lock_t etc_t etc_runtime_t usr_t lib_t bin_t root_t default_t mnt_t "
			       "home_root_t src_t init_tmp_t",
		.tclass = "file dir lnk_file sock_file fifo_file",
		.any_permission = "write append create unlink link rename setattr add_name remove_name rmdir "
				  "reparent",
		.reason = "!allowed !constraint",
	},
	.confidence = 22,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to change something in a place that many programs share "
		      "({target.type})."),
	.explanation = N_("What a service makes in /tmp, /run, /etc or /var gets a label of its own, if the "
			  "policy knows that it makes something there. This time it does not, or something "
			  "was there already that another program had made."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same, although {memory_file} was refused"),
		  .then = N_("leave it as it is, and install the newest updates when they come") },
		{ .when = N_("the settings of {source} say where it keeps its things"),
		  .then = N_("name a folder of its own there (in /var/lib, /var/cache or /run; a unit makes "
			     "them with StateDirectory= and the like) instead of one that is {place_type}") },
		{ .when = N_("another program left {target.path} there ({place_type}){if_left}"),
		  .then = N_("stop {source}, remove that, and start {source} again: then it makes its own") },
		{ .when = N_("{source} does not work without it"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("nothing explains why {source} does this"),
		  .then = N_("do not allow it: it may have been broken into") }),
	.analyse = analyse,
};
