/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The occurrences that are kept of an alert, by slot: which event has which, so that repeats are
 * known and the newest takes the place of the oldest. Those of busy alerts stay in memory.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* The time of a slot that is free. */
#define NO_EVENT INT64_MIN

/* Equal only by an improbable chance, which then also needs the same time and serial. */
static uint32_t hash_node(const char *node)
{
	uint32_t hash = 2166136261u;

	for (; *node; node++)
		hash = (hash ^ (unsigned char)*node) * 16777619u;
	return hash;
}

static int compare(const struct slot *a, const struct slot *b)
{
	if (a->ms != b->ms)
		return a->ms < b->ms ? -1 : 1;
	if (a->serial != b->serial)
		return a->serial < b->serial ? -1 : 1;
	return (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

static struct slot slot_of(const struct heard *event)
{
	return (struct slot){
		.ms = event->ms,
		.serial = event->serial,
		.ordinal = event->ordinal,
		.node = hash_node(event->node),
	};
}

static void clear(struct ring *ring, int64_t alert)
{
	*ring = (struct ring){ .alert = alert };
	for (size_t i = 0; i < STORE_OCCURRENCES_MAX; i++)
		ring->slots[i].ms = NO_EVENT;
}

static int load(struct store *store, struct ring *ring)
{
	static const char sql[] = "SELECT place & 127, ms, serial, ordinal, node FROM occurrence "
				  "WHERE place BETWEEN ?1 AND ?1 + 127";
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "i", occurrence_place(ring->alert, 0));

	if (r < 0)
		return r;
	while ((r = db_step(store, row)) > 0) {
		const char *node = (const char *)sqlite3_column_text(row, 4);
		struct heard event = {
			.node = node ? node : "",
			.ms = sqlite3_column_int64(row, 1),
			.serial = (uint64_t)sqlite3_column_int64(row, 2),
			.ordinal = (unsigned)sqlite3_column_int64(row, 3),
		};
		int64_t slot = sqlite3_column_int64(row, 0);

		if (slot < STORE_OCCURRENCES_MAX) {
			ring->slots[slot] = slot_of(&event);
			ring->kept++;
		}
	}
	return r;
}

/* Each change of an alert adds to its count: with the same count it is as it was, also after a
 * transaction that failed. */
int ring_get(struct store *store, int64_t alert, int64_t count, struct ring **ret)
{
	struct ring **place = &store->rings[(uint64_t)alert % RINGS_MAX], *ring = *place;
	int r = 0;

	if (!ring) {
		ring = calloc(1, sizeof *ring);
		if (!ring)
			abort();
		ring->count = -1;
		*place = ring;
	}
	if (ring->alert != alert || ring->count != count) {
		clear(ring, alert);
		/* The first of an alert finds none. */
		r = count ? load(store, ring) : 0;
		ring->count = r == 0 ? count : -1;
	}
	*ret = ring;
	return r;
}

bool ring_has(const struct ring *ring, const struct heard *event)
{
	struct slot wanted = slot_of(event);

	for (size_t i = 0; i < STORE_OCCURRENCES_MAX; i++) {
		const struct slot *slot = &ring->slots[i];
		if (compare(slot, &wanted) == 0 && slot->node == wanted.node)
			return true;
	}
	return false;
}

int ring_take(struct ring *ring, const struct heard *event, int reserved)
{
	struct slot slot = slot_of(event);
	int place = -1;

	for (int i = 0; i < STORE_OCCURRENCES_MAX; i++) {
		if (ring->slots[i].ms == NO_EVENT) {
			ring->kept++;
			ring->slots[i] = slot;
			return i;
		}
		if (i != reserved &&
			(place < 0 || compare(&ring->slots[i], &ring->slots[place]) < 0))
			place = i;
	}
	if (compare(&slot, &ring->slots[place]) < 0)
		return -1;
	ring->slots[place] = slot;
	return place;
}

void rings_free(struct store *store)
{
	for (size_t i = 0; i < RINGS_MAX; i++) {
		free(store->rings[i]);
		store->rings[i] = NULL;
	}
}
