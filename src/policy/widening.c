/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What turning booleans opens besides what was asked for:
 *
 * - on how many target types (the one at hand left aside) the rules, constraints not counted, let
 *   the source do all that is asked for, where they did not before;
 * - for how many pairs of a source type and a target type an allow rule of any class comes into
 *   force, attributes expanded, each pair counted once; whether other rules for the pair were in
 *   force before is not looked at.
 */
#include "policy-sepol.h"

#include <stdlib.h>

/* A rule's source and target, without its class. */
struct pair {
	uint16_t source, target;
};

struct pairs {
	struct pair *items;
	size_t count, room;
};

static void add_pair(struct pairs *pairs, const avtab_key_t *key, struct arena *arena)
{
	if (pairs->count == pairs->room) {
		struct pair *larger;

		pairs->room = pairs->room ? 2 * pairs->room : 256;
		larger = arena_alloc(arena, pairs->room * sizeof *larger);
		for (size_t i = 0; i < pairs->count; i++)
			larger[i] = pairs->items[i];
		pairs->items = larger;
	}
	pairs->items[pairs->count++] = (struct pair){ key->source_type, key->target_type };
}

/* ---- the rules that come into force ---- */

/* A block twice: its pairs count once all the same. */
static void add_block(struct pairs *pairs, const cond_list_t *block, int before,
	struct arena *arena)
{
	const cond_av_list_t *rules = block->cur_state == 1 ? block->true_list
		: block->cur_state == 0 ? block->false_list : NULL;

	if (block->cur_state == before)
		return;
	for (; rules; rules = rules->next) {
		if (rules->node->key.specified & AVTAB_ALLOWED)
			add_pair(pairs, &rules->node->key, arena);
	}
}

/* Their states before, in the order of booleans and their blocks. */
static int *states_of(struct policy_sepol *sepol, const uint32_t *booleans, size_t count,
	struct arena *arena)
{
	size_t total = 0;
	int *states;

	for (size_t i = 0; i < count; i++) {
		cond_list_t *const *blocks;

		total += binary_blocks_of(sepol, booleans[i], &blocks);
	}
	states = arena_alloc(arena, total * sizeof *states + 1);
	total = 0;
	for (size_t i = 0; i < count; i++) {
		cond_list_t *const *blocks;
		size_t n = binary_blocks_of(sepol, booleans[i], &blocks);

		for (size_t k = 0; k < n; k++)
			states[total++] = blocks[k]->cur_state;
	}
	return states;
}

static struct pairs pairs_of(struct policy_sepol *sepol, const uint32_t *booleans, size_t count,
	struct arena *arena)
{
	const int *before = states_of(sepol, booleans, count, arena);
	struct pairs pairs = { 0 };

	binary_turn(sepol, booleans, count);
	for (size_t i = 0; i < count; i++) {
		cond_list_t *const *blocks;
		size_t n = binary_blocks_of(sepol, booleans[i], &blocks);

		for (size_t k = 0; k < n; k++)
			add_block(&pairs, blocks[k], *before++, arena);
	}
	binary_turn(sepol, booleans, count);
	return pairs;
}

/* ---- pairs of types ---- */

static int compare(const void *one, const void *two)
{
	const struct pair *a = one, *b = two;

	return a->source != b->source ? a->source - b->source : a->target - b->target;
}

/* Sets of types: a bit each. */
struct matrix {
	const policydb_t *db;
	size_t words;		/* of a set */
	uint64_t **targets;	/* by source, NULL: none */
	struct arena *arena;
};

static void add_members(const policydb_t *db, uint32_t type, uint64_t *set)
{
	ebitmap_node_t *node;
	unsigned i;

	if (!binary_is_attribute(db, type)) {
		set[(type - 1) / 64] |= UINT64_C(1) << (type - 1) % 64;
		return;
	}
	ebitmap_for_each_positive_bit(&db->attr_type_map[type - 1], node, i) {
		if (i < db->p_types.nprim)
			set[i / 64] |= UINT64_C(1) << i % 64;
	}
}

static void add_targets(struct matrix *matrix, uint32_t source, const uint64_t *targets)
{
	uint64_t *own = matrix->targets[source];

	if (!own)
		own = arena_alloc(matrix->arena, matrix->words * sizeof *own);
	for (size_t i = 0; i < matrix->words; i++)
		own[i] |= targets[i];
	matrix->targets[source] = own;
}

/* Gives the targets of one rule's source to each of its types. */
static void add_source(struct matrix *matrix, uint16_t source, const struct pair *pairs,
	size_t count)
{
	uint64_t *targets = arena_alloc(matrix->arena, matrix->words * sizeof *targets);
	ebitmap_node_t *node;
	unsigned i;

	for (size_t k = 0; k < count; k++)
		add_members(matrix->db, pairs[k].target, targets);
	if (!binary_is_attribute(matrix->db, source)) {
		add_targets(matrix, source - 1u, targets);
		return;
	}
	ebitmap_for_each_positive_bit(&matrix->db->attr_type_map[source - 1], node, i) {
		if (i < matrix->db->p_types.nprim)
			add_targets(matrix, i, targets);
	}
}

static unsigned count_bits(const struct matrix *matrix)
{
	unsigned count = 0;

	for (uint32_t source = 0; source < matrix->db->p_types.nprim; source++) {
		for (size_t i = 0; matrix->targets[source] && i < matrix->words; i++)
			count += (unsigned)__builtin_popcountll(matrix->targets[source][i]);
	}
	return count;
}

static unsigned count_pairs(const policydb_t *db, struct pairs *pairs, struct arena *arena)
{
	struct matrix matrix = {
		.db = db, .arena = arena, .words = db->p_types.nprim / 64 + 1,
		.targets = arena_alloc(arena, db->p_types.nprim * sizeof(uint64_t *)),
	};

	if (pairs->count)
		qsort(pairs->items, pairs->count, sizeof *pairs->items, compare);
	for (size_t i = 0, end; i < pairs->count; i = end) {
		for (end = i; end < pairs->count
			&& pairs->items[end].source == pairs->items[i].source; end++)
			;
		add_source(&matrix, pairs->items[i].source, pairs->items + i, end - i);
	}
	return count_bits(&matrix);
}

/* Counted once for each single boolean, whatever is asked about it. */
static unsigned also_pairs(struct policy_sepol *sepol, const uint32_t *booleans, size_t count)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct pairs pairs;

	if (!sepol->pairs)
		sepol->pairs = arena_alloc(sepol->policy.arena,
			sepol->db->p_bools.nprim * sizeof *sepol->pairs);
	if (count == 1 && sepol->pairs[booleans[0]])
		return sepol->pairs[booleans[0]] - 1;
	pairs = pairs_of(sepol, booleans, count, arena);
	pairs.count = count_pairs(sepol->db, &pairs, arena);
	if (count == 1)
		sepol->pairs[booleans[0]] = (unsigned)pairs.count + 1;
	return (unsigned)pairs.count;
}

/* ---- target types ---- */

static unsigned also_targets(struct policy_sepol *sepol, const struct request *request,
	const uint32_t *booleans, size_t count)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const sepol_access_vector_t *before = binary_allowed_by_type(sepol, request, arena), *after;
	uint32_t own = binary_context(sepol, request->target)->type - 1;
	unsigned opened = 0;

	binary_turn(sepol, booleans, count);
	after = binary_allowed_by_type(sepol, request, arena);
	binary_turn(sepol, booleans, count);
	for (uint32_t type = 0; type < sepol->db->p_types.nprim; type++)
		opened += type != own && !(request->permissions & ~after[type])
			&& (request->permissions & ~before[type]);
	return opened;
}

void binary_widening(struct policy_sepol *sepol, const struct request *request,
	const uint32_t *booleans, size_t count, struct policy_boolean_set *ret)
{
	ret->also_targets = also_targets(sepol, request, booleans, count);
	ret->also_pairs = also_pairs(sepol, booleans, count);
}
