/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fields of interpreted records, as ausearch -i prints them: without quotes, blanks and all,
 * so a value goes on until what looks like the next name.
 */
#include "audit.h"

#include <string.h>

static bool is_name_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
		|| c == '-';
}

/* Behind the name at at, where its = stands; 0 when there is none. */
static size_t name_end(const char *text, size_t length, size_t at)
{
	size_t start = at;

	while (at < length && is_name_letter(text[at]))
		at++;
	return at > start && at < length && text[at] == '=' ? at : 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\x1d' || c == '\t';
}

static size_t skip_blanks(const char *text, size_t length, size_t at)
{
	while (at < length && is_blank(text[at]))
		at++;
	return at;
}

static size_t word_end(const char *text, size_t length, size_t at)
{
	while (at < length && !is_blank(text[at]))
		at++;
	return at;
}

/* Where the next "name=" begins, or the end. */
static size_t next_name(const char *text, size_t length, size_t at)
{
	while (at < length) {
		at = skip_blanks(text, length, at);
		if (name_end(text, length, at))
			return at;
		at = word_end(text, length, at);
	}
	return length;
}

/* Behind a value in marks; 0 when it is never closed. "}" needs no blank behind it. */
static size_t take_enclosed(const char *text, size_t length, size_t start, struct field *ret)
{
	const char *close = NULL;

	if (text[start] == '"')
		close = memchr(text + start + 1, '"', length - start - 1);
	else if (text[start] == '\'')
		close = memrchr(text + start + 1, '\'', length - start - 1);
	else if (text[start] == '{')
		close = memchr(text + start + 1, '}', length - start - 1);
	if (!close)
		return 0;
	ret->value = text + start + 1;
	ret->value_length = (size_t)(close - ret->value);
	ret->quoted = true;
	return (size_t)(close - text) + 1;
}

/* Fields whose values never hold a blank. */
static bool is_one_word(const struct field *field)
{
	static const char *const names[] = { "scontext", "tcontext", "tclass", "permissive", "subj", "obj" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == field->name_length
			&& memcmp(names[i], field->name, field->name_length) == 0)
			return true;
	return false;
}

static size_t take_value(const char *text, size_t length, size_t start, struct field *ret)
{
	size_t next, end = start < length ? take_enclosed(text, length, start, ret) : 0;

	if (end)
		return end;
	next = end = is_one_word(ret) ? word_end(text, length, start) : next_name(text, length, start);
	while (end > start && is_blank(text[end - 1]))
		end--;
	ret->value = text + start;
	ret->value_length = end - start;
	ret->quoted = true; /* it is what it is: nothing is in hex */
	return next;
}

bool field_next_interpreted(const char *text, size_t length, size_t *cursor, struct field *ret)
{
	size_t at = *cursor, end;

	while ((at = skip_blanks(text, length, at)) < length) {
		if (text[at] == '{') {
			const char *close = memchr(text + at, '}', length - at);

			at = close ? (size_t)(close - text) + 1 : length;
			continue;
		}
		end = name_end(text, length, at);
		if (!end) {
			at = next_name(text, length, at);
			continue;
		}
		ret->name = text + at;
		ret->name_length = end - at;
		*cursor = take_value(text, length, end + 1, ret);
		return true;
	}
	*cursor = length;
	return false;
}
