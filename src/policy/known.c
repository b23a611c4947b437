/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a binary policy knows and does in general: classes, permissive domains, bounds, transitions. */
#include "policy-sepol.h"

#include <sepol/policydb/hashtab.h>

/* The map's bits are the types' own numbers, which begin with 1. */
bool binary_is_permissive(struct policy *policy, const char *type)
{
	const struct policy_sepol *sepol = binary_of(policy);
	const type_datum_t *found = binary_find_type(sepol, type);

	return found && found->flavor != TYPE_ATTRIB
		&& ebitmap_get_bit(&sepol->db->permissive_map, found->s.value);
}

const char *binary_bounded_by(struct policy *policy, const char *type)
{
	const policydb_t *db = binary_of(policy)->db;
	const type_datum_t *found = binary_find_type(binary_of(policy), type);

	if (!found || !found->bounds || found->bounds > db->p_types.nprim)
		return NULL;
	return db->p_type_val_to_name[found->bounds - 1];
}

static const class_datum_t *find_class(const struct policy_sepol *sepol, const char *name)
{
	return hashtab_search(sepol->db->p_classes.table, (char *)name);
}

const char *binary_handle_unknown(struct policy *policy)
{
	switch (binary_of(policy)->db->handle_unknown) {
	case SEPOL_ALLOW_UNKNOWN:
		return "allow";
	case SEPOL_REJECT_UNKNOWN:
		return "reject";
	default:
		return "deny";
	}
}

/* As the kernel does: rules for types, expanded when the policy was built; a conditional one counts
 * where no other is and while it is in force. */
static const struct avtab_node *find_transition(policydb_t *db, avtab_key_t *key)
{
	avtab_ptr_t node = avtab_search_node(&db->te_avtab, key);

	if (node)
		return node;
	for (node = avtab_search_node(&db->te_cond_avtab, key); node;
		node = avtab_search_node_next(node, AVTAB_TRANSITION)) {
		if (node->key.specified & AVTAB_ENABLED)
			return node;
	}
	return NULL;
}

const char *binary_transition(struct policy *policy, const char *source, const char *target,
	const char *tclass, struct arena *arena)
{
	const struct policy_sepol *sepol = binary_of(policy);
	const type_datum_t *from = binary_find_type(sepol, source);
	const type_datum_t *to = binary_find_type(sepol, target);
	const class_datum_t *class = find_class(sepol, tclass);
	const struct avtab_node *rule;
	avtab_key_t key = { .specified = AVTAB_TRANSITION };

	if (!from || !to || !class)
		return NULL;
	key.source_type = (uint16_t)from->s.value;
	key.target_type = (uint16_t)to->s.value;
	key.target_class = (uint16_t)class->s.value;
	rule = find_transition(sepol->db, &key);
	if (!rule || rule->datum.data < 1 || rule->datum.data > sepol->db->p_types.nprim)
		return NULL;
	return arena_strdup(arena, sepol->db->p_type_val_to_name[rule->datum.data - 1]);
}
