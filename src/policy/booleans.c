/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which booleans would allow an access: finds those that could matter, then turns each round and
 * computes again. */
#include "policy-sepol.h"

struct search {
	const policydb_t *db;
	const struct flat_types *sources, *targets;
	sepol_access_vector_t missing;
	bool *candidates;			/* by the boolean's number, from 0 */
};

static bool rule_matters(const struct search *search, const struct allow_rule *rule)
{
	return (rule->permissions & search->missing)
		&& flat_types_have(search->sources, rule->source)
		&& flat_types_have(search->targets, rule->target);
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
static void find_candidates(const struct search *search, const struct class_rules *rules)
{
	for (size_t i = 0; i < rules->n_conditional; i++) {
		if (rule_matters(search, &rules->conditional[i].rule))
			add_candidates(search, rules->conditional[i].condition);
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
	_cleanup_arena_ struct arena *arena = arena_new();
	const policydb_t *db = sepol->db;
	struct class_rules rules;

	if (decision->reasons & SEPOL_COMPUTEAV_TE) {
		const struct search search = {
			.db = db,
			.sources = binary_types_of(sepol, request->source, arena),
			.targets = binary_types_of(sepol, request->target, arena),
			.missing = decision->denied,
			.candidates = candidates,
		};

		binary_rules_of(sepol, request->tclass, &rules);
		find_candidates(&search, &rules);
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
