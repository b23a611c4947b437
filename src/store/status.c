/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the memory is, as JSON: for Status() and for a file that is asked without the daemon. */
#include "internal.h"

#define CHANGES_TOLD 5

static int add_totals(json_t *status, struct store *store)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct store_totals totals;
	int r = store_totals(store, &totals);

	if (r < 0)
		return r;
	json_object_set_new(status, "alerts", json_integer(totals.alerts));
	json_object_set_new(status, "pending", json_integer(totals.pending));
	json_object_set_new(status, "denials", json_integer(totals.denials));
	json_object_set_new(status, "bytes", json_integer(totals.bytes));
	if (totals.oldest > 0)
		json_object_set_new(
			status, "oldest", json_string(time_rfc3339(arena, totals.oldest)));
	return 0;
}

int store_sums(struct store *store, struct store_sums *ret)
{
	static const char sql[] = "SELECT level, outcome, count(*), sum(count) FROM alert GROUP BY 1, 2";
	struct store_sums sums = { 0 };
	enum outcome outcome;
	enum level level;
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "");

	if (r < 0)
		return r;
	while ((r = db_step(store, row)) > 0) {
		if (level_from_name((const char *)sqlite3_column_text(row, 0), &level) < 0 ||
			outcome_from_name((const char *)sqlite3_column_text(row, 1), &outcome) < 0)
			continue;
		sums.alerts[level] += sqlite3_column_int64(row, 2);
		sums.denials[level][outcome] += sqlite3_column_int64(row, 3);
	}
	sqlite3_reset(row);
	if (r == 0)
		*ret = sums;
	return r;
}

static json_t *changes(struct store *store)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy_change *newest;
	json_t *list = json_array();
	size_t count;

	if (store_policy_changes(store, 0, CHANGES_TOLD, arena, &newest, &count) < 0)
		return list;
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, change_to_json(&newest[i]));
	return list;
}

static void add_folding(json_t *status, struct store *store)
{
	int64_t folded;
	bool folding = store_folding(store, &folded);

	json_object_set_new(status, "folding", json_boolean(folding));
	json_object_set_new(status, "folded", json_integer(folded));
}

static json_t *quarantined(struct store *store)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *const *names;
	json_t *list = json_array();

	if (store_quarantined(store, arena, &names) < 0)
		return list;
	for (; *names; names++)
		json_array_append_new(list, json_string(*names));
	return list;
}

int store_status(struct store *store, json_t *status)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	int r = add_totals(status, store);

	json_object_set_new(
		status, "database", json_string(text_to_utf8(arena, store->path, NULL)));
	add_folding(status, store);
	json_object_set_new(status, "quarantined", quarantined(store));
	json_object_set_new(status, "changes", changes(store));
	return r;
}
