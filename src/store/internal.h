/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of store/ only: the open batch, and SQLite with errors as the rest of Avocet has them.
 */
#ifndef AVOCET_STORE_INTERNAL_H
#define AVOCET_STORE_INTERNAL_H

#include <sqlite3.h>
#include <uthash.h>

#include "store.h"

#define MS_PER_HOUR (60 * 60 * 1000)

/* ---- alerts.c: the rows of alerts ---- */

/* What the database knows of an alert before the batch is added to it. */
struct known {
	int64_t id;			/* 0: nothing */
	int64_t last_seen, count;
	bool pending;
	enum level level;
	enum outcome outcome;
	int64_t auid, facts_ms, renewals;
	int facts_slot;			/* of the occurrence that has the facts' records */
	int64_t muted_by;
	int64_t fixed_since;		/* 0: it is not */
};
/* 1 when there is such an alert, else 0. */
int alert_find(struct store *store, const char *signature, struct known *ret);
/* Whether a denial of that outcome and time is to speak for the alert from now on. */
bool alert_renews(const struct known *known, enum outcome outcome, int64_t ms);
/* What the batch adds to an alert. */
struct news {
	int64_t count, first_seen, last_seen;
};
struct entry;
/* The alert begins with the entry's facts; known gets its id. */
int alert_add(struct store *store, struct arena *arena, const struct entry *entry,
	const struct news *news, int64_t kept, struct known *known);
/* The entry's facts become the alert's, which waits to be explained. */
int alert_renew(struct store *store, struct arena *arena, const struct entry *entry,
	const struct known *known);
int alert_count(struct store *store, const struct entry *entry, const struct known *known,
	const struct news *news, int64_t kept);

/* ---- words.c: what can be searched for ---- */

/* facts: as denial_to_json() made it. */
int words_write(struct store *store, struct arena *arena, int64_t id, const struct denial *denial,
	const json_t *facts);
int words_drop(struct store *store, int64_t id);

/* ---- delete.c ---- */

/* Inside of a transaction; after it alerts_deleted(). */
int alert_delete(struct store *store, int64_t id);
void alerts_deleted(struct store *store);

/* ---- get.c ---- */

/* The number of the alert that a text names, as for store_get(). */
int alert_search(struct store *store, const char *text, int64_t *ret);

/* ---- query.c: alerts from rows ---- */

#define ALERT_COLUMNS                                                                            \
	"id, uuid, signature, pending, level, count, first_seen, last_seen, host, reason, "       \
	"reason_detail, facts, auid_mixed, fold, muted_by, fixed_since, fixed_because"
/* The texts of plugins, read once for many alerts; begins as { 0 }. */
struct texts {
	struct plugin_texts {
		char *plugin;
		json_t *json;
		UT_hash_handle hh;
	} *by_plugin;
};
void texts_free(struct texts *texts);
/* The row's alert with its mute, and with its verdicts unless texts is NULL. */
int alert_read(struct store *store, sqlite3_stmt *row, struct texts *texts, struct arena *arena,
	struct alert *ret);

/* ---- again.c: explained anew ---- */

/* Before what is said of the alert is written over. */
int again_explained(struct store *store, const struct alert *alert);
/* An alert that was thought to be fixed. */
int again_denied(struct store *store, int64_t id);

/* ---- mutes.c ---- */

/* The alert begins, or is another than before: which mutes fit it. Inside of a transaction. */
int mutes_apply(struct store *store, int64_t id);
/* Whether that mute holds now; so many more denials are hidden by it. */
int mute_hides(struct store *store, int64_t mute, int64_t denials, bool *ret);
/* NULL when it does not hold now. */
int mute_read(struct store *store, int64_t id, struct arena *arena, const struct alert_mute **ret);

/* ---- batch.c: what was heard since the last commit ---- */

struct heard {
	struct heard *next;
	const char *node;		/* "" for this host */
	int64_t ms;
	uint64_t serial;
	unsigned ordinal;
	bool stored;			/* found in the database while committing */
	bool noted;			/* it was imported before */
	int8_t slot;			/* while committing: its place, or -1 */
	uint32_t length, room;
	char *records;			/* NULL: none are kept */
};
/* All events of one signature. */
struct entry {
	char signature[SIGNATURE_SIZE];
	struct known known;		/* when the first of them came */
	enum fold_level fold;
	struct fold_groups groups;
	struct heard *newest;
	enum outcome outcome;		/* the newest's */
	int64_t auid;
	bool may_speak;			/* then facts are the newest's */
	struct denial *facts;
	char *text;			/* where facts has its texts */
	size_t text_room;
	const char *unit, *container;	/* of the first that was looked at */
	bool looked;
	struct heard *events;		/* the latest to come first */
	struct heard **kept;		/* the newest of them, in the order they came … */
	size_t turn;			/* … from the oldest on, whose place is this */
	bool disordered;		/* no: in no order */
	size_t n_kept, kept_room;
	size_t n_records;		/* how many of these have records */
	bool auid_mixed;		/* its denials are of several logins */
	bool refused;			/* too big for SQLite */
	UT_hash_handle hh;
};
/* A change of the policy. */
struct batched_change {
	struct batched_change *next;
	struct policy_change change;
};
struct batch {
	struct arena *arena;
	struct entry *entries;
	struct batched_change *changes;	/* the latest to come first */
	size_t count, n_changes;
	struct heard last;
};
void batch_reset(struct batch *batch);

/* ---- facts.c: the denial that may speak ---- */

/* Keeps the facts of the entry's newest denial. */
void facts_keep(struct store *store, struct entry *entry, const struct denial *denial);

/* ---- records.c: the raw records of one denial ---- */

/* How much room records_copy() needs. */
size_t records_room(const struct denial *denial);
/* Returns how many bytes of the room it took. */
size_t records_copy(char *records, size_t room, const struct denial *denial);

/* ---- ring.c: which occurrences are kept ---- */

#define RINGS_MAX 256
struct ring {
	int64_t alert, count;
	int64_t kept;			/* slots in use */
	struct slot {
		int64_t ms;
		uint64_t serial;
		uint32_t ordinal, node;	/* node: a hash */
	} slots[STORE_OCCURRENCES_MAX];
};
/* That of an alert whose count is that much. Who changes it sets its count to the alert's. */
int ring_get(struct store *store, int64_t alert, int64_t count, struct ring **ret);
bool ring_has(const struct ring *ring, const struct heard *event);
/* Gives the event a slot, a free one or that of the oldest, but not the reserved one; -1 when it is
 * older than all. */
int ring_take(struct ring *ring, const struct heard *event, int reserved);
void rings_free(struct store *store);
static inline int64_t occurrence_place(int64_t alert, int slot)
{
	return alert * 128 + slot;
}

/* ---- fold.c: new signatures, when there are too many ---- */

/* Under what a denial of a signature that nobody knows goes: the entry of the batch and the alert
 * are to be looked up again. */
int fold_choose(struct store *store, const struct denial *denial, const char *own,
	char ret_signature[SIGNATURE_SIZE], enum fold_level *ret, struct fold_groups *ret_groups);
/* A new alert was begun. */
void fold_counted(struct store *store, enum fold_level fold, const struct fold_groups *groups);

/* ---- bookmark.c: where sources go on ---- */

struct mark {
	struct mark *next;
	char *source, *text;
	bool unsaid;			/* not written yet */
};
/* Inside of the batch's transaction. */
int marks_write(struct store *store);
int checkpoint_write(struct store *store, const struct heard *last);
/* The transaction has succeeded. */
void marks_written(struct store *store);
void marks_free(struct store *store);
/* Whether the source has said where it stands, since the store was opened. */
bool mark_is_set(const struct store *store, const char *source);

/* ---- imported.c: what was counted from imported logs ---- */

struct imported;
/* A transaction begins: nothing is known of earlier ones. */
void imported_begin(struct store *store);
void imported_free(struct store *store);
int imported_has(struct store *store, const struct heard *event, bool *ret);
int imported_add(struct store *store, const struct heard *event);
/* Before the transaction ends. */
int imported_write(struct store *store);
/* In place of a serial that nobody gave. */
uint64_t imported_serial(const struct denial *denial);

/* ---- covered.c: what the live line has counted ---- */

struct covered_node {
	UT_hash_handle hh;
	char node[];
};
struct coverage {
	struct arena *arena;
	struct bookmark bookmark;
	struct span_of_time {
		const char *node;
		int64_t since, until;
	} *times;
	size_t count;
};
/* Inside of the transaction of a live batch. */
int covered_write(struct store *store);
void covered_forget(struct store *store);
/* Inside of the transaction of an import. */
int coverage_begin(struct store *store);
void coverage_end(struct store *store);
bool coverage_has(const struct store *store, const struct heard *event);

/* ---- changes.c: the history of the policy ---- */

/* Inside of the batch's transaction. */
int changes_write(struct store *store, struct arena *arena);

/* ---- database.c: SQLite ---- */

#define STATEMENTS_MAX 96

struct store {
	sqlite3 *db;			/* NULL while it rests, see db_ready() */
	enum store_mode mode;
	char *path;
	struct statement {
		const char *sql;	/* a constant: compared by its address */
		sqlite3_stmt *prepared;
	} statements[STATEMENTS_MAX];
	size_t n_statements;
	struct batch batch;
	struct mark *marks;
	struct ring *rings[RINGS_MAX];
	struct folding *folding;	/* NULL: not counted yet */
	store_look_fn look;
	void *look_userdata;
	int64_t raw_id, raw_renewals;	/* which facts store_raw() has given out */
	struct imported *imported;	/* while committing */
	struct covered_node *covered;	/* nodes whose time goes on */
	bool gap_in_batch;		/* something is missing in the midst of the batch */
	struct coverage coverage;	/* while an import is committed */
	bool importing;
	int64_t data_version;		/* SQLite's, that changes when others write */
	uint64_t counted;		/* denials, by all commits */
	bool crowded;			/* it is so large that records are left out */
	bool suspect;			/* to be looked through for damage */
	char error[512];
};

/* Keeps the sentence "PATH: …" for store_error() and returns error. */
int db_refuse(struct store *store, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same for what SQLite has just said. */
int db_failed(struct store *store, int code);

/* Opens the database again after a rest. */
int db_ready(struct store *store);
/*
 * Statements are constants, and all values are bound: by types, i int64_t, n int64_t that is NULL
 * when negative, t text or NULL, b bytes and size_t. Bound memory must live until the last step.
 */
int db_query(struct store *store, const char *sql, sqlite3_stmt **ret, const char *types, ...);
/* 1: a row is there; 0: no more, and the statement is reset; or a negative errno. */
int db_step(struct store *store, sqlite3_stmt *statement);
/* Runs a statement to its end. */
int db_run(struct store *store, const char *sql, const char *types, ...);
/* The number that a query gives in its first row; fallback when there is no row. */
int db_number(struct store *store, const char *sql, int64_t fallback, int64_t *ret);
/* A copy of a text or blob column, NULL for NULL. */
char *db_text(sqlite3_stmt *statement, int column, struct arena *arena);
/* A column of JSON; NULL when it is none. Caller owns it. */
json_t *db_json(sqlite3_stmt *statement, int column);
void cleanup_json(json_t **json);
#define _cleanup_json_ __attribute__((cleanup(cleanup_json)))

int db_begin(struct store *store);
/* Commits when result is 0, else, or when that fails, takes everything back. */
int db_end(struct store *store, int result);

/* ---- schema.c: versions ---- */

extern const char *const store_migrations[]; /* made from db/ at build time */
/* Brings the database to this version when mode allows; -EPROTO when it is of another. */
int schema_open(struct store *store, enum store_mode mode);

/* ---- damage.c: databases that cannot be trusted ---- */

/* -EBADMSG when the file is no database, before SQLite sees it; an empty one is fine. */
int damage_check_file(struct store *store);
/* -EBADMSG when its parts do not fit together. */
int damage_check(struct store *store);
/* Damage was met: the next to open the database for writing looks through all of it. */
void damage_suspect(struct store *store);
/* Renames the file, and what SQLite keeps beside it, to PATH.damaged-DATE…. */
int damage_set_aside(const char *path, struct arena *arena, const char **ret_name,
	const char **ret_why);

/* ---- filter.c: what is asked for, as SQL ---- */

/* Adds the conditions to a SELECT and prepares it, values bound. */
int filter_prepare(struct store *store, const char *select, const struct store_filter *filter,
	const char *order, sqlite3_stmt **ret);

#endif
