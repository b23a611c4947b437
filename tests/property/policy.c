/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random denials by Debian's policy. Sets of booleans allow them in a second copy of the policy, none
 * is missing, and no smaller set would do; a rule helps when it helps in the copy; the order of the
 * permissions changes nothing, and nothing leaves the policy changed; the types found are those that
 * looking at every rule finds. AVOCET_SEED repeats a run.
 */
#include "policy-sepol.h"

#include "policy-cil.h"
#include "random-rule.h"

#define QUESTIONS 1000
#define TRIES 50000
#define TYPE_QUESTIONS 15

static bool random_access(struct policy_sepol *sepol, struct arena *arena,
	struct policy_access *ret)
{
	const policydb_t *db = sepol->db;
	const struct avtab_node *rule = random_rule(&db->te_cond_avtab);
	const char *source = random_type(db, rule->key.source_type);
	const char *target = random_type(db, rule->key.target_type);
	bool system = policy_type_has_attribute(&sepol->policy, target ? target : "", "domain");

	if (!source || !target)
		return false;
	binary_select(sepol);
	ret->source = arena_printf(arena, "system_u:system_r:%s:s0", source);
	ret->target = arena_printf(arena, "system_u:%s:%s:s0%s", system ? "system_r" : "object_r",
		target, chance(4) ? "" : ":c7");
	ret->tclass = db->p_class_val_to_name[rule->key.target_class - 1];
	ret->permissions = random_permissions(rule, arena);
	return ret->permissions != NULL;
}

/* ---- a denial, and the same policy loaded a second time ---- */

struct question {
	struct policy_sepol *sepol, *copy;
	struct arena *arena;
	struct policy_access access;
	const char *reason;
	struct request request;			/* in the copy's terms */
	bool *candidates;			/* by the boolean's number, from 0 */
	bool thorough;				/* single booleans are tried whatever they name */
};

/* False when the random words make no denial. */
static bool ask(struct question *question)
{
	struct policy_access *access = &question->access;

	if (!random_access(question->sepol, question->arena, access))
		return false;
	question->reason = reason_of(&question->sepol->policy, access, question->arena);
	return !text_equal(question->reason, "allowed")
		&& !text_equal(question->reason, "invalid-context");
}

static void request_to_copy(struct question *question)
{
	struct policy_why why;

	assert_int_equal(binary_request(question->copy, &question->access, question->arena,
		&question->request, &why), 0);
}

/* libsepol works on one policy at a time. */
static void use_copy(const struct question *question)
{
	sepol_set_policydb(question->copy->db);
	sepol_set_sidtab(&question->copy->sids);
}

static const char *text_of(const struct question *question)
{
	const struct policy_access *access = &question->access;

	return arena_printf(question->arena, "%s %s %s { %s }", access->source, access->target,
		access->tclass, words_of(access->permissions, question->arena));
}

/* ---- sets of booleans ---- */

static bool turned_in_copy(const struct question *question, const uint32_t *booleans, size_t count)
{
	bool granted;

	use_copy(question);
	for (size_t i = 0; i < count; i++)
		question->copy->db->bool_val_to_struct[booleans[i]]->state ^= 1;
	evaluate_conds(question->copy->db);
	granted = binary_grants(question->copy, &question->request);
	for (size_t i = 0; i < count; i++)
		question->copy->db->bool_val_to_struct[booleans[i]]->state ^= 1;
	evaluate_conds(question->copy->db);
	return granted;
}

static uint32_t number_of(const struct question *question, const char *name)
{
	const policydb_t *db = question->copy->db;

	for (uint32_t i = 0; i < db->p_bools.nprim; i++) {
		if (strcmp(db->p_bool_val_to_name[i], name) == 0)
			return i;
	}
	fail_msg("%s", name);
	return 0;
}

/* Each set allows it in the copy, and all are of one size, which is returned; 0: there are none. */
static size_t check_sets(const struct question *question, const struct policy_boolean_set *sets,
	size_t count)
{
	size_t size = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t members[3];
		size_t n = 0;

		for (; sets[i].booleans[n].name; n++) {
			assert_true(n < ARRAY_SIZE(members));
			members[n] = number_of(question, sets[i].booleans[n].name);
		}
		assert_true(!size || n == size);
		size = n;
		if (!turned_in_copy(question, members, n))
			fail_msg("%s: set %zu does not help", text_of(question), i);
	}
	return size;
}

/* Those named by a condition of any rule for the source, the target and the class. */
static void find_candidates(struct question *question)
{
	const policydb_t *db = question->copy->db;
	const context_struct_t *source = binary_context(question->copy, question->request.source);
	const context_struct_t *target = binary_context(question->copy, question->request.target);

	question->candidates = arena_alloc(question->arena, db->p_bools.nprim);
	for (const cond_list_t *block = db->cond_list; block; block = block->next) {
		const cond_av_list_t *lists[] = { block->true_list, block->false_list };
		bool found = false;

		for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
			for (const cond_av_list_t *at = lists[i]; at && !found; at = at->next)
				found = at->node->key.target_class == question->request.tclass
					&& ebitmap_get_bit(&db->type_attr_map[source->type - 1],
						at->node->key.source_type - 1u)
					&& ebitmap_get_bit(&db->type_attr_map[target->type - 1],
						at->node->key.target_type - 1u);
		for (const cond_expr_t *at = block->expr; found && at; at = at->next)
			if (at->expr_type == COND_BOOL)
				question->candidates[cond_expr_boolean(at) - 1] = true;
	}
}

/* How many single candidates or pairs of them allow it. */
static size_t count_by_force(struct question *question, size_t size)
{
	uint32_t n = question->copy->db->p_bools.nprim;
	size_t count = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (size == 1 && (question->thorough || question->candidates[i]))
			count += turned_in_copy(question, &i, 1);
		for (uint32_t k = i + 1; size == 2 && question->candidates[i] && k < n; k++)
			if (question->candidates[k])
				count += turned_in_copy(question, (const uint32_t[]){ i, k }, 2);
	}
	return count;
}

static size_t compare_sets(struct question *question)
{
	const struct policy_boolean_set *sets;
	size_t count = policy_boolean_sets(&question->sepol->policy, &question->access,
		question->arena, &sets);
	size_t size = check_sets(question, sets, count);

	for (size_t smaller = 1; smaller <= 2 && (!size || smaller <= size); smaller++) {
		size_t found = count_by_force(question, smaller);

		if (found != (smaller == size ? count : 0))
			fail_msg("%s: %zu sets of %zu, not %zu of %zu", text_of(question), found,
				smaller, count, size);
	}
	return size;
}

static void test_sets_are_smallest(void **state)
{
	struct question question = { .arena = arena_new() };
	size_t asked = 0, helped[4] = { 0 };

	question.sepol = binary_of(open_policy(DEBIAN_POLICY, NULL, question.arena));
	question.copy = binary_of(open_policy(DEBIAN_POLICY, NULL, question.arena));
	for (unsigned i = 0; i < TRIES && asked < QUESTIONS; i++) {
		if (ask(&question)) {
			request_to_copy(&question);
			find_candidates(&question);
			question.thorough = asked % 10 == 0;
			helped[compare_sets(&question)]++;
			asked++;
		}
		arena_reset(question.arena);
	}
	fprintf(stderr, "%zu denials; %zu need one boolean, %zu two, %zu three\n", asked, helped[1],
		helped[2], helped[3]);
	assert_int_equal(asked, QUESTIONS);
	assert_true(helped[1] >= QUESTIONS / 10 && helped[2]);
	policy_close(&question.sepol->policy);
	policy_close(&question.copy->policy);
	arena_free(question.arena);
}

/* ---- rules ---- */

/* Whether it is allowed in the copy with one more rule, which then allows nothing any more. */
static bool ruled_in_copy(struct question *question)
{
	avtab_key_t key = { .target_class = question->request.tclass, .specified = AVTAB_ALLOWED };
	avtab_datum_t datum = { 0 };
	struct decision decision;
	avtab_ptr_t rule;
	bool granted;

	use_copy(question);
	key.source_type = (uint16_t)binary_context(question->copy, question->request.source)->type;
	key.target_type = (uint16_t)binary_context(question->copy, question->request.target)->type;
	assert_int_equal(binary_decide(question->copy, &question->request, &decision), 0);
	datum.data = decision.denied;
	rule = avtab_insert_nonunique(&question->copy->db->te_avtab, &key, &datum);
	assert_non_null(rule);
	granted = binary_grants(question->copy, &question->request);
	rule->datum.data = 0;
	return granted;
}

static const char *const *reversed(const char *const *names, struct arena *arena)
{
	struct strings turned = { 0 };
	size_t count = 0;

	while (names[count])
		count++;
	while (count-- > 0)
		strings_add(&turned, arena, names[count]);
	return turned.items;
}

/* All that is said of it, in one text. */
static const char *answers_of(struct policy *policy, const struct policy_access *access,
	struct arena *arena)
{
	const char *detail = detail_of(policy, access, arena);

	return arena_printf(arena, "%s %s [%s] %d", reason_of(policy, access, arena),
		detail ? detail : "", booleans_of(policy, access, arena),
		policy_allows_with_rule(policy, access));
}

static void check_rule_and_order(struct question *question)
{
	struct policy *policy = &question->sepol->policy;
	struct policy_access other = question->access;
	const char *answers = answers_of(policy, &other, question->arena), *again;
	bool helps = policy_allows_with_rule(policy, &other);

	request_to_copy(question);
	if (ruled_in_copy(question) != helps)
		fail_msg("%s: a rule %s", text_of(question), helps ? "does not help" : "helps");
	other.permissions = reversed(other.permissions, question->arena);
	again = answers_of(policy, &other, question->arena);
	if (strcmp(answers, again) != 0)
		fail_msg("%s: %s, then %s", text_of(question), answers, again);
}

/* Of all rules and booleans. */
static uint64_t sum_of(const policydb_t *db)
{
	const avtab_t *tables[] = { &db->te_avtab, &db->te_cond_avtab };
	uint64_t sum = 0;

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		for (uint32_t slot = 0; slot < tables[i]->nslot; slot++)
			for (const struct avtab_node *at = tables[i]->htable[slot]; at; at = at->next)
				sum = sum * 1099511628211u + (at->datum.data
					^ (uint64_t)at->key.specified << 32 ^ (uint64_t)at->key.source_type << 48
					^ (uint64_t)at->key.target_type << 40 ^ at->key.target_class);
	for (uint32_t i = 0; i < db->p_bools.nprim; i++)
		sum = sum * 1099511628211u + (uint64_t)db->bool_val_to_struct[i]->state;
	return sum;
}

static void test_rules_and_order(void **state)
{
	struct question question = { .arena = arena_new() };
	size_t asked = 0;
	uint64_t sum;

	question.sepol = binary_of(open_policy(DEBIAN_POLICY, NULL, question.arena));
	question.copy = binary_of(open_policy(DEBIAN_POLICY, NULL, question.arena));
	sum = sum_of(question.sepol->db);
	assert_true(sum == sum_of(question.copy->db));
	for (unsigned i = 0; i < TRIES && asked < QUESTIONS; i++) {
		if (ask(&question)) {
			check_rule_and_order(&question);
			asked++;
		}
		arena_reset(question.arena);
	}
	assert_int_equal(asked, QUESTIONS);
	assert_true(sum == sum_of(question.sepol->db));
	policy_close(&question.sepol->policy);
	policy_close(&question.copy->policy);
	arena_free(question.arena);
}

/* ---- types ---- */

/* Adds what the rules of a table allow the source on that type now. */
static uint32_t allowed_by(const avtab_t *table, const policydb_t *db, const ebitmap_t *source,
	uint32_t type, const struct request *request, unsigned specified)
{
	uint32_t allowed = 0;

	for (uint32_t i = 0; i < table->nslot; i++)
		for (const struct avtab_node *rule = table->htable[i]; rule; rule = rule->next)
			if (rule->key.target_class == request->tclass
				&& (rule->key.specified & specified) == specified
				&& (rule->datum.data & request->permissions)
				&& ebitmap_get_bit(&db->type_attr_map[type], rule->key.target_type - 1u)
				&& ebitmap_get_bit(source, rule->key.source_type - 1u))
				allowed |= rule->datum.data;
	return allowed;
}

/* A few types, chosen at random, are enough: whether each is listed must be right. */
static void check_types(struct policy_sepol *sepol, const struct policy_access *access,
	struct arena *arena)
{
	const char *const *found = policy_target_types(&sepol->policy, access, NULL, arena);
	const policydb_t *db = sepol->db;
	struct request request;
	struct policy_why why;
	const ebitmap_t *source;
	unsigned count = 0;

	while (found[count])
		count++;
	assert_int_equal(binary_request(sepol, access, arena, &request, &why), 0);
	source = &db->type_attr_map[binary_context(sepol, request.source)->type - 1];
	for (unsigned i = 0; i < 20; i++) {
		uint32_t type = chance(db->p_types.nprim);
		bool listed = false, allowed;
		const char *name;

		if (count && i % 2)
			type = binary_find_type(sepol, found[chance(count)])->s.value - 1;
		if (db->type_val_to_struct[type]->flavor == TYPE_ATTRIB)
			continue;
		name = db->p_type_val_to_name[type];
		for (size_t k = 0; found[k]; k++)
			listed |= strcmp(found[k], name) == 0;
		allowed = !(request.permissions
			& ~(allowed_by(&db->te_avtab, db, source, type, &request, AVTAB_ALLOWED)
				| allowed_by(&db->te_cond_avtab, db, source, type, &request,
					AVTAB_ALLOWED | AVTAB_ENABLED)));
		if (allowed != listed)
			fail_msg("%s %s %s: %s", access->source, access->tclass,
				words_of(access->permissions, arena), name);
	}
}

static void test_types_equal_all(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = open_policy(DEBIAN_POLICY, NULL, arena);
	unsigned asked = 0;

	for (unsigned i = 0; i < TRIES && asked < TYPE_QUESTIONS; i++) {
		struct policy_access access;

		if (random_access((struct policy_sepol *)policy, arena, &access)
			&& !text_equal(reason_of(policy, &access, arena), "invalid-context")) {
			check_types((struct policy_sepol *)policy, &access, arena);
			asked++;
		}
		arena_reset(arena);
	}
	assert_int_equal(asked, TYPE_QUESTIONS);
	policy_close(policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types_equal_all),
		cmocka_unit_test(test_sets_are_smallest),
		cmocka_unit_test(test_rules_and_order),
	};

	seed();
	return cmocka_run_group_tests_name("policy-random", tests, NULL, NULL);
}
