/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files on a file system that has one label for all: of another computer, a USB stick, a CD. */
#include <avocet-plugin.h>

#include "mounts.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *source = denial->source.type, *target = denial->target.type;

	if (!label_is_of_mount(target) || label_is_inside(denial))
		return;
	if (pattern_in("ftpd_t vsftpd_t", source) && pattern_in("nfs_t cifs_t", target))
		return; /* ftpd_use_nfs, ftpd_use_cifs */
	mount_report(host, denial);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "mounted_files",
	.match = {
		.manager = "kernel",
		.source_type = "!svirt*",
		.tclass = "file dir lnk_file sock_file fifo_file",
		.any_permission = "* !relabelfrom !relabelto !mounton",
		.reason = "!allowed !constraint !invalid-context",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{target.path} is on a file system that has one label, {target.type}, for all that "
		      "is in it."),
	.explanation = N_("Folders of other computers, USB sticks and CDs do not keep a label for each "
			  "file. So a program may use either all of them or none, and restorecon can "
			  "change nothing there."),
	.fixes = MOUNT_FIXES,
	.analyse = analyse,
};
