/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What plugins about capabilities share: the kernel asks for a small one first, and only then for
 * the large one that had it before. */
#ifndef AVOCET_CAPABILITIES_H
#define AVOCET_CAPABILITIES_H

#include <avocet-plugin.h>

/* True when the policy gives the program this other capability of class "capability". */
static inline bool capability_allowed(struct avocet_host *host, const char *capability)
{
	const struct avocet_access access = { .tclass = "capability", .permission = capability };

	return host->allows(host, &access);
}

#endif
