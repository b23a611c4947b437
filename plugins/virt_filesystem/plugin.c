/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The disk of a virtual machine lies on another machine, or on a file system with one label. */
#include <avocet-plugin.h>

#include "containers.h"

static const char *const settings[] = { "virt_use_*", "xen_use_*", NULL };

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!choose_booleans_named(host, settings))
		host->confidence(host, 70);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "virt_filesystem",
	.match = {
		.manager = "kernel",
		.source_type = "svirt_*t svirt_t qemu_t virtd_t virtqemud_t virtstoraged_t xend_t "
			       "!svirt_lxc_net_t",
		.target_type = FOREIGN_FILESYSTEMS,
		.tclass = "file dir lnk_file sock_file",
		.reason = "type-enforcement dontaudit no-policy",
	},
	.confidence = 91,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("A virtual machine uses a file that lies on a network or on a foreign file "
		      "system ({target.type})."),
	.explanation = N_("There all files have the same label, so libvirt cannot mark the disks "
			  "of a guest as its own. The policy has a setting that lets guests use "
			  "such file systems as a whole."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("disks of virtual machines are kept there"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("only disks are kept there, and nothing else"),
		  .then = N_("you may also mount it with a label for all of it: "
			     "context=\"system_u:object_r:virt_image_t:s0\"") },
		{ .when = N_("no disk should be there"),
		  .then = N_("move it to /var/lib/libvirt/images") }),
	.analyse = analyse,
};
