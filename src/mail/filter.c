/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which alerts a recipient wants, written as for `avocet list`: NAME=VALUE, and words. */
#include "mail.h"

#include <errno.h>
#include <string.h>

/* The options of `avocet list` that say what an alert is about. When it was is the schedule's business,
 * and the lowest level is a setting of its own. */
static const char *const names[] = { "source-type", "target-type", "class", "permission", "path", "exe",
	"unit", "container", "plugin" };

static bool is_name(const char *text, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == length && strncmp(names[i], text, length) == 0)
			return true;
	return false;
}

/* The next word without the quotes around parts of it ("/srv/my files"); NULL: there is none, or (with
 * *ret_error) a quote that does not end. */
static char *next_word(struct arena *arena, const char **text, int *ret_error)
{
	struct builder word = { .arena = arena };
	bool quoted = false;

	*text += strspn(*text, " \t");
	if (!**text)
		return NULL;
	for (; **text && (quoted || !strchr(" \t", **text)); ++*text) {
		if (**text == '"')
			quoted = !quoted;
		else
			builder_add_bytes(&word, *text, 1);
	}
	if (quoted)
		*ret_error = -EINVAL;
	return quoted ? NULL : builder_text(&word);
}

static int put(json_t *filter, const char *name, const char *text)
{
	return *text ? json_object_set_new(filter, name, json_string(text)) : -1;
}

static int take(struct arena *arena, json_t *filter, const char *word)
{
	const char *equals = strchr(word, '='), *before = json_string_value(json_object_get(filter, "words"));

	if (!equals)
		return put(filter, "words", before ? arena_printf(arena, "%s %s", before, word) : word);
	if (strcmp(word, "permissive=yes") == 0 || strcmp(word, "permissive=no") == 0)
		return json_object_set_new(filter, "permissive", json_boolean(equals[1] == 'y'));
	if (!is_name(word, (size_t)(equals - word)))
		return -1;
	return put(filter, arena_strndup(arena, word, (size_t)(equals - word)), equals + 1);
}

int filter_read(const char *text, json_t **ret)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *filter = json_object();
	const char *word;
	int error = 0;

	while (!error && text && (word = next_word(arena, &text, &error)))
		error = take(arena, filter, word) < 0 ? -EINVAL : 0;
	if (error < 0) {
		json_decref(filter);
		return error;
	}
	*ret = filter;
	return 0;
}
