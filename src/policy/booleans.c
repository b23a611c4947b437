/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which booleans would allow an access: finds those that could matter, then turns each round and
 * computes again. */
#include "policy-sepol.h"

struct search {
	policydb_t *db;
	const ebitmap_t *sources, *targets;	/* the types and their attributes */
	sepol_security_class_t tclass;
	sepol_access_vector_t missing;
	bool *candidates;			/* by the boolean's number, from 0 */
};

static bool rule_matters(const struct search *search, const struct avtab_node *rule)
{
	return rule->key.target_class == search->tclass && (rule->key.specified & AVTAB_ALLOWED)
		&& (rule->datum.data & search->missing)
		&& ebitmap_get_bit(search->sources, rule->key.source_type - 1u)
		&& ebitmap_get_bit(search->targets, rule->key.target_type - 1u);
}

static bool any_rule_matters(const struct search *search, const cond_av_list_t *rules)
{
	for (; rules; rules = rules->next) {
		if (rule_matters(search, rules->node))
			return true;
	}
	return false;
}

static void add_candidates(const struct search *search, const cond_expr_t *expression)
{
	for (; expression; expression = expression->next) {
		uint32_t boolean = cond_expr_boolean(expression);

		if (expression->expr_type == COND_BOOL && boolean >= 1
			&& boolean <= search->db->p_bools.nprim)
			search->candidates[boolean - 1] = true;
	}
}

/* Rules that are on count too: their expression may be a part of one that is off. */
static void find_candidates(const struct search *search)
{
	for (const cond_list_t *node = search->db->cond_list; node; node = node->next) {
		if (any_rule_matters(search, node->true_list)
			|| any_rule_matters(search, node->false_list))
			add_candidates(search, node->expr);
	}
}

static void turn_round(policydb_t *db, size_t i)
{
	db->bool_val_to_struct[i]->state = !db->bool_val_to_struct[i]->state;
	evaluate_conds(db);
}

static bool turning_allows(policydb_t *db, size_t i, const struct request *request)
{
	struct decision decision;
	bool allowed;

	turn_round(db, i);
	allowed = binary_decide(request, &decision) == 0 && decision.reasons == 0;
	turn_round(db, i);
	return allowed;
}

static void mark_candidates(struct policy_sepol *sepol, const struct request *request,
	const struct decision *decision, bool *candidates)
{
	policydb_t *db = sepol->db;
	struct search search = {
		.db = db,
		.sources = &db->type_attr_map[binary_context(sepol, request->source)->type - 1],
		.targets = &db->type_attr_map[binary_context(sepol, request->target)->type - 1],
		.tclass = request->tclass,
		.missing = decision->denied,
		.candidates = candidates,
	};

	if (decision->reasons & SEPOL_COMPUTEAV_TE) {
		find_candidates(&search);
		return;
	}
	/* Constraints and roles heed no boolean. A bound may be the parent's missing rule: rare,
	 * so every boolean is tried. */
	if (decision->reasons == SEPOL_COMPUTEAV_BOUNDS) {
		for (size_t i = 0; i < db->p_bools.nprim; i++)
			candidates[i] = true;
	}
}

static size_t keep_helpful(policydb_t *db, const struct request *request, const bool *candidates,
	struct arena *arena, struct policy_boolean *booleans)
{
	size_t count = 0;

	for (size_t i = 0; i < db->p_bools.nprim; i++) {
		if (!candidates[i] || !db->bool_val_to_struct[i]
			|| !turning_allows(db, i, request))
			continue;
		booleans[count].name = arena_strdup(arena, db->p_bool_val_to_name[i]);
		booleans[count++].on = db->bool_val_to_struct[i]->state;
	}
	return count;
}

size_t binary_booleans(struct policy *policy, const struct policy_access *access,
	struct arena *arena, const struct policy_boolean **ret)
{
	struct policy_sepol *sepol = binary_of(policy);
	policydb_t *db = sepol->db;
	struct policy_boolean *booleans =
		arena_alloc(arena, (db->p_bools.nprim + 1) * sizeof *booleans);
	bool *candidates = arena_alloc(arena, db->p_bools.nprim * sizeof *candidates + 1);
	struct decision decision;
	struct policy_why why;
	struct request request;

	*ret = booleans;
	if (binary_request(sepol, access, arena, &request, &why) < 0
		|| binary_decide(&request, &decision) < 0 || !decision.reasons)
		return 0;
	mark_candidates(sepol, &request, &decision, candidates);
	return keep_helpful(db, &request, candidates, arena, booleans);
}
