/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One alert by its name, with all that is remembered of it. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define UUID_PREFIX_MIN 4
#define UUID_LENGTH 36
/* The newest that are told. */
#define HOURS_TOLD 400
#define EARLIER_TOLD 20
#define CHANGES_TOLD 5

/* ---- names ---- */

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

int alert_search(struct store *store, const char *text, int64_t *ret)
{
	int r = find_by_number(store, text, ret);

	if (r == 0 && *ret == 0)
		r = find_by_uuid(store, text, ret);
	if (r == -ENOTUNIQ)
		return db_refuse(store, r, _("several alerts begin with %s; give more of it"), text);
	if (r == 0 && *ret == 0)
		return db_refuse(store, -ENOENT, _("there is no alert %s"), text);
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

/* ---- what is remembered ---- */

/* The newest come first from the database, and are told oldest first. */
static int read_hours(struct store *store, struct arena *arena, struct alert *alert)
{
	static const char sql[] = "SELECT hour, count FROM tally WHERE alert = ?1 "
				  "ORDER BY hour DESC LIMIT ?2";
	struct alert_hour *hours = arena_alloc(arena, HOURS_TOLD * sizeof *hours);
	size_t place = HOURS_TOLD;
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "ii", alert->id, (int64_t)HOURS_TOLD);

	if (r < 0)
		return r;
	while ((r = db_step(store, row)) > 0) {
		if (place > 0)
			hours[--place] = (struct alert_hour){
				sqlite3_column_int64(row, 0) * MS_PER_HOUR,
				sqlite3_column_int64(row, 1),
			};
	}
	alert->hours = hours + place;
	alert->n_hours = HOURS_TOLD - place;
	return r;
}

static int read_earlier(struct store *store, struct arena *arena, struct alert *alert)
{
	static const char sql[] = "SELECT until, reason, plugin, because FROM earlier "
				  "WHERE alert = ?1 ORDER BY until DESC LIMIT ?2";
	struct alert_earlier *earlier = arena_alloc(arena, EARLIER_TOLD * sizeof *earlier);
	size_t count = 0;
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "ii", alert->id, (int64_t)EARLIER_TOLD);

	if (r < 0)
		return r;
	while ((r = db_step(store, row)) > 0) {
		if (count < EARLIER_TOLD)
			earlier[count++] = (struct alert_earlier){
				.until = sqlite3_column_int64(row, 0),
				.reason = db_text(row, 1, arena),
				.plugin = db_text(row, 2, arena),
				.because = alert_because_text(arena, db_text(row, 3, arena)),
			};
	}
	alert->earlier = earlier;
	alert->n_earlier = count;
	return r;
}

static int read_changes(struct store *store, struct arena *arena, struct alert *alert)
{
	struct policy_change *changes;
	size_t count;
	int r = store_policy_changes(
		store, alert->first_seen, CHANGES_TOLD, arena, &changes, &count);

	if (r < 0)
		return r;
	alert->changes = changes;
	while (alert->n_changes < count &&
		changes[alert->n_changes].id.ms >= alert->first_seen - ALERT_LATELY)
		alert->n_changes++;
	return 0;
}

static int read_one(struct store *store, int64_t id, struct arena *arena, struct alert *ret)
{
	static const char sql[] = "SELECT " ALERT_COLUMNS " FROM alert WHERE id = ?1";
	struct texts texts = { 0 };
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "i", id);

	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r < 0 ? r : db_refuse(store, -ENOENT, _("there is no alert %lld"),
			(long long)id);
	r = alert_read(store, row, &texts, arena, ret);
	texts_free(&texts);
	sqlite3_reset(row);
	return r;
}

static int read_in_full(struct store *store, int64_t id, struct arena *arena, struct alert *ret)
{
	int r = read_one(store, id, arena, ret);

	if (r == 0)
		r = read_records(store, arena, ret);
	if (r == 0)
		r = read_hours(store, arena, ret);
	if (r == 0)
		r = read_earlier(store, arena, ret);
	return r < 0 ? r : read_changes(store, arena, ret);
}

/* In one transaction, so that all parts are of one moment. */
int store_get(struct store *store, const char *id, struct arena *arena, struct alert *ret)
{
	struct alert alert;
	int64_t number = 0;
	int r = db_run(store, "BEGIN", "");

	if (r < 0)
		return r;
	r = alert_search(store, id, &number);
	if (r == 0)
		r = read_in_full(store, number, arena, &alert);
	r = db_end(store, r);
	if (r == 0)
		*ret = alert;
	return r;
}

int store_peek(struct store *store, int64_t id, struct arena *arena, struct alert *ret)
{
	struct alert alert;
	int r = db_run(store, "BEGIN", "");

	if (r < 0)
		return r;
	r = db_end(store, read_one(store, id, arena, &alert));
	if (r == 0)
		*ret = alert;
	return r;
}
