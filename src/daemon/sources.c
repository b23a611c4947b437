/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of each source of audit records: counts, gaps, and where it is to go on. */
#include <errno.h>
#include <string.h>

#include "ears.h"

/* Lines from the end of what came that are looked at for a time. */
#define LOOK_LINES 8

struct source *source_get(struct source sources[SOURCES_MAX], const char *name)
{
	for (size_t i = 0; i < SOURCES_MAX; i++) {
		struct source *source = &sources[i];

		if (strcmp(source->name, name) == 0)
			return source;
		if (*source->name)
			continue;
		snprintf(source->name, sizeof source->name, "%s", name);
		return source;
	}
	return NULL;
}

void sources_free(struct source sources[SOURCES_MAX])
{
	for (size_t i = 0; i < SOURCES_MAX; i++)
		arena_free(sources[i].arena);
}

bool source_replays(const struct source *source)
{
	/* What the kernel multicasts is told once, or not at all. */
	return strcmp(source->name, "netlink") != 0;
}

/* ---- counts ---- */

void add_counts(struct hear_counts *sum, const struct hear_counts *more)
{
	sum->records += more->records;
	sum->events += more->events;
	sum->denials += more->denials;
	sum->not_selinux += more->not_selinux;
	sum->damaged += more->damaged;
	sum->lost += more->lost;
}

void source_count(struct source *source, struct hear *hear)
{
	add_counts(&source->past, hear_counts(hear));
}

void source_add_gap(struct source *source, int64_t from, int64_t until)
{
	if (source->n_gaps == GAPS_MAX)
		memmove(source->gaps, source->gaps + 1, --source->n_gaps * sizeof *source->gaps);
	source->gaps[source->n_gaps++] = (struct gap){ from, until };
}

void source_saw(struct source *source, const char *bytes, size_t length)
{
	const char *end = memrchr(bytes, '\n', length);

	for (int i = 0; i < LOOK_LINES && end; i++) {
		const char *before = memrchr(bytes, '\n', (size_t)(end - bytes));
		const char *line = before ? before + 1 : bytes;
		struct record record;

		if (record_parse(line, (size_t)(end - line), &record) == 0) {
			source->last_record = record.id.ms;
			return;
		}
		end = before;
	}
}

/* ---- bookmarks ---- */

static void forget_bookmark(struct source *source)
{
	if (!source->arena)
		source->arena = arena_new();
	arena_reset(source->arena);
	source->bookmark = (struct bookmark){ 0 };
}

static bool is_set(const struct bookmark *bookmark)
{
	return bookmark->from.ms || bookmark->from.serial;
}

void source_keep_bookmark(struct source *source, const struct hear *hear)
{
	struct arena *arena = arena_new();
	struct bookmark bookmark;

	hear_bookmark(hear, arena, &bookmark);
	if (!is_set(&bookmark)) {
		arena_free(arena);
		return;
	}
	arena_free(source->arena);
	source->arena = arena;
	source->bookmark = bookmark;
}

int source_load_bookmark(struct source *source, struct store *store)
{
	const char *text;
	int r;

	if (is_set(&source->bookmark))
		return 0;
	forget_bookmark(source);
	r = store_bookmarked(store, source->name, source->arena, &text);
	if (r == 0)
		r = bookmark_parse(text, source->arena, &source->bookmark);
	if (r < 0 && r != -ENOENT)
		log_warning("where %s stopped cannot be read; it begins anew, and what it tells "
			    "again may be counted twice", source->name);
	return r == 0 && is_set(&source->bookmark) ? 0 : -ENOENT;
}

/* ---- Status ---- */

static json_t *status_gaps(const struct source *source, struct arena *arena)
{
	json_t *list = json_array();

	for (size_t i = 0; i < source->n_gaps; i++) {
		const struct gap *gap = &source->gaps[i];
		json_t *one = json_pack("{ss}", "until", time_rfc3339(arena, gap->until));

		if (gap->from)
			json_object_set_new(
				one, "from", json_string(time_rfc3339(arena, gap->from)));
		json_array_append_new(list, one);
	}
	return list;
}

json_t *source_status(const struct source *source, bool connected, const char *state,
	const struct hear_counts *counts)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct hear_counts sum = source->past;
	json_t *status;

	add_counts(&sum, counts);
	status = json_pack("{ss sb ss sI sI sI sI sI sI sI sI so}", "name", source->name,
		"connected", connected, "state", state, "records", (json_int_t)sum.records,
		"events", (json_int_t)sum.events, "denials", (json_int_t)sum.denials, "damaged",
		(json_int_t)sum.damaged, "not_selinux", (json_int_t)sum.not_selinux, "lost",
		(json_int_t)(sum.lost + source->lost), "replayed", (json_int_t)source->replayed,
		"skipped", (json_int_t)source->skipped, "gaps", status_gaps(source, arena));
	if (source->last_record)
		json_object_set_new(status, "last_record",
			json_string(time_rfc3339(arena, source->last_record)));
	return status;
}
