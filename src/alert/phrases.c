/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words for a class and a permission are looked up. */
#include "phrases.h"

#include <string.h>

static const struct phrase_list *const lists[] = {
	&file_phrases, &socket_phrases, &process_phrases, &service_phrases, &network_phrases,
	&kernel_phrases, &display_phrases, &database_phrases,
};

/* Is it one of the list's words? Patterns would be slower, and there are hundreds of rows. */
static bool is_listed(const char *list, const char *name)
{
	const size_t length = strlen(name);

	for (const char *at = list; length && (at = strstr(at, name)); at += length)
		if ((at == list || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
			return true;
	return false;
}

static bool row_fits(struct arena *arena, const struct phrase *row, const struct alert *alert,
	const char *permission)
{
	return is_listed(row->permissions, permission)
		&& (!row->classes || is_listed(row->classes, alert->denial.tclass))
		&& (!row->needs || words_value(arena, row->needs, alert, NULL));
}

const char *phrase_for(struct arena *arena, const struct alert *alert, const char *permission)
{
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		if (!text_matches_any(lists[i]->classes, alert->denial.tclass))
			continue;
		for (size_t j = 0; j < lists[i]->count; j++)
			if (row_fits(arena, &lists[i]->rows[j], alert, permission))
				return _(lists[i]->rows[j].words);
	}
	return NULL;
}
