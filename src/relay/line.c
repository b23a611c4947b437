/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the journal or the kernel says → a plain record, which is one line whatever was said. */
#include "relay.h"

#include <inttypes.h>
#include <libaudit.h>
#include <string.h>

/* Of "audit(SECONDS.MS:SERIAL): ". */
#define STAMP_MAX 80

/* ---- bytes ---- */

bool span_is(const struct span *span, const char *word)
{
	return span->bytes && span->length == strlen(word)
	       && memcmp(span->bytes, word, span->length) == 0;
}

bool span_begins(const struct span *span, const char *word)
{
	size_t length = strlen(word);

	return span->bytes && span->length >= length && memcmp(span->bytes, word, length) == 0;
}

bool span_ends(const struct span *span, const char *word)
{
	size_t length = strlen(word);

	return span->bytes && span->length >= length
	       && memcmp(span->bytes + span->length - length, word, length) == 0;
}

bool span_equal(const struct span *a, const struct span *b)
{
	return a->bytes && b->bytes && a->length == b->length
	       && memcmp(a->bytes, b->bytes, a->length) == 0;
}

struct span span_skip(const struct span *span, size_t length)
{
	return (struct span){ span->bytes + length, span->length - length };
}

bool span_number(const struct span *span, uint64_t *ret)
{
	uint64_t number = 0;

	if (!span->bytes || !span->length)
		return false;
	for (size_t i = 0; i < span->length; i++) {
		unsigned digit = (unsigned char)span->bytes[i] - (unsigned)'0';

		if (digit > 9 || __builtin_mul_overflow(number, 10, &number)
			|| __builtin_add_overflow(number, digit, &number))
			return false;
	}
	*ret = number;
	return true;
}

/* ---- lines ---- */

const char *line_type_name(struct arena *arena, uint64_t type)
{
	const char *name = type <= INT32_MAX ? audit_msg_type_to_name((int)type) : NULL;

	return name ? name : arena_printf(arena, "UNKNOWN[%" PRIu64 "]", type);
}

/* A name that could be taken for something else is left out. */
static const char *sound_node(const char *node)
{
	if (!node || !*node || strlen(node) > NOTE_NODE_MAX)
		return NULL;
	for (const char *byte = node; *byte; byte++)
		if ((unsigned char)*byte <= ' ' || *byte == 0x7f)
			return NULL;
	return node;
}

void line_make(struct line *line, struct arena *arena, const char *node, const char *type,
	const struct span *body)
{
	const char *head =
		arena_printf(arena, "type=%s msg=audit(%" PRId64 ".%03d:%" PRIu64 "): ", type,
			line->id.ms / 1000, (int)(line->id.ms % 1000), line->id.serial);
	size_t length = body->length;
	char *text;

	line->id.node = sound_node(node);
	if (line->id.node)
		head = arena_printf(arena, "node=%s %s", node, head);
	line->head = strlen(head);
	line->cut = line->head + length > LINE_MAX_BYTES;
	if (line->cut)
		length = LINE_MAX_BYTES - line->head;
	line->length = line->head + length;
	text = arena_alloc(arena, line->length + 1);
	memcpy(text, head, line->head);
	for (size_t i = 0; i < length; i++) {
		char byte = body->bytes[i];

		text[line->head + i] = (unsigned char)byte < ' ' || byte == 0x7f ? ' ' : byte;
	}
	line->text = text;
}

bool line_from_kernel(struct line *line, struct arena *arena, const char *node, uint64_t type,
	const struct span *message)
{
	size_t length = message->length < STAMP_MAX ? message->length : STAMP_MAX;
	const char *stamp = arena_strndup(arena, message->bytes, length);
	struct span body;
	uint64_t serial;
	int64_t seconds;
	unsigned ms;
	int end = 0;

	if (sscanf(stamp, "audit(%" SCNd64 ".%u:%" SCNu64 "):%n", &seconds, &ms, &serial, &end) != 3
		|| !end || ms > 999 || seconds < 0 || seconds > INT64_MAX / 2000)
		return false;
	body = span_skip(message, (size_t)end);
	while (body.length && *body.bytes == ' ')
		body = span_skip(&body, 1);
	line->id = (struct event_id){ .ms = seconds * 1000 + ms, .serial = serial };
	line_make(line, arena, node, line_type_name(arena, type), &body);
	return true;
}
