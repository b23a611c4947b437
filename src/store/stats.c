/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Totals: which alerts fit is asked of the database, and their tallies are added up here, in one
 * walk over both: a million denials are half a million rows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "internal.h"

#define DAYS_MAX 366
#define TOP_MAX 20
#define LEVELS 3
/* The newest hours have a counter each; a day has up to 25. */
#define HOURS_MAX ((int64_t)(DAYS_MAX + 1) * 25)

/* A group of alerts: by source and program, by plugin, by target and class. */
struct group {
	const char *key, *first, *second;
	int64_t alerts, denials;
	UT_hash_handle hh;
};

struct found {
	int64_t id, denials;
	enum level level;
	struct group *groups[3];
};

struct stats {
	struct store *store;
	struct arena *arena;
	struct found *found;		/* by id, rising */
	size_t count, room, muted;
	int64_t from_hour, until_hour;	/* that are counted */
	int64_t first, last;		/* of what was found, ms */
	int64_t newest_hour;		/* that has a counter */
	int64_t (*hours)[LEVELS];	/* counters, the newest hour last */
	int64_t by_hour[24];		/* of the local day */
	struct group *groups[3];
};

/* ---- which alerts ---- */

static struct group *group_of(struct stats *stats, size_t kind, const char *first,
	const char *second)
{
	size_t before = first ? strlen(first) : 0, after = second ? strlen(second) : 0;
	char *key = arena_alloc(stats->arena, before + after + 2);
	struct group *group;

	if (first)
		memcpy(key, first, before);
	key[before] = '\n';
	if (second)
		memcpy(key + before + 1, second, after);
	HASH_FIND_STR(stats->groups[kind], key, group);
	if (group)
		return group;
	group = arena_alloc(stats->arena, sizeof *group);
	*group = (struct group){ .key = key, .first = first, .second = second };
	HASH_ADD_KEYPTR(hh, stats->groups[kind], key, strlen(key), group);
	return group;
}

static void add_found(struct stats *stats, sqlite3_stmt *row)
{
	struct arena *arena = stats->arena;
	struct found *found;

	if (stats->count == stats->room) {
		found = arena_alloc(arena, (stats->room * 2 + 64) * sizeof *found);
		if (stats->count)
			memcpy(found, stats->found, stats->count * sizeof *found);
		stats->room = stats->room * 2 + 64;
		stats->found = found;
	}
	found = &stats->found[stats->count++];
	found->id = sqlite3_column_int64(row, 0);
	found->level = LEVEL_YELLOW;
	level_from_name((const char *)sqlite3_column_text(row, 1), &found->level);
	found->groups[0] = group_of(stats, 0, db_text(row, 2, arena), db_text(row, 3, arena));
	found->groups[1] = group_of(stats, 1, db_text(row, 4, arena), NULL);
	found->groups[2] = group_of(stats, 2, db_text(row, 5, arena), db_text(row, 6, arena));
	if (sqlite3_column_int64(row, 7) < stats->first)
		stats->first = sqlite3_column_int64(row, 7);
	if (sqlite3_column_int64(row, 8) > stats->last)
		stats->last = sqlite3_column_int64(row, 8);
}

/* Muted ones come along, to be counted. */
static int find(struct stats *stats, const struct store_filter *filter)
{
	static const char select[] =
		"SELECT id, level, source_type, exe, (SELECT plugin FROM verdict WHERE "
		"verdict.alert = alert.id AND rank = 0), target_type, tclass, first_seen, last_seen, "
		"muted_by <> 0 AND EXISTS (SELECT 1 FROM mute WHERE mute.id = muted_by AND "
		"(mute.until IS NULL OR "
		"mute.until > strftime('%s', 'now') * 1000)) FROM alert";
	struct store_filter wanted = *filter;
	sqlite3_stmt *row;
	int r;

	wanted.muted = 1;
	wanted.until = 0;
	wanted.began = filter->until;
	r = filter_prepare(stats->store, select, &wanted, "ORDER BY id", &row);
	if (r < 0)
		return r;
	while ((r = db_step(stats->store, row)) > 0) {
		bool muted = sqlite3_column_int(row, 9);

		stats->muted += muted;
		if (!muted || filter->muted == 1)
			add_found(stats, row);
	}
	sqlite3_finalize(row);
	return r;
}

/* ---- how many, and when ---- */

static void count(struct stats *stats, struct found *found, int64_t hour, int64_t number)
{
	int64_t age = stats->newest_hour - hour;

	found->denials += number;
	if (age >= 0 && age < HOURS_MAX)
		stats->hours[HOURS_MAX - 1 - age][found->level] += number;
}

/* Few alerts: the rows of one after the other. */
static int count_each(struct stats *stats)
{
	static const char sql[] =
		"SELECT hour, count FROM tally WHERE alert = ?1 AND hour BETWEEN ?2 AND ?3";
	int r = 0;

	for (size_t i = 0; i < stats->count && r == 0; i++) {
		struct found *found = &stats->found[i];
		sqlite3_stmt *row;

		r = db_query(stats->store, sql, &row, "iii", found->id, stats->from_hour,
			stats->until_hour);
		while (r == 0 && (r = db_step(stats->store, row)) > 0) {
			count(stats, found, sqlite3_column_int64(row, 0),
				sqlite3_column_int64(row, 1));
			r = 0;
		}
	}
	return r;
}

/* Many: all rows, by alert, of which those that were not found are passed over. */
static int count_all(struct stats *stats)
{
	static const char sql[] = "SELECT alert, hour, count FROM tally ORDER BY alert";
	struct found *found = stats->found, *end = found + stats->count;
	sqlite3_stmt *row;
	int r = db_query(stats->store, sql, &row, "");

	while (r == 0 && (r = db_step(stats->store, row)) > 0) {
		int64_t alert = sqlite3_column_int64(row, 0), hour = sqlite3_column_int64(row, 1);

		while (found < end && found->id < alert)
			found++;
		if (found < end && found->id == alert && hour >= stats->from_hour &&
			hour <= stats->until_hour)
			count(stats, found, hour, sqlite3_column_int64(row, 2));
		r = 0;
	}
	return r;
}

static int count_found(struct stats *stats)
{
	int64_t alerts;
	int r = db_number(stats->store, "SELECT count(*) FROM alert", 0, &alerts);

	if (r < 0)
		return r;
	return (int64_t)stats->count >= alerts / 4 ? count_all(stats) : count_each(stats);
}

/* ---- local days ---- */

static int64_t sum(const int64_t levels[LEVELS])
{
	return levels[LEVEL_GREEN] + levels[LEVEL_YELLOW] + levels[LEVEL_RED];
}

static void put_levels(json_t *json, const int64_t levels[LEVELS])
{
	for (int level = LEVEL_RED; level >= LEVEL_GREEN; level--)
		json_object_set_new(
			json, level_name((enum level)level), json_integer(levels[level]));
}

static void put_day(json_t *days, const char *day, const int64_t levels[LEVELS])
{
	json_t *json = json_object();

	json_object_set_new(json, "day", json_string(day));
	put_levels(json, levels);
	json_array_append_new(days, json);
}

/* Days from the first that has any on; the hours of the day come along. */
static json_t *days_of(struct stats *stats)
{
	int64_t levels[LEVELS] = { 0 };
	char day[32] = "", before[32] = "";
	json_t *days = json_array();
	bool begun = false;

	for (int64_t i = 0; stats->count && i < HOURS_MAX; i++) {
		time_t at = (time_t)(stats->newest_hour - (HOURS_MAX - 1 - i)) * 3600;
		struct tm tm;

		begun |= sum(stats->hours[i]) > 0;
		if (!begun || !localtime_r(&at, &tm))
			continue;
		strftime(day, sizeof day, "%Y-%m-%d", &tm);
		if (*before && strcmp(before, day) != 0) {
			put_day(days, before, levels);
			memset(levels, 0, sizeof levels);
		}
		memcpy(before, day, sizeof day);
		for (int level = 0; level < LEVELS; level++)
			levels[level] += stats->hours[i][level];
		stats->by_hour[tm.tm_hour] += sum(stats->hours[i]);
	}
	if (*before)
		put_day(days, before, levels);
	while (json_array_size(days) > DAYS_MAX)
		json_array_remove(days, 0);
	return days;
}

/* ---- groups ---- */

static int most_first(struct group *a, struct group *b)
{
	if (a->denials != b->denials)
		return a->denials < b->denials ? 1 : -1;
	return strcmp(a->key, b->key);
}

static json_t *top_of(struct stats *stats, size_t kind, const char *first, const char *second)
{
	json_t *top = json_array();
	struct group *group, *next;

	HASH_SORT(stats->groups[kind], most_first);
	HASH_ITER(hh, stats->groups[kind], group, next) {
		json_t *json;

		if (json_array_size(top) == TOP_MAX || (!group->denials && !group->alerts))
			break;
		if (!group->first && !group->second)
			continue;
		json = json_pack("{sI sI}", "alerts", (json_int_t)group->alerts, "denials",
			(json_int_t)group->denials);
		json_object_set_new(json, first, json_string(group->first ? group->first : ""));
		if (second)
			json_object_set_new(
				json, second, json_string(group->second ? group->second : ""));
		json_array_append_new(top, json);
	}
	HASH_CLEAR(hh, stats->groups[kind]);
	return top;
}

/* ---- all together ---- */

static void put_time(json_t *json, struct arena *arena, const char *name, int64_t ms)
{
	json_object_set_new(json, name, json_string(time_rfc3339(arena, ms)));
}

static json_t *add_up(struct stats *stats)
{
	int64_t levels[LEVELS] = { 0 };
	json_t *json = json_object(), *by_level = json_object(), *hours = json_array();

	for (size_t i = 0; i < stats->count; i++) {
		const struct found *found = &stats->found[i];

		levels[found->level] += found->denials;
		for (size_t kind = 0; kind < ARRAY_SIZE(stats->groups); kind++) {
			found->groups[kind]->alerts++;
			found->groups[kind]->denials += found->denials;
		}
	}
	if (stats->count) {
		put_time(json, stats->arena, "since", stats->first);
		put_time(json, stats->arena, "until", stats->last);
	}
	json_object_set_new(json, "alerts", json_integer((json_int_t)stats->count));
	json_object_set_new(json, "denials", json_integer(sum(levels)));
	json_object_set_new(json, "muted", json_integer((json_int_t)stats->muted));
	put_levels(by_level, levels);
	json_object_set_new(json, "levels", by_level);
	json_object_set_new(json, "days", days_of(stats));
	for (size_t i = 0; i < ARRAY_SIZE(stats->by_hour); i++)
		json_array_append_new(hours, json_integer(stats->by_hour[i]));
	json_object_set_new(json, "hours", hours);
	json_object_set_new(json, "sources", top_of(stats, 0, "source", "exe"));
	json_object_set_new(json, "plugins", top_of(stats, 1, "plugin", NULL));
	json_object_set_new(json, "targets", top_of(stats, 2, "target", "class"));
	return json;
}

int store_stats(struct store *store, const struct store_filter *filter, json_t **ret)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct stats stats = {
		.store = store,
		.arena = arena,
		.from_hour = filter->since ? filter->since / MS_PER_HOUR : INT64_MIN,
		.until_hour = filter->until ? filter->until / MS_PER_HOUR : INT64_MAX,
		.first = INT64_MAX,
		.last = INT64_MIN,
		.hours = arena_alloc(arena, (size_t)HOURS_MAX * sizeof *stats.hours),
	};
	int r = db_run(store, "BEGIN", "");

	if (r < 0)
		return r;
	r = find(&stats, filter);
	stats.newest_hour = stats.last / MS_PER_HOUR;
	if (stats.newest_hour > stats.until_hour)
		stats.newest_hour = stats.until_hour;
	if (r == 0)
		r = count_found(&stats);
	r = db_end(store, r);
	if (r == 0)
		*ret = add_up(&stats);
	return r;
}
