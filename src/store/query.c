/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alerts come back from their rows. What a row says is not trusted further than it makes sense.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define SELECT_ALERTS                                                                            \
	"SELECT id, uuid, signature, pending, level, count, first_seen, last_seen, host, reason, " \
	"reason_detail, facts, auid_mixed, fold FROM alert"

#define UUID_PREFIX_MIN 4
#define UUID_LENGTH 36

static void read_facts(sqlite3_stmt *row, int column, struct arena *arena, struct denial *ret)
{
	_cleanup_json_ json_t *facts = db_json(row, column);
	_cleanup_json_ json_t *nothing = json_object();

	if (denial_from_json(facts, arena, ret) == 0)
		return;
	denial_from_json(nothing, arena, ret);
	ret->damage = "the stored facts are damaged";
}

static void read_alert(sqlite3_stmt *row, struct arena *arena, struct alert *ret)
{
	struct alert alert = {
		.id = sqlite3_column_int64(row, 0),
		.uuid = db_text(row, 1, arena),
		.signature = db_text(row, 2, arena),
		.pending = sqlite3_column_int(row, 3),
		.level = LEVEL_YELLOW,
		.count = sqlite3_column_int64(row, 5),
		.first_seen = sqlite3_column_int64(row, 6),
		.last_seen = sqlite3_column_int64(row, 7),
		.host = db_text(row, 8, arena),
		.reason = db_text(row, 9, arena),
		.reason_detail = db_text(row, 10, arena),
		.auid_mixed = sqlite3_column_int(row, 12),
	};

	level_from_name(db_text(row, 4, arena), &alert.level);
	fold_from_name(db_text(row, 13, arena), &alert.fold);
	read_facts(row, 11, arena, &alert.denial);
	*ret = alert;
}

/* Verdicts whose texts are not there, or that make no sense, are left out. */
static int read_verdicts(struct store *store, struct arena *arena, struct alert *alert)
{
	static const char sql[] =
		"SELECT words, texts FROM verdict JOIN plugin_texts USING (plugin) "
		"WHERE alert = ?1 ORDER BY rank";
	struct verdicts *verdicts = &alert->verdicts;
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "i", alert->id);

	if (r < 0)
		return r;
	verdicts->items = arena_alloc(arena, VERDICTS_MAX * sizeof *verdicts->items);
	verdicts->count = 0;
	while ((r = db_step(store, row)) > 0) {
		_cleanup_json_ json_t *words = db_json(row, 0);
		_cleanup_json_ json_t *texts = db_json(row, 1);
		struct verdict verdict;

		if (verdicts->count == VERDICTS_MAX)
			continue;
		if (verdict_from_json(words, texts, arena, &verdict) == 0)
			verdicts->items[verdicts->count++] = verdict;
	}
	return r;
}

/* One arena serves all the alerts of a list, one after the other. */
static int take_rows(struct store *store, sqlite3_stmt *row, store_alert_fn take, void *userdata)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert;
	int r;

	while ((r = db_step(store, row)) > 0) {
		read_alert(row, arena, &alert);
		r = read_verdicts(store, arena, &alert);
		if (r == 0)
			r = take(&alert, userdata);
		if (r < 0)
			return r;
		arena_reset(arena);
	}
	return r;
}

int store_list(struct store *store, const struct store_filter *filter, store_alert_fn take,
	void *userdata)
{
	char order[80];
	sqlite3_stmt *rows;
	size_t limit = filter->limit < INT64_MAX ? filter->limit : 0;
	int r;

	snprintf(order, sizeof order, "ORDER BY last_seen DESC, id DESC LIMIT %lld",
		limit ? (long long)limit : -1LL);
	r = filter_prepare(store, SELECT_ALERTS, filter, order, &rows);
	if (r < 0)
		return r;
	r = take_rows(store, rows, take, userdata);
	sqlite3_finalize(rows);
	return r;
}

/* The alert's id; 0 when there is none. */
static int find_by_number(struct store *store, const char *text, int64_t *ret)
{
	static const char sql[] = "SELECT id FROM alert WHERE id = ?1";
	sqlite3_stmt *row;
	char *end;
	int64_t number;
	int r;

	*ret = 0;
	errno = 0;
	number = strtoll(text, &end, 10);
	if (errno || *end || !isdigit((unsigned char)*text))
		return 0;
	r = db_query(store, sql, &row, "i", number);
	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r;
	*ret = sqlite3_column_int64(row, 0);
	sqlite3_reset(row);
	return 0;
}

/* Lower case, as they are kept; false when it cannot be the beginning of a UUID. */
static bool uuid_prefix(const char *text, char prefix[UUID_LENGTH + 1])
{
	size_t length = strlen(text);

	if (length < UUID_PREFIX_MIN || length > UUID_LENGTH)
		return false;
	for (size_t i = 0; i <= length; i++)
		prefix[i] = tolower((unsigned char)text[i]);
	return strspn(prefix, "0123456789abcdef-") == length;
}

static int find_by_uuid(struct store *store, const char *text, int64_t *ret)
{
	/* 'g' follows all that a UUID is made of. */
	static const char sql[] =
		"SELECT id FROM alert WHERE uuid >= ?1 AND uuid < ?1 || 'g' LIMIT 2";
	char prefix[UUID_LENGTH + 1];
	sqlite3_stmt *row;
	int r;

	if (!uuid_prefix(text, prefix))
		return 0;
	r = db_query(store, sql, &row, "t", prefix);
	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r;
	*ret = sqlite3_column_int64(row, 0);
	r = db_step(store, row);
	sqlite3_reset(row);
	return r > 0 ? -ENOTUNIQ : r;
}

static int find(struct store *store, const char *text, int64_t *ret)
{
	int r = find_by_number(store, text, ret);

	if (r == 0 && *ret == 0)
		r = find_by_uuid(store, text, ret);
	if (r == -ENOTUNIQ)
		return db_refuse(store, r, "several alerts begin with %s; give more of it", text);
	if (r == 0 && *ret == 0)
		return db_refuse(store, -ENOENT, "there is no alert %s", text);
	return r;
}

static const char *const *split_lines(char *text, struct arena *arena)
{
	struct strings lines = { 0 };

	for (char *line; (line = strsep(&text, "\n"));)
		if (*line)
			strings_add(&lines, arena, line);
	return lines.items ? lines.items : arena_alloc(arena, sizeof *lines.items);
}

static int read_records(struct store *store, struct arena *arena, struct alert *alert)
{
	static const char sql[] =
		"SELECT records FROM alert JOIN occurrence "
		"ON place = id * 128 + facts_slot WHERE id = ?1";
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "i", alert->id);

	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r;
	alert->denial.records = split_lines(db_text(row, 0, arena), arena);
	sqlite3_reset(row);
	return 0;
}

static int read_in_full(struct store *store, int64_t id, struct arena *arena, struct alert *ret)
{
	sqlite3_stmt *row;
	int r = db_query(store, SELECT_ALERTS " WHERE id = ?1", &row, "i", id);

	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r < 0 ? r : db_refuse(store, -ENOENT, "the alert has just gone");
	read_alert(row, arena, ret);
	r = read_verdicts(store, arena, ret);
	if (r == 0)
		r = read_records(store, arena, ret);
	sqlite3_reset(row);
	return r;
}

/* In one transaction, so that all parts are of one moment. */
int store_get(struct store *store, const char *id, struct arena *arena, struct alert *ret)
{
	struct alert alert;
	int64_t number = 0;
	int r = db_run(store, "BEGIN", "");

	if (r < 0)
		return r;
	r = find(store, id, &number);
	if (r == 0)
		r = read_in_full(store, number, arena, &alert);
	r = db_end(store, r);
	if (r == 0)
		*ret = alert;
	return r;
}

int store_totals(struct store *store, struct store_totals *ret)
{
	static const char sql[] = "SELECT count(*), coalesce(sum(pending), 0), "
				  "coalesce(sum(count), 0) FROM alert";
	int64_t pages, page_bytes;
	sqlite3_stmt *row;
	int r = db_number(store, "PRAGMA page_count", 0, &pages);

	if (r == 0)
		r = db_number(store, "PRAGMA page_size", 0, &page_bytes);
	if (r == 0)
		r = db_query(store, sql, &row, "");
	if (r == 0)
		r = db_step(store, row);
	if (r < 0)
		return r;
	*ret = (struct store_totals){
		.alerts = sqlite3_column_int64(row, 0),
		.pending = sqlite3_column_int64(row, 1),
		.denials = sqlite3_column_int64(row, 2),
		.bytes = pages * page_bytes,
	};
	sqlite3_reset(row);
	return 0;
}
