/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual machine has a disk or a disc outside the folders that libvirt knows. */
#include <avocet-plugin.h>

#include "domains.h"
#include "labels.h"

/* Content that guests only read, such as installation discs. */
static bool only_reads(const struct avocet_denial *denial)
{
	static const char *const reading[] = {
		"read", "open", "getattr", "map", "lock", "ioctl", NULL,
	};

	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (!pattern_listed(reading, *permission))
			return false;
	return true;
}

static bool is_disc(const struct avocet_denial *denial)
{
	static const char *const discs[] = { "*.iso", "*.ISO", "*.img.ro", "*.cdrom", NULL };

	return only_reads(denial) && pattern_listed(discs, label_name_of(denial));
}

/* What does not look like a disk is no business of a guest. */
static bool is_image(const struct avocet_denial *denial)
{
	static const char *const images[] = {
		"*.img", "*.qcow*", "*.raw", "*.vmdk", "*.vdi", "*.vhd*", "*.iso", "*.ISO", "*.qed",
		"*.fd", "*_VARS*", "*.nvram", "*.snap*", "*.dev", NULL,
	};

	return pattern_listed(images, label_name_of(denial));
}

/* The folder, when it is one for images; else this file alone, as in a home. */
static void offer(struct avocet_host *host, const struct avocet_denial *denial, const char *type)
{
	char folder[LABEL_MAX];

	if (label_folder_of(denial->path, folder) && label_words_for_folder(host, folder, type))
		return;
	label_words_for_file(host, denial->path, type);
}

/* Where libvirt keeps disks they get their label by themselves; this one was moved there, say. */
static bool is_in_its_place(struct avocet_host *host, const struct avocet_denial *denial, const char *type)
{
	const char *usual = denial->path && denial->path[0] == '/'
		? host->default_type(host, denial->path, denial->tclass) : NULL;

	return usual && strcmp(usual, type) == 0 && strcmp(usual, denial->target.type) != 0;
}

/* Folders of the host are none of a guest's, unless they are shared with it. */
static bool is_folder(const struct avocet_denial *denial)
{
	return strcmp(denial->tclass, "dir") == 0;
}

static bool only_passes(const struct avocet_denial *denial)
{
	static const char *const looks[] = { "search", "getattr", "open", NULL };

	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (!pattern_listed(looks, *permission))
			return false;
	return is_folder(denial);
}

static void tell_stranger(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_folder(denial))
		condition(host, "if_folder");
	else
		host->word(host, "stranger", N_("file"));
	host->confidence(host, 70);
	host->risk(host, AVOCET_RISK_HIGH);
	host->ground(host, is_folder(denial)
		? N_("A guest has no use for a folder of the host, unless one is shared with it.")
		: N_("By its name it is no disk of a virtual machine."));
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = is_disc(denial) ? "virt_content_t" : "virt_image_t";

	if (only_passes(denial))
		return;
	if (is_folder(denial) || !is_image(denial)) {
		tell_stranger(host, denial);
		return;
	}
	if (is_in_its_place(host, denial, type)) {
		host->word(host, "default_type", type);
	} else {
		host->word(host, "kind", is_disc(denial) ? N_("discs") : N_("disks"));
		if (denial->path && denial->path[0] == '/')
			offer(host, denial, type);
	}
	if (!is_disc(denial))
		host->word(host, "used_type", "svirt_image_t");
	host->ground(host, N_("By its name it is a disk, or a disc, of a virtual machine; its "
			      "label is {target.type}."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "qemu_file_image",
	.match = {
		.manager = "kernel",
		.source_type = "svirt_t svirt_tcg_t svirt_kvm_net_t svirt_qemu_net_t "
			       "svirt_prot_exec_t qemu_t",
		.target_type = "* !svirt* !virt_image_t !virt_content_t !nfs_t !cifs_t !fusefs_t "
			       "!cephfs_t !glusterd_fs_t !dosfs_t !iso9660_t !sysfs_t !proc* "
			       "!hugetlbfs_t "
			       "!*shadow_t",
		.tclass = "file dir",
		.reason = "type-enforcement dontaudit no-policy",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("A virtual machine may not use {target.path}: it is not labelled as one of "
		      "its disks."),
	.explanation = N_("A guest may touch only its own disks, so that one that breaks out finds "
			  "nothing else. libvirt gives them the label when the guest starts, but "
			  "only where it expects images, usually below /var/lib/libvirt/images."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{target.path} is where it should be"),
		  .then = N_("give it the label that belongs there ({default_type}), and start the guest again: "
			     "libvirt then labels it for that guest"),
		  .action = AVOCET_RESTORE_LABEL },
		{ .when = N_("you keep {kind} of virtual machines there"),
		  .then = N_("make the place known for them ({file_type}), and start the guest "
			     "again"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("you would rather not keep {kind} there"),
		  .then = N_("move the file to /var/lib/libvirt/images, run restorecon on it, and "
			     "change the guest's definition (virsh edit)") },
		{ .when = N_("you do not know why a guest wants this {stranger}"),
		  .then = N_("treat it as a possible attempt to break out: stop the guest, keep "
			     "its disk, and look what ran in it") },
		{ .when = N_("you do not know why a guest wants a folder of the host{if_folder}"),
		  .then = N_("treat it as a possible attempt to break out: stop the guest, keep "
			     "its disk, and look what ran in it") },
		{ .when = N_("you share this folder with the guest on purpose{if_folder}"),
		  .then = N_("share a folder made for it, outside of homes, through virtiofs") },
		{ .when = N_("you gave it this {stranger} on purpose, for example to share a "
			     "folder"),
		  .then = N_("share a folder made for it, outside of homes, through virtiofs") }),
	.analyse = analyse,
};
