/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SQLite as the rest of the store uses it: statements that are prepared once, values that are
 * always bound, and errors as errno with a sentence.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

static const struct failure {
	int code, error;
	const char *sentence;
} failures[] = {
	{ SQLITE_BUSY, EBUSY, N_("another process has kept it locked for too long; try again") },
	{ SQLITE_FULL, ENOSPC, N_("no room is left on the disk; make some") },
	{ SQLITE_CORRUPT, EBADMSG, N_("the database is damaged") },
	{ SQLITE_NOTADB, EBADMSG, N_("this is not a database") },
	{ SQLITE_READONLY, EROFS, N_("it may not be written; check who owns the file and its folder") },
	{ SQLITE_CANTOPEN, EACCES, N_("it cannot be opened; check who owns the file and its folder") },
	{ SQLITE_PERM, EACCES, N_("access is refused; check who owns the file and its folder") },
	{ SQLITE_IOERR, EIO, N_("reading or writing it failed; check the disk") },
	{ SQLITE_NOMEM, ENOMEM, N_("there is not enough memory") },
	{ SQLITE_TOOBIG, E2BIG, N_("a value is too large to be stored") },
};

int db_refuse(struct store *store, int error, const char *format, ...)
{
	size_t used = snprintf(store->error, sizeof store->error, "%s: ", store->path);
	va_list arguments;

	if (used >= sizeof store->error)
		return error;
	va_start(arguments, format);
	vsnprintf(store->error + used, sizeof store->error - used, format, arguments);
	va_end(arguments);
	return error;
}

/* Full disks, quotas and limits on file sizes are one thing to those who must make room. */
static bool means_full(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

/* SQLite does not keep the system's error on every way; the last one is its own then. */
static int system_error(struct store *store, int code)
{
	int last = errno, kept = sqlite3_system_errno(store->db);

	if (code != SQLITE_IOERR && code != SQLITE_CANTOPEN)
		return 0;
	return kept ? kept : last;
}

int db_failed(struct store *store, int code)
{
	int system = system_error(store, code & 0xff);

	code &= 0xff;
	if (code == SQLITE_IOERR && means_full(system))
		code = SQLITE_FULL;
	if (code == SQLITE_CORRUPT)
		damage_suspect(store);
	for (size_t i = 0; i < ARRAY_SIZE(failures); i++) {
		const struct failure *failure = &failures[i];
		if (failure->code != code)
			continue;
		return db_refuse(store, -failure->error, "%s (%s)", _(failure->sentence),
			system ? strerror(system) : sqlite3_errmsg(store->db));
	}
	return db_refuse(store, -EIO, _("the database refuses: %s"), sqlite3_errmsg(store->db));
}

/* Constants that are compared by address: the same statement is prepared once a store. */
static int prepare(struct store *store, const char *sql, sqlite3_stmt **ret)
{
	struct statement *statement = store->statements;
	struct statement *end = statement + store->n_statements;
	int r = db_ready(store), code;

	if (r < 0)
		return r;
	while (statement < end && statement->sql != sql)
		statement++;
	if (statement == end) {
		if (store->n_statements == STATEMENTS_MAX)
			return db_refuse(store, -ENOBUFS, "too many statements");
		code = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
			&statement->prepared, NULL);
		if (code != SQLITE_OK)
			return db_failed(store, code);
		statement->sql = sql;
		store->n_statements++;
	}
	sqlite3_reset(statement->prepared);
	*ret = statement->prepared;
	return 0;
}

static int bind_number(sqlite3_stmt *statement, int place, int64_t number, bool negative_is_null)
{
	if (negative_is_null && number < 0)
		return sqlite3_bind_null(statement, place);
	return sqlite3_bind_int64(statement, place, number);
}

static int bind(sqlite3_stmt *statement, const char *types, va_list values)
{
	int code = SQLITE_OK;

	for (int place = 1; *types && code == SQLITE_OK; types++, place++) {
		const void *bytes;

		switch (*types) {
		case 't':
			bytes = va_arg(values, const char *);
			code = sqlite3_bind_text(statement, place, bytes, -1, SQLITE_STATIC);
			break;
		case 'b':
			bytes = va_arg(values, const void *);
			code = sqlite3_bind_blob64(
				statement, place, bytes, va_arg(values, size_t), SQLITE_STATIC);
			break;
		default:
			code = bind_number(
				statement, place, va_arg(values, int64_t), *types == 'n');
		}
	}
	return code;
}

static int vquery(struct store *store, const char *sql, sqlite3_stmt **ret, const char *types,
	va_list values)
{
	int r = prepare(store, sql, ret), code;

	if (r < 0)
		return r;
	code = bind(*ret, types, values);
	return code == SQLITE_OK ? 0 : db_failed(store, code);
}

int db_query(struct store *store, const char *sql, sqlite3_stmt **ret, const char *types, ...)
{
	va_list values;
	int r;

	va_start(values, types);
	r = vquery(store, sql, ret, types, values);
	va_end(values);
	return r;
}

int db_step(struct store *store, sqlite3_stmt *statement)
{
	int code, r;

	errno = 0;
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		return 1;
	r = code == SQLITE_DONE ? 0 : db_failed(store, code);
	sqlite3_reset(statement);
	return r;
}

int db_run(struct store *store, const char *sql, const char *types, ...)
{
	sqlite3_stmt *statement;
	va_list values;
	int r;

	va_start(values, types);
	r = vquery(store, sql, &statement, types, values);
	va_end(values);
	if (r < 0)
		return r;
	do
		r = db_step(store, statement);
	while (r > 0);
	return r;
}

int db_number(struct store *store, const char *sql, int64_t fallback, int64_t *ret)
{
	sqlite3_stmt *statement;
	int r = db_query(store, sql, &statement, "");

	if (r < 0)
		return r;
	r = db_step(store, statement);
	if (r < 0)
		return r;
	*ret = r > 0 ? sqlite3_column_int64(statement, 0) : fallback;
	sqlite3_reset(statement);
	return 0;
}

char *db_text(sqlite3_stmt *statement, int column, struct arena *arena)
{
	const void *bytes = sqlite3_column_blob(statement, column);
	size_t length = sqlite3_column_bytes(statement, column);

	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return NULL;
	return bytes ? arena_strndup(arena, bytes, length) : arena_strdup(arena, "");
}

json_t *db_json(sqlite3_stmt *statement, int column)
{
	const void *bytes = sqlite3_column_blob(statement, column);

	if (!bytes)
		return NULL;
	return json_loadb(bytes, sqlite3_column_bytes(statement, column), 0, NULL);
}

void cleanup_json(json_t **json)
{
	json_decref(*json);
}

int db_begin(struct store *store)
{
	return db_run(store, "BEGIN IMMEDIATE", "");
}

int db_end(struct store *store, int result)
{
	char why[sizeof store->error];

	if (result == 0)
		result = db_run(store, "COMMIT", "");
	if (result == 0 || sqlite3_get_autocommit(store->db))
		return result;
	/* What went wrong first is what matters. */
	memcpy(why, store->error, sizeof why);
	db_run(store, "ROLLBACK", "");
	memcpy(store->error, why, sizeof why);
	return result;
}

const char *store_error(const struct store *store)
{
	return store->error;
}
