/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which types a source may use for an access, and what attributes types have. */
#include "policy-sepol.h"

bool binary_has_type(struct policy *policy, const char *type)
{
	const type_datum_t *found = binary_find_type(binary_of(policy), type);

	return found && found->flavor != TYPE_ATTRIB;
}

static bool is_member(const policydb_t *db, uint32_t type, uint32_t attribute)
{
	return ebitmap_get_bit(&db->type_attr_map[type - 1], attribute - 1);
}

bool binary_type_has_attribute(struct policy *policy, const char *type, const char *attribute)
{
	const struct policy_sepol *sepol = binary_of(policy);
	const type_datum_t *a = binary_find_type(sepol, type);
	const type_datum_t *b = binary_find_type(sepol, attribute);

	return a && b && a->flavor != TYPE_ATTRIB && b->flavor == TYPE_ATTRIB
		&& is_member(sepol->db, a->s.value, b->s.value);
}

static void add(const struct allow_rule *rule, const struct flat_types *sources,
	sepol_access_vector_t *allowed)
{
	if (flat_types_have(sources, rule->source))
		allowed[rule->target - 1] |= rule->permissions;
}

/* What the rules allow the source now, added up by their target: a type or an attribute. */
static void add_up(const struct class_rules *rules, const struct flat_types *sources,
	sepol_access_vector_t *allowed)
{
	for (size_t i = 0; i < rules->n_always; i++)
		add(&rules->always[i], sources, allowed);
	for (size_t i = 0; i < rules->n_conditional; i++) {
		if (rules->conditional[i].node->key.specified & AVTAB_ENABLED)
			add(&rules->conditional[i].rule, sources, allowed);
	}
}

/* A type is allowed what its own rules and those for its attributes allow. */
static sepol_access_vector_t allowed_on(const policydb_t *db, uint32_t type,
	const sepol_access_vector_t *allowed)
{
	const ebitmap_t *attributes = &db->type_attr_map[type - 1];
	sepol_access_vector_t sum = 0;
	ebitmap_node_t *node;
	unsigned i;

	ebitmap_for_each_positive_bit(attributes, node, i) {
		if (i < db->p_types.nprim)
			sum |= allowed[i];
	}
	return sum;
}

static bool is_wanted(const policydb_t *db, uint32_t type, const type_datum_t *attribute)
{
	const type_datum_t *datum = db->type_val_to_struct[type - 1];

	return datum && datum->flavor != TYPE_ATTRIB
		&& (!attribute || is_member(db, type, attribute->s.value));
}

static void list_types(const policydb_t *db, const struct request *request,
	const type_datum_t *attribute, const sepol_access_vector_t *allowed, struct arena *arena,
	struct strings *ret)
{
	for (uint32_t type = 1; type <= db->p_types.nprim; type++) {
		if (is_wanted(db, type, attribute)
			&& !(request->permissions & ~allowed_on(db, type, allowed)))
			strings_add(ret, arena,
				arena_strdup(arena, db->p_type_val_to_name[type - 1]));
	}
}

const char *const *binary_target_types(struct policy *policy, const struct policy_access *access,
	const char *attribute, struct arena *arena)
{
	struct policy_sepol *sepol = binary_of(policy);
	const type_datum_t *wanted = attribute ? binary_find_type(sepol, attribute) : NULL;
	_cleanup_arena_ struct arena *scratch = arena_new();
	const policydb_t *db = sepol->db;
	sepol_access_vector_t *allowed;
	struct strings types = { 0 };
	struct class_rules rules;
	struct policy_why why;
	struct request request;

	types.items = arena_alloc(arena, sizeof *types.items);
	if ((attribute && (!wanted || wanted->flavor != TYPE_ATTRIB))
		|| binary_request(sepol, access, arena, &request, &why) < 0)
		return types.items;
	allowed = arena_alloc(scratch, db->p_types.nprim * sizeof *allowed);
	binary_rules_of(sepol, request.tclass, &rules);
	add_up(&rules, binary_types_of(sepol, request.source, scratch), allowed);
	list_types(db, &request, wanted, allowed, arena, &types);
	return types.items;
}
