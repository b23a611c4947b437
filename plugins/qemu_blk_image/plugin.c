/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual machine uses a whole disk of the host that was not given to it. */
#include <avocet-plugin.h>

#include <string.h>

/* Other devices without a label of their own are no disks: see virt_device. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (strcmp(denial->tclass, "blk_file") == 0 || strcmp(denial->target.type, "device_t") != 0)
		host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "qemu_blk_image",
	.match = {
		.manager = "kernel",
		.source_type = "svirt_*t svirt_t qemu_t",
		.target_type = "fixed_disk_device_t device_t removable_device_t "
			       "scsi_generic_device_t",
		.tclass = "blk_file chr_file",
		.any_permission = "read write open ioctl map getattr",
	},
	.confidence = 86,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("A virtual machine may not use the disk {target.path} of the host."),
	.explanation = N_("libvirt gives a disk or partition to a guest by labelling it for that "
			  "guest when it starts. This one has the label of the host's own disks, "
			  "so either libvirt did not know that it belongs to the guest, or the "
			  "guest reaches for what is not its own."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the disk is meant for this guest"),
		  .then = N_("add it to the guest's definition as a disk (virsh edit, or virsh "
			     "attach-disk) and start the guest again: libvirt then labels it. Do "
			     "not label it by hand") },
		{ .when = N_("the guest was started without libvirt"),
		  .then = N_("start it with libvirt, which keeps guests apart") },
		{ .when = N_("you did not give it this disk"),
		  .then = N_("treat it as a possible attempt to break out: stop the guest, keep "
			     "its disk, and look what ran in it") }),
	.analyse = analyse,
};
