/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the live line has counted. auditd's stream leaves nothing out: it is auditd's log, told from the
 * bookmark on. So of the time from the first event that it told, up to its bookmark, everything is
 * counted, and an imported log has nothing new to say of it. Where the line says that something is
 * missing, that time ends, and a new one begins with the next event.
 *
 * Around the bookmark events overlap. What began before it and is told after it counts as covered:
 * the line is about to tell it. What comes after it is not: an import counts it, and the line then
 * finds it among what was imported. The events that were told although they come after the bookmark are
 * in it.
 *
 * Only auditd's line is believed to be whole: the journal's may be told of session buses alone, and netlink
 * forgets. Each node has its own times, since a collected log may have only a part of another host's.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

#define WHOLE_SOURCE "auditd"

/* ---- live: times begin and end ---- */

static struct covered_node *find_node(struct store *store, const char *node)
{
	struct covered_node *found;

	HASH_FIND_STR(store->covered, node, found);
	return found;
}

static int note_node(struct store *store, const char *node, int64_t ms)
{
	static const char sql[] =
		"INSERT INTO covered (source, node, since) SELECT ?1, ?2, ?3 WHERE NOT EXISTS "
		"(SELECT 1 FROM covered WHERE source = ?1 AND node = ?2 AND until IS NULL) "
		"ON CONFLICT DO UPDATE SET until = NULL";
	struct covered_node *noted;
	int r = db_run(store, sql, "tti", WHOLE_SOURCE, node, ms);

	if (r < 0)
		return r;
	noted = calloc(1, sizeof *noted + strlen(node) + 1);
	if (!noted)
		abort();
	memcpy(noted->node, node, strlen(node) + 1);
	HASH_ADD_STR(store->covered, node, noted);
	return 0;
}

void covered_forget(struct store *store)
{
	struct covered_node *node, *next;

	HASH_ITER(hh, store->covered, node, next) {
		HASH_DEL(store->covered, node);
		free(node);
	}
}

static int64_t oldest_of(const struct batch *batch, const char *node)
{
	int64_t oldest = INT64_MAX;

	for (const struct entry *e = batch->entries; e; e = e->hh.next)
		for (const struct heard *event = e->events; event; event = event->next)
			if (event->ms < oldest && strcmp(event->node, node) == 0)
				oldest = event->ms;
	return oldest;
}

/* A node whose events were seen since the last gap is not looked at again: mostly there is only ''. */
int covered_write(struct store *store)
{
	const char *last = NULL;
	int r = 0;

	if (!mark_is_set(store, WHOLE_SOURCE) || store->gap_in_batch)
		return 0;
	for (const struct entry *e = store->batch.entries; e && r == 0; e = e->hh.next) {
		for (const struct heard *event = e->events; event && r == 0; event = event->next) {
			if (last && (last == event->node || strcmp(last, event->node) == 0))
				continue;
			last = event->node;
			if (!find_node(store, last))
				r = note_node(store, last, oldest_of(&store->batch, last));
		}
	}
	return r;
}

/* The place where it goes on; 0: nowhere. */
static int read_bookmark(struct store *store, struct arena *arena, struct bookmark *ret)
{
	const char *text;
	int r = store_bookmarked(store, WHOLE_SOURCE, arena, &text);

	*ret = (struct bookmark){ 0 };
	if (r == -ENOENT)
		return 0;
	if (r == 0 && bookmark_parse(text, arena, ret) < 0)
		*ret = (struct bookmark){ 0 };
	return r;
}

/* What was told although it comes after the bookmark lies in no time: it is noted one by one. */
static int note_done(struct store *store, const struct bookmark *bookmark)
{
	int r = 0;

	imported_begin(store);
	for (size_t i = 0; i < bookmark->n_done; i++) {
		const struct done_event *done = &bookmark->done[i];
		struct heard event = {
			.node = done->id.node ? done->id.node : "",
			.ms = done->id.ms,
			.serial = done->id.serial,
		};

		for (; event.ordinal < done->told && r == 0; event.ordinal++)
			r = imported_add(store, &event);
	}
	if (r == 0)
		r = imported_write(store);
	imported_free(store);
	return r;
}

static int end_times(struct store *store, const char *source, const struct bookmark *bookmark)
{
	static const char sql[] = "UPDATE covered SET until = max(since, ?2) "
				  "WHERE source = ?1 AND until IS NULL";
	int r = db_run(store, sql, "ti", source, bookmark->from.ms);

	return r < 0 ? r : note_done(store, bookmark);
}

int store_gap(struct store *store, const char *source)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct bookmark bookmark;
	int r;

	if (strcmp(source, WHOLE_SOURCE) != 0)
		return 0;
	/* Some of the batch came before it: a new time begins with the next batch. */
	store->gap_in_batch = store_batched(store) > 0;
	r = read_bookmark(store, arena, &bookmark);
	if (r == 0)
		r = db_begin(store);
	if (r < 0)
		return r;
	r = db_end(store, end_times(store, source, &bookmark));
	covered_forget(store);
	return r;
}

/* ---- importing: what lies in them ---- */

static int load(struct store *store, struct coverage *coverage)
{
	static const char sql[] = "SELECT node, since, coalesce(until, ?2) FROM covered "
				  "WHERE source = ?1 ORDER BY node, since";
	struct arena *arena = coverage->arena;
	size_t room = 0;
	sqlite3_stmt *row;
	int r = read_bookmark(store, arena, &coverage->bookmark);

	if (r == 0)
		r = db_query(store, sql, &row, "ti", WHOLE_SOURCE, coverage->bookmark.from.ms);
	while (r == 0 && (r = db_step(store, row)) > 0) {
		if (coverage->count == room) {
			struct span_of_time *more =
				arena_alloc(arena, (room * 2 + 8) * sizeof *more);
			if (coverage->count)
				memcpy(more, coverage->times, coverage->count * sizeof *more);
			room = room * 2 + 8;
			coverage->times = more;
		}
		coverage->times[coverage->count++] = (struct span_of_time){
			db_text(row, 0, arena), sqlite3_column_int64(row, 1),
			sqlite3_column_int64(row, 2),
		};
		r = 0;
	}
	return r;
}

int coverage_begin(struct store *store)
{
	coverage_end(store);
	store->coverage.arena = arena_new();
	return load(store, &store->coverage);
}

void coverage_end(struct store *store)
{
	arena_free(store->coverage.arena);
	store->coverage = (struct coverage){ 0 };
}

static bool was_told(const struct bookmark *bookmark, const struct heard *event)
{
	for (size_t i = 0; i < bookmark->n_done; i++) {
		const struct done_event *done = &bookmark->done[i];

		if (done->id.ms == event->ms && done->id.serial == event->serial &&
			strcmp(done->id.node ? done->id.node : "", event->node) == 0)
			return event->ordinal < done->told;
	}
	return false;
}

bool coverage_has(const struct store *store, const struct heard *event)
{
	const struct coverage *coverage = &store->coverage;

	for (size_t i = 0; i < coverage->count; i++) {
		const struct span_of_time *time = &coverage->times[i];

		if (strcmp(time->node, event->node) == 0 && event->ms >= time->since &&
			event->ms < time->until)
			return true;
	}
	return was_told(&coverage->bookmark, event);
}
