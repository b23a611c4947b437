/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random questions to Debian's policy: the booleans found among candidates are those that turning
 * round every boolean finds, the types found are those that looking at every rule finds. AVOCET_SEED
 * repeats a run. */
#include "policy-sepol.h"

#include "policy-cil.h"

#include <time.h>

#define QUESTIONS 300
#define TRIES 20000
#define TYPE_QUESTIONS 15

/* xorshift: small, and the same everywhere. */
static uint64_t state_of_chance;

static unsigned chance(unsigned below)
{
	state_of_chance ^= state_of_chance << 13;
	state_of_chance ^= state_of_chance >> 7;
	state_of_chance ^= state_of_chance << 17;
	return (unsigned)(state_of_chance >> 16) % below;
}

static void seed(void)
{
	const char *wish = getenv("AVOCET_SEED");

	state_of_chance = wish ? strtoull(wish, NULL, 10) : (uint64_t)time(NULL);
	fprintf(stderr, "AVOCET_SEED=%llu\n", (unsigned long long)state_of_chance);
	state_of_chance = state_of_chance * 2654435761u + 1;
}

static const char *random_type(const policydb_t *db, uint32_t value)
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

static const struct avtab_node *random_rule(const avtab_t *table)
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
static const char *const *random_permissions(const struct avtab_node *rule, struct arena *arena)
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

static const char *by_turning_all(struct policy_sepol *sepol, const struct policy_access *access,
	struct arena *arena)
{
	policydb_t *db = sepol->db;
	const char *text = "";

	for (uint32_t i = 0; i < db->p_bools.nprim; i++) {
		cond_bool_datum_t *boolean = db->bool_val_to_struct[i];
		bool on = boolean->state, allowed;

		boolean->state = !on;
		evaluate_conds(db);
		allowed = binary_allows(&sepol->policy, access);
		boolean->state = on;
		evaluate_conds(db);
		if (allowed)
			text = arena_printf(arena, "%s%s%s=%s", text, *text ? " " : "",
				db->p_bool_val_to_name[i], on ? "on" : "off");
	}
	return text;
}

/* The sets of one, in the policy's order. */
static const char *singles_of(struct policy_sepol *sepol, const struct policy_access *access,
	struct arena *arena)
{
	const struct policy_boolean_set *sets;
	size_t count = policy_boolean_sets(&sepol->policy, access, arena, &sets);
	const char *text = "";

	for (uint32_t i = 0; i < sepol->db->p_bools.nprim; i++) {
		const char *name = sepol->db->p_bool_val_to_name[i];

		for (size_t k = 0; k < count; k++)
			if (!sets[k].booleans[1].name && !strcmp(sets[k].booleans[0].name, name))
				text = arena_printf(arena, "%s%s%s=%s", text, *text ? " " : "", name,
					sets[k].booleans[0].on ? "on" : "off");
	}
	return text;
}

static void compare(struct policy *policy, struct arena *arena, unsigned *asked, unsigned *helped)
{
	struct policy_access access;
	const char *expected, *found, *reason;

	if (!random_access((struct policy_sepol *)policy, arena, &access))
		return;
	reason = reason_of(policy, &access, arena);
	if (text_equal(reason, "allowed") || text_equal(reason, "invalid-context"))
		return;
	expected = by_turning_all((struct policy_sepol *)policy, &access, arena);
	found = singles_of((struct policy_sepol *)policy, &access, arena);
	if (!text_equal(expected, found))
		fail_msg("%s %s %s %s: %s, not %s", access.source, access.target, access.tclass,
			words_of(access.permissions, arena), expected, found);
	/* All is as before. */
	assert_string_equal(reason_of(policy, &access, arena), reason);
	++*asked;
	*helped += *found != '\0';
}

static void test_candidates_equal_all(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = open_policy(DEBIAN_POLICY, NULL, arena);
	unsigned asked = 0, helped = 0;

	for (unsigned i = 0; i < TRIES && asked < QUESTIONS; i++) {
		compare(policy, arena, &asked, &helped);
		arena_reset(arena);
	}
	fprintf(stderr, "%u denied questions, %u with a boolean\n", asked, helped);
	assert_int_equal(asked, QUESTIONS);
	assert_true(helped >= QUESTIONS / 10);
	policy_close(policy);
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
		cmocka_unit_test(test_candidates_equal_all),
	};

	seed();
	return cmocka_run_group_tests_name("policy-booleans", tests, NULL, NULL);
}
