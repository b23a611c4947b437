/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert as a mail. What came from outside cannot leave the place that it is given here. */
#include "mail.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WIDTH 72
#define HEADER_MAX 200 /* characters of a header's text */
#define WORD_BYTES 39  /* of one encoded word, so that its line stays below 76 */
#define ELLIPSIS "\xe2\x80\xa6"

/* ---- headers ---- */

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

const char *message_tame(struct arena *arena, const char *text)
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
	return !strstr(text, "=?") && length && text[0] != ' ' && text[length - 1] != ' ';
}

/* The bytes of the next encoded word: whole characters. */
static size_t word_length(const char *text)
{
	size_t length = strnlen(text, WORD_BYTES);

	while (text[length] && is_continuation(text[length]))
		length--;
	return length;
}

const char *message_encode_header(struct arena *arena, const char *text)
{
	const char *rest = message_tame(arena, text), *encoded = "";

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
static const char *date_header(struct arena *arena, int64_t now)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t seconds = (time_t)(now / 1000);
	struct tm tm;
	long offset;

	localtime_r(&seconds, &tm);
	offset = labs(tm.tm_gmtoff) / 60;
	return arena_printf(arena, "Date: %.3s, %d %.3s %d %02d:%02d:%02d %c%02ld%02ld",
		days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour,
		tm.tm_min, tm.tm_sec, tm.tm_gmtoff < 0 ? '-' : '+', offset / 60, offset % 60);
}

/* The same for the same alert, so that a mail which came twice is seen to be one. */
static const char *id_of(struct arena *arena, const struct alert *alert)
{
	const char *uuid = alert->uuid ? alert->uuid : "";

	if (*uuid && strlen(uuid) <= 64 && !uuid[strspn(uuid, "0123456789abcdefABCDEF-")])
		return uuid;
	return arena_printf(arena, "alert-%" PRId64, alert->id);
}

const char *message_host(struct arena *arena)
{
	char name[256] = "";

	return gethostname(name, sizeof name - 1) == 0 ? arena_strdup(arena, name) : "localhost";
}

void message_begin(struct arena *arena, const struct recipient *recipient, const char *from,
	const char *subject, const char *id, int64_t now, struct message *ret)
{
	struct strings headers = { 0 };

	strings_add(&headers, arena, arena_printf(arena, "From: %s", from));
	strings_add(&headers, arena, arena_printf(arena, "To: %s", recipient->address));
	strings_add(&headers, arena,
		arena_printf(arena, "Subject: %s", message_encode_header(arena, subject)));
	strings_add(&headers, arena, date_header(arena, now));
	strings_add(&headers, arena, arena_printf(arena, "Message-ID: <%s.%s%s>", id,
		recipient->name, strchr(from, '@')));
	strings_add(&headers, arena, "Auto-Submitted: auto-generated");
	ret->from = from;
	ret->to = recipient->address;
	ret->headers = headers.items;
}

/* ---- text ---- */

static const char *text_of(struct arena *arena, const struct alert *alert)
{
	const struct text_style style = { .width = WIDTH };
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	alert_print(out, alert, &style);
	if (alert->id)
		fprintf(out, "\nTo see more, run on that host: avocet show %" PRId64 "\n", alert->id);
	if (fclose(out))
		abort();
	return arena_strndup(arena, text, size);
}

const char *message_crlf(struct arena *arena, const char *text)
{
	char *copy = arena_alloc(arena, 2 * strlen(text) + 1), *out = copy;

	for (; *text; text++) {
		if (*text == '\n')
			*out++ = '\r';
		*out++ = *text;
	}
	return copy;
}

void message_make(struct arena *arena, const struct alert *alert, const struct recipient *recipient,
	const char *from, int64_t now, struct message *ret)
{
	const char *subject = arena_printf(arena, "[%s] %s: %s",
		alert->host ? alert->host : message_host(arena), level_name(alert->level),
		alert_summary(arena, alert));

	message_begin(arena, recipient, from, subject, id_of(arena, alert), now, ret);
	ret->text = text_of(arena, alert);
}
