/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same line in the log and on stdin. auditd may write different heads (node=) and tails (the
 * enriched part, behind 0x1d) to the two; stamp, type and body are what a line is.
 */
#include "dispatch.h"

#include <string.h>

#define TAIL '\x1d'
/* Lines of one event differ early. */
#define BODY_MAX 4096
#define MIX UINT64_C(0x9e3779b97f4a7c15)

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * MIX;
	return hash ^ (hash >> 29);
}

/* Eight bytes at a time: this is done for each line that is audited. */
static uint64_t mix_bytes(uint64_t hash, const char *bytes, size_t length)
{
	uint64_t word;

	for (; length >= sizeof word; bytes += sizeof word, length -= sizeof word) {
		memcpy(&word, bytes, sizeof word);
		hash = mix(hash, word);
	}
	word = 0;
	memcpy(&word, bytes, length);
	return mix(hash, word ^ (uint64_t)length << 56);
}

/* The word behind "type=", which stands somewhere before the body. */
static uint64_t mix_type(uint64_t hash, const struct record *record)
{
	static const char word[] = "type=";
	size_t length = (size_t)(record->body - record->line);
	const char *type = memmem(record->line, length, word, strlen(word)), *end;

	if (!type)
		return hash;
	type += strlen(word);
	end = memchr(type, ' ', (size_t)(record->body - type));
	return mix_bytes(hash, type, (size_t)((end ? end : record->body) - type));
}

struct line_id line_identify(const struct record *record)
{
	size_t length = record->body_length;
	const char *tail = length ? memchr(record->body, TAIL, length) : NULL;

	if (tail)
		length = (size_t)(tail - record->body);
	while (length && record->body[length - 1] == ' ')
		length--;
	if (length > BODY_MAX)
		length = BODY_MAX;
	return (struct line_id){
		.ms = record->id.ms,
		.serial = record->id.serial,
		.hash = mix_bytes(mix_type(MIX, record), record->body, length),
	};
}

bool line_same(const struct line_id *a, const struct line_id *b)
{
	return a->hash == b->hash && a->serial == b->serial && a->ms == b->ms;
}

bool line_later(const struct line_id *a, const struct line_id *b)
{
	return a->ms != b->ms ? a->ms > b->ms : a->serial > b->serial;
}

uint64_t record_node_hash(const struct record *record)
{
	return record->node_length ? mix_bytes(MIX, record->node, record->node_length) : 0;
}
