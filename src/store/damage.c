/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Databases that cannot be trusted: how they are known, and how they are set aside.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

/* SQLite takes a shorter file for an empty database and would write over it. */
#define SMALLEST_DATABASE 512
/* Looking at every page takes 2 ms a megabyte. A larger file is looked through only when it was
 * not closed in order, or when something wrong was met in it since. */
#define CHECKED_ALWAYS_BYTES (64 * 1024 * 1024)
/* The file that remembers the latter. */
#define SUSPECT "-suspect"

/* The size of what lies beside the database; -1 when there is no such file. */
static off_t size_beside(const char *path, const char *ending)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct stat st;

	return stat(arena_printf(arena, "%s%s", path, ending), &st) == 0 ? st.st_size : -1;
}

/* SQLite removes its journal when the last process closes the database. */
static bool is_suspect(const char *path, off_t size)
{
	return size <= CHECKED_ALWAYS_BYTES || size_beside(path, "-wal") > 0 ||
		size_beside(path, SUSPECT) >= 0;
}

void damage_suspect(struct store *store)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *mark = arena_printf(arena, "%s" SUSPECT, store->path);
	_cleanup_fd_ int fd = -1;

	if (sqlite3_db_readonly(store->db, "main") == 0)
		fd = open(mark, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0640);
}

int damage_check_file(struct store *store)
{
	static const char magic[] = "SQLite format 3";
	_cleanup_fd_ int fd = open(store->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char head[sizeof magic] = "";
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return db_refuse(store, -errno, _("it cannot be read: %s"), strerror(errno));
	if (S_ISDIR(st.st_mode))
		return db_refuse(store, -EISDIR, _("this is a folder; the database is a file"));
	if (!S_ISREG(st.st_mode))
		return db_refuse(store, -EINVAL, _("this is no regular file"));
	store->suspect = is_suspect(store->path, st.st_size);
	if (st.st_size == 0)
		return 0;
	if (read(fd, head, sizeof head) < 0)
		return db_refuse(store, -errno, _("it cannot be read: %s"), strerror(errno));
	if (st.st_size < SMALLEST_DATABASE || memcmp(head, magic, sizeof magic) != 0)
		return db_refuse(store, -EBADMSG, _("this is not a database"));
	return 0;
}

static int check_tables(struct store *store)
{
	static const char sql[] =
		"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('alert', "
		"'verdict', 'plugin_texts', 'plugin_health', 'occurrence', 'tally', 'checkpoint', "
		"'bookmark', 'policy_change', 'mute', 'earlier', 'alert_words', 'imported', "
		"'covered', 'stamp')";
	int64_t tables;
	int r = db_number(store, sql, 0, &tables);

	if (r == 0 && tables != 15)
		r = db_refuse(store, -EBADMSG, _("the database is damaged (tables are missing)"));
	return r;
}

int damage_check(struct store *store)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	sqlite3_stmt *row;
	const char *found;
	int r = check_tables(store);

	if (r < 0 || !store->suspect)
		return r;
	r = db_query(store, "PRAGMA quick_check(1)", &row, "");
	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r;
	found = db_text(row, 0, arena);
	sqlite3_reset(row);
	if (!text_equal(found, "ok"))
		return db_refuse(store, -EBADMSG, _("the database is damaged (%s)"),
			escape_terminal(arena, found ? found : "no answer"));
	unlink(arena_printf(arena, "%s" SUSPECT, store->path));
	return 0;
}

/* -EEXIST when there is a file of that name: nothing is ever written over. */
static int rename_to_new(const char *from, const char *to)
{
	return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) < 0 ? -errno : 0;
}

/* A name that is not taken, by date and, twice in a second, by number. */
static int rename_by_date(const char *path, struct arena *arena, const char **ret)
{
	time_t now = time(NULL);
	struct tm tm;
	char date[32];
	int r = -EEXIST;

	gmtime_r(&now, &tm);
	strftime(date, sizeof date, "%Y%m%d-%H%M%S", &tm);
	for (unsigned number = 1; r == -EEXIST && number < 100; number++) {
		const char *name = arena_printf(arena, "%s.damaged-%s", path, date);
		if (number > 1)
			name = arena_printf(arena, "%s-%u", name, number);
		r = rename_to_new(path, name);
		if (r == 0)
			*ret = name;
	}
	return r;
}

int damage_set_aside(const char *path, struct arena *arena, const char **ret_name,
	const char **ret_why)
{
	static const char *const beside[] = { "-wal", "-shm", SUSPECT };
	const char *name = NULL;
	int r = rename_by_date(path, arena, &name);

	if (r < 0) {
		*ret_why = arena_printf(arena,
			_("%s: the database is damaged and cannot be set aside: %s"), path,
			strerror(-r));
		return -EBADMSG;
	}
	for (size_t i = 0; i < ARRAY_SIZE(beside); i++) {
		const char *from = arena_printf(arena, "%s%s", path, beside[i]);
		const char *to = arena_printf(arena, "%s%s", name, beside[i]);

		/* Left in place it would be taken for a part of the new database. */
		if (rename_to_new(from, to) < 0 && errno != ENOENT)
			unlink(from);
	}
	*ret_name = name;
	return 0;
}
