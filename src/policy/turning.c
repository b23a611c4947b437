/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns booleans round for a while. libsepol would compute every condition of the policy again;
 * most have nothing to do with the boolean. */
#include "policy-sepol.h"

/* Those of boolean b, from 0, are from starts[b] on, up to starts[b + 1]. */
struct boolean_blocks {
	cond_list_t **blocks;
	uint32_t *starts;
};

static void enable(const cond_av_list_t *rules, bool on)
{
	for (; rules; rules = rules->next) {
		if (on)
			rules->node->key.specified |= AVTAB_ENABLED;
		else
			rules->node->key.specified &= (uint16_t)~AVTAB_ENABLED;
	}
}

/* -1 is a condition that cannot be computed: nothing in it holds. */
static void set_state(cond_list_t *block, int state)
{
	block->cur_state = state;
	enable(block->true_list, state > 0);
	enable(block->false_list, state == 0);
}

void binary_apply_booleans(policydb_t *db)
{
	for (cond_list_t *block = db->cond_list; block; block = block->next)
		set_state(block, cond_evaluate_expr(db, block->expr));
}

/* ---- which blocks depend on a boolean ---- */

static bool is_boolean(const policydb_t *db, const cond_expr_t *at)
{
	return at->expr_type == COND_BOOL && cond_expr_boolean(at) >= 1
		&& cond_expr_boolean(at) <= db->p_bools.nprim;
}

static void count_blocks(const policydb_t *db, uint32_t *counts)
{
	for (const cond_list_t *block = db->cond_list; block; block = block->next) {
		for (const cond_expr_t *at = block->expr; at; at = at->next) {
			if (is_boolean(db, at))
				counts[cond_expr_boolean(at) - 1]++;
		}
	}
}

static struct boolean_blocks *gather(const policydb_t *db, struct arena *arena)
{
	struct boolean_blocks *found = arena_alloc(arena, sizeof *found);
	uint32_t *ends = arena_alloc(arena, (db->p_bools.nprim + 2) * sizeof *ends), sum = 0;

	count_blocks(db, ends + 1);
	/* ends[b + 1] is where b begins, and moves on to where it ends. */
	for (uint32_t i = 0; i < db->p_bools.nprim; i++) {
		uint32_t count = ends[i + 1];

		ends[i + 1] = sum;
		sum += count;
	}
	found->blocks = arena_alloc(arena, sum * sizeof(*found->blocks) + 1);
	found->starts = ends;
	for (cond_list_t *block = db->cond_list; block; block = block->next) {
		for (const cond_expr_t *at = block->expr; at; at = at->next) {
			if (is_boolean(db, at))
				found->blocks[ends[cond_expr_boolean(at)]++] = block;
		}
	}
	return found;
}

size_t binary_blocks_of(struct policy_sepol *sepol, uint32_t boolean,
	cond_list_t *const **ret)
{
	if (!sepol->blocks)
		sepol->blocks = gather(sepol->db, sepol->policy.arena);
	*ret = sepol->blocks->blocks + sepol->blocks->starts[boolean];
	return sepol->blocks->starts[boolean + 1] - sepol->blocks->starts[boolean];
}

/* ---- turning ---- */

static void compute_again(struct policy_sepol *sepol, uint32_t boolean)
{
	cond_list_t *const *blocks;
	size_t count = binary_blocks_of(sepol, boolean, &blocks);

	for (size_t i = 0; i < count; i++) {
		int state = cond_evaluate_expr(sepol->db, blocks[i]->expr);

		if (state != blocks[i]->cur_state)
			set_state(blocks[i], state);
	}
}

void binary_turn(struct policy_sepol *sepol, const uint32_t *booleans, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		cond_bool_datum_t *datum = sepol->db->bool_val_to_struct[booleans[i]];

		datum->state = !datum->state;
	}
	for (size_t i = 0; i < count; i++)
		compute_again(sepol, booleans[i]);
}
