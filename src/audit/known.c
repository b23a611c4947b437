/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The newest events that began: a ring of them in that order, found by their IDs. They outlive
 * their delivery, so that a late record is not taken for a new event.
 */
#include <stdlib.h>
#include <string.h>

#include "assembler.h"

#define COARSE_BITS 14 /* of milliseconds: 16 s */

/* Events that follow each other have buckets that do: the processor then has them at hand. The time,
 * coarse, tells events apart whose serials say nothing. */
static struct known **bucket_of(struct assembler *assembler, const struct event_id *id)
{
	uint64_t coarse = (uint64_t)id->ms >> COARSE_BITS;

	return &assembler->buckets[(id->serial + coarse * UINT64_C(0x9e3779b97f4a7c15)) % BUCKETS];
}

struct known *known_find(struct assembler *assembler, const struct record *record)
{
	struct known *known = *bucket_of(assembler, &record->id);

	while (known && !known_is_of(known, record))
		known = known->next;
	return known;
}

struct known *known_oldest(struct assembler *assembler)
{
	return &assembler->known[assembler->begun % KNOWN_MAX];
}

static void leave_bucket(struct assembler *assembler, struct known *known)
{
	struct known **at = bucket_of(assembler, &known->id);

	while (*at != known)
		at = &(*at)->next;
	*at = known->next;
}

static void set_node(struct known *known, const struct record *record)
{
	known->id.node = NULL;
	known->node_length = record->node_length;
	if (!record->node_length)
		return;
	known->node = realloc(known->node, record->node_length + 1);
	if (!known->node)
		abort();
	memcpy(known->node, record->node, record->node_length);
	known->node[record->node_length] = '\0';
	known->id.node = known->node;
}

/* Older than its host's events before, by time and serial: then this is no new event but more of one
 * that is long forgotten. (The serial alone begins anew at each boot, and clocks are set back.) */
static bool is_late(const struct assembler *assembler, const struct record *record)
{
	uint64_t begun = assembler->begun;

	for (uint64_t back = 1; back < KNOWN_MAX && back <= begun; back++) {
		const struct known *known = &assembler->known[(begun - back) % KNOWN_MAX];

		if (known->used && !known->late && known_same_node(known, record))
			return record->id.ms < known->id.ms && record->id.serial < known->id.serial;
	}
	return false;
}

struct known *known_add(struct assembler *assembler, const struct record *record)
{
	struct known *known = known_oldest(assembler), **bucket;

	known->late = is_late(assembler, record);
	if (known->used)
		leave_bucket(assembler, known);
	if (assembler->last == known)
		assembler->last = NULL;
	known->used = true;
	known->id = record->id;
	set_node(known, record);
	known->number = assembler->begun++;
	known->heard_before = assembler->heard;
	known->told = known->wanted = known->pass = 0;
	known->done = known->old = false;
	bucket = bucket_of(assembler, &known->id);
	known->next = *bucket;
	*bucket = known;
	__builtin_prefetch(known_oldest(assembler), 1); /* the next one's place was left long ago */
	return known;
}

struct known *known_renew(struct assembler *assembler, struct known *known,
	const struct record *record)
{
	unsigned told = known->told;
	bool done = known->done;

	leave_bucket(assembler, known);
	known->used = false;
	known = known_add(assembler, record);
	known->told = told;
	known->done = done;
	known->old = true;
	return known;
}

static struct held *take_few(struct assembler *assembler)
{
	struct held *few = assembler->n_spare_few
		? assembler->spare_few[--assembler->n_spare_few] : calloc(FEW_RECORDS, sizeof *few);

	if (!few)
		abort();
	return few;
}

static void give_few_back(struct assembler *assembler, struct held *few)
{
	if (assembler->n_spare_few == SPARE_FEW_MAX)
		free(few);
	else
		assembler->spare_few[assembler->n_spare_few++] = few;
}

void known_open(struct assembler *assembler, struct known *known)
{
	struct known *before = TAILQ_LAST(&assembler->open, known_list);

	while (before && before->number > known->number)
		before = TAILQ_PREV(before, known_list, order);
	if (before)
		TAILQ_INSERT_AFTER(&assembler->open, before, known, order);
	else
		TAILQ_INSERT_HEAD(&assembler->open, known, order);
	known->open = true;
	known->seen = 0;
	known->damage = NULL;
	known->records = known->few = take_few(assembler);
	known->room = FEW_RECORDS;
	assembler->n_open++;
	if (known->id.ms < assembler->earliest)
		assembler->earliest = known->id.ms;
}

struct arena *known_arena(struct assembler *assembler, struct known *known)
{
	if (!known->arena)
		known->arena = assembler->n_spare ? assembler->spare[--assembler->n_spare] : arena_new();
	return known->arena;
}

static void give_back(struct assembler *assembler, struct arena *arena)
{
	if (assembler->n_spare == SPARE_MAX) {
		arena_free(arena);
		return;
	}
	arena_reset(arena);
	assembler->spare[assembler->n_spare++] = arena;
}

void known_close(struct assembler *assembler, struct known *known)
{
	TAILQ_REMOVE(&assembler->open, known, order);
	known->open = false;
	known->wanted = 0;
	known->n_records = known->kept = 0;
	assembler->bytes -= known->bytes;
	known->bytes = 0;
	assembler->n_open--;
	give_few_back(assembler, known->few);
	known->few = known->records = NULL;
	if (known->arena)
		give_back(assembler, known->arena);
	known->arena = NULL;
}

void known_free(struct assembler *assembler)
{
	for (size_t i = 0; i < KNOWN_MAX; i++) {
		arena_free(assembler->known[i].arena);
		free(assembler->known[i].few);
		free(assembler->known[i].node);
	}
	while (assembler->n_spare_few)
		free(assembler->spare_few[--assembler->n_spare_few]);
	while (assembler->n_spare)
		arena_free(assembler->spare[--assembler->n_spare]);
	free(assembler->known);
}
