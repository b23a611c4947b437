/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records → events. Records of several events come interleaved; those of one share node, time
 * and serial. An event ends with its PROCTITLE or EOE, or when nothing came for EVENT_TIMEOUT_MS.
 */
#include "audit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <uthash.h>

/* More open events than this are not a queue but an attack or a damaged log: the oldest go. */
#define OPEN_MAX 1024
/* An event has a dozen records, now and then a hundred. */
#define RECORDS_MAX 512

struct key {
	int64_t ms;
	uint64_t serial, node;	/* the node's name, hashed */
};

struct open_event {
	struct event event;
	struct key key;
	size_t room;			/* for records */
	bool wanted;
	int64_t seen;			/* the first assembler_expire() that saw it; 0: none yet */
	TAILQ_ENTRY(open_event) order;
	UT_hash_handle hh;
};

TAILQ_HEAD(queue, open_event);

struct assembler {
	event_fn deliver;
	void *userdata;
	struct open_event *by_key;
	struct queue queue;		/* oldest first */
	uint64_t begun;
};

struct assembler *assembler_new(event_fn deliver, void *userdata)
{
	struct assembler *assembler = calloc(1, sizeof *assembler);

	if (!assembler)
		abort();
	assembler->deliver = deliver;
	assembler->userdata = userdata;
	TAILQ_INIT(&assembler->queue);
	return assembler;
}

static void forget(struct assembler *assembler, struct open_event *open)
{
	HASH_DEL(assembler->by_key, open);
	TAILQ_REMOVE(&assembler->queue, open, order);
	arena_free(open->event.arena);
}

static void finish(struct assembler *assembler, struct open_event *open)
{
	if (open->wanted)
		assembler->deliver(&open->event, assembler->userdata);
	forget(assembler, open);
}

void assembler_free(struct assembler *assembler)
{
	if (!assembler)
		return;
	while (!TAILQ_EMPTY(&assembler->queue))
		forget(assembler, TAILQ_FIRST(&assembler->queue));
	free(assembler);
}

static uint64_t hash_bytes(const char *bytes, size_t length)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static struct key key_of(const struct record *record)
{
	return (struct key){
		.ms = record->id.ms,
		.serial = record->id.serial,
		.node = record->node_length ? hash_bytes(record->node, record->node_length) : 0,
	};
}

static struct open_event *begin(struct assembler *assembler, const struct record *record,
	const struct key *key)
{
	struct arena *arena = arena_new();
	struct open_event *open = arena_alloc(arena, sizeof *open);

	open->key = *key;
	open->event.arena = arena;
	open->event.id = record->id;
	open->event.id.node = record->node_length
		? arena_strndup(arena, record->node, record->node_length) : NULL;
	HASH_ADD(hh, assembler->by_key, key, sizeof open->key, open);
	TAILQ_INSERT_TAIL(&assembler->queue, open, order);
	assembler->begun++;
	return open;
}

static void make_room(struct open_event *open)
{
	struct event *event = &open->event;
	size_t room = open->room ? open->room * 2 : 8;
	struct record *records = arena_alloc(event->arena, room * sizeof *records);

	if (event->n_records)
		memcpy(records, event->records, event->n_records * sizeof *records);
	event->records = records;
	open->room = room;
}

/* The record as it stands in the event's own copy of its line. */
static struct record copy_record(const struct record *record, struct arena *arena)
{
	struct record copy = *record;

	copy.line = arena_strndup(arena, record->line, record->length);
	copy.body = copy.line + (record->body - record->line);
	copy.node = record->node ? copy.line + (record->node - record->line) : NULL;
	return copy;
}

static void add(struct open_event *open, const struct record *record, bool cut)
{
	struct event *event = &open->event;

	if (event->n_records == RECORDS_MAX) {
		event->damage = "too many records";
		return;
	}
	if (event->n_records == open->room)
		make_room(open);
	event->records[event->n_records++] = copy_record(record, event->arena);
	if (cut)
		event->damage = "cut off";
	open->wanted = open->wanted || record_is_refusal(record->type)
		|| record_is_policy_change(record->type);
}

static bool ends_event(enum record_type type)
{
	return type == RECORD_PROCTITLE || type == RECORD_EOE || type == RECORD_USER_AVC
		|| type == RECORD_USER_OTHER;
}

static void finish_those_before(struct assembler *assembler, int64_t ms)
{
	struct open_event *oldest;

	while ((oldest = TAILQ_FIRST(&assembler->queue)) && oldest->event.id.ms < ms)
		finish(assembler, oldest);
}

void assembler_take(struct assembler *assembler, const struct record *record, bool cut)
{
	struct key key = key_of(record);
	struct open_event *open;

	finish_those_before(assembler, record->id.ms - EVENT_TIMEOUT_MS);
	HASH_FIND(hh, assembler->by_key, &key, sizeof key, open);
	if (!open) {
		if (record->type == RECORD_EOE)
			return; /* its event has ended already */
		if (HASH_COUNT(assembler->by_key) >= OPEN_MAX)
			finish(assembler, TAILQ_FIRST(&assembler->queue));
		open = begin(assembler, record, &key);
	}
	add(open, record, cut);
	if (ends_event(record->type))
		finish(assembler, open);
}

void assembler_expire(struct assembler *assembler, int64_t now)
{
	struct open_event *open, *next;

	for (open = TAILQ_FIRST(&assembler->queue); open; open = next) {
		next = TAILQ_NEXT(open, order);
		if (!open->seen)
			open->seen = now;
		else if (now - open->seen >= EVENT_TIMEOUT_MS)
			finish(assembler, open);
	}
}

void assembler_flush(struct assembler *assembler)
{
	while (!TAILQ_EMPTY(&assembler->queue))
		finish(assembler, TAILQ_FIRST(&assembler->queue));
}

size_t assembler_waiting(const struct assembler *assembler)
{
	return HASH_COUNT(assembler->by_key);
}

uint64_t assembler_begun(const struct assembler *assembler)
{
	return assembler->begun;
}
