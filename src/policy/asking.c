/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions that are made of simpler ones, for any variant of a policy. */
#include "policy-internal.h"

const char *const *policy_missing(struct policy *policy, const struct policy_access *access,
	struct arena *arena)
{
	struct strings missing = { .items = arena_alloc(arena, sizeof *missing.items) };

	for (size_t i = 0; access->permissions && access->permissions[i]; i++) {
		const char *const one[] = { access->permissions[i], NULL };
		struct policy_access part = *access;

		part.permissions = one;
		if (!policy_allows(policy, &part))
			strings_add(&missing, arena, arena_strdup(arena, one[0]));
	}
	return missing.items;
}

const char *policy_boolean_meaning(struct policy *policy, const char *name, struct arena *arena)
{
	const char *told = policy->ops->boolean_meaning(policy, name, arena);

	return told ? told : meaning_from_name(name, arena);
}
