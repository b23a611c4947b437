/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many columns text takes on a terminal: two for wide characters, none for combining ones.
 *
 * wcwidth() of the C library tells, since shells and pagers go by it too; and always in a locale of
 * UTF-8, since that is what is written, whatever the user's locale is.
 */
#include "alert.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>

/* Less of a path tells nothing. */
#define PATH_MIN 12

/* (locale_t)0: there is none, and each character counts as one column. */
static locale_t unicode_locale(void)
{
	static locale_t locale;
	static bool tried;

	if (!tried)
		locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	tried = true;
	return locale;
}

static size_t plain_length(const char *text, size_t length)
{
	size_t plain = 0;

	while (plain < length && text[plain] >= ' ' && text[plain] <= '~')
		plain++;
	return plain;
}

/* The bytes of one character (one where it is none), and its columns. */
static size_t next_character(const char *text, size_t length, size_t *ret_columns)
{
	mbstate_t state = { 0 };
	wchar_t character;
	size_t bytes = mbrtowc(&character, text, length, &state);
	int wide;

	*ret_columns = 1;
	if (bytes == 0 || bytes > length)
		return 1;
	wide = wcwidth(character);
	*ret_columns = wide < 0 ? 1 : (size_t)wide;
	return bytes;
}

/* The bytes of text that fit into so many columns; combining characters stay with theirs. */
static size_t bytes_within(const char *text, size_t length, size_t columns, size_t *ret_columns)
{
	size_t at = 0, bytes, wide;

	*ret_columns = 0;
	while (at < length) {
		bytes = next_character(text + at, length - at, &wide);
		if (*ret_columns + wide > columns)
			break;
		*ret_columns += wide;
		at += bytes;
	}
	return at;
}

static size_t within(const char *text, size_t length, size_t columns, size_t *ret_columns)
{
	locale_t unicode = unicode_locale(), before;
	size_t bytes;

	before = unicode ? uselocale(unicode) : (locale_t)0;
	bytes = bytes_within(text, length, columns, ret_columns);
	if (unicode)
		uselocale(before);
	return bytes;
}

size_t text_columns(const char *text, size_t length)
{
	size_t columns;

	if (plain_length(text, length) == length)
		return length;
	within(text, length, SIZE_MAX, &columns);
	return columns;
}

const char *text_shorten(struct arena *arena, const char *text, size_t columns, bool ascii)
{
	const char *mark = ascii ? "..." : "\xe2\x80\xa6";
	size_t length = strlen(text), mark_columns = ascii ? 3 : 1, taken;

	if (text_columns(text, length) <= columns)
		return text;
	if (columns < mark_columns)
		return "";
	length = within(text, length, columns - mark_columns, &taken);
	while (length && text[length - 1] == ' ')
		length--;
	return arena_printf(arena, "%.*s%s", (int)length, text, mark);
}

/* Of Chinese and Japanese, which have no blanks: three bytes from U+3000 on. */
static bool is_ideograph(const char *text)
{
	const unsigned char first = (unsigned char)text[0];

	return ((first >= 0xe3 && first <= 0xe9) || first == 0xef) && text[1] && text[2];
}

/* What may not begin a line. */
static bool is_closing(const char *text)
{
	static const char *const closing[] = { "、", "。", "」", "』", "）", "，", "ー", "っ", "ッ", "ゃ", "ゅ",
		"ょ", "ャ", "ュ", "ョ", ")", ",", ".", ":", ";" };

	for (size_t i = 0; i < ARRAY_SIZE(closing); i++)
		if (strncmp(text, closing[i], strlen(closing[i])) == 0)
			return true;
	return false;
}

size_t text_piece(const char *text)
{
	size_t length = 0;

	while (text[length] && text[length] != ' ') {
		bool breaks = is_ideograph(text + length);

		length += breaks ? 3 : 1;
		if (breaks && !is_closing(text + length))
			break;
	}
	return length;
}

/* The longest word that is a path. */
static const char *longest_path(const char *text, size_t *ret_length)
{
	const char *longest = NULL;

	*ret_length = 0;
	while (*text) {
		size_t length = strcspn(text, " ");

		if (*text == '/' && length > *ret_length) {
			longest = text;
			*ret_length = length;
		}
		text += length + (text[length] == ' ');
	}
	return longest;
}

/* The bytes to leave out at the beginning so that the rest fits. */
static size_t head_beyond(const char *text, size_t length, size_t columns)
{
	size_t wide = text_columns(text, length), taken, head;

	if (wide <= columns)
		return 0;
	head = within(text, length, wide - columns, &taken);
	if (taken < wide - columns) /* a wide one stands across */
		head += within(text + head, length - head, 2, &taken);
	return head;
}

const char *text_shorten_path(struct arena *arena, const char *text, size_t columns, bool ascii)
{
	const char *mark = ascii ? "..." : "\xe2\x80\xa6", *path, *rest;
	size_t length, others, head;

	path = longest_path(text, &length);
	others = text_columns(text, strlen(text));
	if (others <= columns || !path)
		return text_shorten(arena, text, columns, ascii);
	others -= text_columns(path, length);
	if (others + PATH_MIN + 3 > columns)
		return text_shorten(arena, text, columns, ascii);
	head = head_beyond(path, length, columns - others - (ascii ? 3 : 1));
	rest = memchr(path + head, '/',
		length - head); /* whole names where there is room for one */
	if (rest && (size_t)(path + length - rest) >= PATH_MIN)
		head = (size_t)(rest - path);
	return arena_printf(arena, "%.*s%s%s", (int)(path - text), text, mark, path + head);
}
