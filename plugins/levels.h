/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The levels of labels: a sensitivity and categories ("s0:c1,c5"), by which guests, containers and
 * secrets are kept apart. */
#ifndef AVOCET_LEVELS_H
#define AVOCET_LEVELS_H

#include <avocet-plugin.h>

#include <string.h>

/* "c1,c5" of "s0:c1,c5", of "s0-s0:c1,c5" those of the higher level; NULL when there are none. */
static inline const char *level_categories(const char *range)
{
	const char *colon = range ? strrchr(range, ':') : NULL;
	const char *dash = range ? strrchr(range, '-') : NULL;

	return colon && colon[1] && (!dash || dash < colon) ? colon + 1 : NULL;
}

/* Whether both have the same sensitivity ("s0") to begin with. */
static inline bool level_same_sensitivity(const char *a, const char *b)
{
	size_t length = a && b ? strcspn(a, ":-") : 0;

	return length && strcspn(b, ":-") == length && strncmp(a, b, length) == 0;
}

/* Whether the target has categories, and others than the source. */
static inline bool level_is_anothers(const struct avocet_denial *denial)
{
	const char *own = level_categories(denial->source.range);
	const char *wanted = level_categories(denial->target.range);

	return own && wanted && strcmp(own, wanted) != 0;
}

#endif
