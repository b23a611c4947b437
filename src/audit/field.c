/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The name=value fields of a record's body, found where they lie and decoded on request. */
#include "audit.h"

#include <endian.h>
#include <string.h>

/* Enriched records hold the interpreted values behind this byte. */
#define ENRICHED '\x1d'

enum { BLANK = 1, EQUALS = 2, HEX = 4 };

static const unsigned char kinds[256] = {
	[' '] = BLANK, [ENRICHED] = BLANK, ['\t'] = BLANK, ['='] = EQUALS,
	['0' ... '9'] = HEX, ['A' ... 'F'] = HEX, ['a' ... 'f'] = HEX,
};

static inline bool is(char byte, unsigned char kind)
{
	return kinds[(unsigned char)byte] & kind;
}

/*
 * Most of the time that a record takes goes into looking for the end of a name or a value, so that
 * eight bytes are looked at together. In the result the lowest bit that is set is that of the first
 * byte sought (others above it may be wrong).
 */
#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))
#define HIGH_BITS EACH_BYTE(0x80)

static inline uint64_t bytes_below(uint64_t bytes, unsigned char limit)
{
	return (bytes - EACH_BYTE(limit)) & ~bytes & HIGH_BITS;
}

static inline uint64_t bytes_that_are(uint64_t bytes, unsigned char byte)
{
	return bytes_below(bytes ^ EACH_BYTE(byte), 1);
}

static inline uint64_t eight_bytes(const char *text)
{
	uint64_t bytes;

	memcpy(&bytes, text, sizeof bytes);
	return le64toh(bytes);
}

/* Where a blank stands, or also a = when equals is set; length when nowhere. */
static inline size_t find_end(const char *text, size_t length, size_t at, bool equals)
{
	const unsigned char wanted = equals ? BLANK | EQUALS : BLANK;

	while (length - at >= 8) {
		uint64_t bytes = eight_bytes(text + at);
		uint64_t found = bytes_below(bytes, ' ' + 1) | (equals ? bytes_that_are(bytes, '=') : 0);

		at += found ? (size_t)__builtin_ctzll(found) / 8 : 8;
		if (found && is(text[at], wanted))
			return at;
		at += found != 0; /* another control character */
	}
	while (at < length && !is(text[at], wanted))
		at++;
	return at;
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
	size_t end;

	if (start < length && text[start] == '"')
		return take_enclosed(text, length, start,
			memchr(text + start + 1, '"', length - start - 1), ret);
	if (start < length && text[start] == '\'')
		return take_enclosed(text, length, start,
			memrchr(text + start + 1, '\'', length - start - 1), ret);
	if (start < length && text[start] == '{')
		return take_enclosed(text, length, start,
			memchr(text + start + 1, '}', length - start - 1), ret);
	end = find_end(text, length, start, false);
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

		while (at < length && is(text[at], BLANK))
			at++;
		if (at < length && text[at] == '{') {
			at = skip_braces(text, length, at);
			continue;
		}
		start = at;
		at = find_end(text, length, at, true);
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

static bool is_hex(const struct field *field)
{
	size_t length = field->value_length;

	for (size_t i = 0; i < length; i++)
		if (!is(field->value[i], HEX))
			return false;
	return length && length % 2 == 0;
}

struct word {
	const char *text;
	size_t length;
};
#define WORD(text) { text, sizeof text - 1 }

static bool is_one_of(const char *text, size_t length, const struct word *words, size_t n_words)
{
	for (size_t i = 0; i < n_words; i++)
		if (words[i].length == length && memcmp(words[i].text, text, length) == 0)
			return true;
	return false;
}

/* Fields that the kernel writes in hex when they hold blanks, quotes or what is not ASCII. */
static bool may_be_hex(const struct field *field)
{
	static const struct word names[] = {
		WORD("name"), WORD("path"), WORD("comm"), WORD("exe"), WORD("cwd"), WORD("proctitle"),
		WORD("ocomm"), WORD("invalid_context"), WORD("srawcon"), WORD("trawcon"), WORD("kmod"),
		WORD("cmdline"), WORD("dev"), WORD("vm"),
	};

	return is_one_of(field->name, field->name_length, names, ARRAY_SIZE(names));
}

static bool says_nothing(const struct field *field)
{
	static const struct word nothing[] = { WORD("?"), WORD("(null)"), WORD("(none)") };

	return !field->value_length
		|| ((*field->value == '?' || *field->value == '(')
			&& is_one_of(field->value, field->value_length, nothing, ARRAY_SIZE(nothing)));
}

/* Text must be a C string from here on: abstract sockets and damaged records hold NULs. */
static char *without_nuls(char *text, size_t length)
{
	for (char *nul = text; (nul = memchr(nul, '\0', (size_t)(text + length - nul)));)
		*nul = '@';
	return text;
}

char *field_decode(const struct field *field, struct arena *arena)
{
	char *text;

	if (says_nothing(field))
		return NULL;
	if (field->quoted || !is_hex(field) || !may_be_hex(field)) {
		text = arena_strndup(arena, field->value, field->value_length);
		return without_nuls(text, field->value_length);
	}
	text = arena_alloc(arena, field->value_length / 2 + 1);
	text_unhex(field->value, field->value_length, (unsigned char *)text);
	return without_nuls(text, field->value_length / 2);
}
