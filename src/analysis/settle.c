/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts that speak against each other: what may be an attack is not allowed by anybody, a wrong
 * label is mended before a rule is loosened, and a setting comes before a module. */
#include "host.h"

/* A remedy that was tried and of whose cause one is this sure binds the others. */
#define SURE 70
/* What comes after it is that much less likely, and no more likely than this. */
#define BEHIND 15

/* ---- attacks ---- */

/* Removes the fixes that allow; returns false when the best one did, for then the whole verdict
 * is about allowing. */
static bool disarm(struct verdict *verdict, struct arena *arena)
{
	struct fix *fixes = arena_alloc(arena, (verdict->n_fixes + 1) * sizeof(*fixes));
	size_t kept = 0;

	if (verdict->n_fixes > 0 && action_allows(verdict->fixes[0].action))
		return false;
	for (size_t i = 0; i < verdict->n_fixes; i++)
		if (!action_allows(verdict->fixes[i].action))
			fixes[kept++] = verdict->fixes[i];
	verdict->fixes = fixes;
	verdict->n_fixes = kept;
	return true;
}

static bool speaks_of_attack(const struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->count; i++)
		if (verdicts->items[i].risk == AVOCET_RISK_ATTACK)
			return true;
	return false;
}

/* What one plugin calls an attack, no other may offer to allow. */
static void disarm_all(struct verdicts *verdicts, struct arena *arena)
{
	size_t kept = 0;

	if (!speaks_of_attack(verdicts))
		return;
	for (size_t i = 0; i < verdicts->count; i++)
		if (disarm(&verdicts->items[i], arena))
			verdicts->items[kept++] = verdicts->items[i];
	verdicts->count = kept;
}

/* ---- the order in which experts try remedies ---- */

#define LAST_ORDER 3

/* 0: words only, which stand where their confidence puts them. */
static const unsigned order_of_action[] = {
	[AVOCET_RESTORE_LABEL] = 1,
	[AVOCET_RELABEL] = 1,
	[AVOCET_ADD_FILE_CONTEXT] = 2,
	[AVOCET_ADD_EQUIVALENCE] = 2,
	[AVOCET_ADD_PORT] = 2,
	[AVOCET_SET_BOOLEAN] = 2,
	[AVOCET_LOAD_MODULE] = LAST_ORDER,
};

/* By the first remedy that is more than words; 0: there is none. */
static unsigned order_of(const struct verdict *verdict, enum verified *ret_verified)
{
	for (size_t i = 0; i < verdict->n_fixes; i++)
		if (verdict->fixes[i].action != AVOCET_MANUAL) {
			*ret_verified = verdict->fixes[i].verified;
			return order_of_action[verdict->fixes[i].action];
		}
	return 0;
}

static bool is_sure(const struct verdict *verdict, unsigned order)
{
	enum verified verified = VERIFIED_UNKNOWN;

	return order_of(verdict, &verified) == order && verified == VERIFIED_YES &&
		verdict->confidence >= SURE;
}

static void put_behind(struct verdict *verdict, const struct verdict *sure, struct arena *arena)
{
	struct strings grounds = { 0 };
	int most = sure->confidence - BEHIND;

	if (verdict->confidence <= most)
		return;
	verdict->confidence = most;
	for (const char *const *ground = verdict->grounds; ground && *ground; ground++)
		strings_add(&grounds, arena, *ground);
	strings_add(&grounds, arena, N_("Something else explains it better, and opens less."));
	verdict->grounds = grounds.items;
}

static void put_later_ones_behind(struct verdicts *verdicts, const struct verdict *sure, unsigned order,
	struct arena *arena)
{
	enum verified verified;

	for (size_t i = 0; i < verdicts->count; i++)
		if (order_of(&verdicts->items[i], &verified) > order)
			put_behind(&verdicts->items[i], sure, arena);
}

static void keep_order(struct verdicts *verdicts, struct arena *arena)
{
	for (unsigned order = 1; order <= LAST_ORDER; order++)
		for (size_t i = 0; i < verdicts->count; i++)
			if (is_sure(&verdicts->items[i], order))
				put_later_ones_behind(verdicts, &verdicts->items[i], order, arena);
}

/* A port that is made known opens nothing else: beside it no setting is told that opens many. */
static bool opens_more_ports(const struct verdict *verdict, const struct verdict *sure)
{
	return sure->n_fixes > 0 && sure->fixes[0].action == AVOCET_ADD_PORT && verdict->n_fixes > 0 &&
		verdict->fixes[0].action == AVOCET_SET_BOOLEAN && verdict_word(verdict, "also_targets");
}

static void drop_wide_settings(struct verdicts *verdicts)
{
	size_t kept = 1;

	if (verdicts->count == 0 || !is_sure(&verdicts->items[0], order_of_action[AVOCET_ADD_PORT]))
		return;
	for (size_t i = 1; i < verdicts->count; i++)
		if (!opens_more_ports(&verdicts->items[i], &verdicts->items[0]))
			verdicts->items[kept++] = verdicts->items[i];
	verdicts->count = kept;
}

/* ---- who had better be silent ---- */

/* What binds guesses: a likely cause, or the suspicion of an attack, in which no advice may be
 * careless. */
static bool is_known(const struct verdict *best)
{
	return best->confidence >= SURE || best->risk == AVOCET_RISK_ATTACK;
}

/* Last resorts are silent as soon as anybody else has something to say, and guesses when the cause is
 * known. */
static void drop_guesses(struct verdicts *verdicts)
{
	const struct verdict *best = verdicts->items;
	int floor = 0;

	if (verdicts->count > 0 && best->confidence > AVOCET_LAST_RESORT)
		floor = is_known(best) ? AVOCET_GUESS : AVOCET_LAST_RESORT;
	while (verdicts->count > 1 && verdicts->items[verdicts->count - 1].confidence <= floor)
		verdicts->count--;
}

void verdicts_settle(struct verdicts *verdicts, struct arena *arena)
{
	disarm_all(verdicts, arena);
	keep_order(verdicts, arena);
	verdicts_rank(verdicts);
	drop_wide_settings(verdicts);
	drop_guesses(verdicts);
}
