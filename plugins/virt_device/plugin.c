/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual machine was given a device of the host: USB, a card, a serial line. */
#include <avocet-plugin.h>

#include "containers.h"

static const char *const settings[] = { "virt_use_*", NULL };

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!choose_booleans_named(host, settings))
		host->confidence(host, 60);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "virt_device",
	.match = {
		.manager = "kernel",
		.source_type = "svirt_*t svirt_t qemu_t !svirt_lxc_net_t",
		.target_type = "*_device_t device_t sysfs_t !fixed_disk_device_t !removable_device_t "
			       "!scsi_generic_device_t !memory_device_t",
		.tclass = "chr_file file dir",
		.any_permission = "read write open ioctl map getattr search",
		.reason = "type-enforcement dontaudit no-policy",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("A virtual machine tried to use a device of the host, {target.path}."),
	.explanation = N_("A device that is handed through to a guest is out of the host's hands. "
			  "For the usual ones (USB, cards by VFIO, serial lines) the policy has "
			  "settings; libvirt labels the devices that stand in the guest's "
			  "definition."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("guests on this machine are meant to use such devices"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("this guest is meant to use it"),
		  .then = N_("see that it stands in the guest's definition as a host device (virsh "
			     "edit), and start the guest again: libvirt then labels it") },
		{ .when = N_("you gave it no such device"),
		  .then = N_("find out what ran in the guest: it may try to break out") }),
	.analyse = analyse,
};
