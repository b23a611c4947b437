/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xen may not use a disk image that lies outside its own folder. */
#include <avocet-plugin.h>

#include "labels.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	char folder[LABEL_MAX];

	if (label_folder_of(denial->path, folder) &&
		!label_words_for_folder(host, folder, "xen_image_t"))
		label_words_for_file(host, denial->path, "xen_image_t");
	host->ground(host, N_("Its label is {target.type}; disks of Xen have xen_image_t."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "xen_image",
	.match = {
		.manager = "kernel",
		.source_type = "xend_t xenstored_t xenconsoled_t blktap_t xm_t evtchnd_t",
		.target_type = "* !xen* !*_device_t !proc* !sysfs_t !nfs_t !cifs_t !fusefs_t "
			       "!*shadow_t !*_exec_t",
		.tclass = "file",
		.any_permission = "read write open",
		.path = "*.img *.qcow* *.raw *.vhd* *.iso *.vmdk */images/*",
		.reason = "type-enforcement dontaudit no-policy",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("Xen may not use {target.path}: it is not labelled as a disk of a virtual "
		      "machine."),
	.explanation = N_("Xen may touch only files with the label of its disks. Images in its own "
			  "folder, /var/lib/xen/images, get it by themselves; others must be made "
			  "known."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you keep disks of virtual machines there"),
		  .then = N_("make the place known for them ({file_type})"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("you would rather not"),
		  .then = N_("move the file to /var/lib/xen/images and run restorecon on it") }),
	.analyse = analyse,
};
