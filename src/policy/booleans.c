/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which booleans would allow an access: finds those that could matter among the conditional rules,
 * then turns them round and computes the whole decision again. */
#include "policy-sepol.h"
#include "sets.h"

#include <errno.h>
#include <sepol/policydb/hashtab.h>

/* A block of rules, and what it allows of the access in either state. */
struct share {
	const cond_list_t *block;
	sepol_access_vector_t while_true, while_false;
};

struct search {
	struct policy_sepol *sepol;
	const struct request *request;
	/* Nothing helps that brings no rules for all of these; 0 where rules alone do not tell. */
	sepol_access_vector_t missing;
	struct share *shares;
	size_t n_shares;
	bool *matters;			/* by the boolean's number, from 0 */
	uint32_t *candidates;
	struct arena *scratch, *arena;	/* for the search, and for its answer */
	struct policy_boolean_set *sets;
	size_t n_sets, room;
};

/* ---- candidates ---- */

static void add_candidates(struct search *search, const cond_expr_t *expression)
{
	const policydb_t *db = search->sepol->db;

	for (; expression; expression = expression->next) {
		uint32_t boolean = cond_expr_boolean(expression);

		if (expression->expr_type == COND_BOOL && boolean >= 1
			&& boolean <= db->p_bools.nprim && db->bool_val_to_struct[boolean - 1])
			search->matters[boolean - 1] = true;
	}
}

static void add_share(struct search *search, const struct conditional_rule *rule)
{
	struct share *last = search->shares + search->n_shares - 1;

	if (!search->n_shares || last->block != rule->block) {
		last = search->shares + search->n_shares++;
		last->block = rule->block;
	}
	if (rule->while_false)
		last->while_false |= rule->rule.permissions;
	else
		last->while_true |= rule->rule.permissions;
}

/* Rules that are on count too: their expression may be a part of one that is off. */
static void add_rules(struct search *search, const struct class_rules *rules, uint32_t source,
	uint32_t target, bool own)
{
	const struct flat_types *sources =
		binary_types_of(search->sepol, source, search->scratch);
	const struct flat_types *targets =
		binary_types_of(search->sepol, target, search->scratch);

	for (size_t i = 0; i < rules->n_conditional; i++) {
		const struct allow_rule *rule = &rules->conditional[i].rule;

		if (!(rule->permissions & search->request->permissions)
			|| !flat_types_have(sources, rule->source)
			|| !flat_types_have(targets, rule->target))
			continue;
		add_candidates(search, rules->conditional[i].block->expr);
		if (own)
			add_share(search, &rules->conditional[i]);
	}
}

/* The type that bounds this one, or 0. */
static uint32_t parent_of(const policydb_t *db, uint32_t type)
{
	const type_datum_t *datum = db->type_val_to_struct[type - 1];

	return datum && datum->bounds <= db->p_types.nprim ? datum->bounds : 0;
}

/* Also the rules of those types that bound these, for what bounds take away. */
static void find_candidates(struct search *search)
{
	const policydb_t *db = search->sepol->db;
	uint32_t own_source = binary_context(search->sepol, search->request->source)->type;
	uint32_t own_target = binary_context(search->sepol, search->request->target)->type;
	struct class_rules rules;
	unsigned depth = 0;

	binary_rules_of(search->sepol, search->request->tclass, &rules);
	search->shares = arena_alloc(search->scratch, rules.n_conditional * sizeof(struct share) + 1);
	/* libsepol refuses no circle of bounds. */
	for (uint32_t s = own_source; s && depth < 16; s = parent_of(db, s), depth++) {
		unsigned target_depth = 0;

		for (uint32_t t = own_target; t && target_depth < 16; target_depth++) {
			add_rules(search, &rules, s, t, s == own_source && t == own_target);
			t = parent_of(db, t);
		}
	}
}

static size_t list_candidates(struct search *search)
{
	size_t count = 0;

	search->candidates = arena_alloc(search->scratch,
		search->sepol->db->p_bools.nprim * sizeof *search->candidates + 1);
	for (uint32_t i = 0; i < search->sepol->db->p_bools.nprim; i++) {
		if (search->matters[i])
			search->candidates[count++] = i;
	}
	return count;
}

/* ---- trying ---- */

static void numbers_of(const struct search *search, const uint32_t *members, size_t count,
	uint32_t *ret)
{
	for (size_t i = 0; i < count; i++)
		ret[i] = search->candidates[members[i]];
}

static void flip(policydb_t *db, const uint32_t *booleans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		db->bool_val_to_struct[booleans[i]]->state ^= 1;
}

/* Looks at the few rules that have to do with the access; sorts most sets out. */
static bool rules_cover(const struct search *search, const uint32_t *booleans, size_t count)
{
	sepol_access_vector_t missing = search->missing;
	policydb_t *db = search->sepol->db;

	flip(db, booleans, count);
	for (size_t i = 0; missing && i < search->n_shares; i++) {
		const struct share *share = &search->shares[i];
		int state = cond_evaluate_expr(db, share->block->expr);

		if (state >= 0)
			missing &= ~(state ? share->while_true : share->while_false);
	}
	flip(db, booleans, count);
	return !missing;
}

static bool helps(void *userdata, const uint32_t *members, size_t count)
{
	const struct search *search = userdata;
	uint32_t booleans[SETS_LARGEST];
	bool granted;

	numbers_of(search, members, count, booleans);
	if (!rules_cover(search, booleans, count))
		return false;
	binary_turn(search->sepol, booleans, count);
	granted = binary_grants(search->sepol, search->request);
	binary_turn(search->sepol, booleans, count);
	return granted;
}

static struct policy_boolean_set *another_set(struct search *search)
{
	struct policy_boolean_set *larger;

	/* One stays free for the end of the list. */
	if (search->n_sets + 1 >= search->room) {
		search->room = search->room ? 2 * search->room : 4;
		larger = arena_alloc(search->arena, search->room * sizeof *larger);
		for (size_t i = 0; i < search->n_sets; i++)
			larger[i] = search->sets[i];
		search->sets = larger;
	}
	return &search->sets[search->n_sets++];
}

static void take(void *userdata, const uint32_t *members, size_t count)
{
	struct search *search = userdata;
	const policydb_t *db = search->sepol->db;
	struct policy_boolean *list = arena_alloc(search->arena, (count + 1) * sizeof *list);
	struct policy_boolean_set *set = another_set(search);
	uint32_t booleans[SETS_LARGEST];

	numbers_of(search, members, count, booleans);
	for (size_t i = 0; i < count; i++) {
		list[i].name = arena_strdup(search->arena, db->p_bool_val_to_name[booleans[i]]);
		list[i].on = db->bool_val_to_struct[booleans[i]]->state;
	}
	set->booleans = list;
	binary_widening(search->sepol, search->request, booleans, count, set);
}

/* Constraints and roles heed no boolean. */
static bool booleans_may_help(const struct decision *decision)
{
	return decision->reasons
		&& !(decision->reasons & (SEPOL_COMPUTEAV_CONS | SEPOL_COMPUTEAV_RBAC));
}

size_t binary_boolean_sets(struct policy *policy, const struct policy_access *access,
	struct arena *arena, const struct policy_boolean_set **ret)
{
	_cleanup_arena_ struct arena *scratch = arena_new();
	struct search search = {
		.sepol = binary_of(policy), .arena = arena, .scratch = scratch };
	struct set_search sets = { .helps = helps, .take = take, .userdata = &search };
	struct decision decision;
	struct policy_why why;
	struct request request;

	search.sets = arena_alloc(arena, sizeof *search.sets);
	*ret = search.sets;
	if (binary_request(search.sepol, access, arena, &request, &why) < 0
		|| binary_decide(search.sepol, &request, &decision) < 0
		|| !booleans_may_help(&decision))
		return 0;
	search.request = &request;
	search.matters = arena_alloc(scratch, search.sepol->db->p_bools.nprim + 1);
	/* What bounds take away has its rule already; what finer rules do may have it, too. */
	if (!(decision.reasons & SEPOL_COMPUTEAV_BOUNDS) && !decision.finer_missing)
		search.missing = decision.denied;
	find_candidates(&search);
	sets.candidates = list_candidates(&search);
	sets_find(&sets);
	sets_sort(search.sets, search.n_sets);
	*ret = search.sets;
	return search.n_sets;
}

static cond_bool_datum_t *find_boolean(struct policy *policy, const char *name)
{
	return hashtab_search(binary_of(policy)->db->p_bools.table, (char *)name);
}

int binary_boolean_state(struct policy *policy, const char *name, bool *ret_on)
{
	const cond_bool_datum_t *datum = find_boolean(policy, name);

	if (!datum)
		return -ENOENT;
	*ret_on = datum->state;
	return 0;
}

int binary_set_boolean(struct policy *policy, const char *name, bool on)
{
	const cond_bool_datum_t *datum = find_boolean(policy, name);
	uint32_t number;

	if (!datum)
		return -ENOENT;
	number = datum->s.value - 1;
	if ((datum->state != 0) != on)
		binary_turn(binary_of(policy), &number, 1);
	return 0;
}
