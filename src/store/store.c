/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The batch goes to disk: each alert is written once however many denials it got, and the
 * checkpoint goes with it in the same transaction.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "internal.h"

#define MS_PER_HOUR (60 * 60 * 1000)
#define UUID_SIZE 37
/* So often the facts become those of another denial at once; from then on once an hour. */
#define RENEWALS_MAX 16

/* What the database knows of an alert before the batch is added to it. */
struct known {
	int64_t id, last_seen, count, kept;
	bool pending;
	enum level level;
	enum outcome outcome;
	int64_t auid, facts_ms, renewals;
};

/* What the batch adds to an alert. */
struct news {
	int64_t count, first_seen, last_seen;
};

static int find_alert(struct store *store, const char *signature, struct known *ret)
{
	static const char sql[] = "SELECT id, last_seen, count, kept, pending, level, outcome, "
				  "auid, facts_ms, renewals FROM alert WHERE signature = ?1";
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "t", signature);

	if (r < 0)
		return r;
	r = db_step(store, row);
	if (r <= 0)
		return r;
	*ret = (struct known){
		.id = sqlite3_column_int64(row, 0),
		.last_seen = sqlite3_column_int64(row, 1),
		.count = sqlite3_column_int64(row, 2),
		.kept = sqlite3_column_int64(row, 3),
		.pending = sqlite3_column_int(row, 4),
		.level = LEVEL_YELLOW,
		.auid = sqlite3_column_type(row, 7) == SQLITE_NULL ? -1
								   : sqlite3_column_int64(row, 7),
		.facts_ms = sqlite3_column_int64(row, 8),
		.renewals = sqlite3_column_int64(row, 9),
	};
	level_from_name((const char *)sqlite3_column_text(row, 5), &ret->level);
	outcome_from_name((const char *)sqlite3_column_text(row, 6), &ret->outcome);
	sqlite3_reset(row);
	return 1;
}

/* Later events than the last one seen cannot be stored yet: those are not looked for. */
static int mark_stored(struct store *store, const struct known *known, struct heard *event)
{
	static const char sql[] = "SELECT 1 FROM occurrence "
				  "WHERE alert = ?1 AND ms = ?2 AND serial = ?3 "
				  "AND ordinal = ?4 AND node = ?5";
	sqlite3_stmt *row;
	int r;

	event->stored = false;
	if (known->id == 0 || event->ms > known->last_seen)
		return 0;
	r = db_query(store, sql, &row, "iiiit", known->id, event->ms, (int64_t)event->serial,
		(int64_t)event->ordinal, event->node);
	if (r < 0)
		return r;
	r = db_step(store, row);
	sqlite3_reset(row);
	event->stored = r > 0;
	return r < 0 ? r : 0;
}

static int count_news(struct store *store, const struct known *known, struct entry *entry,
	struct news *ret)
{
	struct news news = { 0, INT64_MAX, INT64_MIN };

	for (struct heard *event = entry->events; event; event = event->next) {
		int r = mark_stored(store, known, event);
		if (r < 0)
			return r;
		if (event->stored)
			continue;
		news.count++;
		news.first_seen = event->ms < news.first_seen ? event->ms : news.first_seen;
		news.last_seen = event->ms > news.last_seen ? event->ms : news.last_seen;
	}
	*ret = news;
	return 0;
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
#define FACTS_TYPES "tttnttiiiit"
#define FACTS_VALUES(arena, denial, facts)                                                       \
	outcome_name((denial)->outcome), column(arena, (denial)->path),                          \
		column(arena, (denial)->exe), (denial)->auid, column(arena, (denial)->id.node), \
		facts, (int64_t)((denial)->outcome == OUTCOME_PERMITTED), (denial)->id.ms,       \
		(int64_t)(denial)->id.serial, (int64_t)(denial)->ordinal,                        \
		(denial)->id.node ? (denial)->id.node : ""

static int add_alert(struct store *store, struct arena *arena, const struct entry *entry,
	const struct news *news, struct known *ret)
{
	static const char sql[] =
		"INSERT INTO alert (outcome, path, exe, auid, host, facts, permissive, facts_ms, "
		"facts_serial, facts_ordinal, facts_node, uuid, signature, manager, source_type, "
		"target_type, tclass, permissions, level, count, first_seen, last_seen, kept, "
		"auid_mixed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
		"?15, ?16, ?17, ?18, 'yellow', ?19, ?20, ?21, ?22, ?23)";
	const struct denial *denial = &entry->newest;
	_cleanup_json_ json_t *json = denial_to_json(denial);
	_cleanup_free_ char *facts = json_dumps(json, JSON_COMPACT);
	char uuid[UUID_SIZE];
	int r = make_uuid(uuid);

	if (r < 0)
		return db_refuse(store, r, "the system gives no random numbers");
	r = db_run(store, sql, FACTS_TYPES "tttttttiiiii", FACTS_VALUES(arena, denial, facts), uuid,
		entry->signature, column(arena, denial->manager),
		column(arena, denial->source.type), column(arena, denial->target.type),
		column(arena, denial->tclass), join(arena, denial->permissions), news->count,
		news->first_seen, news->last_seen, (int64_t)entry->n_kept,
		(int64_t)entry->auid_mixed);
	if (r < 0)
		return r;
	*ret = (struct known){
		.id = sqlite3_last_insert_rowid(store->db),
		.pending = true,
		.level = LEVEL_YELLOW,
	};
	return 0;
}

/* What was said of another denial is not said of this one: it waits to be explained. */
static int renew_alert(struct store *store, struct arena *arena, const struct entry *entry,
	const struct known *known)
{
	static const char sql[] =
		"UPDATE alert SET outcome = ?1, path = ?2, exe = ?3, auid = ?4, host = ?5, "
		"facts = ?6, permissive = ?7, facts_ms = ?8, facts_serial = ?9, "
		"facts_ordinal = ?10, facts_node = ?11, pending = 1, crashes = 0, reason = NULL, "
		"reason_detail = NULL, renewals = renewals + 1 WHERE id = ?12";
	const struct denial *denial = &entry->newest;
	_cleanup_json_ json_t *json = denial_to_json(denial);
	_cleanup_free_ char *facts = json_dumps(json, JSON_COMPACT);
	int r = db_run(store, sql, FACTS_TYPES "i", FACTS_VALUES(arena, denial, facts), known->id);

	if (r < 0)
		return r;
	return db_run(store, "DELETE FROM verdict WHERE alert = ?1", "i", known->id);
}

/* One that was let through and now is stopped, or the other way round, is to be explained anew. A
 * program that goes to and fro may not keep the worker busy. */
static bool is_to_be_renewed(const struct known *known, const struct denial *newest)
{
	return newest->outcome != known->outcome && newest->id.ms >= known->last_seen &&
		(known->renewals < RENEWALS_MAX || newest->id.ms - known->facts_ms >= MS_PER_HOUR);
}

static bool is_other_login(int64_t a, int64_t b)
{
	return a != b && (a >= 0 || b >= 0);
}

static int count_alert(struct store *store, const struct entry *entry, const struct known *known,
	const struct news *news, int64_t kept)
{
	static const char sql[] =
		"UPDATE alert SET count = count + ?1, kept = ?2, first_seen = min(first_seen, ?3), "
		"last_seen = max(last_seen, ?4), auid_mixed = max(auid_mixed, ?5) WHERE id = ?6";
	int64_t mixed = entry->auid_mixed || is_other_login(known->auid, entry->newest.auid);

	return db_run(store, sql, "iiiiii", news->count, kept, news->first_seen, news->last_seen,
		mixed, known->id);
}

static int add_occurrences(struct store *store, const struct entry *entry, int64_t id,
	int64_t *ret_added)
{
	static const char sql[] = "INSERT INTO occurrence (alert, ms, serial, ordinal, node, records) "
				  "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
	int64_t added = 0;

	for (size_t i = 0; i < entry->n_kept; i++) {
		const struct kept *kept = &entry->kept[i];
		const struct heard *event = kept->event;
		int r;

		if (event->stored)
			continue;
		r = db_run(store, sql, "iiiitb", id, event->ms, (int64_t)event->serial,
			(int64_t)event->ordinal, event->node, kept->records, kept->length);
		if (r < 0)
			return r;
		added++;
	}
	*ret_added = added;
	return 0;
}

/* The oldest go, but for that of the facts; their number is known, so that the others need not be
 * looked at. */
#define NOT_OF_FACTS                                                                             \
	"(ms, serial, ordinal, node) <> (SELECT facts_ms, facts_serial, facts_ordinal, "           \
	"facts_node FROM alert WHERE id = ?1)"
static int prune(struct store *store, int64_t id, int64_t *kept)
{
	static const char sql[] =
		"DELETE FROM occurrence WHERE alert = ?1 AND " NOT_OF_FACTS
		" AND (ms, serial, ordinal, node) <= (SELECT ms, serial, ordinal, node "
		"FROM occurrence WHERE alert = ?1 AND " NOT_OF_FACTS
		" ORDER BY ms, serial, ordinal, node LIMIT 1 OFFSET ?2)";
	int64_t surplus = *kept - STORE_OCCURRENCES_MAX;
	int r;

	if (surplus <= 0)
		return 0;
	r = db_run(store, sql, "ii", id, surplus - 1);
	if (r == 0)
		*kept -= sqlite3_changes64(store->db);
	return r;
}

static int add_to_tally(struct store *store, int64_t id, int64_t hour, int64_t count)
{
	static const char sql[] = "INSERT INTO tally (alert, hour, count) VALUES (?1, ?2, ?3) "
				  "ON CONFLICT DO UPDATE SET count = count + excluded.count";

	return count > 0 ? db_run(store, sql, "iii", id, hour, count) : 0;
}

/* Events of one hour mostly come one after the other. */
static int add_tally(struct store *store, const struct entry *entry, int64_t id)
{
	int64_t hour = 0, count = 0;
	int r;

	for (const struct heard *event = entry->events; event; event = event->next) {
		if (event->stored)
			continue;
		if (event->ms / MS_PER_HOUR != hour) {
			r = add_to_tally(store, id, hour, count);
			if (r < 0)
				return r;
			hour = event->ms / MS_PER_HOUR;
			count = 0;
		}
		count++;
	}
	return add_to_tally(store, id, hour, count);
}

static int count_again(struct store *store, struct arena *arena, const struct entry *entry,
	struct known *known, const struct news *news)
{
	int64_t kept;
	int r = add_occurrences(store, entry, known->id, &kept);

	if (r < 0)
		return r;
	kept += known->kept;
	if (is_to_be_renewed(known, &entry->newest)) {
		r = renew_alert(store, arena, entry, known);
		known->pending = true;
	}
	if (r == 0)
		r = prune(store, known->id, &kept);
	return r < 0 ? r : count_alert(store, entry, known, news, kept);
}

/* ret->count is what was added; 0 when all of it was stored before. */
static int write_entry(struct store *store, struct arena *arena, struct entry *entry,
	struct store_change *ret)
{
	struct known known = { 0 };
	struct news news;
	int64_t kept;
	int r = find_alert(store, entry->signature, &known);
	bool added = r == 0;

	if (r < 0)
		return r;
	r = count_news(store, &known, entry, &news);
	if (r < 0)
		return r;
	ret->id = 0;
	if (news.count == 0)
		return 0;
	if (added) {
		r = add_alert(store, arena, entry, &news, &known);
		if (r == 0)
			r = add_occurrences(store, entry, known.id, &kept);
	} else {
		r = count_again(store, arena, entry, &known, &news);
	}
	*ret = (struct store_change){ .id = known.id, .count = known.count + news.count,
		.added = added, .pending = known.pending, .level = known.level };
	return r < 0 ? r : add_tally(store, entry, known.id);
}

static int write_checkpoint(struct store *store, const struct heard *last)
{
	static const char sql[] =
		"INSERT INTO checkpoint (id, node, ms, serial) "
		"VALUES (1, ?1, ?2, ?3) ON CONFLICT DO UPDATE SET "
		"node = excluded.node, ms = excluded.ms, serial = excluded.serial";

	return db_run(store, sql, "tii", last->node, last->ms, (int64_t)last->serial);
}

static int write_batch(struct store *store, struct store_change *changes)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct batch *batch = &store->batch;
	int r = db_begin(store);

	for (struct entry *e = batch->entries; e && r == 0; e = e->hh.next, changes++) {
		changes->id = 0;
		if (e->refused)
			continue;
		r = write_entry(store, arena, e, changes);
		e->refused = r == -E2BIG;
		arena_reset(arena);
	}
	if (r == 0)
		r = write_checkpoint(store, &batch->last);
	return db_end(store, r);
}

int store_commit(struct store *store, store_change_fn changed, void *userdata)
{
	struct batch *batch = &store->batch;
	size_t count = HASH_COUNT(batch->entries);
	_cleanup_free_ struct store_change *changes = NULL;
	int r = -E2BIG;

	if (batch->count == 0)
		return 0;
	changes = calloc(count, sizeof *changes);
	if (!changes)
		return db_refuse(store, -ENOMEM, "there is not enough memory");
	/* What SQLite will never take must not hold up the others. */
	for (size_t tries = 0; tries <= count && r == -E2BIG; tries++)
		r = write_batch(store, changes);
	if (r < 0)
		return r;
	batch_reset(batch);
	for (size_t i = 0; changed && i < count; i++) {
		if (changes[i].id)
			changed(&changes[i], userdata);
	}
	return 0;
}

int store_checkpoint(struct store *store, struct arena *arena, struct event_id *ret)
{
	static const char sql[] = "SELECT node, ms, serial FROM checkpoint WHERE id = 1";
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "");

	if (r < 0)
		return r;
	r = db_step(store, row);
	if (r <= 0)
		return r < 0 ? r : db_refuse(store, -ENOENT, "no event was stored yet");
	ret->node = db_text(row, 0, arena);
	if (ret->node && !*ret->node)
		ret->node = NULL;
	ret->ms = sqlite3_column_int64(row, 1);
	ret->serial = (uint64_t)sqlite3_column_int64(row, 2);
	sqlite3_reset(row);
	return 0;
}
