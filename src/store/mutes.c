/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mutes: what is counted and not shown, for a while. Each alert has the number of the mute that
 * hides it longest, so that a list need not ask all filters of all alerts. Nobody wakes up for the end
 * of a mute: whoever looks compares with the clock, and there is none that lasts longer.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* Each new kind of denial is held against all of them. */
#define MUTES_MAX 500
#define REASON_MAX 1000

static const char *const no_condition[] = { "since", "all", "fixed", "id", "after", "before", "limit" };

/* ---- what is asked for ---- */

struct wanted {
	json_t *filter;			/* of a mute by filter */
	const char *id, *reason;
	int64_t until;			/* 0: for ever */
};

static int bad(const char **ret_why, const char *why)
{
	*ret_why = why;
	return -EINVAL;
}

static int check_filter(struct wanted *wanted, struct arena *arena, const char **ret_why)
{
	struct store_filter filter;

	if (wanted->id)
		return json_object_size(wanted->filter) == 0 ? 0
			: bad(ret_why, "a mute takes the id of an alert, or a filter, not both");
	for (size_t i = 0; i < ARRAY_SIZE(no_condition); i++)
		if (json_object_get(wanted->filter, no_condition[i]))
			return bad(ret_why, arena_printf(arena, "a mute cannot take \"%s\"",
				no_condition[i]));
	if (json_object_size(wanted->filter) == 0)
		return bad(ret_why, "a mute takes the id of an alert, or a filter");
	return filter_read(wanted->filter, arena, &filter, ret_why);
}

static int read_until(const json_t *json, int64_t *ret, const char **ret_why)
{
	const char *text = json_string_value(json);

	if (!json)
		return 0;
	if (!text || time_parse(text, time_now(), ret) < 0)
		return bad(ret_why, "\"until\" takes a time such as 2026-11-22T09:00:00Z");
	return *ret > time_now() ? 0 : bad(ret_why, _("the mute would end before it begins"));
}

static int read_text(const json_t *json, const char *why, const char **ret, const char **ret_why)
{
	if (!json)
		return 0;
	*ret = json_string_value(json);
	return *ret && json_string_length(json) <= REASON_MAX ? 0 : bad(ret_why, why);
}

static int read_wanted(const json_t *mute, struct wanted *wanted, struct arena *arena,
	const char **ret_why)
{
	int r = json_is_object(mute) ? 0 : bad(ret_why, "a mute is an object");

	if (r == 0)
		r = read_until(json_object_get(mute, "until"), &wanted->until, ret_why);
	if (r == 0)
		r = read_text(json_object_get(mute, "reason"),
			"\"reason\" takes a text, 1000 bytes at most", &wanted->reason, ret_why);
	if (r == 0)
		r = read_text(json_object_get(mute, "id"), "\"id\" takes a text", &wanted->id,
			ret_why);
	if (r < 0)
		return r;
	wanted->filter = json_copy((json_t *)mute);
	json_object_del(wanted->filter, "until");
	json_object_del(wanted->filter, "reason");
	json_object_del(wanted->filter, "id");
	return check_filter(wanted, arena, ret_why);
}

/* ---- which alerts it hides ---- */

/* Those that it fits and that no other hides longer; id 0: of all alerts. */
static int hide_fitting(struct store *store, int64_t mute,
	const struct store_filter *fits)
{
	static const char longer[] =
		"AND coalesce((SELECT coalesce(m.until, 9223372036854775807) FROM mute AS m "
		"WHERE m.id = alert.muted_by), 0) < coalesce((SELECT coalesce(n.until, "
		"9223372036854775807) FROM mute AS n WHERE n.id = %lld), 0)";
	char update[64], last[512];
	sqlite3_stmt *statement;
	int r;

	snprintf(update, sizeof update, "UPDATE alert SET muted_by = %lld", (long long)mute);
	snprintf(last, sizeof last, longer, (long long)mute);
	r = filter_prepare(store, update, fits, last, &statement);
	if (r < 0)
		return r;
	r = db_step(store, statement);
	sqlite3_finalize(statement);
	return r;
}

/* A filter of a later version of Avocet, or a damaged one, hides nothing. */
static int hide_by_filter(struct store *store, int64_t mute, const char *text, int64_t only)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	_cleanup_json_ json_t *json = json_loads(text, 0, NULL);
	struct store_filter filter;
	const char *why;

	if (!json_is_object(json) || filter_read(json, arena, &filter, &why) < 0)
		return 0;
	filter.id = only;
	filter.muted = 1;
	return hide_fitting(store, mute, &filter);
}

static int hide_by(struct store *store, int64_t mute, int64_t alert, const char *filter,
	int64_t only)
{
	const struct store_filter one = { .id = alert, .auid = -1, .muted = 1 };

	if (filter)
		return hide_by_filter(store, mute, filter, only);
	return only && only != alert ? 0 : hide_fitting(store, mute, &one);
}

/* All that hold now are held against one alert, or against those that are free (only 0). */
static int hide_by_all(struct store *store, int64_t only)
{
	static const char sql[] = "SELECT id, coalesce(alert, 0), filter FROM mute "
				  "WHERE until IS NULL OR until > ?1";
	_cleanup_arena_ struct arena *arena = arena_new();
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "i", time_now()), hidden = 0;

	if (r < 0)
		return r;
	while (hidden == 0 && (r = db_step(store, row)) > 0)
		hidden = hide_by(store, sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1),
			db_text(row, 2, arena), only);
	sqlite3_reset(row);
	return hidden < 0 ? hidden : r;
}

int mutes_apply(struct store *store, int64_t id)
{
	int64_t mutes;
	int r = db_number(store, "SELECT EXISTS (SELECT 1 FROM mute)", 0, &mutes);

	if (r < 0 || !mutes)
		return r;
	r = db_run(store, "UPDATE alert SET muted_by = 0 WHERE id = ?1", "i", id);
	return r < 0 ? r : hide_by_all(store, id);
}

int mute_hides(struct store *store, int64_t mute, int64_t denials, bool *ret)
{
	static const char sql[] = "UPDATE mute SET hidden = hidden + ?1 WHERE id = ?2 AND "
				  "(until IS NULL OR until > ?3)";
	int r = db_run(store, sql, "iii", denials, mute, time_now());

	*ret = r == 0 && sqlite3_changes64(store->db) > 0;
	return r;
}

/* ---- changing them ---- */

/* What has ended. Alerts may still have the number, which nobody gets again. */
static int drop_ended(struct store *store)
{
	return db_run(store, "DELETE FROM mute WHERE until <= ?1", "i", time_now());
}

static int check_room(struct store *store)
{
	int64_t count;
	int r = db_number(store, "SELECT count(*) FROM mute", 0, &count);

	if (r == 0 && count >= MUTES_MAX)
		r = db_refuse(store, -ENOSPC, _("there are %d mutes already; end some of them"),
			MUTES_MAX);
	return r;
}

static int insert(struct store *store, const struct wanted *wanted, const char *by)
{
	static const char sql[] = "INSERT INTO mute (alert, filter, until, reason, made_by, created) "
				  "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
	_cleanup_free_ char *filter =
		wanted->id ? NULL : json_dumps(wanted->filter, JSON_COMPACT | JSON_SORT_KEYS);
	int64_t alert = 0;
	int r = wanted->id ? alert_search(store, wanted->id, &alert) : 0;

	if (r == 0)
		r = drop_ended(store);
	if (r == 0)
		r = check_room(store);
	if (r == 0)
		r = db_run(store, sql, "ntntti", alert ? alert : -1, filter,
			wanted->until ? wanted->until : -1, wanted->reason, by, time_now());
	if (r < 0)
		return r;
	return hide_by(store, sqlite3_last_insert_rowid(store->db), alert, filter, 0);
}

int store_mute(struct store *store, const json_t *mute, const char *by, struct arena *arena,
	const char **ret_why)
{
	struct wanted wanted = { 0 };
	int r = read_wanted(mute, &wanted, arena, ret_why);

	if (r == 0) {
		r = db_begin(store);
		if (r == 0)
			r = db_end(store, insert(store, &wanted, by));
		*ret_why = store->error;
	}
	json_decref(wanted.filter);
	return r;
}

static int drop(struct store *store, int64_t id)
{
	int r = db_run(store, "DELETE FROM mute WHERE id = ?1", "i", id);

	if (r == 0 && sqlite3_changes64(store->db) == 0)
		r = db_refuse(store, -ENOENT, _("there is no mute %lld"), (long long)id);
	if (r == 0)
		r = drop_ended(store);
	/* Others may hide what this one did. */
	return r < 0 ? r : hide_by_all(store, 0);
}

int store_unmute(struct store *store, int64_t id)
{
	int r = db_begin(store);

	return r < 0 ? r : db_end(store, drop(store, id));
}

/* ---- telling of them ---- */

int mute_read(struct store *store, int64_t id, struct arena *arena, const struct alert_mute **ret)
{
	static const char sql[] = "SELECT until, created, hidden, reason, made_by FROM mute "
				  "WHERE id = ?1 AND (until IS NULL OR until > ?2)";
	struct alert_mute *mute;
	sqlite3_stmt *row;
	int r;

	*ret = NULL;
	if (!id)
		return 0;
	r = db_query(store, sql, &row, "ii", id, time_now());
	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r;
	mute = arena_alloc(arena, sizeof *mute);
	*mute = (struct alert_mute){
		.id = id,
		.until = sqlite3_column_int64(row, 0),
		.created = sqlite3_column_int64(row, 1),
		.hidden = sqlite3_column_int64(row, 2),
		.reason = db_text(row, 3, arena),
		.by = db_text(row, 4, arena),
	};
	sqlite3_reset(row);
	*ret = mute;
	return 0;
}

static json_t *row_to_json(sqlite3_stmt *row, struct arena *arena)
{
	const struct alert_mute mute = {
		.id = sqlite3_column_int64(row, 0),
		.until = sqlite3_column_int64(row, 3),
		.created = sqlite3_column_int64(row, 4),
		.hidden = sqlite3_column_int64(row, 5),
		.reason = db_text(row, 6, arena),
		.by = db_text(row, 7, arena),
	};
	json_t *json = mute_to_json(&mute), *filter = db_json(row, 2);

	if (sqlite3_column_type(row, 1) != SQLITE_NULL)
		json_object_set_new(json, "alert", json_integer(sqlite3_column_int64(row, 1)));
	if (filter)
		json_object_set_new(json, "filter", filter);
	return json;
}

int store_mutes(struct store *store, json_t **ret)
{
	static const char sql[] =
		"SELECT id, alert, filter, until, created, hidden, reason, made_by FROM mute "
		"WHERE until IS NULL OR until > ?1 ORDER BY id DESC";
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *array;
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "i", time_now());

	if (r < 0)
		return r;
	array = json_array();
	while ((r = db_step(store, row)) > 0)
		json_array_append_new(array, row_to_json(row, arena));
	if (r < 0)
		json_decref(array);
	else
		*ret = array;
	return r;
}
