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
