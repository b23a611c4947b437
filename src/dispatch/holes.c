/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether stdin leaves something out. The kernel numbers events one by one; when auditd's queue runs
 * over, it drops events for its plugins that its log has, and their numbers never come.
 */
#include "dispatch.h"

#include <string.h>

/* Records of several events overlap: a number may come this much later than the next one. */
#define LATE_EVENTS 64
#define LATE_MS 2000
/* A jump further than that is no hole: the machine was started anew, or the numbers are not its. */
#define WIDTH_MAX 100000

/* auditd's own records are numbered by itself, those of other hosts by theirs. */
static bool counts(struct holes *holes, const struct record *record)
{
	static const char own[] = "type=DAEMON_";
	uint64_t node = record_node_hash(record);

	if (memmem(record->line, (size_t)(record->body - record->line), own, strlen(own)))
		return false;
	if (!holes->newest)
		holes->node = node;
	return node == holes->node;
}

static void add_hole(struct holes *holes, uint64_t until, uint64_t before)
{
	struct hole *hole = &holes->list[holes->count];

	/* One more than can be told apart makes the last one wider. */
	if (holes->count == HOLES_MAX)
		hole--;
	else
		*hole = (struct hole){
			.first = holes->newest + 1, .before = before, .seen = clock_ms() };
	hole->missing += until - holes->newest - 1;
	hole->last = until - 1;
	holes->count += holes->count < HOLES_MAX;
}

static void drop_hole(struct holes *holes, size_t i)
{
	memmove(&holes->list[i], &holes->list[i + 1],
		(--holes->count - i) * sizeof *holes->list);
}

/* A number that comes late; each counts once, at least while events do not overlap too wildly. */
static void fill(struct holes *holes, uint64_t serial)
{
	for (size_t i = 0; i < holes->count; i++) {
		struct hole *hole = &holes->list[i];
		uint64_t bit = serial - hole->first;

		if (serial < hole->first || serial > hole->last)
			continue;
		if (bit >= 64 || (hole->came & UINT64_C(1) << bit))
			return;
		hole->came |= UINT64_C(1) << bit;
		if (--hole->missing == 0)
			drop_hole(holes, i);
		return;
	}
}

void holes_take(struct holes *holes, const struct record *record, uint64_t number)
{
	uint64_t serial = record->id.serial;

	if (!counts(holes, record))
		return;
	if (serial <= holes->newest && holes->newest - serial < WIDTH_MAX) {
		if (holes->count)
			fill(holes, serial);
		return;
	}
	if (!holes->newest || serial <= holes->newest || serial - holes->newest > WIDTH_MAX)
		holes->count = 0;
	else if (serial > holes->newest + 1 && number > 0)
		add_hole(holes, serial, number - 1);
	holes->newest = serial;
}

bool holes_ripe(const struct holes *holes)
{
	const struct hole *oldest = &holes->list[0];

	if (!holes->count)
		return false;
	return holes->newest >= oldest->last + LATE_EVENTS || clock_ms() >= oldest->seen + LATE_MS;
}

void holes_forget(struct holes *holes)
{
	holes->count = 0;
}

int holes_timeout(const struct holes *holes)
{
	int64_t left = holes->count ? holes->list[0].seen + LATE_MS - clock_ms() : -1;

	return !holes->count ? -1 : left > 0 ? (int)left : 0;
}
