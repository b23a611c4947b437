/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alerts on their way from heard to explained to announced: each stage asks here what waits for
 * it, also after a crash of any of them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* After so many crashes a plugin is quarantined, or an alert given up when no plugin is to blame. */
#define CRASHES_MAX 2
/* Blamed plugins go one by one, and the alert is tried again without them; but not for ever. */
#define PATIENCE_MAX 16

static int read_ids(struct store *store, const char *sql, struct arena *arena, int64_t **ret_ids,
	size_t *ret_count)
{
	int64_t *ids = NULL;
	size_t count = 0, room = 0;
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "");

	if (r < 0)
		return r;
	while ((r = db_step(store, row)) > 0) {
		if (count == room) {
			int64_t *more = arena_alloc(arena, (room * 2 + 16) * sizeof *more);
			if (count)
				memcpy(more, ids, count * sizeof *ids);
			room = room * 2 + 16;
			ids = more;
		}
		ids[count++] = sqlite3_column_int64(row, 0);
	}
	if (r < 0)
		return r;
	*ret_ids = ids;
	*ret_count = count;
	return 0;
}

int store_pending(struct store *store, struct arena *arena, int64_t **ret_ids, size_t *ret_count)
{
	static const char sql[] = "SELECT id FROM alert WHERE pending = 1 ORDER BY id";

	return read_ids(store, sql, arena, ret_ids, ret_count);
}

int store_unannounced(struct store *store, struct arena *arena, int64_t **ret_ids,
	size_t *ret_count)
{
	static const char sql[] =
		"SELECT id FROM alert WHERE announced = 0 AND pending = 0 ORDER BY id";

	return read_ids(store, sql, arena, ret_ids, ret_count);
}

/* The last statement must have found the alert. */
static int must_be_there(struct store *store, int64_t id)
{
	if (sqlite3_changes64(store->db) > 0)
		return 0;
	return db_refuse(store, -ENOENT, _("there is no alert %lld"), (long long)id);
}

int store_announced(struct store *store, int64_t id)
{
	static const char sql[] = "UPDATE alert SET announced = 1 WHERE id = ?1";
	int r = db_run(store, sql, "i", id);

	return r < 0 ? r : must_be_there(store, id);
}

int store_raw(struct store *store, int64_t id, struct arena *arena, const char **ret_records,
	const char **ret_signature)
{
	static const char sql[] =
		"SELECT records, signature, renewals FROM alert JOIN occurrence "
		"ON place = id * 128 + facts_slot WHERE id = ?1";
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "i", id);

	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r < 0 ? r : db_refuse(store, -ENOENT, "there are no records of alert %lld",
			(long long)id);
	*ret_records = db_text(row, 0, arena);
	*ret_signature = db_text(row, 1, arena);
	store->raw_id = id;
	store->raw_renewals = sqlite3_column_int64(row, 2);
	sqlite3_reset(row);
	return 0;
}

/* ---- explained ---- */

static int write_verdict(struct store *store, int64_t id, size_t rank,
	const struct verdict *verdict)
{
	static const char sql[] = "INSERT INTO verdict (alert, rank, plugin, words) "
				  "VALUES (?1, ?2, ?3, ?4)";
	_cleanup_json_ json_t *json = verdict_to_json(verdict);
	_cleanup_free_ char *words = json_dumps(json, JSON_COMPACT);

	return db_run(store, sql, "iitt", id, (int64_t)rank, verdict->plugin, words);
}

static int drop_verdicts(struct store *store, int64_t id)
{
	return db_run(store, "DELETE FROM verdict WHERE alert = ?1", "i", id);
}

/* Whether the facts have become those of another denial since store_raw(). */
static int is_late(struct store *store, int64_t id)
{
	static const char sql[] = "SELECT 1 FROM alert WHERE id = ?1 AND renewals <> ?2";
	sqlite3_stmt *row;
	int r;

	if (store->raw_id != id)
		return 0;
	r = db_query(store, sql, &row, "ii", id, store->raw_renewals);
	if (r < 0)
		return r;
	r = db_step(store, row);
	sqlite3_reset(row);
	return r;
}

/* It stands with the other facts about the program. */
static int write_package(struct store *store, const struct alert *alert)
{
	static const char sql[] = "UPDATE alert SET facts = json_patch(facts, ?1) "
				  "WHERE id = ?2 AND json_valid(facts)";
	_cleanup_json_ json_t *package = alert_package_to_json(alert);
	_cleanup_free_ char *text = json_dumps(package, JSON_COMPACT);

	return alert->package ? db_run(store, sql, "ti", text, alert->id) : 0;
}

static int write_explanation(struct store *store, const struct alert *alert)
{
	static const char sql[] = "UPDATE alert SET pending = 0, stale = 0, crashes = 0, "
				  "level = ?1, reason = ?2, reason_detail = ?3, "
				  "explained = ?5 WHERE id = ?4";
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *detail = alert->reason_detail;
	int r = is_late(store, alert->id);

	if (r != 0)
		return r < 0 ? r : 0;
	if (detail)
		detail = text_to_utf8(arena, detail, NULL);
	r = again_explained(store, alert);
	if (r == 0)
		r = db_run(store, sql, "tttii", level_name(alert->level), alert->reason, detail,
			alert->id, time_now());
	if (r == 0)
		r = must_be_there(store, alert->id);
	if (r == 0)
		r = write_package(store, alert);
	if (r == 0)
		r = drop_verdicts(store, alert->id);
	for (size_t i = 0; i < alert->verdicts.count && i < VERDICTS_MAX && r == 0; i++)
		r = write_verdict(store, alert->id, i, &alert->verdicts.items[i]);
	/* A filter of level or plugin may fit by now, or no more. */
	return r < 0 ? r : mutes_apply(store, alert->id);
}

int store_explained(struct store *store, const struct alert *alert)
{
	int r = db_begin(store);

	return r < 0 ? r : db_end(store, write_explanation(store, alert));
}

int store_plugin_texts(struct store *store, const char *plugin, json_t *texts)
{
	static const char find[] = "SELECT 1 FROM plugin_texts WHERE plugin = ?1 AND texts = ?2";
	static const char write[] =
		"INSERT INTO plugin_texts (plugin, texts) VALUES (?1, ?2) "
		"ON CONFLICT DO UPDATE SET texts = excluded.texts";
	_cleanup_free_ char *text = json_dumps(texts, JSON_COMPACT);
	sqlite3_stmt *row;
	int r;

	if (!text)
		return db_refuse(store, -EINVAL, "the texts of %s are no JSON", plugin);
	r = db_query(store, find, &row, "tt", plugin, text);
	if (r == 0)
		r = db_step(store, row);
	if (r < 0)
		return r;
	sqlite3_reset(row);
	return r > 0 ? 0 : db_run(store, write, "tt", plugin, text);
}

int store_plugin_texts_again(struct store *store, const char *plugin, json_t *texts)
{
	sqlite3_stmt *row;
	int r = db_query(store, "SELECT 1 FROM plugin_texts WHERE plugin = ?1", &row, "t", plugin);

	if (r == 0)
		r = db_step(store, row);
	if (r < 0)
		return r;
	sqlite3_reset(row);
	return r > 0 ? store_plugin_texts(store, plugin, texts) : 0;
}

/* ---- crashed ---- */

static int blame_plugin(struct store *store, const char *plugin)
{
	static const char sql[] =
		"INSERT INTO plugin_health (plugin, crashes) VALUES (?1, 1) "
		"ON CONFLICT DO UPDATE SET crashes = crashes + 1";

	return plugin ? db_run(store, sql, "t", plugin) : 0;
}

static int give_up(struct store *store, int64_t id, const char *plugin)
{
	static const char sql[] = "UPDATE alert SET pending = 0, level = 'yellow', reason = NULL, "
				  "reason_detail = ?1 WHERE id = ?2";
	static const char keep[] = "UPDATE alert SET stale = 0 WHERE id = ?1 AND stale = 1 AND "
				   "pending = 0";
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *detail = "The analysis crashed again and again on this denial: there is no advice.";
	int r = db_run(store, keep, "i", id);

	/* What was said of it before still holds, as far as anybody knows. */
	if (r < 0 || sqlite3_changes64(store->db) > 0)
		return r;
	r = drop_verdicts(store, id);
	if (plugin)
		detail = text_to_utf8(arena,
			arena_printf(arena, "%s The plugin %s was running.", detail, plugin), NULL);
	return r < 0 ? r : db_run(store, sql, "ti", detail, id);
}

static int write_crash(struct store *store, int64_t id, const char *plugin, bool *ret_given_up)
{
	static const char sql[] =
		"UPDATE alert SET crashes = crashes + 1 WHERE id = ?1 RETURNING crashes";
	sqlite3_stmt *row;
	int64_t crashes;
	int r = db_query(store, sql, &row, "i", id);

	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r < 0 ? r : db_refuse(store, -ENOENT, _("there is no alert %lld"),
			(long long)id);
	crashes = sqlite3_column_int64(row, 0);
	r = db_step(store, row);
	if (r == 0)
		r = blame_plugin(store, plugin);
	*ret_given_up = crashes >= (plugin ? PATIENCE_MAX : CRASHES_MAX);
	if (r == 0 && *ret_given_up)
		r = give_up(store, id, plugin);
	return r;
}

int store_crashed(struct store *store, int64_t id, const char *plugin, bool *ret_given_up)
{
	bool given_up = false;
	int r = db_begin(store);

	if (r < 0)
		return r;
	r = db_end(store, write_crash(store, id, plugin, &given_up));
	if (r == 0)
		*ret_given_up = given_up;
	return r;
}

int store_quarantined(struct store *store, struct arena *arena, const char *const **ret)
{
	static const char sql[] =
		"SELECT plugin FROM plugin_health WHERE crashes >= ?1 ORDER BY plugin";
	struct strings names = { 0 };
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "i", (int64_t)CRASHES_MAX);

	if (r < 0)
		return r;
	while ((r = db_step(store, row)) > 0)
		strings_add(&names, arena, db_text(row, 0, arena));
	if (r < 0)
		return r;
	*ret = names.items ? names.items : arena_alloc(arena, sizeof *names.items);
	return 0;
}
