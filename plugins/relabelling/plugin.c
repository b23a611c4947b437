/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to give a file another label: mostly a copy that shall keep the old one. */
#include <avocet-plugin.h>

#include "label-choice.h"

/* Programs that copy labels, unless they are told not to. */
static const struct {
	const char *comm, *option;
} copiers[] = {
	{ "cp", "--no-preserve=context" }, { "rsync", "--no-xattrs" }, { "tar", "--no-selinux" },
	{ "mv", "-Z" }, { "install", "-Z" }, { "bsdtar", "--no-xattrs" }, { "unzip", "-X" },
};

/* The plugin associate speaks of labels that no file may have. */
static bool is_none_for_files(struct avocet_host *host, const struct avocet_denial *denial)
{
	return denial->target.type && host->has_attribute(host, denial->target.type, "domain");
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = host->default_type(host, denial->path, denial->tclass);

	if (is_none_for_files(host, denial))
		return;
	if (type && denial->target.type && strcmp(type, denial->target.type) == 0) {
		host->word(host, "is_right", type);
		host->ground(host, N_("{is_right} is the label that belongs there."));
	}
	for (size_t i = 0; denial->comm && i < sizeof(copiers) / sizeof(*copiers); i++) {
		if (strcmp(copiers[i].comm, denial->comm) != 0)
			continue;
		host->word(host, "copier", copiers[i].comm);
		host->word(host, "copier_option", copiers[i].option);
		host->confidence(host, 88);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "relabelling",
	.match = {
		.manager = "kernel",
		.tclass = "file dir lnk_file chr_file blk_file sock_file fifo_file filesystem",
		.any_permission = "relabelfrom relabelto",
		.reason = "!allowed !constraint",
	},
	.confidence = 60,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} tried to change the label of a file."),
	.explanation = N_("Labels decide who may use a file, so only few programs may change them. Most "
			  "often a copy was to keep the label of the original, which is not needed: the "
			  "copy gets the label of its place. An intruder would try to change labels in "
			  "order to get at a file."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{copier} was started by you or by a script of yours"),
		  .then = N_("have it leave labels alone, with the option {copier_option}, and run "
			     "restorecon on the copies") },
		{ .when = N_("{source} belongs to this system and is meant to set labels"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("find out before you allow anything") }),
	.analyse = analyse,
};
