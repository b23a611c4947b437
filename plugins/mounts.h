/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What plugins about file systems with one label for all have in common: NFS, CIFS, FUSE, FAT, CDs. */
#ifndef AVOCET_MOUNTS_H
#define AVOCET_MOUNTS_H

#include "boolean-choice.h"

/* Tells of the narrowest settings for such a file system, and of a label for the whole of it. Labels
 * of single files cannot be changed there. */
static inline void mount_report(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_mount *mount = host->mount(host, denial->path);
	struct boolean_choice settings[BOOLEAN_CHOICES];
	struct label_choice labels[LABEL_CHOICES];

	bool has_label = label_choose(host, denial, labels, NULL) > 0;

	host->confidence(host, 60);
	/* A setting that opens all files is no match for a label that opens these alone. */
	if (booleans_choose(host, denial, settings) > 0 &&
		!(has_label && settings[0].set->also_targets > BOOLEAN_WIDE)) {
		if (settings[0].confidence < 80)
			settings[0].confidence += 10;
		boolean_words(host, &settings[0]);
	}
	if (mount) {
		host->word(host, "mount_point", mount->point);
		host->word(host, "mount_device", mount->device);
		host->ground(host, N_("{mount_device} is mounted on {mount_point}."));
	}
	host->word(host, "mounted_as", denial->target.type);
	if (has_label)
		host->word(host, "context_type", labels[0].type);
	host->report(host);
}

#define MOUNT_FIXES                                                                                \
	AVOCET_FIXES(                                                                              \
		{ .when = N_("{source} is meant to use such file systems"),                        \
		  .then = N_("{boolean_changes}"),                                                 \
		  .action = AVOCET_SET_BOOLEAN },                                                  \
		{ .when = N_("only this one file system is meant for {source}"),                   \
		  .then = N_("mount it with the option \"context=\" and a label with the type "    \
			     "{context_type}, which then holds for all in it") },                  \
		{ .when = N_("{source} has no business there"),                                    \
		  .then = N_("leave it as it is, and mend its settings") })

#endif
