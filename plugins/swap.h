/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a file is wanted as swap space: by one of the tools for it, in a domain that may use such
 * files, and nowhere that the system keeps files of its own. */
#ifndef AVOCET_SWAP_H
#define AVOCET_SWAP_H

#include "deeds.h"
#include "patterns.h"

#define SWAP_TYPE "swapfile_t"

static inline bool swap_is_meant(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char *const tools[] = { "swapon", "swapoff", "mkswap", NULL };
	static const char *const deeds[] = { "read", "write", "getattr", "open", "swapon", NULL };
	static const char *const others[] = { "/etc/*", "/boot/*", "/proc/*", "/sys/*", "/dev/*", NULL };
	const char *const *permission = denial->permissions;

	if (strcmp(denial->tclass, "file") != 0 || !deed_by_tool(denial, tools))
		return false;
	if (!denial->path || denial->path[0] != '/' || pattern_listed(others, denial->path))
		return false;
	while (*permission && pattern_listed(deeds, *permission))
		permission++;
	return !*permission && host->allows_on(host, SWAP_TYPE);
}

#endif
