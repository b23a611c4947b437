/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The outbox: a database of avocet-mail's own, for it may not see that of the daemon. What a recipient was
 * told, and the mail that tells it, are written in one transaction.
 */
#include "outbox-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION 1
#define BUSY_MS 10000

/* recipient.floor: up to that alert all was mailed before there was an outbox; last_id never goes below it.
 * message.key says what the mail tells, so that nothing is told twice. A mail that is done with loses its
 * content and stays for a while, to be counted. */
static const char schema[] =
	"CREATE TABLE recipient (name TEXT PRIMARY KEY, last_id INTEGER NOT NULL, last_uuid TEXT NOT NULL, "
	"since INTEGER NOT NULL, checked INTEGER NOT NULL, digest INTEGER NOT NULL, refused TEXT, "
	"refused_at INTEGER, floor INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;"
	"CREATE TABLE message (id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, key TEXT NOT NULL, "
	"address TEXT NOT NULL, sender TEXT NOT NULL, what TEXT NOT NULL, message_id TEXT NOT NULL, "
	"created INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, "
	"state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'refused', 'given up')), "
	"answer TEXT, ended INTEGER, content TEXT, UNIQUE (recipient, key)) STRICT;"
	"CREATE INDEX message_waiting ON message (id) WHERE state = 'waiting';"
	"CREATE INDEX message_created ON message (recipient, created);"
	"CREATE TABLE told (recipient TEXT NOT NULL, uuid TEXT NOT NULL, id INTEGER NOT NULL, "
	"level INTEGER NOT NULL, fixed INTEGER NOT NULL, mail TEXT, message INTEGER, "
	"PRIMARY KEY (recipient, uuid)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX told_message ON told (message);"
	"PRAGMA user_version = 1;";

/* ---- statements ---- */

int outbox_fail(struct outbox *outbox)
{
	int code = sqlite3_errcode(outbox->db);

	log_error(_("%s: %s"), outbox->path, sqlite3_errmsg(outbox->db));
	switch (code & 0xff) {
	case SQLITE_FULL: return -ENOSPC;
	case SQLITE_CONSTRAINT: return -EEXIST;
	case SQLITE_BUSY: return -EBUSY;
	default: return -EIO;
	}
}

static int bind(sqlite3_stmt *statement, const char *types, va_list arguments)
{
	int code = SQLITE_OK;

	for (int i = 1; *types && code == SQLITE_OK; types++, i++) {
		if (*types == 'i')
			code = sqlite3_bind_int64(statement, i, va_arg(arguments, int64_t));
		else
			code = sqlite3_bind_text(statement, i, va_arg(arguments, const char *), -1,
				SQLITE_TRANSIENT);
	}
	return code;
}

static int prepare(struct outbox *outbox, sqlite3_stmt **ret, const char *sql, const char *types,
	va_list arguments)
{
	if (sqlite3_prepare_v2(outbox->db, sql, -1, ret, NULL) != SQLITE_OK
		|| bind(*ret, types, arguments) != SQLITE_OK)
		return outbox_fail(outbox);
	return 0;
}

int outbox_prepare(struct outbox *outbox, sqlite3_stmt **ret, const char *sql, const char *types, ...)
{
	va_list arguments;
	int error;

	va_start(arguments, types);
	error = prepare(outbox, ret, sql, types, arguments);
	va_end(arguments);
	return error;
}

int outbox_step(struct outbox *outbox, sqlite3_stmt *statement)
{
	switch (sqlite3_step(statement)) {
	case SQLITE_ROW: return 1;
	case SQLITE_DONE: return 0;
	default: return outbox_fail(outbox);
	}
}

int outbox_do(struct outbox *outbox, const char *sql, const char *types, ...)
{
	sqlite3_stmt *statement = NULL;
	va_list arguments;
	int error;

	va_start(arguments, types);
	error = prepare(outbox, &statement, sql, types, arguments);
	va_end(arguments);
	if (error >= 0)
		error = outbox_step(outbox, statement);
	sqlite3_finalize(statement);
	return error;
}

const char *outbox_text(sqlite3_stmt *row, int column, struct arena *arena)
{
	return arena_strdup(arena, (const char *)sqlite3_column_text(row, column));
}

int outbox_begin(struct outbox *outbox)
{
	return outbox_do(outbox, "BEGIN IMMEDIATE", "");
}

int outbox_commit(struct outbox *outbox)
{
	int error = outbox_do(outbox, "COMMIT", "");

	if (error < 0)
		outbox_rollback(outbox);
	return error;
}

void outbox_rollback(struct outbox *outbox)
{
	if (!sqlite3_get_autocommit(outbox->db))
		sqlite3_exec(outbox->db, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- opening ---- */

static int lock(struct outbox *outbox, const char *folder)
{
	const char *path = arena_printf(outbox->arena, "%s/outbox.lock", folder);

	outbox->lock = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (outbox->lock < 0) {
		int error = -errno;

		log_error(_("%s: cannot be written: %s"), path, strerror(-error));
		return error;
	}
	if (flock(outbox->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	log_error(_("%s: another avocet-mail is at work"), path);
	return -EBUSY;
}

static int version_of(struct outbox *outbox, int64_t *ret)
{
	sqlite3_stmt *row = NULL;
	int error = outbox_prepare(outbox, &row, "PRAGMA user_version", "");

	if (error >= 0)
		error = outbox_step(outbox, row);
	if (error > 0)
		*ret = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return error;
}

/* A crash, of the machine too, must not forget that a mail was sent: synchronous is FULL, and a journal that
 * is deleted leaves one file, which is on disk when COMMIT returns. */
static int set_up(struct outbox *outbox)
{
	int64_t version = 0;
	int error;

	sqlite3_busy_timeout(outbox->db, BUSY_MS);
	if (sqlite3_exec(outbox->db, "PRAGMA synchronous = EXTRA; PRAGMA trusted_schema = OFF", NULL, NULL, NULL))
		return outbox_fail(outbox);
	error = version_of(outbox, &version);
	if (error >= 0 && version > VERSION) {
		log_error(_("%s: it was made by a newer avocet-mail"), outbox->path);
		return -EINVAL;
	}
	if (error < 0 || version == VERSION)
		return error < 0 ? error : 0;
	if (sqlite3_exec(outbox->db, arena_printf(outbox->arena, "BEGIN IMMEDIATE;%sCOMMIT", schema), NULL, NULL,
		    NULL))
		return outbox_fail(outbox);
	return 0;
}

/* What is only played is noted nowhere: in a copy in memory. */
static int open_copy(struct outbox *outbox)
{
	sqlite3 *file = NULL;
	sqlite3_backup *backup;
	int code = sqlite3_open_v2(":memory:", &outbox->db, SQLITE_OPEN_READWRITE, NULL);

	if (code == SQLITE_OK && access(outbox->path, F_OK) == 0) {
		code = sqlite3_open_v2(outbox->path, &file, SQLITE_OPEN_READONLY, NULL);
		backup = code == SQLITE_OK ? sqlite3_backup_init(outbox->db, "main", file, "main") : NULL;
		if (backup) {
			sqlite3_backup_step(backup, -1);
			code = sqlite3_backup_finish(backup);
		}
		sqlite3_close(file);
	}
	return code;
}

static int open_database(struct outbox *outbox, bool play)
{
	int code = play ? open_copy(outbox)
			: sqlite3_open_v2(outbox->path, &outbox->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
				  NULL);

	if (code == SQLITE_OK)
		return set_up(outbox);
	log_error(_("%s: cannot be opened: %s"), outbox->path, sqlite3_errstr(code));
	return -EIO;
}

int outbox_open(const char *folder, bool play, struct outbox **ret)
{
	struct arena *arena = arena_new();
	struct outbox *outbox = arena_alloc(arena, sizeof *outbox);
	mode_t mask = umask(0077); /* mails are nobody else's business */
	int error;

	*outbox = (struct outbox){ .arena = arena, .lock = -1,
		.path = arena_printf(arena, "%s/outbox.db", folder) };
	error = play ? 0 : lock(outbox, folder);
	if (error >= 0)
		error = open_database(outbox, play);
	if (error >= 0)
		error = import_state(outbox, arena_printf(arena, "%s/state", folder), play);
	umask(mask);
	if (error < 0) {
		outbox_close(outbox);
		return error;
	}
	*ret = outbox;
	return 0;
}

void outbox_close(struct outbox *outbox)
{
	if (!outbox)
		return;
	sqlite3_close(outbox->db);
	if (outbox->lock >= 0)
		close(outbox->lock);
	arena_free(outbox->arena);
}
