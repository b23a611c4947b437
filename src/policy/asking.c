/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions that are made of simpler ones, for any variant of a policy. */
#include "policy-internal.h"

#include <errno.h>
#include <string.h>

bool policy_allows(struct policy *policy, const struct policy_access *access)
{
	return policy->ops->allows(policy, access);
}

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

bool policy_allows_with_rule(struct policy *policy, const struct policy_access *access)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy_why why;

	policy_why(policy, access, arena, &why);
	return why.reason == REASON_TYPE_ENFORCEMENT || why.reason == REASON_DONTAUDIT;
}

unsigned policy_count_targets(struct policy *policy, const struct policy_access *access)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *const *types = policy_target_types(policy, access, NULL, arena);
	unsigned count = 0;

	while (types[count])
		count++;
	return count;
}

size_t policy_boolean_sets(struct policy *policy, const struct policy_access *access,
	struct arena *arena, const struct policy_boolean_set **ret)
{
	const struct policy_boolean *found;
	size_t count = policy_booleans(policy, access, arena, &found);
	struct policy_boolean_set *sets = arena_alloc(arena, (count + 1) * sizeof *sets);

	for (size_t i = 0; i < count; i++) {
		struct policy_boolean *one = arena_alloc(arena, 2 * sizeof *one);

		one[0] = found[i];
		sets[i].booleans = one;
	}
	*ret = sets;
	return count;
}

int policy_boolean_state(struct policy *policy, const char *name, bool *ret_on)
{
	return -ENOENT;
}

const char *policy_boolean_meaning(struct policy *policy, const char *name, struct arena *arena)
{
	char *text = arena_strdup(arena, name);

	for (char *c = text; *c; c++)
		if (*c == '_')
			*c = ' ';
	return text;
}

const char *policy_transition(struct policy *policy, const char *source, const char *target,
	const char *tclass, struct arena *arena)
{
	return NULL;
}

const char *policy_folder_of_type(struct policy *policy, const char *type, struct arena *arena)
{
	return NULL;
}

const char *const *policy_machine_lines(const struct policy *policy)
{
	static const char *const none[] = { NULL };

	return none;
}

const char *policy_constraint_kind(const char *detail)
{
	static const struct {
		const char *mark, *kind;
	} marks[] = {
		{ "(u1 ", "user" }, { "(r1 ", "role" }, { "(h1 ", "level" }, { "(l1 ", "level" },
		{ "(h2 ", "level" }, { "(l2 ", "level" }, { "(t1 ", "type" },
	};

	for (size_t i = 0; detail && i < ARRAY_SIZE(marks); i++)
		if (strstr(detail, marks[i].mark))
			return marks[i].kind;
	return NULL;
}
