/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The name=value fields of a record's body, found where they lie and decoded on request. */
#include "audit.h"

#include <stdlib.h>
#include <string.h>

/* Enriched records hold the interpreted values behind this byte. */
#define ENRICHED '\x1d'

static bool is_blank(char byte)
{
	return byte == ' ' || byte == ENRICHED || byte == '\t';
}

/* Behind the value's closing mark; a value that is never closed goes on to the end. */
static size_t take_enclosed(const char *text, size_t length, size_t start, const char *close,
	struct field *ret)
{
	size_t end = close ? (size_t)(close - text) : length;

	ret->value = text + start + 1;
	ret->value_length = end - start - 1;
	ret->quoted = true;
	return close ? end + 1 : length;
}

static size_t take_value(const char *text, size_t length, size_t start, struct field *ret)
{
	size_t end = start;

	if (start < length && text[start] == '"')
		return take_enclosed(text, length, start,
			memchr(text + start + 1, '"', length - start - 1), ret);
	if (start < length && text[start] == '\'')
		return take_enclosed(text, length, start,
			memrchr(text + start + 1, '\'', length - start - 1), ret);
	if (start < length && text[start] == '{')
		return take_enclosed(text, length, start,
			memchr(text + start + 1, '}', length - start - 1), ret);
	while (end < length && !is_blank(text[end]))
		end++;
	ret->value = text + start;
	ret->value_length = end - start;
	ret->quoted = false;
	return end;
}

static size_t skip_braces(const char *text, size_t length, size_t at)
{
	const char *close = memchr(text + at, '}', length - at);

	return close ? (size_t)(close - text) + 1 : length;
}

bool field_next(const char *text, size_t length, size_t *cursor, struct field *ret)
{
	size_t at = *cursor;

	while (at < length) {
		size_t start;

		while (at < length && is_blank(text[at]))
			at++;
		if (at < length && text[at] == '{') {
			at = skip_braces(text, length, at);
			continue;
		}
		for (start = at; at < length && !is_blank(text[at]) && text[at] != '='; at++)
			;
		if (at == length || text[at] != '=')
			continue;
		ret->name = text + start;
		ret->name_length = at - start;
		*cursor = take_value(text, length, at + 1, ret);
		return true;
	}
	*cursor = length;
	return false;
}

bool field_find(const char *text, size_t length, const char *name, struct field *ret)
{
	size_t cursor = 0, wanted = strlen(name);
	struct field field;

	while (field_next(text, length, &cursor, &field))
		if (field.name_length == wanted && memcmp(field.name, name, wanted) == 0) {
			*ret = field;
			return true;
		}
	return false;
}

/* Fields that the kernel writes in hex when they hold blanks, quotes or what is not ASCII. */
static bool may_be_hex(const struct field *field)
{
	static const char *const names[] = { "name", "path", "comm", "exe", "cwd", "proctitle", "ocomm",
		"invalid_context", "srawcon", "trawcon", "kmod", "cmdline", "dev" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == field->name_length
			&& memcmp(names[i], field->name, field->name_length) == 0)
			return true;
	return false;
}

/* Text must be a C string from here on: abstract sockets and damaged records hold NULs. */
static char *without_nuls(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!text[i])
			text[i] = '@';
	return text;
}

static bool says_nothing(const struct field *field)
{
	static const char *const nothing[] = { "", "?", "(null)", "(none)" };

	for (size_t i = 0; i < ARRAY_SIZE(nothing); i++)
		if (strlen(nothing[i]) == field->value_length
			&& memcmp(nothing[i], field->value, field->value_length) == 0)
			return true;
	return false;
}

char *field_decode(const struct field *field, struct arena *arena)
{
	if (says_nothing(field))
		return NULL;
	if (!field->quoted && may_be_hex(field)) {
		char *text = arena_alloc(arena, field->value_length / 2 + 1);
		ssize_t length = text_unhex(field->value, field->value_length, (unsigned char *)text);

		if (length > 0)
			return without_nuls(text, (size_t)length);
	}
	return without_nuls(arena_strndup(arena, field->value, field->value_length),
		field->value_length);
}
