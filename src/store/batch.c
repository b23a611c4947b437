/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The open batch: equal denials come together in memory. A repeat costs a few bytes, however
 * often it comes: only the newest denial of a signature and the newest records are copied, into
 * room that the older ones leave.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* When nothing can be committed, a batch grows up to this. */
#define BATCH_MAX (16 * STORE_BATCH_MAX)

static const char **text_at(struct denial *denial, size_t offset)
{
	return (const char **)((char *)denial + offset);
}

/* Room for at least length bytes; what was there is given up. */
static char *make_room(struct arena *arena, char *bytes, size_t *room, size_t length)
{
	if (length <= *room)
		return bytes;
	*room = *room ? length * 2 : length;
	return arena_alloc(arena, *room);
}

static void copy_newest(struct batch *batch, struct entry *entry, const struct denial *denial)
{
	const char *const *permissions = entry->newest.permissions;
	size_t lengths[DENIAL_TEXTS], total = 0;
	char *end;

	entry->newest = *denial;
	entry->newest.permissions = permissions;
	entry->newest.records = NULL;
	for (size_t i = 0; i < DENIAL_TEXTS; i++) {
		const char *text = *text_at(&entry->newest, denial_texts[i]);
		lengths[i] = text ? strlen(text) + 1 : 0;
		total += lengths[i];
	}
	end = entry->text = make_room(batch->arena, entry->text, &entry->text_room, total);
	for (size_t i = 0; i < DENIAL_TEXTS; i++) {
		const char **text = text_at(&entry->newest, denial_texts[i]);
		if (*text)
			*text = memcpy(end, *text, lengths[i]);
		end += lengths[i];
	}
}

/* They are part of the signature: the same for all its denials. */
static const char *const *copy_list(struct arena *arena, const char *const *list)
{
	struct strings copy = { 0 };

	for (; list && *list; list++)
		strings_add(&copy, arena, arena_strdup(arena, *list));
	return copy.items ? copy.items : arena_alloc(arena, sizeof *copy.items);
}

static struct entry *find_entry(struct batch *batch, const struct denial *denial,
	const char *signature)
{
	struct entry *entry;

	HASH_FIND_STR(batch->entries, signature, entry);
	if (entry)
		return entry;
	entry = arena_alloc(batch->arena, sizeof *entry);
	memcpy(entry->signature, signature, strlen(signature) + 1);
	entry->newest.permissions = copy_list(batch->arena, denial->permissions);
	HASH_ADD_STR(batch->entries, signature, entry);
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

static bool is_newest(const struct entry *entry, const struct heard *heard)
{
	struct heard newest = {
		.ms = entry->newest.id.ms,
		.serial = entry->newest.id.serial,
		.ordinal = entry->newest.ordinal,
	};

	return !entry->events || compare(heard, &newest) > 0;
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

static size_t add_line(char *records, size_t used, const char *line, size_t length)
{
	if (used)
		records[used++] = '\n';
	memcpy(records + used, line, length);
	return used + length;
}

/* What is kept first when not everything can be. */
enum rank {
	OWN_REFUSAL,
	REFUSAL,
	NEEDED,			/* to explain it */
	REST,
};

/* Refusals are counted, to know the denial's own. */
static enum rank rank_of(const char *line, unsigned own, unsigned *refusals)
{
	struct record record;

	if (record_parse(line, strlen(line), &record) < 0)
		return REST;
	if (record_is_refusal(record.type))
		return (*refusals)++ == own ? OWN_REFUSAL : REFUSAL;
	switch (record.type) {
	case RECORD_SYSCALL:
	case RECORD_CWD:
	case RECORD_PATH:
	case RECORD_OBJ_PID:
	case RECORD_SOCKADDR:
		return NEEDED;
	default:
		return REST;
	}
}

/* Whole lines, only that a first one that is too long is cut. */
static size_t copy_most(char *records, const struct denial *denial)
{
	size_t used = 0;

	for (enum rank rank = OWN_REFUSAL; rank <= REST; rank++) {
		unsigned refusals = 0;

		for (const char *const *r = denial->records; *r; r++) {
			size_t length = strlen(*r);

			if (rank_of(*r, denial->ordinal, &refusals) != rank)
				continue;
			if (used == 0 && length > STORE_RECORDS_MAX)
				length = STORE_RECORDS_MAX;
			if (used + (used > 0) + length <= STORE_RECORDS_MAX)
				used = add_line(records, used, *r, length);
		}
	}
	return used;
}

static void copy_records(struct batch *batch, struct kept *kept, const struct denial *denial)
{
	size_t length = 0, used = 0;
	bool all;

	for (const char *const *r = denial->records; r && *r; r++)
		length += strlen(*r) + 1;
	all = length <= STORE_RECORDS_MAX;
	kept->records = make_room(batch->arena, kept->records, &kept->room,
		all ? length + 1 : STORE_RECORDS_MAX);
	for (const char *const *r = denial->records; all && r && *r; r++)
		used = add_line(kept->records, used, *r, strlen(*r));
	kept->length = all ? used : copy_most(kept->records, denial);
}

/* A place for one more, or that of the oldest when all are taken. */
static struct kept *place_to_keep(struct batch *batch, struct entry *entry)
{
	struct kept *oldest = entry->kept, *more;

	if (entry->n_kept == STORE_OCCURRENCES_MAX) {
		for (size_t i = 1; i < entry->n_kept; i++) {
			if (compare(entry->kept[i].event, oldest->event) < 0)
				oldest = &entry->kept[i];
		}
		return oldest;
	}
	if (entry->n_kept == entry->kept_room) {
		entry->kept_room = entry->kept_room ? entry->kept_room * 4 : 2;
		more = arena_alloc(batch->arena, entry->kept_room * sizeof *more);
		if (entry->n_kept)
			memcpy(more, entry->kept, entry->n_kept * sizeof *more);
		entry->kept = more;
	}
	return &entry->kept[entry->n_kept++];
}

static void keep(struct batch *batch, struct entry *entry, struct heard *event,
	const struct denial *denial)
{
	struct kept *place = place_to_keep(batch, entry);

	/* Of equals the first stays, which is the newest's rule too: that one is always kept. */
	if (place->event && compare(event, place->event) <= 0)
		return;
	place->event = event;
	copy_records(batch, place, denial);
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
	struct heard *event;
	bool newest;

	if (strlen(signature) >= SIGNATURE_SIZE)
		return db_refuse(store, -EINVAL, "this is no signature: %s", signature);
	if (batch->count >= BATCH_MAX)
		return db_refuse(store, -ENOBUFS, "too many denials wait to be written");
	entry = find_entry(batch, denial, signature);
	newest = is_newest(entry, &heard);
	if (!newest && in_entry(entry, &heard))
		return 0;
	if (entry->events && denial->auid != entry->newest.auid)
		entry->auid_mixed = true;
	event = add_event(batch, entry, &heard);
	keep(batch, entry, event, denial);
	if (newest)
		copy_newest(batch, entry, denial);
	batch->last = *event;
	return 0;
}

size_t store_batched(const struct store *store)
{
	return store->batch.count;
}

void batch_reset(struct batch *batch)
{
	HASH_CLEAR(hh, batch->entries);
	batch->entries = NULL;
	batch->count = 0;
	arena_reset(batch->arena);
}
