/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Goes through the sets of a size, one size after the other, as long as none has helped. */
#include "sets.h"

#include <stdlib.h>
#include <string.h>

/*
 * The work is bounded: single candidates are all tried, pairs of the first 64 (2016 pairs), threes
 * of the first 32 (4960). Denials by Debian's policy have 10 candidates at most.
 * More than 64 sets of one size are no help to anybody.
 */
static const size_t most_candidates[SETS_LARGEST + 1] = { 0, SIZE_MAX, 64, 32 };
#define MOST_SETS 64

static void first(uint32_t *members, size_t size)
{
	for (size_t i = 0; i < size; i++)
		members[i] = (uint32_t)i;
}

/* The next set in order, members ascending; false behind the last. */
static bool next(uint32_t *members, size_t size, size_t candidates)
{
	for (size_t i = size; i-- > 0;) {
		if (members[i] + (size - i) >= candidates)
			continue;
		members[i]++;
		for (size_t k = i + 1; k < size; k++)
			members[k] = members[k - 1] + 1;
		return true;
	}
	return false;
}

static size_t try_size(const struct set_search *search, size_t size)
{
	size_t candidates = search->candidates < most_candidates[size] ? search->candidates
		: most_candidates[size];
	uint32_t members[SETS_LARGEST];
	size_t found = 0;

	if (candidates < size)
		return 0;
	first(members, size);
	do {
		if (search->helps(search->userdata, members, size)) {
			search->take(search->userdata, members, size);
			found++;
		}
	} while (found < sets_most(candidates) && next(members, size, candidates));
	return found;
}

size_t sets_most(size_t candidates)
{
	return candidates > MOST_SETS ? candidates : MOST_SETS;
}

void sets_find(const struct set_search *search)
{
	for (size_t size = 1; size <= SETS_LARGEST; size++) {
		if (try_size(search, size))
			return;
	}
}

/* Names decide where nothing else does, so that the order never changes. */
static int compare(const void *one, const void *two)
{
	const struct policy_boolean_set *a = one, *b = two;
	int order = (a->also_pairs > b->also_pairs) - (a->also_pairs < b->also_pairs);

	if (!order)
		order = (a->also_targets > b->also_targets) - (a->also_targets < b->also_targets);
	for (size_t i = 0; !order && a->booleans[i].name && b->booleans[i].name; i++)
		order = strcmp(a->booleans[i].name, b->booleans[i].name);
	return order;
}

void sets_sort(struct policy_boolean_set *sets, size_t count)
{
	if (count)
		qsort(sets, count, sizeof *sets, compare);
}
