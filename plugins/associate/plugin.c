/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file was to get a label that is none for files, such as the domain of a program. */
#include <avocet-plugin.h>

#include "labels.h"

/* filesystem_associate speaks of labels that are for files, but not for those of this disk. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = denial->source.type;

	if (!type || (host->has_attribute(host, type, "file_type") &&
			!host->has_attribute(host, type, "domain")))
		return;
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "associate",
	.match = {
		.manager = "kernel",
		.tclass = "filesystem",
		.any_permission = "associate",
		.reason = "!allowed",
	},
	.confidence = 92,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The label {source.type} is none for files."),
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
