/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Booleans that a plugin is about are found by asking the policy which help, then by a pattern of
 * their names: these differ from one distribution to the next. */
#ifndef AVOCET_BOOLEANS_H
#define AVOCET_BOOLEANS_H

#include <avocet-plugin.h>

#include "patterns.h"


#include "modules.h"

/* The narrowest single boolean that allows it and is named like that; NULL: none. */
static inline const struct avocet_boolean_set *boolean_named(struct avocet_host *host,
	const char *pattern)
{
	const struct avocet_boolean_set *set = host->boolean_sets(host);

	for (; set->booleans; set++)
		if (!set->booleans[1].name && pattern_fits(pattern, set->booleans[0].name))
			return set;
	return NULL;
}

/* Reports that setting, with the ground (unless NULL) and 85 %, where there is one; else a module. */
static inline void boolean_or_module_report(struct avocet_host *host, const char *pattern,
	const char *ground)
{
	const struct avocet_boolean_set *set = boolean_named(host, pattern);

	if (!set) {
		module_report(host, AVOCET_RULE_ALLOW);
		return;
	}
	host->choose_booleans(host, set);
	if (ground)
		host->ground(host, ground);
	host->confidence(host, 85);
	host->report(host);
}

#endif
