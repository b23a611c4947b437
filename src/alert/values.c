/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of verdicts that are prose: they are stored in English and told in the reader's language. All
 * others are names (paths, types, programs) and stay as they are, even if they read like prose.
 */
#include <string.h>

#include "phrases.h"

/* Plugins choose their values from texts of their own, which they mark by N_(). */
static const char prose[] = "all_rules anew boolean_now boolean_value can_read categories collector guardian "
	"kind library own_log raw setting setting_file stranger trace_value trade";

static bool is_listed(const char *name)
{
	const size_t length = strlen(name);

	for (const char *at = prose; length && (at = strstr(at, name)); at += length)
		if ((at == prose || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
			return true;
	return false;
}

/* "turn a on and turn b off", of "a=on b=off". */
static const char *changes_text(struct arena *arena, const char *settings)
{
	const char *text = NULL;

	while (*settings) {
		const size_t length = strcspn(settings, " ");
		const char *setting = arena_strndup(arena, settings, length), *value = strchr(setting, '=');
		const char *name = value ? arena_strndup(arena, setting, (size_t)(value - setting)) : setting;
		const char *change = arena_printf(arena, value && strcmp(value, "=off") == 0
			? _("turn %s off") : _("turn %s on"), name);

		text = text ? arena_printf(arena, "%s%s%s", text, _(" and "), change) : change;
		settings += length + (settings[length] == ' ');
	}
	return text;
}

/* "a_t or b_t" */
static const char *choices_text(struct arena *arena, const char *choices)
{
	static const char or[] = " or ";
	const char *text = NULL, *end;

	do {
		const char *choice;

		end = strstr(choices, or);
		choice = end ? arena_strndup(arena, choices, (size_t)(end - choices)) : choices;
		text = text ? arena_printf(arena, "%s%s%s", text, _(" or "), choice) : choice;
		choices = end ? end + strlen(or) : NULL;
	} while (choices);
	return text;
}

const char *value_text(struct arena *arena, const char *name, const char *value, const struct verdict *verdict)
{
	const char *settings = strcmp(name, "boolean_changes") == 0 ? verdict_word(verdict, "boolean_settings")
		: NULL;

	if (settings && *settings)
		return changes_text(arena, settings);
	if (strcmp(name, "other_types") == 0)
		return choices_text(arena, value);
	return is_listed(name) ? _(value) : value;
}
