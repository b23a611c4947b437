/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which types a source may use for an access, and what attributes types have. */
#include "policy-sepol.h"

#include <stdlib.h>

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

/* What the rules of a table allow the source, added up by their target: a type or an attribute. */
static void add_up(const avtab_t *table, const ebitmap_t *sources, sepol_security_class_t tclass,
	uint16_t specified, sepol_access_vector_t *allowed)
{
	for (uint32_t i = 0; table->htable && i < table->nslot; i++) {
		for (const struct avtab_node *rule = table->htable[i]; rule; rule = rule->next) {
			if (rule->key.target_class == tclass
				&& (rule->key.specified & specified) == specified
				&& ebitmap_get_bit(sources, rule->key.source_type - 1u))
				allowed[rule->key.target_type - 1] |= rule->datum.data;
		}
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
	_cleanup_free_ sepol_access_vector_t *allowed = NULL;
	policydb_t *db = sepol->db;
	struct strings types = { 0 };
	struct policy_why why;
	struct request request;
	const ebitmap_t *sources;

	types.items = arena_alloc(arena, sizeof *types.items);
	if ((attribute && (!wanted || wanted->flavor != TYPE_ATTRIB))
		|| binary_request(sepol, access, arena, &request, &why) < 0)
		return types.items;
	allowed = calloc(db->p_types.nprim, sizeof *allowed);
	if (!allowed)
		abort();
	sources = &db->type_attr_map[binary_context(sepol, request.source)->type - 1];
	add_up(&db->te_avtab, sources, request.tclass, AVTAB_ALLOWED, allowed);
	add_up(&db->te_cond_avtab, sources, request.tclass, AVTAB_ALLOWED | AVTAB_ENABLED, allowed);
	list_types(db, &request, wanted, allowed, arena, &types);
	return types.items;
}
