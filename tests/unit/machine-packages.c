/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which package brought a file, from dpkg's lists and from RPM's database. */
#include "machine-tree.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sqlite3.h>

#define LISTS "/var/lib/dpkg/info/"
#define DATABASE "/var/lib/rpm/rpmdb.sqlite"

/* Only what is there is looked for. */
static void assert_package(struct machine *machine, const char *path, const char *package)
{
	if (*path == '/' && access(tree_path(path), F_OK) < 0)
		tree_put(path, "");
	const struct machine_package *found = machine_package(machine, path, arena);

	if (package)
		assert_string_equal(found->name, package);
	else
		assert_null(found);
}

/* ---- dpkg ---- */

static void test_dpkg(void **state)
{
	struct machine *machine = tree_machine();

	assert_package(machine, "/bin/bash", NULL);
	tree_put(LISTS "bash.list", "/.\n/bin\n/bin/bash\n/etc\n/etc/bash.bashrc\n/opt/a b");
	tree_put(LISTS "libc6:amd64.list", "/.\n/etc\n/lib/libc.so.6\n/usr/share/doc/libc6\n");
	tree_put(LISTS "libc6:i386.list", "/.\n/etc\n/usr/share/doc/libc6\n");
	tree_put(LISTS "vim.list", "/usr/bin/vim\n");
	tree_put(LISTS "vim.md5sums", "/usr/bin/none\n");
	tree_put(LISTS "empty.list", "");
	assert_package(machine, "/bin/bash", "bash");
	assert_package(machine, "/usr/bin/bash", "bash");
	assert_package(machine, "/usr/lib/libc.so.6", "libc6");
	assert_package(machine, "/bin/vim", "vim");
	assert_package(machine, "/opt/a b", "bash");
	assert_package(machine, "/usr/share/doc/libc6", "libc6");
	assert_package(machine, "/etc", NULL); /* of several */
	assert_package(machine, "/bin/bas", NULL);
	assert_package(machine, "/bin/bash2", NULL);
	assert_package(machine, "/xbin/bash", NULL);
	assert_package(machine, "/usr/opt/a b", NULL);
	assert_package(machine, "/bin/bash\n/etc", NULL);
	assert_package(machine, "/usr/bin/none", NULL);
	machine_free(machine);
}

/* When a list was written, its package was installed. */
static void test_dpkg_time(void **state)
{
	const struct timespec times[] = { { .tv_sec = 1000 }, { .tv_sec = 2000 } };
	struct machine *machine = tree_machine();

	tree_put(LISTS "daemon.list", "/usr/sbin/daemon\n/usr/share/daemon\n");
	tree_put(LISTS "daemon-doc.list", "/usr/share/daemon\n");
	tree_put(LISTS "other.list", "/usr/sbin/called-otherwise\n");
	assert_int_equal(utimensat(AT_FDCWD, tree_path(LISTS "daemon.list"), times, 0), 0);
	assert_null(machine_package(machine, "/usr/sbin/daemon", arena)); /* it is listed, but not there */
	tree_put("/usr/sbin/daemon", "");
	tree_put("/usr/sbin/called-otherwise", "");
	assert_int_equal(machine_package(machine, "/usr/sbin/daemon", arena)->installed, 2000000);
	assert_true(machine_package(machine, "/usr/sbin/called-otherwise", arena)->installed > 2000000);
	assert_package(machine, "/usr/sbin/daemon", "daemon"); /* also once all are read */
	assert_package(machine, "/usr/share/daemon", NULL);
	machine_free(machine);
}

/* The folder's time must differ, however coarse the clock of the file system is. */
static void touch_folder(time_t seconds)
{
	const struct timespec times[] = { { .tv_sec = seconds }, { .tv_sec = seconds } };

	assert_int_equal(utimensat(AT_FDCWD, tree_path(LISTS ""), times, 0), 0);
}

static void test_dpkg_changes(void **state)
{
	struct machine *machine = tree_machine();

	tree_put(LISTS "one.list", "/opt/one\n");
	touch_folder(1000);
	assert_package(machine, "/opt/one", "one");
	assert_package(machine, "/opt/two", NULL);
	tree_put(LISTS "two.list", "/opt/two\n");
	unlink(tree_path(LISTS "one.list"));
	touch_folder(2000);
	assert_package(machine, "/opt/one", NULL);
	assert_package(machine, "/opt/two", "two");
	machine_free(machine);
}

static void test_dpkg_odd_files(void **state)
{
	struct machine *machine = tree_machine();

	tree_put("/elsewhere", "/opt/link\n");
	tree_put(LISTS "good.list", "/opt/good\n");
	tree_link(LISTS "link.list", "/elsewhere");
	assert_int_equal(mkfifo(tree_path(LISTS "pipe.list"), 0644), 0);
	assert_int_equal(mkdir(tree_path(LISTS "folder.list"), 0755), 0);
	assert_package(machine, "/opt/good", "good");
	assert_package(machine, "/opt/link", NULL);
	machine_free(machine);
}

/* ---- RPM ---- */

struct blob {
	unsigned char bytes[4096];
	size_t length;
};

static void put_number(struct blob *blob, uint32_t number)
{
	number = htonl(number);
	memcpy(blob->bytes + blob->length, &number, 4);
	blob->length += 4;
}

/* A header as RPM makes it, with two files: /usr/bin/game and /opt/old/game. */
static struct blob make_header(const char *package)
{
	static const char basenames[] = "game\0game", folders[] = "/usr/bin/\0/opt/old/";
	const uint32_t name_size = (uint32_t)strlen(package) + 1;
	const uint32_t tags[][4] = {
		{ 63, 7, 0, 16 },		/* of the region: no file's */
		{ 1000, 6, 8, 1 },
		{ 1008, 4, 4, 1 },		/* the second 1, for want of another number */
		{ 1116, 4, 0, 2 },
		{ 1117, 8, 8 + name_size, 2 },
		{ 1118, 8, 8 + name_size + sizeof(basenames), 2 },
	};
	struct blob blob = { .length = 0 };

	put_number(&blob, ARRAY_SIZE(tags));
	put_number(&blob, 8 + name_size + sizeof(basenames) + sizeof(folders));
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++)
		for (size_t k = 0; k < 4; k++)
			put_number(&blob, tags[i][k]);
	put_number(&blob, 0);
	put_number(&blob, 1);
	memcpy(blob.bytes + blob.length, package, name_size);
	memcpy(blob.bytes + blob.length + name_size, basenames, sizeof(basenames));
	memcpy(blob.bytes + blob.length + name_size + sizeof(basenames), folders,
		sizeof(folders));
	blob.length += name_size + sizeof(basenames) + sizeof(folders);
	return blob;
}

static sqlite3 *open_database(void)
{
	static const char schema[] =
		"PRAGMA synchronous=OFF;"
		"CREATE TABLE IF NOT EXISTS 'Packages' (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL);"
		"CREATE TABLE IF NOT EXISTS 'Basenames' "
		"(key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL);";
	sqlite3 *database;

	assert_int_equal(sqlite3_open(tree_path(DATABASE), &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, schema, NULL, NULL, NULL), SQLITE_OK);
	return database;
}

static void put_package(int number, const void *bytes, size_t length)
{
	sqlite3 *database = open_database();
	sqlite3_stmt *insert;
	char *names;

	assert_int_equal(sqlite3_prepare_v2(database, "INSERT OR REPLACE INTO Packages VALUES (?, ?)",
		-1, &insert, NULL), SQLITE_OK);
	sqlite3_bind_int(insert, 1, number);
	sqlite3_bind_blob(insert, 2, bytes, (int)length, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
	sqlite3_finalize(insert);
	names = sqlite3_mprintf("INSERT INTO Basenames VALUES ('game', %d, 0), ('game', %d, 1), "
		"('far', %d, -1), ('far', %d, 70000)", number, number, number, number);
	assert_int_equal(sqlite3_exec(database, names, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_free(names);
	sqlite3_close(database);
}

static void test_rpm(void **state)
{
	struct blob blob = make_header("game-data"), other = make_header("other");
	struct machine *machine = tree_machine();

	put_package(1, blob.bytes, blob.length);
	assert_package(machine, "/usr/bin/game", "game-data");
	assert_package(machine, "/bin/game", "game-data");
	assert_int_equal(machine_package(machine, "/usr/bin/game", arena)->installed, 1000);
	assert_package(machine, "/opt/old/game", "game-data");
	assert_package(machine, "/opt/game", NULL);
	assert_package(machine, "/game", NULL);
	assert_package(machine, "/usr/bin/far", NULL);
	assert_package(machine, "/usr/bin/none", NULL);
	assert_package(machine, "/", NULL);
	put_package(2, other.bytes, other.length);
	assert_package(machine, "/usr/bin/game", NULL); /* of two */
	machine_free(machine);
}

static void test_rpm_damaged(void **state)
{
	struct blob blob = make_header("game-data");
	struct machine *machine = tree_machine();

	for (size_t length = 0; length < blob.length; length += 5) {
		put_package(1, blob.bytes, length);
		assert_package(machine, "/opt/old/game", NULL);
	}
	for (size_t at = 0; at < 104; at++) { /* every byte of the numbers */
		struct blob bent = blob;

		bent.bytes[at] ^= 0xff;
		put_package(1, bent.bytes, bent.length);
		machine_package(machine, "/opt/old/game", arena);
	}
	tree_put(DATABASE, "this is no database, but long enough to look like a file of one");
	assert_package(machine, "/opt/old/game", NULL);
	machine_free(machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_dpkg, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_dpkg_time, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_dpkg_changes, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_dpkg_odd_files, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_rpm, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_rpm_damaged, tree_set_up, tree_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
