/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a plugin may ask and say: answers come from the policy, for the denial at hand. */
#include "host.h"

#include <string.h>

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

/* ---- questions ---- */

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

static bool is_customizable(struct avocet_host *face, const char *type)
{
	struct host *host = host_of(face);

	return host->policy && type && policy_is_customizable(host->policy, type);
}

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

static bool allows_on(struct avocet_host *face, const char *type)
{
	struct host *host = host_of(face);

	return type && host_can_try(host) &&
		policy_allows_on_type(host->policy, &host->access, type);
}

static const char *const *types_that_allow(struct avocet_host *face, const char *attribute)
{
	static const char *const none[] = { NULL };
	struct host *host = host_of(face);

	if (!host_can_try(host))
		return none;
	return policy_target_types(host->policy, &host->access, attribute, host->arena);
}

/* A boolean's name is its only description that every policy has. */
static const char *describe(struct arena *arena, const char *boolean)
{
	char *text = arena_strdup(arena, boolean);

	for (char *c = text; *c; c++)
		if (*c == '_')
			*c = ' ';
	return text;
}

static const struct avocet_boolean *booleans_that_allow(struct avocet_host *face)
{
	struct host *host = host_of(face);
	const struct policy_boolean *found = NULL;
	struct avocet_boolean *list;
	size_t count = 0;

	if (host->booleans)
		return host->booleans;
	if (host_can_try(host))
		count = policy_booleans(host->policy, &host->access, host->arena, &found);
	list = arena_alloc(host->arena, (count + 1) * sizeof(*list));
	for (size_t i = 0; i < count; i++)
		list[i] = (struct avocet_boolean){
			.name = found[i].name,
			.description = describe(host->arena, found[i].name),
			.on = found[i].on,
		};
	host->booleans = list;
	return list;
}

bool host_boolean_helps(struct host *host, const char *name, const char *value)
{
	const struct avocet_boolean *boolean = booleans_that_allow(&host->face);

	for (; boolean->name; boolean++)
		if (text_equal(boolean->name, name))
			return text_equal(value, boolean->on ? "off" : "on");
	return false;
}

static const char *port_type(struct avocet_host *face, const char *protocol, int port)
{
	struct host *host = host_of(face);

	if (!host->policy || !protocol || port < 0)
		return NULL;
	return policy_port_type(host->policy, protocol, (unsigned)port, host->arena);
}

/* ---- the verdict being made ---- */

static void word(struct avocet_host *face, const char *name, const char *value)
{
	struct host *host = host_of(face);
	struct draft *draft = &host->draft;
	struct word *words;

	if (!name || !value)
		return;
	value = arena_strdup(host->arena, value);
	for (size_t i = 0; i < draft->n_words; i++)
		if (text_equal(draft->words[i].name, name)) {
			draft->words[i].value = value;
			return;
		}
	words = arena_alloc(host->arena, (draft->n_words + 1) * sizeof(*words));
	if (draft->n_words)
		memcpy(words, draft->words, draft->n_words * sizeof(*words));
	words[draft->n_words++] = (struct word){ arena_strdup(host->arena, name), value };
	draft->words = words;
}

static void ground(struct avocet_host *face, const char *text)
{
	struct host *host = host_of(face);

	if (text)
		strings_add(&host->draft.grounds, host->arena, arena_strdup(host->arena, text));
}

static void confidence(struct avocet_host *face, int percent)
{
	host_of(face)->draft.confidence = percent;
}

static void set_risk(struct avocet_host *face, enum avocet_risk risk)
{
	if ((unsigned)risk <= AVOCET_RISK_ATTACK)
		host_of(face)->draft.risk = risk;
}

static void report(struct avocet_host *face)
{
	struct host *host = host_of(face);

	host->deliver(host);
	host_begin(host, host->plugin);
}

void host_begin(struct host *host, const struct avocet_plugin *plugin)
{
	host->plugin = plugin;
	host->draft = (struct draft){ .risk = plugin->risk };
}

void host_init(struct host *host, struct policy *policy, const struct denial *denial,
	struct arena *arena)
{
	*host = (struct host){
		.face = {
			.default_context = default_context,
			.has_type = has_type,
			.has_attribute = has_attribute,
			.allows_on = allows_on,
			.types_that_allow = types_that_allow,
			.booleans_that_allow = booleans_that_allow,
			.port_type = port_type,
			.word = word,
			.ground = ground,
			.confidence = confidence,
			.report = report,
			.risk = set_risk,
			.is_customizable = is_customizable,
		},
		.policy = policy,
		.access = {
			.source = denial->source.text,
			.target = denial->target.text,
			.tclass = denial->tclass,
			.permissions = denial->permissions,
		},
		.arena = arena,
	};
}
