/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a plugin may ask about the policy, for the denial at hand. Without a policy every answer is
 * empty. */
#include "host.h"

#include <string.h>

static const char *const no_texts[] = { NULL };

static struct host *host_of(struct avocet_host *face)
{
	return (struct host *)face; /* face is its first member */
}

bool host_can_try(const struct host *host)
{
	const struct policy_access *access = &host->access;

	return host->policy && access->source && access->target && access->tclass &&
		access->permissions && access->permissions[0];
}

/* ---- labels ---- */

static const char *default_context(struct avocet_host *face, const char *path, const char *tclass)
{
	struct host *host = host_of(face);
	const char *context = NULL;

	if (!host->policy || !path || !tclass)
		return NULL;
	if (policy_default_context(host->policy, path, tclass, host->arena, &context) < 0)
		return NULL;
	return context;
}

static const char *default_type(struct avocet_host *face, const char *path, const char *tclass)
{
	const char *text = default_context(face, path, tclass);
	struct context context;

	return text && context_parse(text, host_of(face)->arena, &context) == 0 ? context.type : NULL;
}

static bool is_customizable(struct avocet_host *face, const char *type)
{
	struct host *host = host_of(face);

	return host->policy && type && policy_is_customizable(host->policy, type);
}

static const char *folder_of_type(struct avocet_host *face, const char *type)
{
	struct host *host = host_of(face);

	return host->policy && type ? policy_folder_of_type(host->policy, type, host->arena) : NULL;
}

/* ---- types ---- */

static bool has_type(struct avocet_host *face, const char *type)
{
	struct host *host = host_of(face);

	return host->policy && type && policy_has_type(host->policy, type);
}

static bool has_attribute(struct avocet_host *face, const char *type, const char *attribute)
{
	struct host *host = host_of(face);

	return host->policy && type && attribute &&
		policy_type_has_attribute(host->policy, type, attribute);
}

static bool is_permissive(struct avocet_host *face, const char *type)
{
	struct host *host = host_of(face);

	return host->policy && policy_is_permissive(host->policy, type);
}

static const char *bounded_by(struct avocet_host *face, const char *type)
{
	struct host *host = host_of(face);

	return host->policy ? policy_bounded_by(host->policy, type) : NULL;
}

static const char *on_unknown(struct avocet_host *face)
{
	struct host *host = host_of(face);

	return host->policy ? policy_handle_unknown(host->policy) : NULL;
}

static bool allows_on(struct avocet_host *face, const char *type)
{
	struct host *host = host_of(face);

	return type && host_can_try(host) &&
		policy_allows_on_type(host->policy, &host->access, type);
}

static const char *const *types_that_allow(struct avocet_host *face, const char *attribute)
{
	struct host *host = host_of(face);

	if (!host_can_try(host))
		return no_texts;
	return policy_target_types(host->policy, &host->access, attribute, host->arena);
}

static const char *transition(struct avocet_host *face, const char *source, const char *target,
	const char *tclass)
{
	struct host *host = host_of(face);

	if (!host->policy || !source || !target || !tclass)
		return NULL;
	return policy_transition(host->policy, source, target, tclass, host->arena);
}

static const char *port_type(struct avocet_host *face, const char *protocol, int port)
{
	struct host *host = host_of(face);

	if (!host->policy || !protocol || port < 0)
		return NULL;
	return policy_port_type(host->policy, protocol, (unsigned)port, host->arena);
}

/* ---- other accesses ---- */

/* The context with another type in it. */
static const char *with_type(const struct host *host, const char *text, const char *type)
{
	struct context context;

	if (!type || !text)
		return text;
	if (context_parse(text, host->arena, &context) < 0 || !context.user || !context.role)
		return NULL;
	return arena_printf(host->arena, "%s:%s:%s%s%s", context.user, context.role, type,
		context.range ? ":" : "", context.range ? context.range : "");
}

/* False when the policy cannot be asked about it. */
static bool access_of(const struct host *host, const struct avocet_access *wanted,
	struct policy_access *ret)
{
	const char **one = arena_alloc(host->arena, 2 * sizeof(*one));

	if (!host->policy)
		return false;
	*ret = host->access;
	ret->source = with_type(host, ret->source, wanted->source_type);
	ret->target = with_type(host, ret->target, wanted->target_type);
	if (wanted->tclass)
		ret->tclass = wanted->tclass;
	if (wanted->permission) {
		one[0] = wanted->permission;
		ret->permissions = one;
		ret->ioctlcmd = ret->nlmsg_type = NULL;
	}
	return ret->source && ret->target && ret->tclass && ret->permissions && ret->permissions[0];
}

static bool allows(struct avocet_host *face, const struct avocet_access *wanted)
{
	struct host *host = host_of(face);
	struct policy_access access;

	return access_of(host, wanted, &access) && policy_allows(host->policy, &access);
}

static const char *const *types_for(struct avocet_host *face, const struct avocet_access *wanted,
	const char *attribute)
{
	struct host *host = host_of(face);
	struct policy_access access;

	if (!access_of(host, wanted, &access))
		return no_texts;
	return policy_target_types(host->policy, &access, attribute, host->arena);
}

static const char *const *missing(struct avocet_host *face)
{
	struct host *host = host_of(face);

	return host_can_try(host) ? policy_missing(host->policy, &host->access, host->arena) : no_texts;
}

/* ---- booleans ---- */

static struct avocet_boolean describe(const struct host *host, const char *name, bool on)
{
	return (struct avocet_boolean){
		.name = name,
		.description = policy_boolean_meaning(host->policy, name, host->arena),
		.on = on,
	};
}

static const struct avocet_boolean *boolean(struct avocet_host *face, const char *name)
{
	struct host *host = host_of(face);
	struct avocet_boolean *found;
	bool on;

	if (!host->policy || !name || policy_boolean_state(host->policy, name, &on) < 0)
		return NULL;
	found = arena_alloc(host->arena, sizeof(*found));
	*found = describe(host, name, on);
	return found;
}

static const struct avocet_boolean *set_of(const struct host *host,
	const struct policy_boolean *found)
{
	struct avocet_boolean *list;
	size_t count = 0;

	while (found[count].name)
		count++;
	list = arena_alloc(host->arena, (count + 1) * sizeof(*list));
	for (size_t i = 0; i < count; i++)
		list[i] = describe(host, found[i].name, found[i].on);
	return list;
}

static const struct avocet_boolean_set *sets_for(const struct host *host,
	const struct policy_access *access)
{
	const struct policy_boolean_set *found = NULL;
	size_t count = policy_boolean_sets(host->policy, access, host->arena, &found);
	struct avocet_boolean_set *sets = arena_alloc(host->arena, (count + 1) * sizeof(*sets));

	for (size_t i = 0; i < count; i++)
		sets[i] = (struct avocet_boolean_set){
			.booleans = set_of(host, found[i].booleans),
			.also_targets = found[i].also_targets,
			.also_pairs = found[i].also_pairs,
		};
	return sets;
}

static const struct avocet_boolean_set no_sets[] = { { NULL, 0, 0 } };

static const struct avocet_boolean_set *boolean_sets(struct avocet_host *face)
{
	struct host *host = host_of(face);

	if (!host->boolean_sets)
		host->boolean_sets = host_can_try(host) ? sets_for(host, &host->access) : no_sets;
	return host->boolean_sets;
}

static const struct avocet_boolean_set *boolean_sets_on(struct avocet_host *face, const char *type)
{
	const struct avocet_access wanted = { .target_type = type };
	struct host *host = host_of(face);
	struct policy_access access;

	return access_of(host, &wanted, &access) ? sets_for(host, &access) : no_sets;
}

/* Those of the sets that have one member only. */
static const struct avocet_boolean *booleans_that_allow(struct avocet_host *face)
{
	const struct avocet_boolean_set *sets = boolean_sets(face);
	struct avocet_boolean *list;
	size_t count = 0;

	while (sets[count].booleans)
		count++;
	list = arena_alloc(host_of(face)->arena, (count + 1) * sizeof(*list));
	count = 0;
	for (; sets->booleans; sets++)
		if (!sets->booleans[1].name)
			list[count++] = sets->booleans[0];
	return list;
}

void host_answer_from_policy(struct avocet_host *face)
{
	face->default_context = default_context;
	face->default_type = default_type;
	face->is_customizable = is_customizable;
	face->folder_of_type = folder_of_type;
	face->has_type = has_type;
	face->has_attribute = has_attribute;
	face->is_permissive = is_permissive;
	face->bounded_by = bounded_by;
	face->on_unknown = on_unknown;
	face->allows_on = allows_on;
	face->types_that_allow = types_that_allow;
	face->transition = transition;
	face->port_type = port_type;
	face->allows = allows;
	face->types_for = types_for;
	face->missing = missing;
	face->boolean = boolean;
	face->boolean_sets = boolean_sets;
	face->boolean_sets_on = boolean_sets_on;
	face->booleans_that_allow = booleans_that_allow;
}
