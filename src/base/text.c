/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparing and decoding text that came from outside. */
#include "base.h"

#include <errno.h>
#include <fnmatch.h>
#include <nettle/base64.h>
#include <string.h>

#include "utf8.h"

bool text_equal(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a, b) == 0;
}

static bool is_special(char c)
{
	return c == '*' || c == '?' || c == '[';
}

/* Only * is special there: as far as it goes, and further with each later place for what follows. */
static bool matches_stars(const char *pattern, const char *end, const char *text)
{
	const char *after_star = NULL, *later = text;

	while (pattern < end || *text) {
		if (pattern < end && *pattern == '*') {
			after_star = ++pattern;
			later = text;
		} else if (pattern < end && *text && *pattern == *text) {
			pattern++;
			text++;
		} else if (after_star && *later) {
			pattern = after_star;
			text = ++later;
		} else {
			return false;
		}
	}
	return true;
}

/* Most patterns are plain words, or such with a few *, and fnmatch() is slow. */
bool text_matches(const char *pattern, size_t length, const char *text)
{
	char copy[256];

	for (; length && !is_special(*pattern); pattern++, text++, length--)
		if (*pattern != *text)
			return false;
	if (!length)
		return !*text;
	if (!memchr(pattern, '?', length) && !memchr(pattern, '[', length))
		return matches_stars(pattern, pattern + length, text);
	if (length >= sizeof copy)
		return false;
	memcpy(copy, pattern, length);
	copy[length] = '\0';
	return fnmatch(copy, text, FNM_NOESCAPE) == 0;
}

bool text_matches_any(const char *patterns, const char *text)
{
	while (*(patterns += strspn(patterns, " "))) {
		size_t length = strcspn(patterns, " ");

		if (text_matches(patterns, length, text))
			return true;
		patterns += length;
	}
	return false;
}

static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	return -1;
}

ssize_t text_unhex(const char *digits, size_t length, unsigned char *bytes)
{
	if (length % 2)
		return -EINVAL;
	for (size_t i = 0; i < length / 2; i++) {
		int high = digit_value(digits[2 * i]), low = digit_value(digits[2 * i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return (ssize_t)(length / 2);
}

/* Number of bytes of the character at text, 0 when it is not valid UTF-8 (overlong forms,
 * surrogates and what lies beyond U+10FFFF are not). */
size_t utf8_decode(const char *text, uint32_t *ret_character)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)text;
	size_t length = *bytes < 0x80 ? 1 : *bytes < 0xc2 ? 0 : *bytes < 0xe0 ? 2
		: *bytes < 0xf0 ? 3 : *bytes < 0xf5 ? 4 : 0;
	uint32_t character;

	if (length <= 1) {
		*ret_character = *bytes;
		return length;
	}
	character = *bytes & (0x7f >> length);
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (bytes[i] & 0x3f);
	}
	if (character < smallest[length] || character > 0x10ffff
		|| (character >= 0xd800 && character <= 0xdfff))
		return 0;
	*ret_character = character;
	return length;
}

bool text_is_utf8(const char *text)
{
	while (*text) {
		uint32_t character;
		size_t length = utf8_decode(text, &character);

		if (!length)
			return false;
		text += length;
	}
	return true;
}

char *text_to_utf8(struct arena *arena, const char *text, bool *ret_exact)
{
	char *copy = arena_alloc(arena, strlen(text) * strlen(UTF8_REPLACEMENT) + 1), *out = copy;
	bool exact = true;

	while (*text) {
		uint32_t character;
		size_t length = utf8_decode(text, &character);

		out = mempcpy(out, length ? text : UTF8_REPLACEMENT,
			length ? length : strlen(UTF8_REPLACEMENT));
		exact = exact && length;
		text += length ? length : 1;
	}
	if (ret_exact)
		*ret_exact = exact;
	return copy;
}

char *text_base64(struct arena *arena, const void *bytes, size_t length)
{
	char *text = arena_alloc(arena, BASE64_ENCODE_RAW_LENGTH(length) + 1);

	base64_encode_raw(text, length, bytes);
	return text;
}
