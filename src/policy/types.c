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

/* What is allowed on an attribute is allowed on each of its types. */
static void hand_down(const policydb_t *db, uint32_t attribute, sepol_access_vector_t *allowed)
{
	ebitmap_node_t *node;
	unsigned i;

	ebitmap_for_each_positive_bit(&db->attr_type_map[attribute - 1], node, i) {
		if (i < db->p_types.nprim)
			allowed[i] |= allowed[attribute - 1];
	}
}

sepol_access_vector_t *binary_allowed_by_type(struct policy_sepol *sepol,
	const struct request *request, struct arena *arena)
{
	const policydb_t *db = sepol->db;
	uint32_t source = binary_context(sepol, request->source)->type;
	sepol_access_vector_t *allowed = arena_alloc(arena, db->p_types.nprim * sizeof *allowed);
	struct class_rules rules;

	binary_rules_of(sepol, request->tclass, &rules);
	add_up(&rules, binary_types_of(sepol, source, arena), allowed);
	for (uint32_t type = 1; type <= db->p_types.nprim; type++) {
		if (!binary_is_attribute(db, type))
			continue;
		if (allowed[type - 1])
			hand_down(db, type, allowed);
		allowed[type - 1] = 0;
	}
	return allowed;
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
	struct policy_why why;
	struct request request;

	types.items = arena_alloc(arena, sizeof *types.items);
	if ((attribute && (!wanted || wanted->flavor != TYPE_ATTRIB))
		|| binary_request(sepol, access, arena, &request, &why) < 0)
		return types.items;
	allowed = binary_allowed_by_type(sepol, &request, scratch);
	for (uint32_t type = 1; type <= db->p_types.nprim; type++) {
		if (!(request.permissions & ~allowed[type - 1])
			&& (!wanted || is_member(db, type, wanted->s.value)))
			strings_add(&types, arena,
				arena_strdup(arena, db->p_type_val_to_name[type - 1]));
	}
	return types.items;
}
