/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of alerts: begun with the facts of their first denial, counted up, and begun anew when
 * another denial is to speak.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "internal.h"

#define UUID_SIZE 37
/* So often the facts become those of another denial at once; from then on once an hour. */
#define RENEWALS_MAX 16

static int64_t number_or_none(sqlite3_stmt *row, int column)
{
	if (sqlite3_column_type(row, column) == SQLITE_NULL)
		return -1;
	return sqlite3_column_int64(row, column);
}

int alert_find(struct store *store, const char *signature, struct known *ret)
{
	static const char sql[] = "SELECT id, last_seen, count, pending, level, outcome, auid, "
				  "facts_ms, renewals, facts_slot, muted_by, coalesce(fixed_since, 0) "
				  "FROM alert WHERE signature = ?1";
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "t", signature);

	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r;
	*ret = (struct known){
		.id = sqlite3_column_int64(row, 0),
		.last_seen = sqlite3_column_int64(row, 1),
		.count = sqlite3_column_int64(row, 2),
		.pending = sqlite3_column_int(row, 3),
		.level = LEVEL_YELLOW,
		.auid = number_or_none(row, 6),
		.facts_ms = sqlite3_column_int64(row, 7),
		.renewals = sqlite3_column_int64(row, 8),
		.facts_slot = sqlite3_column_int(row, 9),
		.muted_by = sqlite3_column_int64(row, 10),
		.fixed_since = sqlite3_column_int64(row, 11),
	};
	level_from_name((const char *)sqlite3_column_text(row, 4), &ret->level);
	outcome_from_name((const char *)sqlite3_column_text(row, 5), &ret->outcome);
	sqlite3_reset(row);
	return 1;
}

/* A random UUID, version 4. */
static int make_uuid(char uuid[UUID_SIZE])
{
	unsigned char b[16];

	if (getrandom(b, sizeof b, 0) != sizeof b)
		return -EIO;
	b[6] = (b[6] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
	snprintf(uuid, UUID_SIZE,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
		b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
		b[15]);
	return 0;
}

static const char *column(struct arena *arena, const char *text)
{
	return text ? text_to_utf8(arena, text, NULL) : NULL;
}

static const char *join(struct arena *arena, const char *const *list)
{
	const char *text = "";

	for (; list && *list; list++)
		text = arena_printf(arena, "%s%s%s", text, *text ? " " : "", *list);
	return column(arena, text);
}

/* The columns that are of one denial, in the order of the statements below. */
#define FACTS_TYPES "tttnttiitt"
#define FACTS_VALUES(arena, denial, facts)                                                       \
	outcome_name((denial)->outcome), column(arena, (denial)->path),                          \
		column(arena, (denial)->exe), (denial)->auid, column(arena, (denial)->id.node), \
		facts, (int64_t)((denial)->outcome == OUTCOME_PERMITTED), (denial)->id.ms,        \
		column(arena, (denial)->unit), column(arena, (denial)->container)

/* Words and mutes of an alert that begins, or that another denial speaks for. */
static int facts_written(struct store *store, struct arena *arena, const struct entry *entry,
	int64_t id, const json_t *facts)
{
	int r = words_write(store, arena, id, entry->facts, facts);

	return r < 0 ? r : mutes_apply(store, id);
}

int alert_add(struct store *store, struct arena *arena, const struct entry *entry,
	const struct news *news, int64_t kept, struct known *known)
{
	static const char sql[] =
		"INSERT INTO alert (outcome, path, exe, auid, host, facts, permissive, facts_ms, "
		"unit, container, announced, added, "
		"uuid, signature, manager, source_type, target_type, tclass, permissions, fold, "
		"fold_place, fold_program, count, first_seen, last_seen, auid_mixed, kept, facts_slot, "
		"level) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
		"?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, "
		"'yellow')";
	const struct denial *denial = entry->facts;
	_cleanup_json_ json_t *json = denial_to_json(denial);
	_cleanup_free_ char *facts = json_dumps(json, JSON_COMPACT);
	char uuid[UUID_SIZE];
	int r = make_uuid(uuid);

	if (r < 0)
		return db_refuse(store, r, "the system gives no random numbers");
	r = db_run(store, sql, FACTS_TYPES "iittttttttiiiiiiii", FACTS_VALUES(arena, denial, facts),
		(int64_t)store->importing, time_now(), uuid, entry->signature, column(arena, denial->manager),
		column(arena, denial->source.type), column(arena, denial->target.type),
		column(arena, denial->tclass), join(arena, denial->permissions),
		fold_name(entry->fold), (int64_t)entry->groups.place,
		(int64_t)entry->groups.program, news->count, news->first_seen, news->last_seen,
		(int64_t)entry->auid_mixed, kept, (int64_t)known->facts_slot);
	known->id = sqlite3_last_insert_rowid(store->db);
	known->pending = true;
	known->level = LEVEL_YELLOW;
	return r < 0 ? r : facts_written(store, arena, entry, known->id, json);
}

int alert_renew(struct store *store, struct arena *arena, const struct entry *entry,
	const struct known *known)
{
	static const char sql[] =
		"UPDATE alert SET outcome = ?1, path = ?2, exe = ?3, auid = ?4, host = ?5, "
		"facts = ?6, permissive = ?7, facts_ms = ?8, unit = ?9, container = ?10, "
		"pending = 1, crashes = 0, stale = 0, reason = NULL, reason_detail = NULL, "
		"fixed_since = NULL, fixed_because = NULL, renewals = renewals + 1 "
		"WHERE id = ?11";
	const struct denial *denial = entry->facts;
	_cleanup_json_ json_t *json = denial_to_json(denial);
	_cleanup_free_ char *facts = json_dumps(json, JSON_COMPACT);
	int r = db_run(store, sql, FACTS_TYPES "i", FACTS_VALUES(arena, denial, facts), known->id);

	if (r < 0)
		return r;
	/* What was said of another denial is not said of this one. */
	r = db_run(store, "DELETE FROM verdict WHERE alert = ?1", "i", known->id);
	if (r == 0)
		r = words_drop(store, known->id);
	return r < 0 ? r : facts_written(store, arena, entry, known->id, json);
}

/* One that was let through and now is stopped, or the other way round, is to be explained anew. A
 * program that goes to and fro may not keep the worker busy. */
bool alert_renews(const struct known *known, enum outcome outcome, int64_t ms)
{
	return outcome != known->outcome && ms >= known->last_seen &&
		(known->renewals < RENEWALS_MAX || ms - known->facts_ms >= MS_PER_HOUR);
}

static bool is_other_login(int64_t a, int64_t b)
{
	return a != b && (a >= 0 || b >= 0);
}

int alert_count(struct store *store, const struct entry *entry, const struct known *known,
	const struct news *news, int64_t kept)
{
	static const char sql[] =
		"UPDATE alert SET count = count + ?1, first_seen = min(first_seen, ?2), "
		"last_seen = max(last_seen, ?3), auid_mixed = max(auid_mixed, ?4), kept = ?5, "
		"facts_slot = ?6 WHERE id = ?7";
	int64_t mixed = entry->auid_mixed || is_other_login(known->auid, entry->auid);

	return db_run(store, sql, "iiiiiii", news->count, news->first_seen, news->last_seen, mixed,
		kept, (int64_t)known->facts_slot, known->id);
}
