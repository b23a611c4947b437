/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SQLite, for commands that open a database themselves. */
#include <sqlite3.h>
#include <stdarg.h>

#include "late.h"

LATE_LIBRARY("libsqlite3.so.0");

LATE(int, sqlite3_bind_blob64, (sqlite3_stmt *statement, int at, const void *bytes, sqlite3_uint64 length,
	void (*destroy)(void *)), (statement, at, bytes, length, destroy))
LATE(int, sqlite3_bind_int64, (sqlite3_stmt *statement, int at, sqlite3_int64 value), (statement, at, value))
LATE(int, sqlite3_bind_null, (sqlite3_stmt *statement, int at), (statement, at))
LATE(int, sqlite3_bind_text, (sqlite3_stmt *statement, int at, const char *text, int length,
	void (*destroy)(void *)), (statement, at, text, length, destroy))
LATE(int, sqlite3_busy_timeout, (sqlite3 *db, int ms), (db, ms))
LATE(sqlite3_int64, sqlite3_changes64, (sqlite3 *db), (db))
LATE(int, sqlite3_close, (sqlite3 *db), (db))
LATE(const void *, sqlite3_column_blob, (sqlite3_stmt *statement, int column), (statement, column))
LATE(int, sqlite3_column_bytes, (sqlite3_stmt *statement, int column), (statement, column))
LATE(int, sqlite3_column_int, (sqlite3_stmt *statement, int column), (statement, column))
LATE(sqlite3_int64, sqlite3_column_int64, (sqlite3_stmt *statement, int column), (statement, column))
LATE(const unsigned char *, sqlite3_column_text, (sqlite3_stmt *statement, int column), (statement, column))
LATE(int, sqlite3_column_type, (sqlite3_stmt *statement, int column), (statement, column))
LATE(int, sqlite3_db_readonly, (sqlite3 *db, const char *name), (db, name))
LATE(const char *, sqlite3_errmsg, (sqlite3 *db), (db))
LATE(int, sqlite3_exec, (sqlite3 *db, const char *sql, int (*take)(void *, int, char **, char **),
	void *userdata, char **ret_error), (db, sql, take, userdata, ret_error))
LATE(int, sqlite3_finalize, (sqlite3_stmt *statement), (statement))
LATE(int, sqlite3_get_autocommit, (sqlite3 *db), (db))
LATE(sqlite3_int64, sqlite3_last_insert_rowid, (sqlite3 *db), (db))
LATE(int, sqlite3_limit, (sqlite3 *db, int what, int value), (db, what, value))
LATE(int, sqlite3_open_v2, (const char *file, sqlite3 **ret, int flags, const char *vfs), (file, ret, flags, vfs))
LATE(int, sqlite3_prepare_v2, (sqlite3 *db, const char *sql, int length, sqlite3_stmt **ret, const char **ret_rest),
	(db, sql, length, ret, ret_rest))
LATE(int, sqlite3_prepare_v3, (sqlite3 *db, const char *sql, int length, unsigned flags, sqlite3_stmt **ret,
	const char **ret_rest), (db, sql, length, flags, ret, ret_rest))
LATE(int, sqlite3_reset, (sqlite3_stmt *statement), (statement))
LATE(int, sqlite3_step, (sqlite3_stmt *statement), (statement))
LATE(int, sqlite3_system_errno, (sqlite3 *db), (db))

/* ---- what takes other arguments for each option ---- */

/* Of these only SQLITE_CONFIG_PAGECACHE is set. */
int sqlite3_config(int option, ...)
{
	typeof(sqlite3_config) *function = (typeof(function))late_function(&library, "sqlite3_config");
	void *memory;
	int size, count;
	va_list arguments;

	if (option != SQLITE_CONFIG_PAGECACHE)
		return SQLITE_MISUSE;
	va_start(arguments, option);
	memory = va_arg(arguments, void *);
	size = va_arg(arguments, int);
	count = va_arg(arguments, int);
	va_end(arguments);
	return function(option, memory, size, count);
}

static int set_lookaside(sqlite3 *db, va_list arguments)
{
	typeof(sqlite3_db_config) *function = (typeof(function))late_function(&library, "sqlite3_db_config");
	void *memory = va_arg(arguments, void *);
	int size = va_arg(arguments, int);
	int count = va_arg(arguments, int);

	return function(db, SQLITE_DBCONFIG_LOOKASIDE, memory, size, count);
}

static int turn(sqlite3 *db, int option, va_list arguments)
{
	typeof(sqlite3_db_config) *function = (typeof(function))late_function(&library, "sqlite3_db_config");
	int wanted = va_arg(arguments, int);
	int *ret = va_arg(arguments, int *);

	return function(db, option, wanted, ret);
}

/* All others are turned on or off, but for the main database's name, which is never set. */
int sqlite3_db_config(sqlite3 *db, int option, ...)
{
	va_list arguments;
	int code;

	va_start(arguments, option);
	code = option == SQLITE_DBCONFIG_MAINDBNAME ? SQLITE_MISUSE
		: option == SQLITE_DBCONFIG_LOOKASIDE ? set_lookaside(db, arguments)
		: turn(db, option, arguments);
	va_end(arguments);
	return code;
}
