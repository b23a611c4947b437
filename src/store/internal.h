/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of store/ only: the open batch, and SQLite with errors as the rest of Avocet has them.
 */
#ifndef AVOCET_STORE_INTERNAL_H
#define AVOCET_STORE_INTERNAL_H

#include <sqlite3.h>
#include <uthash.h>

#include "store.h"

/* ---- batch.c: what was heard since the last commit ---- */

struct heard {
	struct heard *next;
	const char *node;		/* "" for this host */
	int64_t ms;
	uint64_t serial;
	unsigned ordinal;
	bool stored;			/* found in the database while committing */
};
struct kept {
	struct heard *event;
	char *records;
	size_t length, room;
};
/* All events of one signature. */
struct entry {
	char signature[SIGNATURE_SIZE];
	struct denial newest;		/* its strings are in text, but for the permissions */
	char *text;
	size_t text_room;
	struct heard *events;		/* the latest to come first */
	struct kept *kept;		/* the newest of them, in no order */
	size_t n_kept, kept_room;
	bool auid_mixed;		/* its denials are of several logins */
	bool refused;			/* too big for SQLite */
	UT_hash_handle hh;
};
struct batch {
	struct arena *arena;
	struct entry *entries;
	size_t count;
	struct heard last;
};
void batch_reset(struct batch *batch);

/* ---- database.c: SQLite ---- */

#define STATEMENTS_MAX 48

struct store {
	sqlite3 *db;
	char *path;
	struct statement {
		const char *sql;	/* a constant: compared by its address */
		sqlite3_stmt *prepared;
	} statements[STATEMENTS_MAX];
	size_t n_statements;
	struct batch batch;
	int64_t raw_id, raw_renewals;	/* which facts store_raw() has given out */
	bool suspect;			/* to be looked through for damage */
	char error[512];
};

/* Keeps the sentence "PATH: …" for store_error() and returns error. */
int db_refuse(struct store *store, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same for what SQLite has just said. */
int db_failed(struct store *store, int code);

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
