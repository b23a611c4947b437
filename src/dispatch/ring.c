/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The newest lines of stdin, kept to see where the log and stdin meet, and, where no log is written,
 * to tell them again. Bounded in bytes and in lines; the oldest go first.
 */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>

struct place {
	struct line_id id;
	size_t at, length;
	bool cut, matters, ends, told;
};

struct ring {
	uint64_t first, end;		/* numbers of lines, counted from the first of all */
	size_t next;			/* where the next line's bytes go */
	struct place places[RING_LINES];
	char bytes[RING_BYTES];
};

struct ring *ring_new(void)
{
	struct ring *ring = calloc(1, sizeof *ring);

	if (!ring)
		abort();
	return ring;
}

void ring_free(struct ring *ring)
{
	free(ring);
}

static struct place *place_of(const struct ring *ring, uint64_t number)
{
	return (struct place *)&ring->places[number % RING_LINES];
}

/* Bytes lie together: a line that does not fit before the end goes to the beginning. Whatever it
 * would lie on goes. */
static size_t make_room(struct ring *ring, size_t length)
{
	size_t at = ring->next + length <= RING_BYTES ? ring->next : 0;

	while (ring->first < ring->end) {
		const struct place *oldest = place_of(ring, ring->first);
		bool passed_over = at < ring->next && oldest->at >= ring->next;
		bool under = oldest->at < at + length && oldest->at + oldest->length > at;

		if (!passed_over && !under && ring->end - ring->first < RING_LINES)
			break;
		ring->first++;
	}
	return at;
}

void ring_push(struct ring *ring, const struct ring_line *line)
{
	size_t at = make_room(ring, line->length);

	memcpy(ring->bytes + at, line->bytes, line->length);
	ring->next = at + line->length;
	*place_of(ring, ring->end++) = (struct place){
		.id = line->id,
		.at = at,
		.length = line->length,
		.cut = line->cut,
		.matters = line->matters,
		.ends = line->ends,
		.told = line->told,
	};
}

uint64_t ring_first(const struct ring *ring)
{
	return ring->first;
}

uint64_t ring_end(const struct ring *ring)
{
	return ring->end;
}

struct ring_line ring_get(const struct ring *ring, uint64_t number)
{
	const struct place *place = place_of(ring, number);

	return (struct ring_line){
		.id = place->id,
		.bytes = ring->bytes + place->at,
		.length = place->length,
		.cut = place->cut,
		.matters = place->matters,
		.ends = place->ends,
		.told = place->told,
	};
}

uint64_t ring_find(const struct ring *ring, uint64_t from, const struct line_id *id)
{
	for (uint64_t i = from > ring->first ? from : ring->first; i < ring->end; i++)
		if (line_same(&place_of(ring, i)->id, id))
			return i;
	return ring->end;
}

uint64_t ring_find_event(const struct ring *ring, int64_t ms, uint64_t serial)
{
	for (uint64_t i = ring->first; i < ring->end; i++)
		if (place_of(ring, i)->id.serial == serial && place_of(ring, i)->id.ms == ms)
			return i;
	return ring->end;
}

unsigned ring_alike(const struct ring *ring, uint64_t number, const struct line_id *id)
{
	unsigned count = 0;

	for (uint64_t i = ring->first; i < number; i++)
		count += line_same(&place_of(ring, i)->id, id);
	return count;
}
