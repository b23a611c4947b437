/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What changed the answer to a denial. It is kept as a text of codes, one a line, and told as a part
 * of a sentence: "the boolean httpd_can_network_connect was turned on".
 */
#include "alert.h"

#include <string.h>

static const struct {
	const char *code, *text;
} wholes[] = {
	{ "policy", N_("another policy was loaded") },
	{ "plugins", N_("Avocet's own rules changed") },
	{ "labels", N_("the rules for labels of files changed") },
};

char *alert_because_code(struct arena *arena, const struct policy_change *change)
{
	if (change->kind == CHANGE_POLICY)
		return arena_strdup(arena, "policy");
	if (change->kind != CHANGE_BOOLEAN || !change->name || strchr(change->name, '\n') ||
		change->new_value < 0)
		return NULL;
	return arena_printf(arena, "boolean %s %s", change->new_value ? "on" : "off", change->name);
}

static bool text_ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

static const char *text_of(struct arena *arena, const char *code)
{
	static const char on[] = "boolean on ", off[] = "boolean off ";

	if (strncmp(code, on, strlen(on)) == 0)
		return arena_printf(
			arena, _("the boolean %s was turned on"), code + strlen(on));
	if (strncmp(code, off, strlen(off)) == 0)
		return arena_printf(
			arena, _("the boolean %s was turned off"), code + strlen(off));
	for (size_t i = 0; i < ARRAY_SIZE(wholes); i++)
		if (strcmp(code, wholes[i].code) == 0)
			return _(wholes[i].text);
	return NULL;
}

/* The code of what text_of() says in English; NULL: it says something else. */
static const char *code_of(struct arena *arena, const char *english)
{
	static const char the[] = "the boolean ", on[] = " was turned on", off[] = " was turned off";
	size_t length = strlen(english), name = length;

	for (size_t i = 0; i < ARRAY_SIZE(wholes); i++)
		if (strcmp(english, wholes[i].text) == 0)
			return wholes[i].code;
	if (strncmp(english, the, strlen(the)) != 0)
		return NULL;
	name -= text_ends_with(english, on) ? strlen(on) : text_ends_with(english, off) ? strlen(off) : name;
	return name < strlen(the) ? NULL : arena_printf(arena, "boolean %s %.*s",
		text_ends_with(english, on) ? "on" : "off", (int)(name - strlen(the)), english + strlen(the));
}

char *alert_because_retell(struct arena *arena, const char *english)
{
	static const char and[] = ", and ";
	struct strings parts = { 0 };
	char *joined = NULL;

	for (const char *at = english, *end; at; at = end ? end + strlen(and) : NULL) {
		const char *code;

		end = strstr(at, and);
		code = code_of(arena, end ? arena_strndup(arena, at, (size_t)(end - at)) : at);
		if (!code)
			return arena_strdup(arena, english);
		strings_add(&parts, arena, code);
	}
	for (size_t i = 0; i < parts.count; i++)
		joined = arena_printf(arena, "%s%s%s", joined ? joined : "", joined ? "\n" : "", parts.items[i]);
	return alert_because_text(arena, joined);
}

char *alert_because_text(struct arena *arena, const char *codes)
{
	char *rest = arena_strdup(arena, codes), *joined = NULL;

	for (char *code; (code = strsep(&rest, "\n"));) {
		const char *text = text_of(arena, code);

		if (!text)
			continue;
		joined = joined ? arena_printf(arena, _("%s, and %s"), joined, text)
				: arena_strdup(arena, text);
	}
	return joined;
}
