/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of numbers that are mostly neighbours: 1-17 19 21-40. */
#include "news.h"

#include <string.h>

bool ranges_have(const struct ranges *ranges, int64_t number)
{
	for (size_t i = ranges->count; i-- > 0;)
		if (number >= ranges->items[i].from)
			return number <= ranges->items[i].to;
	return false;
}

static void take_out(struct ranges *ranges, size_t place)
{
	ranges->count--;
	memmove(&ranges->items[place], &ranges->items[place + 1],
		(ranges->count - place) * sizeof *ranges->items);
}

/* What lies between the lowest two is so old that nobody will be told of it any more. */
static void make_room(struct ranges *ranges)
{
	ranges->items[0].from = 1;
	ranges->items[0].to = ranges->items[1].to;
	take_out(ranges, 1);
}

static void put_in(struct ranges *ranges, size_t place, struct range range)
{
	memmove(&ranges->items[place + 1], &ranges->items[place],
		(ranges->count - place) * sizeof *ranges->items);
	ranges->items[place] = range;
	ranges->count++;
}

void ranges_add(struct ranges *ranges, int64_t from, int64_t to)
{
	size_t place = 0;

	if (from < 1 || to < from || to == INT64_MAX)
		return;
	if (ranges->count == RANGES_MAX)
		make_room(ranges);
	while (place < ranges->count && ranges->items[place].to + 1 < from)
		place++;
	while (place < ranges->count && ranges->items[place].from <= to + 1) {
		struct range *touched = &ranges->items[place];

		from = touched->from < from ? touched->from : from;
		to = touched->to > to ? touched->to : to;
		take_out(ranges, place);
	}
	put_in(ranges, place, (struct range){ from, to });
}

int64_t ranges_floor(const struct ranges *ranges)
{
	return ranges->count && ranges->items[0].from == 1 ? ranges->items[0].to : 0;
}
