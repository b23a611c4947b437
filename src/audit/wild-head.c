/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a record begins in a line of any form: "node=… type=… msg=audit(…) : ", or less than that. */
#include "wild.h"

#include <string.h>

#include "types.h"

/* A stamp is shorter than this, dates with the names of months included; so is a node's name. */
#define STAMP_MAX 96
#define NODE_MAX 256

bool piece_begins(const struct piece *piece, const char *beginning)
{
	size_t length = strlen(beginning);

	return piece->length >= length && memcmp(piece->text, beginning, length) == 0;
}

bool piece_is(const struct piece *piece, const char *text)
{
	return strlen(text) == piece->length && piece_begins(piece, text);
}

static const char *find(const char *from, const char *end, const char *text)
{
	return memmem(from, (size_t)(end - from), text, strlen(text));
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

/* The word that ends before at, blanks left aside; not before from, not longer than NODE_MAX. */
static struct piece word_before(const char *from, const char *at)
{
	const char *end;
	struct piece word;

	while (at > from && is_blank(at[-1]))
		at--;
	end = at;
	while (at > from && !is_blank(at[-1]) && end - at < NODE_MAX)
		at--;
	word = (struct piece){ at, (size_t)(end - at) };
	return word;
}

/* What follows the last "name=" in a word: others may be glued to it ("donetype=AVC"). */
static bool value_in(const struct piece *word, const char *name, struct piece *ret)
{
	size_t length = strlen(name);

	for (size_t at = word->length; at >= length; at--)
		if (memcmp(word->text + at - length, name, length) == 0) {
			*ret = (struct piece){ word->text + at, word->length - at };
			return true;
		}
	return false;
}

/* "node=NAME type=TYPE msg=" before what stands at at. */
static void take_front(const char *from, const char *at, struct head *head)
{
	struct piece word, value;

	if (at - from >= 4 && memcmp(at - 4, "msg=", 4) == 0)
		at -= 4;
	head->start = at;
	word = word_before(from, at);
	if (!value_in(&word, "type=", &value))
		return;
	head->type = value;
	head->start = value.text - strlen("type=");
	word = word_before(from, head->start);
	if (value_in(&word, "node=", &value) || value_in(&word, "host=", &value)) {
		head->node = value;
		head->start = value.text - strlen("node=");
	}
}

/* Behind "audit(": the stamp, ")", maybe a blank, and a colon. */
static void take_stamp(const char *at, const char *end, struct head *head)
{
	size_t room = end - at < STAMP_MAX ? (size_t)(end - at) : STAMP_MAX;
	const char *close = memchr(at, ')', room), *colon;

	if (!close) {
		head->stamp = (struct piece){ at, 0 };
		head->open = room < STAMP_MAX;
		head->body = head->open ? end : at;
		return;
	}
	head->stamp = (struct piece){ at, (size_t)(close - at) };
	colon = skip_blanks(close + 1, end);
	head->interpreted = colon > close + 1 && colon < end && *colon == ':';
	head->body = skip_blanks(colon + (colon < end && *colon == ':'), end);
}

static bool head_stamped(const struct piece *text, const char *at, struct head *ret)
{
	static const char mark[] = "audit(";

	if (!piece_begins(&(struct piece){ at, (size_t)(text->text + text->length - at) }, mark))
		return false;
	*ret = (struct head){ .form = HEAD_STAMPED };
	take_front(text->text, at, ret);
	take_stamp(at + strlen(mark), text->text + text->length, ret);
	return true;
}

static bool is_type_letter(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_'
		|| byte == '[' || byte == ']';
}

/* "AVC " at at, or "<audit-1400> " as newer journals write what they do not know. */
static const char *take_type(const char *at, const char *end, struct piece *ret)
{
	const char *start = at;

	if (piece_begins(&(struct piece){ at, (size_t)(end - at) }, "<audit-")) {
		const char *close = memchr(at, '>', (size_t)(end - at));

		start += strlen("<audit-");
		*ret = (struct piece){ start, close ? (size_t)(close - start) : 0 };
		return close && close - start < 6 ? close + 1 : NULL;
	}
	while (at < end && is_type_letter(*at))
		at++;
	*ret = (struct piece){ start, (size_t)(at - start) };
	return at - start >= 2 && at < end && is_blank(*at) ? at : NULL;
}

/* Of a type that we know, or at least a field: people write "audit: NOTE" too. */
static bool is_record_text(const struct head *head, const char *end)
{
	const char *blank = memchr(head->body, ' ', (size_t)(end - head->body));

	return record_type_of(head->type.text, head->type.length) != RECORD_OTHER
		|| memchr(head->body, '=', (size_t)((blank ? blank : end) - head->body));
}

/* "audit[911]: AVC " and "audit: SELINUX_ERR ". */
static bool head_of_journal(const struct piece *text, const char *at, struct head *ret)
{
	const char *end = text->text + text->length, *start = at;

	if (at > text->text && !is_blank(at[-1]))
		return false;
	*ret = (struct head){ .form = HEAD_JOURNAL, .start = at };
	at += strlen("audit");
	if (at < end && *at == '[')
		for (at++; at < end && *at >= '0' && *at <= '9' && at - start < 24; at++)
			ret->pid = ret->pid * 10 + (uint64_t)(*at - '0');
	if (at < end && *at == ']')
		at++;
	if (at >= end || *at != ':')
		return false;
	at = take_type(skip_blanks(at + 1, end), end, &ret->type);
	ret->body = at ? skip_blanks(at, end) : end;
	return at && is_record_text(ret, end);
}

/* "avc:  denied  {" */
static bool is_decision(const char *at, const char *end)
{
	static const char *const words[] = { "denied", "granted" };

	at = skip_blanks(at + strlen("avc:"), end);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (piece_begins(&(struct piece){ at, (size_t)(end - at) }, words[i])) {
			at = skip_blanks(at + strlen(words[i]), end);
			return at < end && *at == '{';
		}
	return false;
}

/* "avc: denied { … }" without more than a type before it, or behind a header that is none. */
static bool head_bare(const struct piece *text, const char *at, struct head *ret)
{
	struct piece word;

	if (!is_decision(at, text->text + text->length))
		return false;
	*ret = (struct head){ .form = HEAD_BARE, .start = at, .body = at };
	word = word_before(text->text, at);
	if (piece_begins(&word, "msg=") && word.text[word.length - 1] == ':') /* "msg=whatever(…):" */
		take_front(text->text, word.text, ret);
	return true;
}

bool head_find(const struct piece *text, struct head *ret)
{
	const char *end = text->text + text->length, *at = text->text;
	const char *bare = find(at, end, "avc:");

	while ((at = find(at, bare ? bare : end, "audit"))) {
		if (head_stamped(text, at, ret) || head_of_journal(text, at, ret))
			return true;
		at++;
	}
	for (at = bare; at; at = find(at + 1, end, "avc:"))
		if (head_bare(text, at, ret))
			return true;
	return false;
}

/*
 * Behind a quoted value that begins at at. A program's message ends at the last ' only; and in a raw
 * log, whose lines may have lost their ends, not before the line does.
 */
static const char *skip_quoted(const char *at, const char *end, bool interpreted)
{
	size_t length = (size_t)(end - at - 1);
	const char *close = *at == '"' ? memchr(at + 1, '"', length)
		: interpreted ? memrchr(at + 1, '\'', length) : NULL;

	return close ? close + 1 : end;
}

/* at, or behind the quoted value that holds it. *from is moved on behind what was looked at. */
static const char *outside_quotes(const char **from, const char *at, const char *end,
	bool interpreted)
{
	const char *quote = *from;

	while (quote < at) {
		const char *equals = memchr(quote, '=', (size_t)(at - quote));

		if (!equals || equals + 1 >= end)
			break;
		quote = equals + 1;
		if (*quote == '"' || *quote == '\'')
			quote = skip_quoted(quote, end, interpreted);
	}
	*from = quote > at ? quote : at;
	return *from;
}

bool head_find_next(const struct piece *body, bool interpreted, struct head *ret)
{
	const char *from = body->text, *end = from + body->length, *at = from;

	while ((at = find(at, end, "audit("))) {
		const char *outside = outside_quotes(&from, at, end, interpreted);

		if (outside == at && head_stamped(body, at, ret) && ret->start < at)
			return true;
		at = outside > at ? outside : at + 1;
	}
	return false;
}
