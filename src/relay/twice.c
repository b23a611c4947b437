/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records that reach the journal both through the audit system and through the kernel's log. */
#include "relay.h"

/* The kernel's log cuts long lines; what is left of them is longer than this. */
#define COMPARED_BYTES 200

/* FNV-1a. */
static uint64_t hash_more(uint64_t hash, const void *bytes, size_t length)
{
	const unsigned char *byte = bytes;

	while (length--)
		hash = (hash ^ *byte++) * 0x100000001b3;
	return hash;
}

static uint64_t hash_of(const struct line *line)
{
	size_t length = line->length;

	while (length > line->head && line->text[length - 1] == ' ')
		length--;
	if (length > line->head + COMPARED_BYTES)
		length = line->head + COMPARED_BYTES;
	return hash_more(0xcbf29ce484222325, line->text, length);
}

bool twice_told(struct twice *twice, const struct line *line)
{
	uint64_t way = line->way == WAY_KERNEL;
	uint64_t hash = hash_of(line) & ~(uint64_t)1;

	for (size_t i = 0; i < TWICE_KEPT; i++)
		if (twice->hashes[i] == (hash | !way)) {
			twice->hashes[i] = 0;
			return true;
		}
	twice->hashes[twice->next++ % TWICE_KEPT] = hash | way;
	return false;
}
