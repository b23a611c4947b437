/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was carried out: written before it is done, kept when its alert is not, taken back once. */
#include "store-denials.h"

#include <jansson.h>

extern const char *const store_migrations[];

/* Begins one; returns its number or a negative errno. */
static int64_t begin(struct store *store, const char *commands, const char *undo)
{
	json_t *doing = json_loads(commands, JSON_DECODE_ANY, NULL), *undoing = json_loads(undo, 0, NULL);
	const struct ledger_deed deed = {
		.alert = "3f0c", .plugin = "restorecon", .action = "restore-label", .by = "alice",
		.commands = doing, .undo = undoing,
	};
	int64_t id = 0;
	int r = store_ledger_begin(store, &deed, &id);

	json_decref(doing);
	json_decref(undoing);
	return r < 0 ? r : id;
}

static int64_t begin_usual(struct store *store)
{
	return begin(store, "[[\"restorecon\",\"-v\",\"/srv/a b\"]]", "[[\"chcon\",\"-t\",\"var_t\",\"/srv/a b\"]]");
}

static json_t *entries_of(struct store *store)
{
	json_t *entries = NULL;

	assert_int_equal(store_ledger(store, &entries), 0);
	return entries;
}

static void assert_member(const json_t *entries, size_t at, const char *key, const char *text)
{
	const json_t *value = json_object_get(json_array_get(entries, at), key);

	if (text)
		assert_string_equal(json_string_value(value), text);
	else
		assert_true(!value || json_is_null(value));
}

static void entries_tell_what_was_done(void **state)
{
	struct store *store = open_mode(*state, STORE_WRITE);
	int64_t first = begin_usual(store), second = begin_usual(store);
	json_t *entries, *undo;

	assert_true(first > 0 && second > first);
	assert_int_equal(store_ledger_end(store, first, NULL), 0);
	assert_int_equal(store_ledger_end(store, second, "restorecon: no such file"), 0);
	entries = entries_of(store);
	assert_int_equal(json_array_size(entries), 2);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(entries, 0), "id")), second);
	assert_member(entries, 0, "error", "restorecon: no such file");
	assert_member(entries, 1, "error", NULL);
	assert_member(entries, 1, "by", "alice");
	assert_member(entries, 1, "undone", NULL);
	undo = json_object_get(json_array_get(entries, 1), "undo");
	assert_string_equal(json_string_value(json_array_get(json_array_get(undo, 0), 3)), "/srv/a b");
	json_decref(entries);
	store_close(store);
}

/* After a power cut it is seen that something was begun. */
static void one_under_way_is_seen(void **state)
{
	struct store *store = open_mode(*state, STORE_WRITE);
	int64_t id = begin_usual(store);
	json_t *entries;

	store_close(store);
	store = open_mode(*state, STORE_READ);
	entries = entries_of(store);
	assert_member(entries, 0, "ended", NULL);
	json_decref(entries);
	store_close(store);
	store = open_mode(*state, STORE_WRITE);
	assert_int_equal(store_ledger_undone(store, id, "bob"), -ENOENT);
	store_close(store);
}

static void what_was_done_is_taken_back_once(void **state)
{
	struct store *store = open_mode(*state, STORE_WRITE);
	int64_t good = begin_usual(store), bad = begin_usual(store);
	json_t *entries;

	store_ledger_end(store, good, NULL);
	store_ledger_end(store, bad, "it failed");
	assert_int_equal(store_ledger_end(store, good, NULL), -ENOENT);
	assert_int_equal(store_ledger_undone(store, good, "bob"), 0);
	assert_int_equal(store_ledger_undone(store, good, "bob"), -ENOENT);
	assert_int_equal(store_ledger_undone(store, bad, "bob"), -ENOENT);
	assert_int_equal(store_ledger_undone(store, 77, "bob"), -ENOENT);
	entries = entries_of(store);
	assert_member(entries, 1, "undone_by", "bob");
	json_decref(entries);
	store_close(store);
}

static void lines_for_a_shell_are_refused(void **state)
{
	static const char *const odd[] = { "\"rm -rf /\"", "{}", "[\"rm -rf /\"]", "[[]]", "[[1]]", "[[\"a\",[]]]" };
	struct store *store = open_mode(*state, STORE_WRITE);
	json_t *entries;

	for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
		assert_int_equal(begin(store, odd[i], "[]"), -EINVAL);
	assert_int_equal(begin(store, "[[\"true\"]]", "{}"), -EINVAL);
	entries = entries_of(store);
	assert_int_equal(json_array_size(entries), 0);
	json_decref(entries);
	store_close(store);
}

/* Its alert may be forgotten meanwhile; and a damaged entry does not hide the others. */
static void it_outlives_alerts_and_damage(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	const char *const ids[] = { "1", NULL };
	json_t *entries;
	int64_t *gone;
	size_t count;
	sqlite3 *db;

	add(store, 1, START_MS, 1);
	commit(store);
	begin_usual(store);
	begin_usual(store);
	assert_int_equal(store_delete(store, ids, room->arena, &gone, &count), 0);
	assert_int_equal(sqlite3_open(room->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE ledger SET undo = '[[' WHERE id = 1", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	entries = entries_of(store);
	assert_int_equal(json_array_size(entries), 1);
	json_decref(entries);
	store_close(store);
}

/* A database that another host made before there was a ledger can be read as it is. */
static void version_3_is_read_and_comes_along(void **state)
{
	struct room *room = *state;
	struct store *store;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(room->path, &db), SQLITE_OK);
	for (int i = 0; i < 3; i++)
		assert_int_equal(sqlite3_exec(db, store_migrations[i], NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 3; PRAGMA application_id = 1098280803;",
		NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(chmod(room->path, 0640), 0);
	store_close(open_mode(room, STORE_READ));
	assert_int_equal(look(room, "PRAGMA user_version"), 3);
	store = open_mode(room, STORE_WRITE);
	assert_int_equal(look(room, "PRAGMA user_version"), 4);
	assert_true(begin_usual(store) > 0);
	store_close(store);
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, enter, leave)
	const struct CMUnitTest tests[] = {
		STORE_TEST(entries_tell_what_was_done),
		STORE_TEST(one_under_way_is_seen),
		STORE_TEST(what_was_done_is_taken_back_once),
		STORE_TEST(lines_for_a_shell_are_refused),
		STORE_TEST(it_outlives_alerts_and_damage),
		STORE_TEST(version_3_is_read_and_comes_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
