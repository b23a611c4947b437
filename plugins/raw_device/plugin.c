/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program goes around all files: it reads a disk or the memory itself. */
#include <avocet-plugin.h>

#include "deeds.h"

/* They look after disks or the hardware, or watch them, and may have been started by the wrong
 * program. */
static const char *const tools[] = {
	"smartctl", "smartd", "hdparm", "blkid", "lsblk", "udisksd", "udevadm", "systemd*", "lvm*",
	"dm*", "mdadm", "multipath*", "fsck*", "e2fsck", "mkfs*", "mke2fs", "mount*", "umount",
	"grub*", "fdisk", "sfdisk", "parted", "cryptsetup", "swapon", "kdump*", "dmidecode", "Xorg",
	"X", "qemu-ga", "tune2fs", "xfs_*", "btrfs", "zfs", "zpool", "nvme", "fwupd",
	"makedumpfile", "biosdecode", "lshw", "flashrom", "mcelog", "collectd", "snmpd",
	"zabbix_agent*", "munin*", "telegraf", "node_exporter", NULL,
};

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool disk = strcmp(denial->tclass, "blk_file") == 0;

	host->ground(host, disk ? N_("On a disk read like this all files can be seen, whoever they "
				     "belong to.")
				: N_("Through {target.path} the memory of all programs, or the "
				     "hardware itself, can be seen."));
	deed_tell_who(host, denial);
	if (deed_by_tool(denial, tools)) {
		host->word(host, "trade", N_("disks or hardware"));
		host->ground(host, N_("{source} is a tool for disks or hardware, but it ran as "
				      "{source.type}, which may not."));
		host->risk(host, AVOCET_RISK_HIGH);
		host->confidence(host, 70);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "raw_device",
	.match = {
		.manager = "kernel",
		/* What guests and containers reach for has plugins of its own. */
		.source_type = "!svirt* !qemu* !xen* !container_t !container_*_t !spc_t",
		.target_type = "fixed_disk_device_t memory_device_t nvram_device_t cpu_device_t "
			       "scsi_generic_device_t",
		.tclass = "chr_file blk_file",
		.any_permission = "read write open append map",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to read or write a disk or the memory itself, around all "
		      "files."),
	.explanation = N_("Owners, modes and labels of files count for nothing there: passwords "
			  "and keys lie open. Only a few tools need it, and {source.type} is not "
			  "the type of one. So no way to allow it is offered here."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is meant to look after {trade} for the program that started "
			     "it"),
		  .then = N_("install the newest updates, then report it: the policy should start "
			     "it as a type of its own") },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("treat it as a possible attack: find out what {source} was doing and "
			     "who could make it do so") },
		{ .when = N_("it was you"),
		  .then = N_("run {source} from an administrator's own session instead") }),
	.analyse = analyse,
};
