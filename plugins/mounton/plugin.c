/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to mount something on a folder. */
#include <avocet-plugin.h>

#include "label-choice.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *source = denial->source.type;

	if (label_is_inside(denial) || !source)
		return;
	if (host->has_attribute(host, source, "userdomain") ||
		pattern_in("user_t staff_t guest_t xguest_t", source)) {
		host->word(host, "user_type", source);
		host->confidence(host, 55); /* what such users may do at all is told elsewhere */
	} else if (pattern_in("init_t mount_t systemd_*_t automount_t", source)) {
		host->word(host, "mounter", source);
	} else {
		host->word(host, "service_type", source);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "mounton",
	.match = {
		.manager = "kernel",
		.tclass = "file dir lnk_file",
		.any_permission = "mounton",
		.reason = "!allowed !constraint",
	},
	.confidence = 78,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} tried to mount something on {target.path}."),
	.explanation = N_("What is mounted on a folder hides what was in it. Whoever may do that can put "
			  "other files in the place of the system's own, so only the programs that "
			  "mount disks, and those that start services, may do it, and not everywhere."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("a user of the kind {user_type} needs the disk"),
		  .then = N_("have it mounted by an administrator, or by the desktop (udisks), which asks "
			     "first") },
		{ .when = N_("you want something to be mounted there (by {mounter})"),
		  .then = N_("use a folder below /mnt, /srv or /media, or run restorecon on this one") },
		{ .when = N_("{source} ({service_type}) is meant to find something mounted there"),
		  .then = N_("have it mounted before it starts: by a line in /etc/fstab, or by a mount unit "
			     "of systemd") },
		{ .when = N_("you do not know why {source} mounts anything"),
		  .then = N_("do not allow it: find out what was to be hidden or replaced") }),
	.analyse = analyse,
};
