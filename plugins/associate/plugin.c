/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file was to get a label that is none for files, such as the domain of a program. */
#include <avocet-plugin.h>

#include "labels.h"

static bool is_domain(struct avocet_host *host, const char *type)
{
	return host->has_attribute(host, type, "domain");
}

/* filesystem_associate speaks of labels that are for files, but not for those of this disk. */
static bool is_none_for_files(struct avocet_host *host, const char *type)
{
	return is_domain(host, type) || !host->has_attribute(host, type, "file_type");
}

/* The file that is to be kept on a disk is the source there; else it is the target. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool associates = strcmp(denial->tclass, "filesystem") == 0;
	const char *type = associates ? denial->source.type : denial->target.type;

	if (!type || !(associates ? is_none_for_files(host, type) : is_domain(host, type)))
		return;
	host->word(host, "wrong_type", type);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "associate",
	.match = {
		.manager = "kernel",
		.tclass = "filesystem file dir lnk_file chr_file blk_file sock_file fifo_file",
		.any_permission = "associate relabelto",
		.reason = "!allowed",
	},
	.confidence = 92,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The label {wrong_type} is none for files."),
	.explanation = N_("Some labels are for programs that run, others for files. Somebody tried to "
			  "give a file one that is not for files, mostly by a slip: httpd_t is a web "
			  "server that runs, httpd_sys_content_t its pages."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you set the label yourself"),
		  .then = N_("choose one for files instead; \"restorecon\" knows which one belongs to the "
			     "place") },
		{ .when = N_("a program did"),
		  .then = N_("look into its settings, and report it to its makers") }),
	.analyse = analyse,
};
