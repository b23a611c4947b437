/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where an assembler stands, as a bookmark, and going on from there. What is told again begins with
 * the first record of `from`; the events that are done then lie in three groups: those that began
 * before (they are known at once), those that are told again (awaited until their first record
 * comes, so that all events begin in the order they did), and of both some that were open again.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "assembler.h"

/* ---- making a bookmark ---- */

static struct event_id copy_id(const struct event_id *id, struct arena *arena)
{
	struct event_id copy = *id;

	copy.node = arena_strdup(arena, id->node);
	return copy;
}

/* Open, or it may be once all is told again. */
static bool is_open(const struct assembler *assembler, const struct known *known)
{
	return known->open || (known->used && assembler->again && !known->done);
}

static uint64_t oldest_open(const struct assembler *assembler, uint64_t first)
{
	while (first + 1 < assembler->begun
		&& !is_open(assembler, &assembler->known[first % KNOWN_MAX]))
		first++;
	return first;
}

/* Its first record is where it seems to be. */
static bool leads_back(const struct known *known)
{
	return known->used && !known->late && !known->old;
}

/* The oldest that is open, else the newest; from a late one back to one before. NULL: to where this
 * stream was taken up. */
static const struct known *where_to_begin(const struct assembler *assembler, uint64_t first)
{
	uint64_t number, oldest;

	if (assembler->begun == assembler->loaded)
		return NULL;
	oldest = oldest_open(assembler, first);
	for (number = oldest; number > first; number--)
		if (leads_back(&assembler->known[number % KNOWN_MAX]))
			break;
	if (leads_back(&assembler->known[number % KNOWN_MAX]))
		return &assembler->known[number % KNOWN_MAX];
	return first == assembler->loaded ? NULL : &assembler->known[oldest % KNOWN_MAX];
}

static void add_known(const struct assembler *assembler, const struct known *known,
	uint64_t from, struct arena *arena, struct bookmark *bookmark)
{
	if (!known->used)
		return;
	if (!known->told && (known->open || known->number >= from))
		return;
	bookmark->done[bookmark->n_done++] = (struct done_event){
		.id = copy_id(&known->id, arena),
		.told = known->told,
		.older = known->number < from,
		.open = is_open(assembler, known),
		.old = known->old,
	};
}

static void add_awaited(const struct done_event *awaited, struct arena *arena,
	struct bookmark *bookmark)
{
	struct done_event *done = &bookmark->done[bookmark->n_done++];

	*done = *awaited;
	done->id = copy_id(&awaited->id, arena);
}

void assembler_bookmark(const struct assembler *assembler, struct arena *arena,
	struct bookmark *ret)
{
	uint64_t first = assembler->begun > KNOWN_MAX ? assembler->begun - KNOWN_MAX : 0;
	const struct known *from = where_to_begin(assembler,
		first > assembler->loaded ? first : assembler->loaded);
	uint64_t begin = from ? from->number : assembler->loaded;

	/* Nothing was delivered so long after it began that it could be told again. */
	if (first + OPEN_MAX < begin)
		first = begin - OPEN_MAX;
	*ret = (struct bookmark){
		.from = copy_id(from ? &from->id : &assembler->from, arena),
		.heard = assembler->again + assembler->heard - (from ? from->heard_before : 0),
		.done = arena_alloc(arena, (KNOWN_MAX + assembler->n_awaited) * sizeof *ret->done),
	};
	for (uint64_t number = first; number < assembler->begun; number++)
		add_known(assembler, &assembler->known[number % KNOWN_MAX], begin, arena, ret);
	for (size_t i = 0; i < assembler->n_awaited; i++)
		add_awaited(&assembler->awaited[i], arena, ret);
}

/* ---- going on ---- */

static struct known *remember(struct assembler *assembler, const struct done_event *done)
{
	const struct record record = {
		.id = done->id,
		.node = done->id.node,
		.node_length = done->id.node ? strlen(done->id.node) : 0,
	};
	struct known *known = known_add(assembler, &record);

	known->told = done->told;
	known->pass = done->open ? done->told : UINT_MAX;
	known->done = !done->open;
	known->old = done->old;
	return known;
}

static void load(struct assembler *assembler, const struct done_event *done)
{
	if (done->older) {
		remember(assembler, done);
		assembler->loaded++;
		return;
	}
	assembler->awaited[assembler->n_awaited] = *done;
	assembler->awaited[assembler->n_awaited++].id = copy_id(&done->id, assembler->resumed);
}

void assembler_resume(struct assembler *assembler, const struct bookmark *bookmark)
{
	if (assembler->resumed || assembler->begun)
		return; /* it has heard something already: too late */
	assembler->resumed = arena_new();
	assembler->from = copy_id(&bookmark->from, assembler->resumed);
	assembler->again = bookmark->heard;
	assembler->awaited = arena_alloc(assembler->resumed,
		bookmark->n_done * sizeof *assembler->awaited);
	for (size_t i = 0; i < bookmark->n_done; i++)
		load(assembler, &bookmark->done[i]);
}

void assembler_resumed(struct assembler *assembler)
{
	assembler->again = 0;
	assembler->n_awaited = 0;
}

static bool is_of(const struct done_event *done, const struct record *record)
{
	const char *node = done->id.node;

	return done->id.serial == record->id.serial && done->id.ms == record->id.ms
		&& (node ? strlen(node) : 0) == record->node_length
		&& (!node || memcmp(node, record->node, record->node_length) == 0);
}

struct known *resume_claim(struct assembler *assembler, const struct record *record)
{
	for (size_t i = 0; i < assembler->n_awaited; i++) {
		struct done_event *done = &assembler->awaited[i];
		struct known *known;

		if (!is_of(done, record))
			continue;
		known = remember(assembler, done);
		assembler->n_awaited--;
		memmove(done, done + 1, (assembler->n_awaited - i) * sizeof *done);
		return known;
	}
	return NULL;
}
