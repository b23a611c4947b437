/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chance, with a seed that is printed and can be set, and what it picks of a policy's rules. */
#ifndef TESTS_RANDOM_RULE_H
#define TESTS_RANDOM_RULE_H

#include "policy-sepol.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* xorshift: small, and the same everywhere. */
static uint64_t state_of_chance;

static inline unsigned chance(unsigned below)
{
	state_of_chance ^= state_of_chance << 13;
	state_of_chance ^= state_of_chance >> 7;
	state_of_chance ^= state_of_chance << 17;
	return (unsigned)(state_of_chance >> 16) % below;
}

static inline void seed(void)
{
	const char *wish = getenv("AVOCET_SEED");

	state_of_chance = wish ? strtoull(wish, NULL, 10) : (uint64_t)time(NULL);
	fprintf(stderr, "AVOCET_SEED=%llu\n", (unsigned long long)state_of_chance);
	state_of_chance = state_of_chance * 2654435761u + 1;
}

static inline const char *random_type(const policydb_t *db, uint32_t value)
{
	uint32_t members[8192];
	unsigned count = 0;

	if (db->type_val_to_struct[value - 1]->flavor != TYPE_ATTRIB)
		return db->p_type_val_to_name[value - 1];
	for (uint32_t i = 0; i < db->p_types.nprim && count < ARRAY_SIZE(members); i++) {
		if (i + 1 != value && ebitmap_get_bit(&db->type_attr_map[i], value - 1))
			members[count++] = i;
	}
	return count ? db->p_type_val_to_name[members[chance(count)]] : NULL;
}

static inline const struct avtab_node *random_rule(const avtab_t *table)
{
	for (;;) {
		const struct avtab_node *rule = table->htable[chance(table->nslot)];

		for (unsigned skip = chance(4); rule && skip; skip--)
			rule = rule->next;
		if (rule && (rule->key.specified & AVTAB_ALLOWED))
			return rule;
	}
}

/* One to three of the rule's permissions, and at times another. */
static inline const char *const *random_permissions(const struct avtab_node *rule, struct arena *arena)
{
	struct strings names = { 0 };
	uint32_t bits = 0;

	for (unsigned i = 0, wanted = 1 + chance(3); i < 64 && wanted; i++) {
		uint32_t bit = UINT32_C(1) << chance(32);

		if (rule->datum.data & bit & ~bits) {
			bits |= bit;
			wanted--;
		}
	}
	if (chance(3) == 0)
		bits |= UINT32_C(1) << chance(6);
	for (unsigned i = 0; i < 32; i++) {
		const char *name = bits >> i & 1
			? sepol_av_perm_to_string(rule->key.target_class, UINT32_C(1) << i) : NULL;

		if (name && *name)
			strings_add(&names, arena, arena_strdup(arena, name + (*name == ' ')));
	}
	return names.items;
}

#endif
