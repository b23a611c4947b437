/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are no good: what can be replaced is set aside, what is not ours is left alone, and
 * each comes with a sentence that names the file.
 */
#include <fcntl.h>
#include <glob.h>

#include "store-denials.h"

static void write_file(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fclose(file);
}

/* A database with some hundred alerts, closed. */
static void make_database(struct room *room)
{
	struct store *store = open_mode(room, STORE_WRITE);

	for (unsigned n = 1; n <= 300; n++)
		add(store, n, START_MS + n, n);
	commit(store);
	store_close(store);
}

static int try_open(struct room *room, enum store_mode mode, const char **ret_why)
{
	struct store *store = NULL;
	const char *aside = NULL;
	int r;

	*ret_why = NULL;
	r = store_open(room->path, mode, room->arena, &store, &aside, ret_why);
	if (r < 0) {
		assert_null(store);
		assert_non_null(*ret_why);
		assert_non_null(strstr(*ret_why, room->path));
	} else {
		store_close(store);
	}
	return r;
}

static size_t count_files(struct room *room, const char *pattern)
{
	glob_t found = { 0 };
	size_t count;

	glob(arena_printf(room->arena, "%s%s", room->path, pattern), 0, NULL, &found);
	count = found.gl_pathc;
	globfree(&found);
	return count;
}

/* Set aside when writing, refused and left alone otherwise; and the new one works. */
static void assert_replaced(struct room *room)
{
	struct store *store;
	struct stat before, after;
	const char *aside = NULL, *why = NULL;
	int r;

	assert_int_equal(stat(room->path, &before), 0);
	assert_int_equal(try_open(room, STORE_READ, &why), -EBADMSG);
	assert_int_equal(try_open(room, STORE_JOIN, &why), -EBADMSG);
	r = store_open(room->path, STORE_WRITE, room->arena, &store, &aside, &why);
	if (r < 0)
		fail_msg("not replaced: %s", why);
	assert_non_null(aside);
	assert_memory_equal(aside, room->path, strlen(room->path));
	assert_non_null(strstr(aside, ".damaged-"));
	assert_int_equal(stat(aside, &after), 0);
	assert_true(before.st_ino == after.st_ino && before.st_size == after.st_size);
	add(store, 1, START_MS, 1);
	commit(store);
	store_close(store);
	assert_int_equal(look(room, "SELECT count(*) FROM alert"), 1);
	assert_whole(room);
}

static void garbage_is_set_aside(void **state)
{
	struct room *room = *state;
	unsigned char bytes[8192];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = i * 7919 >> 3;
	write_file(room->path, bytes, sizeof bytes);
	assert_replaced(room);
	/* A second one within the same second gets a name of its own. */
	write_file(room->path, "some text\n", 10);
	assert_replaced(room);
	write_file(room->path, "x", 1);
	assert_replaced(room);
	write_file(room->path, "SQLite format 3\0 and no more", 28);
	assert_replaced(room);
	assert_int_equal(count_files(room, ".damaged-*"), 4);
}

static void a_truncated_database_is_set_aside(void **state)
{
	static const int parts[] = { 2, 3, 10, 400 };
	struct room *room = *state;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		struct stat st;

		make_database(room);
		assert_int_equal(stat(room->path, &st), 0);
		assert_int_equal(truncate(room->path, st.st_size / parts[i]), 0);
		assert_replaced(room);
		assert_int_equal(unlink(room->path), 0);
	}
}

static void damage_in_the_middle_is_found(void **state)
{
	struct room *room = *state;

	for (off_t page = 1; page < 40; page += 7) {
		char junk[2048];
		int fd;

		make_database(room);
		memset(junk, 0xa5, sizeof junk);
		fd = open(room->path, O_WRONLY | O_CLOEXEC);
		assert_int_equal(pwrite(fd, junk, sizeof junk, page * 4096), sizeof junk);
		close(fd);
		struct store *store;
		const char *aside = NULL, *why;
		assert_int_equal(store_open(room->path, STORE_WRITE, room->arena, &store, &aside,
					 &why), 0);
		assert_non_null(aside);
		store_close(store);
		assert_int_equal(unlink(room->path), 0);
	}
}

/* Damage met while it is in use: told, and the next opening looks through all of it. */
static void damage_in_use_is_remembered(void **state)
{
	struct room *room = *state;
	const char *mark = arena_printf(room->arena, "%s-suspect", room->path);
	char junk[4096];
	const char *aside = NULL, *why;
	struct store_totals totals;
	struct store *store;
	struct stat st;
	int fd;

	make_database(room);
	write_file(mark, "", 0);
	store = open_mode(room, STORE_JOIN);
	assert_int_equal(access(mark, F_OK), 0);
	memset(junk, 0xa5, sizeof junk);
	assert_int_equal(stat(room->path, &st), 0);
	fd = open(room->path, O_WRONLY | O_CLOEXEC);
	for (off_t at = sizeof junk; at < st.st_size; at += sizeof junk)
		assert_int_equal(pwrite(fd, junk, sizeof junk, at), sizeof junk);
	close(fd);
	assert_int_equal(unlink(mark), 0);
	assert_int_equal(store_totals(store, &totals), -EBADMSG);
	assert_non_null(strstr(store_error(store), "damaged"));
	store_close(store);
	assert_int_equal(access(mark, F_OK), 0);
	assert_int_equal(store_open(room->path, STORE_WRITE, room->arena, &store, &aside, &why), 0);
	assert_non_null(aside);
	store_close(store);
	assert_int_equal(access(mark, F_OK), -1);
	/* A false alarm ends with the look. */
	write_file(mark, "", 0);
	store_close(open_mode(room, STORE_WRITE));
	assert_int_equal(access(mark, F_OK), -1);
}

static void what_lies_beside_goes_along(void **state)
{
	struct room *room = *state;
	const char *wal = arena_printf(room->arena, "%s-wal", room->path);

	write_file(room->path, "some text\n", 10);
	write_file(wal, "old", 3);
	assert_replaced(room);
	assert_int_equal(count_files(room, ".damaged-*-wal"), 1);
}

static void an_empty_file_is_a_new_database(void **state)
{
	struct room *room = *state;
	const char *why;

	write_file(room->path, "", 0);
	assert_int_equal(try_open(room, STORE_JOIN, &why), -EPROTO);
	make_database(room);
	assert_int_equal(count_files(room, ".damaged-*"), 0);
	assert_int_equal(look(room, "SELECT count(*) FROM alert"), 300);
}

static void other_versions_are_left_alone(void **state)
{
	struct room *room = *state;
	const char *why;

	make_database(room);
	look(room, "PRAGMA user_version = 1000");
	for (enum store_mode mode = STORE_WRITE; mode <= STORE_READ; mode++) {
		assert_int_equal(try_open(room, mode, &why), -EPROTO);
		assert_non_null(strstr(why, "newer version"));
	}
	assert_int_equal(look(room, "PRAGMA user_version"), 1000);
	assert_int_equal(look(room, "SELECT count(*) FROM alert"), 300);
	look(room, "PRAGMA user_version = 1");
	look(room, "PRAGMA application_id = 77");
	assert_int_equal(try_open(room, STORE_WRITE, &why), -EPROTO);
	assert_non_null(strstr(why, "another program"));
	assert_int_equal(count_files(room, "*"), 1);
}

static void missing_tables_are_damage(void **state)
{
	struct room *room = *state;

	make_database(room);
	look(room, "DROP TABLE checkpoint");
	struct store *store;
	const char *aside = NULL, *why;
	assert_int_equal(
		store_open(room->path, STORE_WRITE, room->arena, &store, &aside, &why), 0);
	assert_non_null(aside);
	store_close(store);
}

static void nothing_and_folders_are_told(void **state)
{
	struct room *room = *state;
	const char *why;

	assert_int_equal(try_open(room, STORE_JOIN, &why), -ENOENT);
	assert_int_equal(try_open(room, STORE_READ, &why), -ENOENT);
	assert_int_equal(count_files(room, "*"), 0);
	assert_int_equal(mkdir(room->path, 0755), 0);
	for (enum store_mode mode = STORE_WRITE; mode <= STORE_READ; mode++)
		assert_int_equal(try_open(room, mode, &why), -EISDIR);
	assert_int_equal(rmdir(room->path), 0);
	assert_int_equal(mkfifo(room->path, 0600), 0);
	assert_int_equal(try_open(room, STORE_READ, &why), -EINVAL);
	assert_int_equal(try_open(room, STORE_WRITE, &why), -EINVAL);
	assert_int_equal(unlink(room->path), 0);
	room->path = arena_printf(room->arena, "%s/none/avocet.db", room->folder);
	assert_int_equal(try_open(room, STORE_WRITE, &why), -ENOENT);
}

/* As somebody who may not write there: permissions do not hold root back. */
static int open_unprivileged(struct room *room, enum store_mode mode)
{
	struct store *store;
	const char *aside, *why = "";
	int r;

	if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
		return 1;
	r = store_open(room->path, mode, room->arena, &store, &aside, &why);
	return r < 0 && strstr(why, room->path) ? -r : 2;
}

static int in_child(struct room *room, enum store_mode mode)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(open_unprivileged(room, mode));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_read_only_folder_is_told(void **state)
{
	struct room *room = *state;

	assert_int_equal(chmod(room->folder, 0555), 0);
	assert_int_equal(in_child(room, STORE_WRITE), EACCES);
	assert_int_equal(chmod(room->folder, 0755), 0);
	make_database(room);
	assert_int_equal(chmod(room->path, 0444), 0);
	assert_int_equal(chmod(room->folder, 0555), 0);
	assert_int_equal(in_child(room, STORE_WRITE), EACCES);
	assert_int_equal(in_child(room, STORE_JOIN), EROFS);
	assert_int_equal(chmod(room->folder, 0755), 0);
	assert_int_equal(look(room, "SELECT count(*) FROM alert"), 300);
}

static void others_cannot_read_it(void **state)
{
	struct room *room = *state;
	mode_t before = umask(0);
	struct store *store = open_mode(room, STORE_WRITE);
	glob_t found = { 0 };
	struct stat st;

	add(store, 1, START_MS, 1);
	commit(store);
	glob(arena_printf(room->arena, "%s*", room->path), 0, NULL, &found);
	assert_int_equal(found.gl_pathc, 3);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		assert_int_equal(stat(found.gl_pathv[i], &st), 0);
		assert_int_equal(st.st_mode & 0777, 0640);
	}
	globfree(&found);
	store_close(store);
	assert_int_equal(chmod(room->path, 0666), 0);
	store_close(open_mode(room, STORE_WRITE));
	assert_int_equal(stat(room->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	umask(before);
}

static void reading_changes_nothing(void **state)
{
	struct room *room = *state;
	struct store_totals totals;
	struct store *store;

	make_database(room);
	store = open_mode(room, STORE_READ);
	assert_int_equal(store_totals(store, &totals), 0);
	assert_int_equal(totals.alerts, 300);
	assert_int_equal(store_announced(store, 1), -EROFS);
	add(store, 1, START_MS, 1000);
	assert_int_equal(store_commit(store, NULL, NULL), -EROFS);
	store_close(store);
	assert_int_equal(look(room, "SELECT sum(count) FROM alert"), 300);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(garbage_is_set_aside),
		TEST(a_truncated_database_is_set_aside),
		TEST(damage_in_the_middle_is_found),
		TEST(damage_in_use_is_remembered),
		TEST(what_lies_beside_goes_along),
		TEST(an_empty_file_is_a_new_database),
		TEST(other_versions_are_left_alone),
		TEST(missing_tables_are_damage),
		TEST(nothing_and_folders_are_told),
		TEST(a_read_only_folder_is_told),
		TEST(others_cannot_read_it),
		TEST(reading_changes_nothing),
	};

	return cmocka_run_group_tests_name("store-damage", tests, NULL, NULL);
}
