/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The open batch: equal denials come together in memory. A repeat costs a few bytes, however
 * often it comes: only the newest denial of a signature and the newest records are copied, into
 * room that the older ones leave.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* A batch is full when its memory is this much: larger ones save little more. */
#define BATCH_BYTES ((size_t)2 * 1024 * 1024)
/* From here on, in a storm, only so many events of each signature keep their records. */
#define RECORDS_BYTES (BATCH_BYTES / 4)
#define RECORDS_FEW 2
/* When nothing can be committed, it grows up to this. */
#define BATCH_MAX (4 * STORE_BATCH_MAX)
#define BATCH_MAX_BYTES (4 * BATCH_BYTES)

static struct entry *find_entry(struct batch *batch, const char *signature)
{
	struct entry *entry;

	HASH_FIND_STR(batch->entries, signature, entry);
	return entry;
}

static struct entry *add_entry(struct batch *batch, const char *signature)
{
	struct entry *entry = arena_alloc(batch->arena, sizeof *entry);

	memcpy(entry->signature, signature, strlen(signature) + 1);
	HASH_ADD_STR(batch->entries, signature, entry);
	return entry;
}

/* The first of its signature in this batch: what the database knows of it decides what is kept. When it
 * cannot be asked, the denial is taken as a new one: committing looks again, until that works. */
static struct entry *begin_entry(struct store *store, const struct denial *denial, const char *own)
{
	char signature[SIGNATURE_SIZE];
	struct fold_groups groups = { 0 };
	enum fold_level fold = FOLD_NONE;
	struct known known = { 0 };
	struct entry *entry = NULL;
	int r = alert_find(store, own, &known);

	memcpy(signature, own, strlen(own) + 1);
	if (r == 0)
		r = fold_choose(store, denial, own, signature, &fold, &groups);
	if (r >= 0 && fold != FOLD_NONE) {
		entry = find_entry(&store->batch, signature);
		if (entry)
			return entry;
		r = alert_find(store, signature, &known);
	}
	entry = add_entry(&store->batch, signature);
	entry->known = known;
	entry->fold = fold;
	entry->groups = groups;
	if (r >= 0 && !known.id)
		fold_counted(store, fold, &groups);
	return entry;
}

static int compare(const struct heard *a, const struct heard *b)
{
	if (a->ms != b->ms)
		return a->ms < b->ms ? -1 : 1;
	if (a->serial != b->serial)
		return a->serial < b->serial ? -1 : 1;
	return (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

static bool in_entry(const struct entry *entry, const struct heard *heard)
{
	for (const struct heard *other = entry->events; other; other = other->next) {
		if (compare(other, heard) == 0 && strcmp(other->node, heard->node) == 0)
			return true;
	}
	return false;
}

static struct heard *add_event(struct batch *batch, struct entry *entry, const struct heard *heard)
{
	struct heard *event = arena_alloc(batch->arena, sizeof *event);
	const struct heard *before = entry->events;

	*event = *heard;
	if (before && strcmp(before->node, heard->node) == 0)
		event->node = before->node;
	else
		event->node = arena_strdup(batch->arena, heard->node);
	event->next = entry->events;
	entry->events = event;
	batch->count++;
	return event;
}

/* The place of the oldest that is kept, or that is kept with its records. */
static size_t oldest_kept(const struct entry *entry, bool with_records)
{
	size_t oldest = 0;
	bool found = false;

	for (size_t i = 0; i < entry->n_kept; i++) {
		const struct heard *event = entry->kept[i];
		if (with_records && !event->room)
			continue;
		if (!found || compare(event, entry->kept[oldest]) < 0)
			oldest = i;
		found = true;
	}
	return oldest;
}

/* From takes no part any more in what is kept: what it had is the event's. */
static void hand_over(struct heard *from, struct heard *event)
{
	event->records = from->records;
	event->room = from->room;
	from->records = NULL;
	from->length = from->room = 0;
}

static void add_place(struct batch *batch, struct entry *entry)
{
	struct heard **more;

	if (entry->n_kept == entry->kept_room) {
		entry->kept_room = entry->kept_room ? entry->kept_room * 2 : 2;
		more = arena_alloc(batch->arena, entry->kept_room * sizeof *more);
		if (entry->n_kept)
			memcpy(more, entry->kept, entry->n_kept * sizeof *more);
		entry->kept = more;
	}
	entry->n_kept++;
}

/* A new place, or that of the oldest; -1 when all are newer. Of equals the first stays, which is the
 * newest's rule too: that one is always kept. */
static ssize_t take_place(struct batch *batch, struct entry *entry, struct heard *event)
{
	size_t place = entry->n_kept;

	if (place < STORE_OCCURRENCES_MAX) {
		add_place(batch, entry);
	} else {
		/* They come in order, as a rule. */
		place = entry->turn++ % STORE_OCCURRENCES_MAX;
		if (entry->disordered)
			place = oldest_kept(entry, false);
		if (compare(event, entry->kept[place]) <= 0)
			return -1;
		hand_over(entry->kept[place], event);
	}
	entry->kept[place] = event;
	return (ssize_t)place;
}

/* The place of the one that gives its room for the records to the event in that other place. */
static size_t who_gives(const struct entry *entry, size_t place)
{
	if (entry->disordered)
		return oldest_kept(entry, true);
	return (place + entry->n_kept - entry->n_records) % entry->n_kept;
}

/* In a storm: the newest few keep their records. False when the event is not one of them. */
static bool take_room(struct entry *entry, size_t place)
{
	struct heard *event = entry->kept[place], *oldest, before = { 0 };

	for (; entry->n_records > RECORDS_FEW; entry->n_records--)
		hand_over(entry->kept[who_gives(entry, place)], &before);
	oldest = entry->kept[who_gives(entry, place)];
	if (compare(event, oldest) < 0)
		return false;
	hand_over(oldest, event);
	return true;
}

static void copy_records(struct batch *batch, struct entry *entry, size_t place,
	const struct denial *denial)
{
	struct heard *event = entry->kept[place];
	size_t room = records_room(denial);

	if (!event->room && entry->n_records >= RECORDS_FEW &&
		arena_size(batch->arena) >= RECORDS_BYTES) {
		if (!take_room(entry, place))
			return;
	} else if (!event->room) {
		entry->n_records++;
	}
	if (room > event->room) {
		event->room = (uint32_t)(room + room / 8);
		event->records = arena_alloc(batch->arena, event->room);
	}
	event->length = (uint32_t)records_copy(event->records, room, denial);
}

static void keep(struct batch *batch, struct entry *entry, struct heard *event,
	const struct denial *denial)
{
	ssize_t place = take_place(batch, entry, event);

	if (place >= 0)
		copy_records(batch, entry, (size_t)place, denial);
}

static void count_event(struct store *store, struct entry *entry, const struct heard *heard,
	const struct denial *denial, bool newest)
{
	if (entry->events && denial->auid != entry->auid)
		entry->auid_mixed = true;
	entry->disordered |= !newest;
	keep(&store->batch, entry, add_event(&store->batch, entry, heard), denial);
	store->batch.last = *entry->events;
	if (!newest)
		return;
	entry->newest = entry->events;
	entry->outcome = denial->outcome;
	entry->auid = denial->auid;
	facts_keep(store, entry, denial);
}

int store_add(struct store *store, const struct denial *denial, const char *signature)
{
	struct batch *batch = &store->batch;
	const struct event_id *id = &denial->id;
	struct heard heard = {
		.node = id->node ? id->node : "",
		.ms = id->ms,
		.serial = id->serial,
		.ordinal = denial->ordinal,
	};
	struct entry *entry;
	bool newest;

	if (store->importing && !heard.serial)
		heard.serial = imported_serial(denial);
	if (strlen(signature) >= SIGNATURE_SIZE)
		return db_refuse(store, -EINVAL, "this is no signature: %s", signature);
	if (batch->count >= BATCH_MAX || arena_size(batch->arena) >= BATCH_MAX_BYTES)
		return db_refuse(store, -ENOBUFS, "too many denials wait to be written");
	entry = find_entry(batch, signature);
	if (!entry)
		entry = begin_entry(store, denial, signature);
	newest = !entry->events || compare(&heard, entry->newest) > 0;
	if (newest || !in_entry(entry, &heard))
		count_event(store, entry, &heard, denial, newest);
	return 0;
}

size_t store_batched(const struct store *store)
{
	return store->batch.count + store->batch.n_changes;
}

bool store_full(const struct store *store)
{
	return store_batched(store) >= STORE_BATCH_MAX ||
		arena_size(store->batch.arena) >= BATCH_BYTES;
}

void batch_reset(struct batch *batch)
{
	HASH_CLEAR(hh, batch->entries);
	batch->entries = NULL;
	batch->changes = NULL;
	batch->count = batch->n_changes = 0;
	arena_reset(batch->arena);
}
