/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs in containers: their types, and booleans that were made for them or for guests. */
#ifndef AVOCET_CONTAINERS_H
#define AVOCET_CONTAINERS_H

#include <avocet-plugin.h>

#include <string.h>

#include "patterns.h"

/* Patterns for .source_type: what runs inside. Types made by udica end with .process; what starts
 * containers (container_runtime_t) is no container. */
#define CONTAINER_TYPES                                                                            \
	"container_t container_*_t svirt_lxc_net_t *.process !container_runtime_t "                \
	"!container_engine_t !container_auth_t"

/* What a whole file system has from the network or from another system. */
#define FOREIGN_FILESYSTEMS                                                                        \
	"nfs_t cifs_t fusefs_t cephfs_t ecryptfs_t dosfs_t glusterd_fs_t iso9660_t autofs_t"

static inline bool booleans_are(const struct avocet_boolean *booleans, const char *const *patterns)
{
	for (; booleans->name; booleans++) {
		const char *const *pattern = patterns;

		while (*pattern && !pattern_fits(*pattern, booleans->name))
			pattern++;
		if (!*pattern)
			return false;
	}
	return true;
}

/* Chooses the narrowest set of booleans whose names say that they are for this; false: none is. */
static inline bool choose_booleans_named(struct avocet_host *host, const char *const *patterns)
{
	const struct avocet_boolean_set *set = host->boolean_sets(host);

	for (; set->booleans; set++) {
		if (!booleans_are(set->booleans, patterns))
			continue;
		host->choose_booleans(host, set);
		host->ground(host, N_("The policy has a setting for this: {boolean}, now "
				      "{boolean_now}."));
		return true;
	}
	return false;
}

#endif
