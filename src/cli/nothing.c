/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No alert fits: perhaps a word of the filter is misspelt, and the history knows the right one. */
#include "cli.h"

#include <string.h>

#include "history.h"

/* Filters, and where history_stats() has the values that occur. */
static const struct {
	const char *filter, *list, *member;
} known[] = {
	{ "plugin", "plugins", "plugin" },
	{ "source-type", "sources", "source" },
	{ "target-type", "targets", "target" },
	{ "class", "targets", "class" },
	{ "exe", "sources", "exe" },
};

/* What was meant by the value of one filter; NULL where it occurs, or nothing is near. */
static const char *meant(struct arena *arena, const json_t *rows, const char *member, const char *value)
{
	struct strings values = { 0 };
	size_t index;
	json_t *row;

	json_array_foreach((json_t *)rows, index, row) {
		const char *text = json_string_value(json_object_get(row, member));

		if (text_equal(text, value))
			return NULL;
		if (text)
			strings_add(&values, arena, text);
	}
	return values.count ? suggest(value, values.items) : NULL;
}

static const char *hint(struct arena *arena, const json_t *stats, const json_t *filter)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		const char *value = json_string_value(json_object_get(filter, known[i].filter)), *better;

		if (!value || strpbrk(value, "*?"))
			continue;
		better = meant(arena, json_object_get(stats, known[i].list), known[i].member, value);
		if (better)
			return arena_printf(arena, _("; did you mean --%s=%s?"), known[i].filter,
				escape_terminal(arena, better));
	}
	return "";
}

void say_nothing_fits(struct history *history, const json_t *filter)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *everything = json_pack("{sb}", "all", true), *stats = NULL;

	if (!json_object_size(filter))
		log_info(_("no alerts are stored"));
	else if (history_stats(history, everything, &stats) < 0)
		log_info(_("no alert fits"));
	else
		log_info(_("no alert fits%s"), hint(arena, stats, filter));
	json_decref(stats);
	json_decref(everything);
}
