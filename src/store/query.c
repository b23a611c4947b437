/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alerts come back from their rows. What a row says is not trusted further than it makes sense.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define MATCHING                                                                                 \
	"SELECT " ALERT_COLUMNS " FROM (SELECT id AS wanted FROM alert"
static void read_facts(sqlite3_stmt *row, int column, struct arena *arena, struct alert *alert)
{
	struct denial *ret = &alert->denial;
	_cleanup_json_ json_t *facts = db_json(row, column);
	_cleanup_json_ json_t *nothing = json_object();

	alert_package_from_json(facts, arena, alert);
	if (denial_from_json(facts, arena, ret) == 0)
		return;
	denial_from_json(nothing, arena, ret);
	ret->damage = "the stored facts are damaged";
}

static void read_row(sqlite3_stmt *row, struct arena *arena, struct alert *ret)
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
		.fixed_since = sqlite3_column_int64(row, 15),
		.fixed_because = alert_because_text(arena, db_text(row, 16, arena)),
	};

	level_from_name(db_text(row, 4, arena), &alert.level);
	fold_from_name(db_text(row, 13, arena), &alert.fold);
	read_facts(row, 11, arena, &alert);
	*ret = alert;
}

/* ---- verdicts ---- */

void texts_free(struct texts *texts)
{
	struct plugin_texts *one, *next;

	HASH_ITER(hh, texts->by_plugin, one, next) {
		HASH_DEL(texts->by_plugin, one);
		json_decref(one->json);
		free(one->plugin);
		free(one);
	}
}

/* NULL when there are none, or they make no sense: those are kept too. */
static int texts_of(struct store *store, struct texts *texts, const char *plugin,
	const json_t **ret)
{
	static const char sql[] = "SELECT texts FROM plugin_texts WHERE plugin = ?1";
	struct plugin_texts *found;
	sqlite3_stmt *row;
	int r;

	HASH_FIND_STR(texts->by_plugin, plugin, found);
	if (!found) {
		r = db_query(store, sql, &row, "t", plugin);
		if (r == 0)
			r = db_step(store, row);
		if (r < 0)
			return r;
		found = calloc(1, sizeof *found);
		if (!found || !(found->plugin = strdup(plugin)))
			abort();
		found->json = r > 0 ? db_json(row, 0) : NULL;
		sqlite3_reset(row);
		HASH_ADD_KEYPTR(hh, texts->by_plugin, found->plugin, strlen(found->plugin), found);
	}
	*ret = found->json;
	return 0;
}

static int add_verdict(struct store *store, sqlite3_stmt *row, struct texts *texts,
	struct arena *arena, struct verdicts *verdicts)
{
	_cleanup_json_ json_t *words = db_json(row, 1);
	const json_t *joined = NULL;
	struct verdict verdict;
	int r = texts_of(store, texts, db_text(row, 0, arena), &joined);

	if (r < 0 || !joined || verdicts->count == VERDICTS_MAX)
		return r;
	if (verdict_from_json(words, joined, arena, &verdict) == 0)
		verdicts->items[verdicts->count++] = verdict;
	return 0;
}

/* Verdicts whose texts are not there, or that make no sense, are left out. */
static int read_verdicts(struct store *store, struct texts *texts, struct arena *arena,
	struct alert *alert)
{
	static const char sql[] =
		"SELECT plugin, words FROM verdict WHERE alert = ?1 ORDER BY rank";
	struct verdicts *verdicts = &alert->verdicts;
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "i", alert->id), added = 0;

	if (r < 0)
		return r;
	verdicts->items = arena_alloc(arena, VERDICTS_MAX * sizeof *verdicts->items);
	verdicts->count = 0;
	while (added == 0 && (r = db_step(store, row)) > 0)
		added = add_verdict(store, row, texts, arena, verdicts);
	sqlite3_reset(row);
	return added < 0 ? added : r;
}

int alert_read(struct store *store, sqlite3_stmt *row, struct texts *texts, struct arena *arena,
	struct alert *ret)
{
	int r;

	read_row(row, arena, ret);
	r = texts ? read_verdicts(store, texts, arena, ret) : 0;
	if (r == 0)
		r = mute_read(store, sqlite3_column_int64(row, 14), arena, &ret->mute);
	return r;
}

/* ---- lists ---- */

/* One arena serves all the alerts of a list, one after the other. */
static int take_rows(struct store *store, sqlite3_stmt *row, struct texts *texts,
	store_alert_fn take, void *userdata)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert;
	int r;

	while ((r = db_step(store, row)) > 0) {
		r = alert_read(store, row, texts, arena, &alert);
		if (r == 0)
			r = take(&alert, userdata);
		if (r < 0)
			return r;
		arena_reset(arena);
	}
	return r;
}

/* Which ones is asked first, by what is small in them; only these are read whole. CROSS JOIN keeps
 * their order. */
int store_list(struct store *store, const struct store_filter *filter, store_alert_fn take,
	void *userdata)
{
	char order[128];
	struct texts texts = { 0 };
	sqlite3_stmt *rows;
	size_t limit = filter->limit < INT64_MAX ? filter->limit : 0;
	int r;

	snprintf(order, sizeof order,
		"ORDER BY last_seen DESC, id DESC LIMIT %lld) CROSS JOIN alert ON alert.id = wanted",
		limit ? (long long)limit : -1LL);
	r = filter_prepare(store, MATCHING, filter, order, &rows);
	if (r < 0)
		return r;
	r = take_rows(store, rows, filter->no_verdicts ? NULL : &texts, take, userdata);
	sqlite3_finalize(rows);
	texts_free(&texts);
	return r;
}

int store_totals(struct store *store, struct store_totals *ret)
{
	static const char sql[] = "SELECT count(*), coalesce(sum(pending), 0), "
				  "coalesce(sum(count), 0), coalesce(min(first_seen), 0) FROM alert";
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
		.oldest = sqlite3_column_int64(row, 3),
	};
	sqlite3_reset(row);
	return 0;
}
