/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Passes questions on to the variant that answers for a policy. */
#include "policy-internal.h"

#include <errno.h>
#include <string.h>

const char *policy_path(const struct policy *policy)
{
	return policy->path;
}

const char *policy_stamp(const struct policy *policy)
{
	return policy->stamp;
}

void policy_why(struct policy *policy, const struct policy_access *access, struct arena *arena,
	struct policy_why *ret)
{
	policy->ops->why(policy, access, arena, ret);
}

size_t policy_boolean_sets(struct policy *policy, const struct policy_access *access,
	struct arena *arena, const struct policy_boolean_set **ret)
{
	return policy->ops->boolean_sets(policy, access, arena, ret);
}

int policy_boolean_state(struct policy *policy, const char *name, bool *ret_on)
{
	return name ? policy->ops->boolean_state(policy, name, ret_on) : -ENOENT;
}

bool policy_allows(struct policy *policy, const struct policy_access *access)
{
	return policy->ops->allows(policy, access);
}

bool policy_allows_with_rule(struct policy *policy, const struct policy_access *access)
{
	return policy->ops->allows_with_rule(policy, access);
}

const char *policy_transition(struct policy *policy, const char *source, const char *target,
	const char *tclass, struct arena *arena)
{
	if (!source || !target || !tclass)
		return NULL;
	return policy->ops->transition(policy, source, target, tclass, arena);
}

const char *const *policy_target_types(struct policy *policy, const struct policy_access *access,
	const char *attribute, struct arena *arena)
{
	return policy->ops->target_types(policy, access, attribute, arena);
}

/* The context with another type in its third field; NULL when it has no third field. */
static const char *with_type(const char *context, const char *type, struct arena *arena)
{
	const char *role = context ? strchr(context, ':') : NULL;
	const char *old = role ? strchr(role + 1, ':') : NULL;

	if (!old)
		return NULL;
	return arena_printf(arena, "%.*s:%s%s", (int)(old - context), context, type,
		old + 1 + strcspn(old + 1, ":"));
}

bool policy_allows_on_type(struct policy *policy, const struct policy_access *access,
	const char *type)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy_access other = *access;

	if (!policy_has_type(policy, type))
		return false;
	other.target = with_type(access->target, type, arena);
	return other.target && policy->ops->allows(policy, &other);
}

const char *policy_port_type(struct policy *policy, const char *protocol, unsigned port,
	struct arena *arena)
{
	return policy->ops->port_type(policy, protocol, port, arena);
}

bool policy_type_has_attribute(struct policy *policy, const char *type, const char *attribute)
{
	return type && attribute && policy->ops->type_has_attribute(policy, type, attribute);
}

bool policy_has_type(struct policy *policy, const char *type)
{
	return type && policy->ops->has_type(policy, type);
}

bool policy_is_permissive(struct policy *policy, const char *type)
{
	return type && policy->ops->is_permissive(policy, type);
}

const char *policy_bounded_by(struct policy *policy, const char *type)
{
	return type ? policy->ops->bounded_by(policy, type) : NULL;
}

const char *policy_handle_unknown(struct policy *policy)
{
	return policy->ops->handle_unknown(policy);
}

/* Behind a link ".." leads elsewhere than it seems. */
static bool goes_up(const char *path)
{
	for (const char *at = path; (at = strstr(at, "/..")); at += 3)
		if (at[3] == '/' || at[3] == '\0')
			return true;
	return false;
}

int policy_default_context(struct policy *policy, const char *path, const char *tclass,
	struct arena *arena, const char **ret_context)
{
	if (!path || path[0] != '/' || goes_up(path))
		return -ENOENT;
	return policy->ops->default_context(policy, path, tclass, arena, ret_context);
}

const char *policy_folder_of_type(struct policy *policy, const char *type, struct arena *arena)
{
	return type ? policy->ops->folder_of_type(policy, type, arena) : NULL;
}

const char *const *policy_machine_lines(const struct policy *policy)
{
	return policy->ops->machine_lines(policy);
}
