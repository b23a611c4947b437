/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What mail, web pages and syslog make of a line: quote marks, =3D, &quot;, #012, ␝. Undone here. */
#include "wild.h"

#include <stdlib.h>
#include <string.h>

void buffer_add(struct buffer *buffer, const char *text, size_t length)
{
	size_t room = LINE_MAX_BYTES - buffer->length;

	if (!buffer->bytes)
		buffer->bytes = malloc(LINE_MAX_BYTES);
	if (!buffer->bytes)
		abort();
	if (length > room) {
		length = room;
		buffer->cut = true;
	}
	if (length)
		memcpy(buffer->bytes + buffer->length, text, length);
	buffer->length += length;
}

void buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
	buffer->cut = false;
}

struct piece mail_unquote(const struct piece *line)
{
	struct piece text = *line;

	while (text.length && memchr("> \t|", *text.text, 4)) {
		text.text++;
		text.length--;
	}
	return text;
}

static bool has(const struct piece *text, const char *what)
{
	return memmem(text->text, text->length, what, strlen(what)) != NULL;
}

/* A record that begins before what seems to be encoded is not: that is part of a name. */
bool mail_is_printable(const struct piece *line)
{
	static const char *const marks[] = { "type=3D", "msg=3Daudit(" };
	struct head head;

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const char *mark = memmem(line->text, line->length, marks[i], strlen(marks[i]));
		struct piece before = { line->text, mark ? (size_t)(mark - line->text) : 0 };

		if (mark && !head_find(&before, &head))
			return true;
	}
	return false;
}

/* Adds the line, decoded; false when it ends in a soft break, so that the next one belongs to it. */
bool mail_decode(const struct piece *line, struct buffer *to)
{
	const char *at = line->text, *end = at + line->length;

	while (at < end) {
		const char *mark = memchr(at, '=', (size_t)(end - at));
		unsigned char byte;

		buffer_add(to, at, (size_t)((mark ? mark : end) - at));
		if (!mark)
			return true;
		if (mark + 1 == end)
			return false;
		if (end - mark > 2 && text_unhex(mark + 1, 2, &byte) == 1) {
			buffer_add(to, (const char *)&byte, 1);
			at = mark + 3;
		} else {
			buffer_add(to, "=", 1);
			at = mark + 1;
		}
	}
	return true;
}

/* A web page's source has no quotation marks where records have them. */
bool web_is_escaped(const struct piece *text)
{
	if (!memchr(text->text, '&', text->length))
		return false; /* nearly always */
	return (has(text, "=&quot;") || has(text, "=&#34;") || has(text, "=&#39;")
		|| has(text, "=&apos;")) && !memchr(text->text, '"', text->length);
}

void web_decode(const struct piece *text, struct buffer *to)
{
	static const struct {
		const char *name;
		char byte;
	} entities[] = {
		{ "&quot;", '"' }, { "&#34;", '"' }, { "&#39;", '\'' }, { "&apos;", '\'' }, { "&lt;", '<' },
		{ "&gt;", '>' }, { "&amp;", '&' }, { "&nbsp;", ' ' },
	};

	for (struct piece rest = *text; rest.length;) {
		const char *byte = rest.text;
		size_t length = 1;

		for (size_t i = 0; *byte == '&' && i < ARRAY_SIZE(entities); i++)
			if (piece_begins(&rest, entities[i].name)) {
				length = strlen(entities[i].name);
				byte = &entities[i].byte;
			}
		buffer_add(to, byte, 1);
		rest.text += length;
		rest.length -= length;
	}
}

/* What stands behind a record that somebody put into a page. */
struct piece web_trim(const struct piece *body)
{
	static const char *const tails[] = { " ", "`", "\t", "<br>", "<br/>", "<br />", "</pre>", "</code>",
		"</p>", "</div>", "\\n" };
	struct piece text = *body;

	for (size_t i = 0; i < ARRAY_SIZE(tails);) {
		size_t length = strlen(tails[i]);

		if (text.length >= length
			&& memcmp(text.text + text.length - length, tails[i], length) == 0) {
			text.length -= length;
			i = 0;
		} else {
			i++;
		}
	}
	return text;
}

bool web_is_decorated(const struct piece *body)
{
	/* memmem() is slow to begin with, and this is asked of each refusal. */
	return (memchr(body->text, 0xe2, body->length) && has(body, "\xe2\x90\x9d"))
		|| (memchr(body->text, '&', body->length) && has(body, "=&"))
		|| (body->length && memchr(">`", body->text[body->length - 1], 2));
}

size_t tail_restore(char *text, size_t length)
{
	static const char picture[] = "\xe2\x90\x9d"; /* U+241D, what terminals show for 0x1d */
	char *from = memchr(text, picture[0], length) ? memmem(text, length, picture, 3) : NULL;
	char *to = from, *end = text + length;

	while (from) {
		char *next;

		*to++ = '\x1d';
		from += 3;
		next = memmem(from, (size_t)(end - from), picture, 3);
		memmove(to, from, (size_t)((next ? next : end) - from));
		to += (next ? next : end) - from;
		if (!next)
			return (size_t)(to - text);
		from = next;
	}
	return length;
}
