/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for a menu and a tray. */
#include "news.h"

#include <string.h>

#define LABEL_COLUMNS 72

/* In a menu "_" stands before the letter that chooses the item. */
static char *without_mnemonics(struct arena *arena, const char *text)
{
	struct builder label = { .arena = arena };

	for (const char *c = text; *c; c++) {
		builder_add_bytes(&label, c, 1);
		if (*c == '_')
			builder_add_bytes(&label, c, 1);
	}
	return builder_text(&label);
}

char *label_of(struct arena *arena, const struct alert *alert)
{
	const char *sentence = escape_terminal(arena, alert_summary(arena, alert));

	return without_mnemonics(arena, text_shorten_path(arena, sentence, LABEL_COLUMNS, false));
}

char *label_count(struct arena *arena, unsigned count)
{
	if (!count)
		return arena_strdup(arena, _("No new denials"));
	return arena_printf(arena, ngettext("%u new denial", "%u new denials", count), count);
}

const char *source_of(const struct denial *denial)
{
	if (denial->exe)
		return denial->exe;
	if (denial->comm)
		return denial->comm;
	return denial->source.type ? denial->source.type : "";
}
