/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opening: the file is looked at before SQLite gets it, SQLite is told to be careful, and a
 * damaged database makes room for a new one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#define BUSY_TIMEOUT_MS 5000
#define VALUE_MAX_BYTES (16 * 1024 * 1024)
/* What others may never do with the database. */
#define FORBIDDEN_MODE 0137

/* The cache is small: batches touch few pages twice, and the daemon should stay small. */
static const char settings[] =
	"PRAGMA cell_size_check = 1;"
	"PRAGMA mmap_size = 0;"
	"PRAGMA cache_size = -1024;"
	"PRAGMA foreign_keys = 1;"
	"PRAGMA journal_size_limit = 4194304;"
	"PRAGMA wal_autocheckpoint = 4000;"
	"PRAGMA synchronous = FULL;";

/* Who only reads goes through once, and is gone before more would pay. */
static const char reader_settings[] = "PRAGMA cache_size = -128;";

static bool makes(enum store_mode mode)
{
	return mode == STORE_WRITE || mode == STORE_MAKE;
}

static const char *advice(int error)
{
	switch (error) {
	case EROFS:
		return _("; mount its file system for writing again");
	case ENOSPC:
	case EDQUOT:
		return _("; make room there");
	case ENOENT:
		return _("; create its folder");
	default:
		return "";
	}
}

/* SQLite gives the files beside the database the same permissions. */
static int make_file(struct store *store)
{
	_cleanup_fd_ int fd = open(store->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
	struct stat st;

	if (fd < 0 && errno == EISDIR)
		return 0;
	if (fd < 0)
		return db_refuse(store, -errno, _("it cannot be written to: %s%s"), strerror(errno),
			advice(errno));
	if (fstat(fd, &st) == 0 && (st.st_mode & FORBIDDEN_MODE) && S_ISREG(st.st_mode) &&
		fchmod(fd, st.st_mode & 0777 & ~FORBIDDEN_MODE) < 0)
		return db_refuse(store, -errno, _("others may read it: %s"), strerror(errno));
	return 0;
}

static int look_at_file(struct store *store, enum store_mode mode)
{
	int r = makes(mode) ? make_file(store) : 0;

	if (r < 0)
		return r;
	if (access(store->path, F_OK) < 0 && errno == ENOENT)
		return db_refuse(store, -ENOENT, _("there is no database yet"));
	return damage_check_file(store);
}

static int connect_file(struct store *store, enum store_mode mode)
{
	int flags = mode == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, code;

	/* No pages are held in stock. It may be too late for that, which does no harm. */
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
	code = sqlite3_open_v2(store->path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (!store->db)
		return db_refuse(store, -ENOMEM, _("there is not enough memory"));
	if (code == SQLITE_OK)
		code = sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MS);
	sqlite3_limit(store->db, SQLITE_LIMIT_LENGTH, VALUE_MAX_BYTES);
	/* A pool for small things, which would be held for ever. */
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(store->db, settings, NULL, NULL, NULL);
	if (code == SQLITE_OK && mode == STORE_READ)
		code = sqlite3_exec(store->db, reader_settings, NULL, NULL, NULL);
	return code == SQLITE_OK ? 0 : db_failed(store, code);
}

int db_ready(struct store *store)
{
	int r;

	if (store->db)
		return 0;
	r = connect_file(store, store->mode);
	if (r < 0) {
		sqlite3_close(store->db);
		store->db = NULL;
	}
	return r;
}

static int set_up(struct store *store, enum store_mode mode)
{
	int r = look_at_file(store, mode);

	if (r == 0)
		r = connect_file(store, mode);
	if (r == 0)
		r = schema_open(store, mode);
	if (r == 0 && makes(mode))
		r = damage_check(store);
	/* Closing would otherwise write into what is to be set aside as it is. */
	if (r == -EBADMSG && store->db)
		sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return r;
}

static int open_once(const char *path, enum store_mode mode, struct arena *arena,
	struct store **ret, const char **ret_why)
{
	struct store *store = calloc(1, sizeof *store);
	int r;

	if (!store || !(store->path = strdup(path))) {
		free(store);
		*ret_why = _("there is not enough memory");
		return -ENOMEM;
	}
	store->batch.arena = arena_new();
	store->mode = mode;
	r = set_up(store, mode);
	if (r < 0) {
		*ret_why = arena_strdup(arena, store->error);
		store_close(store);
		return r;
	}
	*ret = store;
	return 0;
}

int store_open(const char *path, enum store_mode mode, struct arena *arena, struct store **ret,
	const char **ret_set_aside, const char **ret_why)
{
	const char *aside = NULL;
	int r = open_once(path, mode, arena, ret, ret_why);

	if (r == -EBADMSG && mode == STORE_WRITE) {
		r = damage_set_aside(path, arena, &aside, ret_why);
		if (r == 0)
			r = open_once(path, mode, arena, ret, ret_why);
	}
	if (r == 0 && ret_set_aside)
		*ret_set_aside = aside;
	return r;
}

static void drop_statements(struct store *store)
{
	for (size_t i = 0; i < store->n_statements; i++)
		sqlite3_finalize(store->statements[i].prepared);
	store->n_statements = 0;
}

void store_rest(struct store *store)
{
	/* An open batch has counted in the folding already. */
	if (store_batched(store))
		return;
	rings_free(store);
	folding_free(store->folding);
	store->folding = NULL;
	arena_free(store->batch.arena);
	store->batch.arena = arena_new();
	drop_statements(store);
	/* What SQLite has read and set up is more than all the rest: the next question opens it again. */
	if (sqlite3_close(store->db) == SQLITE_OK)
		store->db = NULL;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	drop_statements(store);
	sqlite3_close(store->db);
	batch_reset(&store->batch);
	marks_free(store);
	covered_forget(store);
	imported_free(store);
	rings_free(store);
	folding_free(store->folding);
	arena_free(store->batch.arena);
	free(store->path);
	free(store);
}
