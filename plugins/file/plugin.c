/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has no label at all: a whole file system that was never labelled, or a file of it. */
#include <avocet-plugin.h>

#include "labels.h"

/* Whether it is where a file system begins: then all in it is likely to lack labels. */
static bool is_top(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_mount *mount = host->mount(host, denial->path);

	if (denial->name && strcmp(denial->name, "/") == 0)
		return true;
	return mount && denial->path && strcmp(mount->point, denial->path) == 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_mount *mount = host->mount(host, denial->path);
	bool top = is_top(host, denial);

	if (mount && mount->context)
		return;
	if (mount && !mount->labels)
		host->word(host, "labelless", mount->type);
	else if (top)
		host->word(host, "disk", denial->device ? denial->device : "?");
	if (top)
		host->ground(host, N_("It is the topmost folder of a file system, so all in it is "
				      "likely to be without labels."));
	if (!top && !denial->path)
		host->word(host, "lost_name", denial->name ? denial->name : "?");
	host->confidence(host, top ? 96 : 45);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "file",
	.match = {
		.manager = "kernel",
		.target_type = "unlabeled_t file_t unlabeled",
		.tclass = "file dir lnk_file sock_file fifo_file chr_file blk_file filesystem",
		.any_permission = "* !relabelfrom !relabelto !mac_admin",
		.path = "!/proc/* !/sys/*",
		.reason = "!allowed",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("What {source} wanted has no label that the policy knows."),
	.explanation = N_("Disks that were used without SELinux, or by another system, have no labels. "
			  "Nobody can tell what such files are for, so services may not use them. It is "
			  "no sign of an attack, and allowing it would not mend it: it would open every "
			  "file that ever loses its label."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the disk {disk} belongs to this system and can keep labels (ext4, XFS, Btrfs "
			     "and the like can)"),
		  .then = N_("label all in it: \"restorecon -RFv\" and the folder where it is "
			     "mounted") },
		{ .when = N_("the disk {disk} is used by other systems, too"),
		  .then = N_("mount it with the option \"context=\" and a label, which then holds for "
			     "all in it") },
		{ .when = N_("this place is meant for services (its file system, {labelless}, cannot keep "
			     "labels)"),
		  .then = N_("mount it with the option \"context=\" and a label, which then holds for "
			     "all in it") },
		{ .when = N_("{lost_name} is a file of this system (the records tell only its name)"),
		  .then = N_("find out where it is, and run restorecon on it there: that gives it the label of "
			     "its place") },
		{ .when = N_("a module of the policy was removed or updated"),
		  .then = N_("put it back, if the program is still in use, and run restorecon on its "
			     "files") },
		{ .when = N_("many files of this system are without labels, for example since SELinux was "
			     "switched off for a while"),
		  .then = N_("have the whole system labelled when it starts next; that takes some "
			     "minutes"),
		  .action = AVOCET_RELABEL }),
	.analyse = analyse,
};
