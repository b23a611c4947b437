/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The batch goes to disk: each alert is written once however many denials it got, and the
 * sources' bookmarks go with it in the same transaction.
 */
#include <errno.h>
#include <stdlib.h>

#include "internal.h"

/*
 * In a database larger than this only the denials that speak keep their records: 10,000 alerts
 * (FOLD_ALERTS) with 100 occurrences of 64 KiB would be 61 GiB. What comes on top is then at most
 * that of one occurrence an alert, 625 MiB.
 */
#define CROWDED_BYTES ((int64_t)1024 * 1024 * 1024)

/* Whether the event was counted before: it is kept, it was imported or, of what is imported, it was heard
 * live. */
static int look_up(struct store *store, const struct known *known, const struct ring *ring,
	struct heard *event)
{
	int r = imported_has(store, event, &event->noted);

	event->stored = event->noted ||
		/* What came later than all that is stored is not among it. */
		(event->ms <= known->last_seen && ring_has(ring, event)) ||
		(store->importing && coverage_has(store, event));
	return r;
}

static bool notes_each(const struct store *store)
{
	return store->importing || store->gap_in_batch;
}

/* What is imported is noted in any case: what else knows it may forget it. */
static int count_one(struct store *store, struct heard *event, struct news *news)
{
	if (!event->stored) {
		news->count++;
		news->first_seen = event->ms < news->first_seen ? event->ms : news->first_seen;
		news->last_seen = event->ms > news->last_seen ? event->ms : news->last_seen;
	}
	return notes_each(store) && !event->noted ? imported_add(store, event) : 0;
}

static int count_news(struct store *store, const struct known *known, const struct entry *entry,
	const struct ring *ring, struct news *ret)
{
	struct news news = { 0, INT64_MAX, INT64_MIN };
	int r = 0;

	for (struct heard *event = entry->events; event && r == 0; event = event->next) {
		r = look_up(store, known, ring, event);
		if (r == 0)
			r = count_one(store, event, &news);
	}
	store->counted += (uint64_t)news.count;
	*ret = news;
	return r;
}

/* Each gets its slot, or -1. Returns that of the newest. */
static int take_slots(const struct entry *entry, struct ring *ring, int reserved)
{
	int newest = -1;

	for (size_t i = 0; i < entry->n_kept; i++) {
		struct heard *event = entry->kept[i];

		event->slot = event->stored ? -1 : ring_take(ring, event, reserved);
		if (event == entry->newest)
			newest = event->slot;
	}
	return newest;
}

static int write_occurrences(struct store *store, const struct entry *entry,
	const struct known *known)
{
	static const char sql[] = "INSERT OR REPLACE INTO occurrence "
				  "(place, ms, serial, ordinal, node, records) "
				  "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

	for (size_t i = 0; i < entry->n_kept; i++) {
		const struct heard *event = entry->kept[i];
		bool whole = (!store->crowded && !store->importing) ||
			event->slot == known->facts_slot;
		int r;

		if (event->slot < 0)
			continue;
		r = db_run(store, sql, "iiiitb", occurrence_place(known->id, event->slot), event->ms,
			(int64_t)event->serial, (int64_t)event->ordinal, event->node,
			event->records ? event->records : "",
			(size_t)(whole ? event->length : 0));
		if (r < 0)
			return r;
	}
	return 0;
}

static int add_to_tally(struct store *store, int64_t id, int64_t hour, int64_t count)
{
	static const char sql[] = "INSERT INTO tally (alert, hour, count) VALUES (?1, ?2, ?3) "
				  "ON CONFLICT DO UPDATE SET count = count + excluded.count";

	return count > 0 ? db_run(store, sql, "iii", id, hour, count) : 0;
}

/* Events of one hour mostly come one after the other. */
static int add_tally(struct store *store, const struct entry *entry, int64_t id)
{
	int64_t hour = 0, count = 0;
	int r;

	for (const struct heard *event = entry->events; event; event = event->next) {
		if (event->stored)
			continue;
		if (event->ms / MS_PER_HOUR != hour) {
			r = add_to_tally(store, id, hour, count);
			if (r < 0)
				return r;
			hour = event->ms / MS_PER_HOUR;
			count = 0;
		}
		count++;
	}
	return add_to_tally(store, id, hour, count);
}

static bool is_denied_again(const struct known *known, const struct news *news)
{
	return known->fixed_since && !known->pending && news->last_seen > known->fixed_since;
}

/* The alert's row; known becomes what it now says. */
static int write_alert(struct store *store, struct arena *arena, const struct entry *entry,
	const struct news *news, struct ring *ring, struct known *known)
{
	bool begins = known->id == 0;
	int newest = take_slots(entry, ring, begins ? -1 : known->facts_slot), r = 0;

	ring->count = known->count + news->count;
	if (begins) {
		known->facts_slot = newest;
		return alert_add(store, arena, entry, news, ring->kept, known);
	}
	if (entry->may_speak && newest >= 0 &&
		alert_renews(known, entry->outcome, entry->newest->ms)) {
		r = alert_renew(store, arena, entry, known);
		known->facts_slot = newest;
		known->pending = true;
	}
	if (r == 0)
		r = alert_count(store, entry, known, news, ring->kept);
	if (r == 0 && is_denied_again(known, news))
		r = again_denied(store, known->id);
	return r;
}

/* What begins, or speaks anew, may be muted from now on. */
static int hide(struct store *store, const struct known *known, int64_t count, bool *ret_muted)
{
	static const char sql[] = "SELECT muted_by FROM alert WHERE id = ?1";
	int64_t mute = known->muted_by;
	sqlite3_stmt *row;
	int r = 0;

	if (known->pending) {
		r = db_query(store, sql, &row, "i", known->id);
		if (r == 0)
			r = db_step(store, row);
		mute = r > 0 ? sqlite3_column_int64(row, 0) : 0;
		if (r > 0)
			sqlite3_reset(row);
	}
	return r < 0 || !mute ? r < 0 ? r : 0 : mute_hides(store, mute, count, ret_muted);
}

/* ret->id stays 0 when all of it was stored before. */
static int write_entry(struct store *store, struct arena *arena, struct entry *entry,
	struct store_change *ret)
{
	struct known known = { 0 };
	struct ring *ring;
	struct news news;
	int r = alert_find(store, entry->signature, &known);
	bool added = r == 0;

	/* An alert that was deleted since it was heard of: this is deleted with it. */
	if (r < 0 || (added && !entry->may_speak))
		return r;
	r = ring_get(store, known.id, known.count, &ring);
	if (r < 0)
		return r;
	r = count_news(store, &known, entry, ring, &news);
	if (r < 0 || news.count == 0)
		return r;
	r = write_alert(store, arena, entry, &news, ring, &known);
	if (r == 0)
		r = write_occurrences(store, entry, &known);
	*ret = (struct store_change){ .id = known.id, .count = known.count + news.count,
		.added = added, .pending = known.pending, .level = known.level,
		.stale = !added && is_denied_again(&known, &news) };
	if (r == 0)
		r = hide(store, &known, news.count, &ret->muted);
	return r < 0 ? r : add_tally(store, entry, known.id);
}

static int look_how_large(struct store *store)
{
	int64_t pages, page_bytes;
	int r = db_number(store, "PRAGMA page_count", 0, &pages);

	if (r == 0)
		r = db_number(store, "PRAGMA page_size", 0, &page_bytes);
	if (r == 0)
		store->crowded = pages * page_bytes > CROWDED_BYTES;
	return r;
}

/* In the order of their rows: what is near in the file is written at once. New ones last. */
static int by_id(struct entry *a, struct entry *b)
{
	uint64_t x = (uint64_t)a->known.id - 1, y = (uint64_t)b->known.id - 1;

	return (x > y) - (x < y);
}

static int begin_batch(struct store *store)
{
	int r = look_how_large(store);

	imported_begin(store);
	return r == 0 && store->importing ? coverage_begin(store) : r;
}

/* Where the sources are, which an import leaves alone. */
static int end_batch(struct store *store, struct arena *arena)
{
	struct batch *batch = &store->batch;
	int r = changes_write(store, arena);

	if (r == 0 && notes_each(store))
		r = imported_write(store);
	if (r < 0 || store->importing)
		return r;
	if (batch->count)
		r = checkpoint_write(store, &batch->last);
	if (r == 0)
		r = covered_write(store);
	return r < 0 ? r : marks_write(store);
}

static int write_all(struct store *store, struct store_change *changes)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct batch *batch = &store->batch;
	int r = begin_batch(store);

	for (struct entry *e = batch->entries; e && r == 0; e = e->hh.next, changes++) {
		changes->id = 0;
		if (e->refused)
			continue;
		r = write_entry(store, arena, e, changes);
		e->refused = r == -E2BIG;
		arena_reset(arena);
	}
	return r < 0 ? r : end_batch(store, arena);
}

/* What SQLite will never take must not hold up the others. */
static int write_batch(struct store *store, struct store_change *changes, size_t count)
{
	uint64_t before = store->counted;
	int r = -E2BIG;

	for (size_t tries = 0; tries <= count && r == -E2BIG; tries++) {
		store->counted = before;
		r = db_begin(store);
		if (r == 0)
			r = db_end(store, write_all(store, changes));
	}
	if (r < 0)
		covered_forget(store);
	imported_free(store);
	coverage_end(store);
	return r;
}

int store_commit(struct store *store, store_change_fn changed, void *userdata)
{
	size_t count = HASH_COUNT(store->batch.entries);
	_cleanup_free_ struct store_change *changes = NULL;
	int r;

	if (store_batched(store) == 0)
		return 0;
	changes = calloc(count + 1, sizeof *changes);
	if (!changes)
		return db_refuse(store, -ENOMEM, _("there is not enough memory"));
	HASH_SORT(store->batch.entries, by_id);
	r = write_batch(store, changes, count);
	if (r < 0)
		return r;
	marks_written(store);
	store->gap_in_batch = false;
	batch_reset(&store->batch);
	for (size_t i = 0; changed && i < count; i++) {
		if (changes[i].id)
			changed(&changes[i], userdata);
	}
	return 0;
}

void store_set_look(struct store *store, store_look_fn look, void *userdata)
{
	store->look = look;
	store->look_userdata = userdata;
}

void store_import(struct store *store)
{
	store->importing = true;
}

uint64_t store_imported(const struct store *store)
{
	return store->counted;
}

bool store_touched(struct store *store)
{
	int64_t before = store->data_version;

	return db_number(store, "PRAGMA data_version", 0, &store->data_version) == 0 &&
		store->data_version != before;
}
