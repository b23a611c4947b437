/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quoted-printable, RFC 2045: any text as printable ASCII in short lines. */
#include "mail.h"

#include <string.h>

#define LINE 75 /* and a = at the end of a line that goes on */

/* A dot alone in its line ends a mail, and "From " begins one in some mail boxes: neither stands at the
 * beginning of a line, nor does what could pass for a boundary. */
static bool is_plain(char c, const char *next, size_t at)
{
	if (c == ' ' || c == '\t')
		return *next && *next != '\n';
	if (at == 0 && (c == '.' || c == 'F' || c == '-'))
		return false;
	return c > ' ' && c <= '~' && c != '=';
}

/* How many bytes of the text form a character that must not be torn; readers of raw mail are grateful. */
static size_t character(const char *text)
{
	size_t length = 1;

	while (((unsigned char)text[length] & 0xc0) == 0x80)
		length++;
	return length > 4 ? 1 : length;
}

static size_t add_character(struct builder *builder, const char *text, size_t length, size_t at)
{
	static const char digits[] = "0123456789ABCDEF";
	char coded[12];

	if (at + (length == 1 && is_plain(*text, text + 1, at) ? 1 : 3 * length) > LINE) {
		builder_add(builder, "=\r\n");
		at = 0;
	}
	if (length == 1 && is_plain(*text, text + 1, at)) {
		builder_add_bytes(builder, text, 1);
		return at + 1;
	}
	for (size_t i = 0; i < length; i++) {
		coded[3 * i] = '=';
		coded[3 * i + 1] = digits[(unsigned char)text[i] >> 4];
		coded[3 * i + 2] = digits[(unsigned char)text[i] & 15];
	}
	builder_add_bytes(builder, coded, 3 * length);
	return at + 3 * length;
}

const char *mime_quote(struct arena *arena, const char *text)
{
	struct builder builder = { .arena = arena };
	size_t at = 0, length;

	for (; *text; text += length) {
		length = 1;
		if (*text == '\n') {
			builder_add(&builder, "\r\n");
			at = 0;
			continue;
		}
		length = character(text);
		at = add_character(&builder, text, length, at);
	}
	return builder_text(&builder);
}
