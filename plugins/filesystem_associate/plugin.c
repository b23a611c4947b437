/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file was to get a label that may not be used on this file system. */
#include <avocet-plugin.h>

#include "labels.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = denial->source.type;

	if (!type || !host->has_attribute(host, type, "file_type") ||
		host->has_attribute(host, type, "domain"))
		return;
	if (label_is_of_mount(denial->target.type))
		host->word(host, "mount_type", denial->target.type);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "filesystem_associate",
	.match = {
		.manager = "kernel",
		.tclass = "filesystem",
		.any_permission = "associate",
		.reason = "!allowed",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("A file on this file system may not have the label {source.type}."),
	.explanation = N_("Which labels may be used depends on the file system: a disk takes those of all "
			  "files, but a file system in memory, of a device or on another computer "
			  "only some. The file keeps the label that it has; mostly no harm is done."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you copied the file with its label (\"cp -a\", \"rsync -X\", \"tar "
			     "--selinux\")"),
		  .then = N_("copy it without: it then gets the label that belongs to the place") },
		{ .when = N_("all files there shall have this label ({mount_type} is that of the whole "
			     "file system)"),
		  .then = N_("mount it with the option \"context=\" and that label") },
		{ .when = N_("a service makes the file itself"),
		  .then = N_("have it do so on a disk, or install the newest updates of the policy") }),
	.analyse = analyse,
};
