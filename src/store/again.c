/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alerts that were explained before the policy changed: what they are explained with now may differ.
 * They keep what was said of them until they are explained anew, the newest first; what was said
 * then is noted, with what changed. Where the policy allows by now what it denied, the alert stays as
 * history and says since when.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* A change of the policy is no reason to explain a year's alerts: older ones are left as they are. */
#define STALE_MAX 2000
#define EARLIER_MAX 20
/* That are named as a reason. */
#define CODES_MAX 3

int store_reanalyse(struct store *store)
{
	static const char sql[] =
		"UPDATE alert SET stale = 1, crashes = 0 WHERE pending = 0 AND id IN "
		"(SELECT id FROM alert ORDER BY last_seen DESC LIMIT ?1)";

	return db_run(store, sql, "i", (int64_t)STALE_MAX);
}

int store_stale(struct store *store, int64_t *ret_id)
{
	static const char sql[] = "SELECT id FROM alert WHERE stale = 1 ORDER BY id DESC LIMIT 1";

	return db_number(store, sql, 0, ret_id);
}

/* ---- stamps: the files that alerts are explained with ---- */

static int read_stamp(struct store *store, const char *name, struct arena *arena, const char **ret)
{
	sqlite3_stmt *row;
	int r = db_query(store, "SELECT value FROM stamp WHERE name = ?1", &row, "t", name);

	*ret = NULL;
	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r;
	*ret = db_text(row, 0, arena);
	sqlite3_reset(row);
	return 0;
}

int store_stamp(struct store *store, const char *name, struct arena *arena, const char **ret)
{
	return read_stamp(store, name, arena, ret);
}

int store_set_stamp(struct store *store, const char *name, const char *value, bool *ret_differs)
{
	/* The first one differs from nothing. */
	static const char sql[] =
		"INSERT INTO stamp (name, value, changed) VALUES (?1, ?2, 0) ON CONFLICT DO UPDATE "
		"SET value = excluded.value, changed = ?3";
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *before;
	int r = read_stamp(store, name, arena, &before);

	*ret_differs = r == 0 && before && strcmp(before, value) != 0;
	if (r < 0 || text_equal(before, value))
		return r;
	return db_run(store, sql, "tti", name, value, time_now());
}

/* ---- what changed since an alert was explained ---- */

struct cause {
	char *codes;		/* see because.c; NULL: nothing */
	size_t count;
	int64_t newest;		/* ms */
};

static void add_code(struct cause *cause, struct arena *arena, const char *code, int64_t ms)
{
	if (!code || cause->count == CODES_MAX || (cause->codes && strstr(cause->codes, code)))
		return;
	cause->codes = cause->codes ? arena_printf(arena, "%s\n%s", cause->codes, code)
				    : arena_strdup(arena, code);
	cause->count++;
	if (ms > cause->newest)
		cause->newest = ms;
}

/* A boolean says more than that a policy was loaded, which often comes with it. */
static int add_changes(struct store *store, struct arena *arena, int64_t since, struct cause *cause)
{
	struct policy_change *changes;
	size_t count, whole = SIZE_MAX;
	int r = store_policy_changes(store, 0, 50, arena, &changes, &count);

	if (r < 0)
		return r;
	for (size_t i = 0; i < count && changes[i].id.ms >= since; i++) {
		if (changes[i].kind == CHANGE_POLICY)
			whole = whole < i ? whole : i;
		else
			add_code(cause, arena, alert_because_code(arena, &changes[i]),
				changes[i].id.ms);
	}
	if (whole < count && !cause->count)
		add_code(cause, arena, "policy", changes[whole].id.ms);
	return 0;
}

/* The names of stamps are the codes. */
static int add_stamps(struct store *store, struct arena *arena, int64_t since, struct cause *cause)
{
	static const char sql[] = "SELECT name, changed FROM stamp WHERE changed >= ?1 AND changed > 0 "
				  "AND NOT (name = 'policy' AND ?2) ORDER BY name";
	int64_t known = cause->count > 0;
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "ii", since, known);

	while (r == 0 && (r = db_step(store, row)) > 0) {
		add_code(cause, arena, db_text(row, 0, arena), sqlite3_column_int64(row, 1));
		r = 0;
	}
	return r;
}

static int find_cause(struct store *store, struct arena *arena, int64_t since, struct cause *ret)
{
	int r = add_changes(store, arena, since, ret);

	return r < 0 ? r : add_stamps(store, arena, since, ret);
}

/* ---- an alert is explained anew ---- */

struct before {
	bool stale;
	int64_t explained, last_seen, fixed_since;
	const char *outcome, *reason, *plugin;
};

static int read_before(struct store *store, int64_t id, struct arena *arena, struct before *ret)
{
	static const char sql[] =
		"SELECT stale AND NOT pending, explained, last_seen, coalesce(fixed_since, 0), outcome, "
		"reason, (SELECT plugin FROM verdict WHERE alert = id AND rank = 0) "
		"FROM alert WHERE id = ?1";
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "i", id);

	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	*ret = (struct before){
		.stale = sqlite3_column_int(row, 0),
		.explained = sqlite3_column_int64(row, 1),
		.last_seen = sqlite3_column_int64(row, 2),
		.fixed_since = sqlite3_column_int64(row, 3),
		.outcome = db_text(row, 4, arena),
		.reason = db_text(row, 5, arena),
		.plugin = db_text(row, 6, arena),
	};
	sqlite3_reset(row);
	return 0;
}

/* Of many the newest stay. */
static int note_earlier(struct store *store, int64_t id, const struct before *before,
	const struct cause *cause)
{
	static const char write[] =
		"INSERT INTO earlier (alert, until, reason, plugin, because) "
		"VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
	static const char drop[] =
		"DELETE FROM earlier WHERE alert = ?1 AND until <= (SELECT until FROM earlier "
		"WHERE alert = ?1 ORDER BY until DESC LIMIT 1 OFFSET ?2)";
	int64_t until = cause->newest ? cause->newest : time_now();
	int r = db_run(store, write, "iittt", id, until, before->reason, before->plugin,
		cause->codes);

	return r < 0 ? r : db_run(store, drop, "ii", id, (int64_t)EARLIER_MAX);
}

/* Allowed now, and denied for the last time before something changed. */
static int note_fixed(struct store *store, struct arena *arena, int64_t id, const char *reason,
	const struct before *before)
{
	static const char sql[] = "UPDATE alert SET fixed_since = ?1, fixed_because = ?2 WHERE id = ?3";
	bool allowed = text_equal(reason, "allowed") &&
		text_equal(before->outcome, outcome_name(OUTCOME_DENIED));
	struct cause cause = { 0 };
	int r;

	if (!allowed)
		return before->fixed_since ? db_run(store, sql, "nti", INT64_C(-1), NULL, id) : 0;
	if (before->fixed_since)
		return 0;
	r = find_cause(store, arena, before->last_seen + 1, &cause);
	if (r < 0 || !cause.count)
		return r;
	return db_run(store, sql, "nti", cause.newest, cause.codes, id);
}

static int note_change(struct store *store, const struct alert *alert, struct arena *arena,
	const struct before *before)
{
	const char *plugin = alert->verdicts.count ? alert->verdicts.items[0].plugin : NULL;
	struct cause cause = { 0 };
	int r;

	if (!before->stale ||
		(text_equal(plugin, before->plugin) && text_equal(alert->reason, before->reason)))
		return 0;
	r = find_cause(store, arena, before->explained ? before->explained : before->last_seen,
		&cause);
	return r < 0 ? r : note_earlier(store, alert->id, before, &cause);
}

int again_explained(struct store *store, const struct alert *alert)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct before before;
	int r = read_before(store, alert->id, arena, &before);

	if (r == -ENOENT)
		return 0; /* which is told by who writes it */
	if (r == 0)
		r = note_change(store, alert, arena, &before);
	return r < 0 ? r : note_fixed(store, arena, alert->id, alert->reason, &before);
}

/* Denied again: it is not what it was thought to be. */
int again_denied(struct store *store, int64_t id)
{
	static const char sql[] = "UPDATE alert SET fixed_since = NULL, fixed_because = NULL, stale = 1 "
				  "WHERE id = ?1";

	return db_run(store, sql, "i", id);
}
