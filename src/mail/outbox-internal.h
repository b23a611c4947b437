/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the outbox: statements. */
#ifndef AVOCET_OUTBOX_INTERNAL_H
#define AVOCET_OUTBOX_INTERNAL_H

#include <sqlite3.h>

#include "mail.h"

struct outbox {
	sqlite3 *db;
	const char *path;	/* for messages */
	struct arena *arena;
	int lock;		/* a descriptor, or -1 */
};

/* Logs what the database says, and returns a negative errno. */
int outbox_fail(struct outbox *outbox);
/* Prepares a statement and binds what follows: types has i (int64_t) or s (const char *, NULL is NULL) for
 * each. Negative errno (logged) on error. */
int outbox_prepare(struct outbox *outbox, sqlite3_stmt **ret, const char *sql, const char *types, ...);
/* 1: there is a row, 0: there is none; negative errno (logged) on error. */
int outbox_step(struct outbox *outbox, sqlite3_stmt *statement);
/* The whole of a statement that yields no rows. */
int outbox_do(struct outbox *outbox, const char *sql, const char *types, ...);
const char *outbox_text(sqlite3_stmt *row, int column, struct arena *arena);

#endif
