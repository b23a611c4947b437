/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remedies: what can be done is made ready as words, and each is tried against the policy before
 * anybody hears of it. */
#include "host.h"

#include <string.h>

static struct host *host_of(struct avocet_host *face)
{
	return (struct host *)face; /* face is its first member */
}

static const char *word_of(const struct host *host, const char *name)
{
	return draft_word(&host->draft, name);
}

/* ---- booleans ---- */

static const char *state(bool on)
{
	return on ? "on" : "off";
}

/* "httpd_use_nfs=on", each with a blank before it but the first: as setsebool takes it. */
static const char *settings_of(const struct avocet_boolean *booleans, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; booleans[i].name; i++)
		text = arena_printf(arena, "%s%s%s=%s", text, i ? " " : "", booleans[i].name,
			state(!booleans[i].on));
	return text;
}

/* "turn a on and turn b off" */
static const char *changes_of(const struct avocet_boolean *booleans, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; booleans[i].name; i++)
		text = arena_printf(arena, "%s%sturn %s %s", text, i ? " and " : "", booleans[i].name,
			state(!booleans[i].on));
	return text;
}

static void choose_booleans(struct avocet_host *face, const struct avocet_boolean_set *set)
{
	const struct avocet_boolean *first = set ? set->booleans : NULL;
	struct host *host = host_of(face);

	if (!first || !first->name)
		return;
	host_set_word(host, "boolean", first->name);
	host_set_word(host, "boolean_value", state(!first->on));
	host_set_word(host, "boolean_now", state(first->on));
	host_set_word(host, "boolean_meaning", first->description);
	host_set_word(host, "boolean_changes", changes_of(first, host->arena));
	host_set_word(host, "boolean_settings", settings_of(first, host->arena));
	if (set->also_targets)
		host_set_word(host, "also_targets",
			arena_printf(host->arena, "%u", set->also_targets));
	if (set->also_pairs)
		host_set_word(host, "also_pairs", arena_printf(host->arena, "%u", set->also_pairs));
}

const char *remedy_booleans(const struct host *host)
{
	const char *settings = word_of(host, "boolean_settings");
	const char *name = word_of(host, "boolean"), *value = word_of(host, "boolean_value");

	if (settings || !name || !value)
		return settings;
	return arena_printf(host->arena, "%s=%s", name, value);
}

/* Whether one of the sets is what the draft is about. */
static enum verified try_booleans(struct host *host, const struct avocet_boolean_set *sets)
{
	for (; sets->booleans; sets++)
		if (text_equal(remedy_booleans(host), settings_of(sets->booleans, host->arena)))
			return VERIFIED_YES;
	return VERIFIED_NO;
}

/* ---- labels ---- */

static enum verified try_type(struct host *host, const char *type)
{
	return host->face.allows_on(&host->face, type) ? VERIFIED_YES : VERIFIED_NO;
}

/* A program with the right label starts in a domain of its own: {default_domain} may do what the one
 * that was stopped may not. */
static enum verified try_domain(struct host *host)
{
	const struct avocet_access as_that = { .source_type = word_of(host, "default_domain") };

	if (!as_that.source_type)
		return VERIFIED_UNKNOWN;
	return host->face.allows(&host->face, &as_that) ? VERIFIED_YES : VERIFIED_NO;
}

/* Where a service gives the file another type when it takes it ({used_type}), trying that one shows that
 * it may help, and not that it does. */
static enum verified try_given_type(struct host *host, const char *type)
{
	const char *used = word_of(host, "used_type");

	if (!used)
		return try_type(host, type);
	return try_type(host, used) == VERIFIED_YES ? VERIFIED_UNKNOWN : VERIFIED_NO;
}

static enum verified try_default_label(struct host *host)
{
	enum verified verified;

	if (word_of(host, "made_type"))
		return try_type(host, word_of(host, "made_type"));
	if (word_of(host, "label_path"))
		return try_domain(host);
	verified = try_given_type(host, word_of(host, "default_type"));
	/* What has no label is not as it should be, whoever may use it afterwards. */
	if (verified == VERIFIED_NO && host->denial->target.type &&
		text_matches_any("unlabeled_t file_t", host->denial->target.type))
		return VERIFIED_UNKNOWN;
	return verified;
}

static enum verified try_file_type(struct host *host)
{
	const char *type = word_of(host, "file_type");

	if (word_of(host, "boolean_settings"))
		return try_booleans(host, host->face.boolean_sets_on(&host->face, type));
	return try_given_type(host, type);
}

/* The path as the file contexts would see it, were its folder labelled like the other one. */
static enum verified try_equivalence(struct host *host)
{
	const char *folder = word_of(host, "target_folder"), *path = host->denial->path, *type;
	size_t length = strlen(folder);

	if (!path || strncmp(path, folder, length) != 0 || (path[length] && path[length] != '/'))
		return VERIFIED_NO;
	path = arena_printf(host->arena, "%s%s", word_of(host, "like_folder"), path + length);
	type = host->face.default_type(&host->face, path, host->denial->tclass);
	return type ? try_type(host, type) : VERIFIED_NO;
}

/* ---- trying ---- */

/* Silencing allows nothing: there is nothing to try. */
static enum verified try_module(struct host *host)
{
	if (strncmp(word_of(host, "module_cil"), "(allow", strlen("(allow")) != 0)
		return VERIFIED_UNKNOWN;
	return policy_allows_with_rule(host->policy, &host->access) ? VERIFIED_YES : VERIFIED_NO;
}

enum verified remedy_try(struct host *host, enum avocet_action action)
{
	if (!host_can_try(host))
		return VERIFIED_UNKNOWN;
	switch (action) {
	case AVOCET_RESTORE_LABEL:
		return try_default_label(host);
	case AVOCET_ADD_PORT:
		return try_type(host, word_of(host, "port_type"));
	case AVOCET_ADD_FILE_CONTEXT:
		return try_file_type(host);
	case AVOCET_ADD_EQUIVALENCE:
		return try_equivalence(host);
	case AVOCET_SET_BOOLEAN:
		return try_booleans(host, host->face.boolean_sets(&host->face));
	case AVOCET_LOAD_MODULE:
		return try_module(host);
	default:
		return VERIFIED_UNKNOWN;
	}
}

static bool make_module(struct avocet_host *face, enum avocet_rule rule)
{
	return module_make(host_of(face), rule);
}

void host_make_remedies(struct avocet_host *face)
{
	face->choose_booleans = choose_booleans;
	face->make_module = make_module;
}
