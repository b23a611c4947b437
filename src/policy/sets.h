/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search for the smallest sets of booleans, for any variant of a policy. */
#ifndef AVOCET_POLICY_SETS_H
#define AVOCET_POLICY_SETS_H

#include "policy-internal.h"

/* People do not turn four booleans for one denial. */
#define SETS_LARGEST 3

struct set_search {
	size_t candidates;	/* those that could matter are 0, 1, … */
	/* Whether turning those round together allows the access. */
	bool (*helps)(void *userdata, const uint32_t *members, size_t count);
	/* Takes a set that does. */
	void (*take)(void *userdata, const uint32_t *members, size_t count);
	void *userdata;
};
/* Single ones; only when there are none pairs, and only then threes. */
void sets_find(const struct set_search *search);
/* The most sets that so many candidates can give. */
size_t sets_most(size_t candidates);
/* Puts the narrowest first. */
void sets_sort(struct policy_boolean_set *sets, size_t count);

#endif
