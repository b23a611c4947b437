/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads a binary policy into libsepol, and lends it to one question at a time. */
#include "policy-sepol.h"

#include <errno.h>
#include <stdlib.h>
#include <sepol/debug.h>
#include <sepol/policydb.h>
#include <sepol/policydb/hashtab.h>

/* A context is looked up by walking the whole table. */
#define MANY_CONTEXTS 500

void binary_select(struct policy_sepol *sepol)
{
	if (sepol->sids.nel > MANY_CONTEXTS) {
		sepol_sidtab_destroy(&sepol->sids);
		if (sepol_sidtab_init(&sepol->sids) < 0)
			abort();
		/* Its numbers mean others now. */
		sepol->tried.valid = false;
		binary_forget_contexts(sepol);
	}
	sepol_set_policydb(sepol->db);
	sepol_set_sidtab(&sepol->sids);
}

type_datum_t *binary_find_type(const struct policy_sepol *sepol, const char *name)
{
	return hashtab_search(sepol->db->p_types.table, (char *)name);
}

static void binary_close(struct policy *policy)
{
	struct policy_sepol *sepol = binary_of(policy);

	binary_forget_contexts(sepol);
	sepol_sidtab_destroy(&sepol->sids);
	sepol_policydb_free(sepol->handle);
}

/* Which machine it is for, a binary policy does not tell. */
static const char *const *no_machine_lines(const struct policy *policy)
{
	static const char *const none[] = { NULL };

	return none;
}

static const struct policy_ops binary_ops = {
	.goes_with_host = true,
	.close = binary_close,
	.why = binary_why,
	.boolean_sets = binary_boolean_sets,
	.boolean_state = binary_boolean_state,
	.set_boolean = binary_set_boolean,
	.boolean_meaning = meanings_installed,
	.target_types = binary_target_types,
	.allows = binary_allows,
	.allows_with_rule = binary_allows_with_rule,
	.transition = binary_transition,
	.port_type = binary_port_type,
	.type_has_attribute = binary_type_has_attribute,
	.has_type = binary_has_type,
	.is_permissive = binary_is_permissive,
	.bounded_by = binary_bounded_by,
	.handle_unknown = binary_handle_unknown,
	.default_context = labels_lookup,
	.folder_of_type = folders_lookup,
	.machine_lines = no_machine_lines,
};

static int read_policydb(char *bytes, size_t length, sepol_policydb_t *handle)
{
	sepol_policy_file_t *file;
	int r;

	if (sepol_policy_file_create(&file) < 0)
		return -ENOMEM;
	sepol_policy_file_set_mem(file, bytes, length);
	r = sepol_policydb_read(handle, file);
	sepol_policy_file_free(file);
	return r < 0 ? -EINVAL : 0;
}

/* Modules and other systems' policies share the format, but cannot answer. */
static bool can_answer(const policydb_t *db)
{
	return db->policy_type == POLICY_KERN && db->target_platform == SEPOL_TARGET_SELINUX
		&& db->type_attr_map;
}

static const char *damaged(struct arena *arena)
{
	return arena_printf(arena, _(": this policy is damaged or cut short, or its version is not "
		"between %d and %d"), sepol_policy_kern_vers_min(), sepol_policy_kern_vers_max());
}

static struct policy *policy_of(sepol_policydb_t *handle)
{
	struct arena *arena = arena_new();
	struct policy_sepol *sepol = arena_alloc(arena, sizeof *sepol);

	sepol->policy.ops = &binary_ops;
	sepol->policy.arena = arena;
	sepol->handle = handle;
	sepol->db = &handle->p;
	binary_apply_booleans(sepol->db);
	if (sepol_sidtab_init(&sepol->sids) < 0)
		abort();
	return &sepol->policy;
}

int policy_sepol_load(char *bytes, size_t length, struct arena *arena, struct policy **ret,
	const char **ret_why)
{
	sepol_policydb_t *handle;
	int r;

	/* It would print on stderr what we say ourselves. A handle of our own would not reach the
	 * questions, which take none. */
	sepol_debug(0);
	policy_heap_prepare(length);
	if (sepol_policydb_create(&handle) < 0)
		abort();
	r = read_policydb(bytes, length, handle);
	if (r == 0 && !can_answer(&handle->p))
		r = -EINVAL;
	if (r < 0) {
		sepol_policydb_free(handle);
		*ret_why = damaged(arena);
		return r;
	}
	*ret = policy_of(handle);
	return 0;
}
