/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records → events. Records of several events come interleaved; those of one share node, time
 * and serial. An event ends with its PROCTITLE or EOE, or when nothing more of it came in time.
 * A refusal that comes later still is delivered too, as more of the same event.
 */
#include <stdlib.h>
#include <string.h>

#include "assembler.h"

struct assembler *assembler_new(event_fn deliver, void *userdata)
{
	struct assembler *assembler = calloc(1, sizeof *assembler);

	if (!assembler)
		abort();
	assembler->known = aligned_alloc(_Alignof(struct known), KNOWN_MAX * sizeof *assembler->known);
	if (!assembler->known)
		abort();
	memset(assembler->known, 0, KNOWN_MAX * sizeof *assembler->known);
	assembler->deliver = deliver;
	assembler->userdata = userdata;
	assembler->earliest = INT64_MAX;
	TAILQ_INIT(&assembler->open);
	return assembler;
}

void assembler_free(struct assembler *assembler)
{
	if (!assembler)
		return;
	known_free(assembler);
	arena_free(assembler->resumed);
	free(assembler);
}

/* ---- the end of an event ---- */

static void fill_record(struct record *record, const struct known *known, const struct held *held)
{
	record->type = (enum record_type)held->type;
	record->id.ms = known->id.ms;
	record->id.serial = known->id.serial;
	record->node = known->node_length ? held->line + strlen("node=") : NULL;
	record->node_length = known->node_length;
	record->line = held->line;
	record->length = held->length;
	record->body = held->line + held->body;
	record->body_length = held->length - held->body;
	record->interpreted = held->interpreted;
}

static void deliver(struct assembler *assembler, struct known *known)
{
	struct arena *arena = known_arena(assembler, known);
	struct event *event = arena_alloc(arena, sizeof *event);

	event->id = known->id;
	event->arena = arena;
	event->n_records = known->n_records;
	event->records = arena_alloc(arena, known->n_records * sizeof *event->records);
	for (size_t i = 0; i < known->n_records; i++)
		fill_record(&event->records[i], known, &known->records[i]);
	event->earlier = known->told;
	event->damage = known->damage;
	assembler->deliver(event, assembler->userdata);
	known->told += known->wanted;
}

static void finish(struct assembler *assembler, struct known *known)
{
	if (known->wanted)
		deliver(assembler, known);
	known_close(assembler, known);
}

/* Hosts need not agree on the time, so that each ends only its own events. */
static void finish_those_before(struct assembler *assembler, const struct record *record)
{
	int64_t limit = record->id.ms - EVENT_TIMEOUT_MS;
	struct known *known, *next;

	if (assembler->earliest >= limit || assembler->again)
		return;
	assembler->earliest = INT64_MAX;
	for (known = TAILQ_FIRST(&assembler->open); known; known = next) {
		next = TAILQ_NEXT(known, order);
		if (known->id.ms < limit && known_same_node(known, record))
			finish(assembler, known);
		else if (known->id.ms < assembler->earliest)
			assembler->earliest = known->id.ms;
	}
}

/* ---- the records of an event ---- */

/* Those that wait for too long, by what has begun since. */
static void finish_outrun(struct assembler *assembler)
{
	struct known *oldest;

	while (!assembler->again && (oldest = TAILQ_FIRST(&assembler->open))
		&& assembler->begun - oldest->number > OPEN_MAX)
		finish(assembler, oldest);
}

static struct known *begin(struct assembler *assembler, const struct record *record)
{
	struct known *known = known_add(assembler, record);

	known_open(assembler, known);
	assembler->events++;
	finish_outrun(assembler);
	return known;
}

static void make_room(struct assembler *assembler, struct known *known)
{
	struct held *records = arena_alloc(known_arena(assembler, known),
		2 * known->room * sizeof *records);

	memcpy(records, known->records, known->n_records * sizeof *records);
	known->records = records;
	known->room *= 2;
}

static void add(struct assembler *assembler, struct known *known, const struct record *record)
{
	if (known->n_records == known->room)
		make_room(assembler, known);
	known->records[known->n_records++] = (struct held){
		.line = record->line,
		.length = (uint32_t)record->length,
		.body = (uint32_t)(record->body - record->line),
		.type = (uint8_t)record->type,
		.interpreted = record->interpreted,
	};
	known->bytes += record->length;
	assembler->bytes += record->length;
}

static bool is_full(const struct known *known, const struct record *record)
{
	return known->n_records == RECORDS_MAX
		|| (known->n_records && known->bytes + record->length > EVENT_BYTES_MAX);
}

static bool is_wanted(const struct record *record)
{
	return record_is_refusal(record->type) || record_is_policy_change(record->type);
}

/* What the bookmark says was done is told again. */
static bool is_passed_over(struct assembler *assembler, struct known *known)
{
	if (!assembler->again || !known->pass)
		return false;
	known->pass--;
	return true;
}

/* Begun too long ago to wait for more: no bookmark could lead back there. */
static bool is_old(const struct assembler *assembler, const struct known *known)
{
	return known->old || known->number < assembler->loaded
		|| assembler->begun - known->number > OPEN_MAX;
}

/* Makes place for one more. */
static void finish_oldest(struct assembler *assembler)
{
	struct known *oldest = known_oldest(assembler);

	if (oldest->open)
		finish(assembler, oldest);
}

static struct known *open_again(struct assembler *assembler, struct known *known,
	const struct record *record)
{
	if (is_old(assembler, known)) {
		finish_oldest(assembler);
		known = known_renew(assembler, known, record);
	}
	known_open(assembler, known);
	return known;
}


static void take_into(struct assembler *assembler, struct known *known,
	const struct record *record, bool cut)
{
	if (is_full(known, record)) {
		known->damage = N_("too many records");
		if (!is_wanted(record))
			return;
		finish(assembler, known);
		known_open(assembler, known);
	}
	add(assembler, known, record);
	known->wanted += is_wanted(record);
	if (cut)
		known->damage = N_("cut off");
	else if (record->damage)
		known->damage = record->damage;
	if (record_ends_event(record->type, known->n_records) || known->old)
		finish(assembler, known);
	while (assembler->bytes > OPEN_BYTES_MAX)
		finish(assembler, TAILQ_FIRST(&assembler->open));
}

static struct known *event_of(struct assembler *assembler, const struct record *record)
{
	struct known *known = assembler->last;

	if (known && known_is_of(known, record))
		return known;
	known = known_find(assembler, record);
	if (known)
		return known;
	finish_oldest(assembler);
	known = resume_claim(assembler, record);
	if (!known && record->type != RECORD_EOE)
		known = begin(assembler, record);
	return known;
}

/* What most records are: more of the event before, and nothing that matters by itself. */
static bool take_more(struct assembler *assembler, const struct record *record)
{
	static const unsigned such = 1u << RECORD_OTHER | 1u << RECORD_SYSCALL | 1u << RECORD_CWD
		| 1u << RECORD_PATH | 1u << RECORD_SOCKADDR | 1u << RECORD_EXECVE;
	struct known *known = assembler->last;

	if (!known || !known->open || !(such >> record->type & 1) || record->damage
		|| !known_is_of(known, record) || known->n_records == known->room
		|| known->bytes + record->length > EVENT_BYTES_MAX
		|| assembler->bytes + record->length > OPEN_BYTES_MAX)
		return false;
	add(assembler, known, record);
	return true;
}

void assembler_take(struct assembler *assembler, const struct record *record, bool cut)
{
	struct known *known;
	bool wanted, passed_over;

	if (record_is_message(record->type)) {
		assembler->events++;
		return;
	}
	if (!cut && take_more(assembler, record))
		return;
	finish_those_before(assembler, record);
	assembler->last = known = event_of(assembler, record);
	if (!known)
		return; /* the end of one that is long forgotten */
	wanted = is_wanted(record);
	passed_over = wanted && is_passed_over(assembler, known);
	assembler->heard += wanted;
	assembler->again -= wanted && assembler->again;
	if (!known->open) {
		if (!wanted || passed_over)
			return;
		known = open_again(assembler, known, record);
	}
	assembler->last = known;
	take_into(assembler, known, record, cut);
}

bool assembler_pass(struct assembler *assembler, const struct record *record)
{
	if (assembler->again || assembler->n_awaited || known_find(assembler, record))
		return false;
	finish_those_before(assembler, record);
	finish_oldest(assembler);
	assembler->last = known_add(assembler, record);
	assembler->events++;
	finish_outrun(assembler);
	return true;
}

/* Twice as much as is needed each time: a line may be wrapped into very many. */
static void give_room(struct assembler *assembler, struct known *known, struct held *held,
	size_t room)
{
	char *line = arena_alloc(known_arena(assembler, known), room);

	held->line = memcpy(line, held->line, held->length);
	held->room = (uint32_t)room;
}

bool assembler_extend(struct assembler *assembler, const char *text, size_t length)
{
	struct known *known = assembler->last;
	struct held *held;
	char *line;

	if (!known || !known->open || !known->n_records)
		return false;
	if (known->bytes + length > EVENT_BYTES_MAX) {
		known->damage = N_("cut off");
		return true;
	}
	held = &known->records[known->n_records - 1];
	if (held->length + 1 + length > held->room)
		give_room(assembler, known, held, 2 * (held->length + 1 + length));
	line = (char *)held->line; /* ours, now */
	line[held->length] = ' ';
	memcpy(line + held->length + 1, text, length);
	held->length += (uint32_t)length + 1;
	known->bytes += length + 1;
	assembler->bytes += length + 1;
	return true;
}

void assembler_keep(struct assembler *assembler)
{
	struct known *known;

	TAILQ_FOREACH(known, &assembler->open, order)
		for (; known->kept < known->n_records; known->kept++) {
			struct held *held = &known->records[known->kept];

			if (!held->room)
				held->line = arena_strndup(known_arena(assembler, known), held->line,
					held->length);
		}
}

/* ---- events that nobody ends ---- */

void assembler_expire(struct assembler *assembler, int64_t now)
{
	struct known *known, *next;

	if (assembler->again)
		return;
	for (known = TAILQ_FIRST(&assembler->open); known; known = next) {
		next = TAILQ_NEXT(known, order);
		if (!known->seen)
			known->seen = now;
		else if (now - known->seen >= EVENT_SILENCE_MS)
			finish(assembler, known);
	}
}

void assembler_flush(struct assembler *assembler)
{
	while (!TAILQ_EMPTY(&assembler->open))
		finish(assembler, TAILQ_FIRST(&assembler->open));
}

size_t assembler_waiting(const struct assembler *assembler)
{
	return assembler->n_open;
}

uint64_t assembler_begun(const struct assembler *assembler)
{
	return assembler->events;
}
