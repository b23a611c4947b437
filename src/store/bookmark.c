/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where sources go on. A bookmark waits beside the batch and is written with it, so that what is
 * counted and what will be told again never differ.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* They are few: one a kind of source. */
static struct mark *mark_of(struct store *store, const char *source)
{
	struct mark *mark;

	for (mark = store->marks; mark; mark = mark->next)
		if (strcmp(mark->source, source) == 0)
			return mark;
	mark = calloc(1, sizeof *mark);
	if (!mark || !(mark->source = strdup(source)))
		abort();
	mark->next = store->marks;
	store->marks = mark;
	return mark;
}

void store_bookmark(struct store *store, const char *source, const char *text)
{
	struct mark *mark = mark_of(store, source);

	if (mark->text && strcmp(mark->text, text) == 0)
		return;
	free(mark->text);
	mark->text = strdup(text);
	if (!mark->text)
		abort();
	mark->unsaid = true;
}

bool mark_is_set(const struct store *store, const char *source)
{
	for (const struct mark *mark = store->marks; mark; mark = mark->next)
		if (strcmp(mark->source, source) == 0)
			return mark->text != NULL;
	return false;
}

int marks_write(struct store *store)
{
	static const char sql[] = "INSERT INTO bookmark (source, text) VALUES (?1, ?2) "
				  "ON CONFLICT DO UPDATE SET text = excluded.text";
	int r = 0;

	for (struct mark *mark = store->marks; mark && r == 0; mark = mark->next)
		if (mark->unsaid)
			r = db_run(store, sql, "tt", mark->source, mark->text);
	return r;
}

void marks_written(struct store *store)
{
	for (struct mark *mark = store->marks; mark; mark = mark->next)
		mark->unsaid = false;
}

void marks_free(struct store *store)
{
	for (struct mark *mark = store->marks, *next; mark; mark = next) {
		next = mark->next;
		free(mark->source);
		free(mark->text);
		free(mark);
	}
}

int store_bookmarked(struct store *store, const char *source, struct arena *arena,
	const char **ret_text)
{
	static const char sql[] = "SELECT text FROM bookmark WHERE source = ?1";
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "t", source);

	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r < 0 ? r : db_refuse(store, -ENOENT, "%s has no bookmark yet", source);
	*ret_text = db_text(row, 0, arena);
	sqlite3_reset(row);
	return 0;
}

int store_seen(struct store *store, const char *source, int64_t ms)
{
	return db_run(store, "UPDATE bookmark SET seen = max(seen, ?2) WHERE source = ?1", "ti", source,
		ms);
}

int store_seen_until(struct store *store, const char *source, int64_t *ret_ms)
{
	sqlite3_stmt *row;
	int r = db_query(store, "SELECT seen FROM bookmark WHERE source = ?1", &row, "t", source);

	if (r == 0)
		r = db_step(store, row);
	if (r < 0)
		return r;
	*ret_ms = r > 0 ? sqlite3_column_int64(row, 0) : 0;
	if (r > 0)
		sqlite3_reset(row);
	return 0;
}

/* ---- the last event stored ---- */

int checkpoint_write(struct store *store, const struct heard *last)
{
	static const char sql[] =
		"INSERT INTO checkpoint (id, node, ms, serial) "
		"VALUES (1, ?1, ?2, ?3) ON CONFLICT DO UPDATE SET "
		"node = excluded.node, ms = excluded.ms, serial = excluded.serial";

	return db_run(store, sql, "tii", last->node, last->ms, (int64_t)last->serial);
}

int store_checkpoint(struct store *store, struct arena *arena, struct event_id *ret)
{
	static const char sql[] = "SELECT node, ms, serial FROM checkpoint WHERE id = 1";
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "");

	if (r < 0)
		return r;
	r = db_step(store, row);
	if (r <= 0)
		return r < 0 ? r : db_refuse(store, -ENOENT, "no event was stored yet");
	ret->node = db_text(row, 0, arena);
	if (ret->node && !*ret->node)
		ret->node = NULL;
	ret->ms = sqlite3_column_int64(row, 1);
	ret->serial = (uint64_t)sqlite3_column_int64(row, 2);
	sqlite3_reset(row);
	return 0;
}
