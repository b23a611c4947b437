/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remedies: what can be done is made ready as words, and each is tried against the policy before
 * anybody hears of it. */
#include "host.h"

#include <string.h>

static struct host *host_of(struct avocet_host *face)
{
	return (struct host *)face; /* face is its first member */
}

const char *draft_word(const struct draft *draft, const char *name)
{
	for (size_t i = 0; i < draft->n_words; i++)
		if (text_equal(draft->words[i].name, name))
			return draft->words[i].value;
	return NULL;
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
	const struct avocet_boolean *first = set->booleans;
	struct arena *arena = host_of(face)->arena;

	face->word(face, "boolean", first->name);
	face->word(face, "boolean_value", state(!first->on));
	face->word(face, "boolean_now", state(first->on));
	face->word(face, "boolean_meaning", first->description);
	face->word(face, "boolean_changes", changes_of(first, arena));
	face->word(face, "boolean_settings", settings_of(first, arena));
}

static enum verified try_booleans(struct host *host)
{
	const struct avocet_boolean_set *sets;
	const char *settings = word_of(host, "boolean_settings");

	if (!settings)
		settings = arena_printf(host->arena, "%s=%s", word_of(host, "boolean"),
			word_of(host, "boolean_value"));
	for (sets = host->face.boolean_sets(&host->face); sets->booleans; sets++)
		if (strcmp(settings, settings_of(sets->booleans, host->arena)) == 0)
			return VERIFIED_YES;
	return VERIFIED_NO;
}

/* ---- a module ---- */

static bool make_module(struct avocet_host *face, enum avocet_rule rule)
{
	return false;
}

/* ---- trying ---- */

static enum verified try_type(struct host *host, const char *type)
{
	return host->face.allows_on(&host->face, type) ? VERIFIED_YES : VERIFIED_NO;
}

enum verified remedy_try(struct host *host, enum avocet_action action)
{
	if (!host_can_try(host))
		return VERIFIED_UNKNOWN;
	switch (action) {
	case AVOCET_RESTORE_LABEL:
		return try_type(host, word_of(host, "default_type"));
	case AVOCET_ADD_PORT:
		return try_type(host, word_of(host, "port_type"));
	case AVOCET_ADD_FILE_CONTEXT:
		return try_type(host, word_of(host, "file_type"));
	case AVOCET_SET_BOOLEAN:
		return try_booleans(host);
	default:
		return VERIFIED_UNKNOWN;
	}
}

void host_make_remedies(struct avocet_host *face)
{
	face->choose_booleans = choose_booleans;
	face->make_module = make_module;
}
