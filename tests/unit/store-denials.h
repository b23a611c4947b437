/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For the tests of the store: a temporary folder, denials made by hand, and a look into the
 * database with plain SQLite.
 */
#ifndef AVOCET_STORE_DENIALS_H
#define AVOCET_STORE_DENIALS_H

#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store.h"

#define START_MS INT64_C(1795338000000)

struct room {
	struct arena *arena;
	char folder[64];
	const char *path;
};

static int enter(void **state)
{
	struct room *room = calloc(1, sizeof *room);

	room->arena = arena_new();
	strcpy(room->folder, "/tmp/avocet-store-XXXXXX");
	if (!mkdtemp(room->folder))
		return -1;
	room->path = arena_printf(room->arena, "%s/avocet.db", room->folder);
	*state = room;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static int leave(void **state)
{
	struct room *room = *state;

	nftw(room->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(room->arena);
	free(room);
	return 0;
}

/* The signature number N, as the signatures of real denials look. */
static inline const char *signature(struct arena *arena, unsigned n)
{
	return arena_printf(arena, "v1:%032x", n);
}

static inline struct denial denial_at(int64_t ms, uint64_t serial)
{
	static const char *const permissions[] = { "open", "read", NULL };
	static const char *const records[] = {
		"type=AVC msg=audit(1.1:1): avc:  denied  { open read } for  pid=1 comm=\"httpd\"",
		"type=SYSCALL msg=audit(1.1:1): arch=c000003e syscall=257 success=no exit=-13",
		NULL,
	};

	return (struct denial){
		.id = { NULL, ms, serial },
		.manager = "kernel",
		.source = { "system_u:system_r:httpd_t:s0", "system_u", "system_r", "httpd_t",
			"s0" },
		.target = { "system_u:object_r:user_home_t:s0", "system_u", "object_r",
			"user_home_t", "s0" },
		.tclass = "file",
		.permissions = permissions,
		.exe = "/usr/sbin/httpd",
		.comm = "httpd",
		.pid = 42,
		.uid = 48,
		.auid = 1000,
		.syscall = "openat",
		.path = "/srv/web/index.html",
		.name = "index.html",
		.inode = -1,
		.port = -1,
		.records = records,
	};
}

static inline struct store *open_mode(struct room *room, enum store_mode mode)
{
	struct store *store = NULL;
	const char *aside = NULL, *why = NULL;
	int r = store_open(room->path, mode, room->arena, &store, &aside, &why);

	if (r < 0)
		fail_msg("store_open: %d: %s", r, why);
	assert_null(aside);
	return store;
}

static inline void add(struct store *store, unsigned n, int64_t ms, uint64_t serial)
{
	char text[SIGNATURE_SIZE], type[32];
	struct denial denial = denial_at(ms, serial);

	/* Many that differ in the signature alone would be folded together. */
	snprintf(type, sizeof type, "user_home_%u_t", n);
	if (n > 32)
		denial.target.type = type;
	snprintf(text, sizeof text, "v1:%032x", n);
	assert_int_equal(store_add(store, &denial, text), 0);
}

static inline void commit(struct store *store)
{
	if (store_commit(store, NULL, NULL) < 0)
		fail_msg("store_commit: %s", store_error(store));
}

/* What plain SQLite finds there; -1 for NULL or nothing. */
static inline int64_t look(struct room *room, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *row;
	int64_t number = -1;

	assert_int_equal(sqlite3_open(room->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
	if (sqlite3_step(row) == SQLITE_ROW && sqlite3_column_type(row, 0) != SQLITE_NULL)
		number = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	sqlite3_close(db);
	return number;
}

static inline void assert_whole(struct room *room)
{
	assert_int_equal(
		look(room, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
	assert_int_equal(look(room, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_equal(
		look(room, "SELECT coalesce(sum(count), 0) FROM alert"),
		look(room, "SELECT coalesce(sum(count), 0) FROM tally"));
	assert_int_equal(
		look(room, "SELECT coalesce(sum(kept), 0) FROM alert"),
		look(room, "SELECT count(*) FROM occurrence"));
}

#endif
