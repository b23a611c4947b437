/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sentences that another process made in English, in the language of the reader. A form is such a
 * sentence with %s where it names something; what stands there may be a sentence of a form, too.
 */
#include <string.h>

#include "alert.h"

#define HOLE "%s"
#define HOLES_MAX 3
/* A sentence in a sentence in a sentence. */
#define DEPTH_MAX 5

static bool begins(const char *text, const char *with, size_t length)
{
	return strncmp(text, with, length) == 0;
}

/* The last piece must end the text; the others are found where they come first. */
static const char *find_piece(const char *text, const char *piece, size_t length, bool last)
{
	size_t room = strlen(text);

	if (last)
		return room > length && strcmp(text + room - length, piece) == 0 ? text + room - length : NULL;
	for (; *text; text++)
		if (begins(text, piece, length))
			return text;
	return NULL;
}

/* What stands in the holes of the form; false: the text is not of this form. */
static bool fits(struct arena *arena, const char *form, const char *text, const char **holes)
{
	const char *hole = strstr(form, HOLE);
	size_t count = 0;

	if (!hole || !begins(text, form, (size_t)(hole - form)))
		return false;
	text += hole - form;
	while (hole && count < HOLES_MAX) {
		const char *piece = hole + strlen(HOLE), *at;
		size_t length;

		hole = strstr(piece, HOLE);
		length = hole ? (size_t)(hole - piece) : strlen(piece);
		at = find_piece(text, piece, length, !hole);
		if (!at || at == text)
			return false;
		holes[count++] = arena_strndup(arena, text, (size_t)(at - text));
		text = at + length;
	}
	return !hole;
}

/* Translators may put the holes in another order: %2$s. */
static char *fill(struct arena *arena, const char *form, const char *const *holes)
{
	struct builder text = { .arena = arena };
	size_t next = 0;

	while (*form) {
		size_t plain = strcspn(form, "%");

		builder_add_bytes(&text, form, plain);
		form += plain;
		if (form[0] == '%' && form[1] >= '1' && form[1] < '1' + HOLES_MAX && begins(form + 2, "$s", 2)) {
			builder_add(&text, holes[form[1] - '1']);
			form += strlen("%1$s");
		} else if (begins(form, HOLE, strlen(HOLE))) {
			builder_add(&text, holes[next < HOLES_MAX - 1 ? next++ : next]);
			form += strlen(HOLE);
		} else if (*form) {
			builder_add_bytes(&text, form++, 1);
		}
	}
	return builder_text(&text);
}

static const char *retell(struct arena *arena, const char *const *forms, const char *english, unsigned depth)
{
	const char *known = _(english), *holes[HOLES_MAX] = { "", "", "" };

	if (known != english || depth == DEPTH_MAX)
		return known;
	for (const char *const *form = forms; *form; form++) {
		if (!fits(arena, *form, english, holes))
			continue;
		for (size_t i = 0; i < HOLES_MAX; i++)
			holes[i] = *holes[i] ? retell(arena, forms, holes[i], depth + 1) : holes[i];
		return fill(arena, _(*form), holes);
	}
	return english;
}

const char *alert_retell(struct arena *arena, const char *const *forms, const char *english)
{
	return retell(arena, forms, english, 0);
}
