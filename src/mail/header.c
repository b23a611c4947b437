/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text in a mail's header. What came from outside cannot leave the place that it is given here. */
#include "mail.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HEADER_MAX 200 /* characters of a header's text */
#define PLAIN_MAX 60 /* of a plain one, so that its line stays below 76 with its name */
#define WORD_BYTES 39  /* of one encoded word, so that its line stays below 76 */
#define ELLIPSIS "\xe2\x80\xa6"

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

const char *header_tame(struct arena *arena, const char *text)
{
	const char *safe = escape_terminal(arena, text);
	size_t characters = 0, end = 0, room = 0;

	for (; safe[end]; end++) {
		if (!is_continuation(safe[end]) && ++characters > HEADER_MAX)
			return arena_printf(arena, "%.*s" ELLIPSIS, (int)room, safe);
		if (characters < HEADER_MAX)
			room = end + 1;
	}
	return safe;
}

static bool needs_no_encoding(const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] > 0x7e)
			return false;
	return !strstr(text, "=?") && length && length <= PLAIN_MAX && text[0] != ' ' && text[length - 1] != ' ';
}

/* The bytes of the next encoded word: whole characters. */
static size_t word_length(const char *text)
{
	size_t length = strnlen(text, WORD_BYTES);

	while (text[length] && is_continuation(text[length]))
		length--;
	return length;
}

const char *header_encode(struct arena *arena, const char *text)
{
	const char *rest = header_tame(arena, text), *encoded = "";

	if (needs_no_encoding(rest))
		return rest;
	while (*rest) {
		size_t length = word_length(rest);

		encoded = arena_printf(arena, "%s%s=?UTF-8?B?%s?=", encoded, *encoded ? "\r\n " : "",
			text_base64(arena, rest, length));
		rest += length;
	}
	return encoded;
}

/* RFC 5322; strftime() would write the names in the reader's language. */
const char *header_date(struct arena *arena, int64_t now)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t seconds = (time_t)(now / 1000);
	struct tm tm;
	long offset;

	localtime_r(&seconds, &tm);
	offset = labs(tm.tm_gmtoff) / 60;
	return arena_printf(arena, "%.3s, %d %.3s %d %02d:%02d:%02d %c%02ld%02ld",
		days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour,
		tm.tm_min, tm.tm_sec, tm.tm_gmtoff < 0 ? '-' : '+', offset / 60, offset % 60);
}
