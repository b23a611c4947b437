/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lasts: bookmarks that fit what was counted, changes of the policy, databases of older
 * versions, and caps that a hostile stream cannot break.
 */
#include "store-denials.h"

#include <time.h>

/* ---- bookmarks ---- */

static const char *bookmarked(struct room *room, struct store *store, const char *source)
{
	const char *text = NULL;
	int r = store_bookmarked(store, source, room->arena, &text);

	assert_int_equal(r, text ? 0 : -ENOENT);
	return text;
}

static void a_bookmark_goes_with_its_batch(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	assert_null(bookmarked(room, store, "auditd"));
	store_bookmark(store, "auditd", "one");
	store_bookmark(store, "journal", "j");
	commit(store); /* nothing was heard: nothing is written */
	assert_null(bookmarked(room, store, "auditd"));
	add(store, 1, START_MS, 1);
	assert_null(bookmarked(room, store, "auditd"));
	store_bookmark(store, "auditd", "two");
	commit(store);
	assert_string_equal(bookmarked(room, store, "auditd"), "two");
	assert_string_equal(bookmarked(room, store, "journal"), "j");
	/* The batch is dropped, and so is what was said with it. */
	add(store, 1, START_MS, 2);
	store_bookmark(store, "auditd", "three");
	store_close(store);
	store = open_mode(room, STORE_WRITE);
	assert_string_equal(bookmarked(room, store, "auditd"), "two");
	store_close(store);
}

/* A disk that is full now and has room later. */
static int fail_then_commit(struct room *room)
{
	struct rlimit limit = { 48 * 1024, RLIM_INFINITY };
	struct store *store = open_mode(room, STORE_WRITE);
	const char *text;

	signal(SIGXFSZ, SIG_IGN);
	add(store, 1, START_MS, 1);
	store_bookmark(store, "auditd", "before");
	commit(store);
	setrlimit(RLIMIT_FSIZE, &limit);
	for (int round = 0; round < 5; round++) {
		for (unsigned i = 0; i < 100; i++)
			add(store, i % 20, START_MS + i, 100 * (unsigned)round + i + 2);
		store_bookmark(store, "auditd", round < 4 ? "between" : "after");
		if (store_commit(store, NULL, NULL) != -ENOSPC)
			return 1;
		if (store_bookmarked(store, "auditd", room->arena, &text) < 0 ||
			strcmp(text, "before") != 0)
			return 2;
	}
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	if (store_commit(store, NULL, NULL) < 0)
		return 3;
	store_bookmarked(store, "auditd", room->arena, &text);
	store_close(store);
	if (strcmp(text, "after") != 0)
		return 4;
	return look(room, "SELECT sum(count) FROM alert") == 501 ? 0 : 5;
}

static void batch_and_bookmark_wait_together(void **state)
{
	struct room *room = *state;
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(fail_then_commit(room));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_whole(room);
}

/* ---- an older version ---- */

extern const char *const store_migrations[];

/* Alert 1 has more occurrences than are kept, and its facts are of the oldest; alert 2 has one. */
static const char content_1[] =
	"PRAGMA user_version = 1; PRAGMA application_id = 1098280803;"
	"INSERT INTO alert (uuid, signature, outcome, level, permissions, path, permissive, facts, "
	"facts_ms, facts_serial, facts_ordinal, facts_node, count, first_seen, last_seen, kept, "
	"pending, announced) VALUES "
	"('aaaa', 'v1:00000000000000000000000000000001', 'denied', 'green', 'read', '/one', 0, "
	"'{\"outcome\":\"denied\",\"permissions\":[\"read\"]}', 1000, 1, 0, 'web1', 500, 1000, 9000, "
	"120, 0, 1), "
	"('bbbb', 'v1:00000000000000000000000000000002', 'permitted', 'yellow', 'open', '/two', 1, "
	"'{}', 77, 7, 1, '', 1, 77, 77, 1, 1, 0);"
	"INSERT INTO verdict (alert, rank, plugin, words) VALUES (1, 0, 'p', '{}');"
	"INSERT INTO tally (alert, hour, count) VALUES (1, 0, 500), (2, 0, 1);"
	"INSERT INTO checkpoint (id, node, ms, serial) VALUES (1, 'web1', 1120, 120);"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120) "
	"INSERT INTO occurrence (alert, ms, serial, ordinal, node, records) "
	"SELECT 1, 1000 + i, i, 0, 'web1', CAST('record ' || i AS BLOB) FROM n WHERE i > 1;"
	"INSERT INTO occurrence (alert, ms, serial, ordinal, node, records) VALUES "
	"(1, 1000, 1, 0, 'web1', x'6f6c64'), (2, 77, 7, 1, '', x'74776f');";

static void make_version_1(struct room *room)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(room->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, store_migrations[0], NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, content_1, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void assert_records(struct room *room, struct store *store, int64_t id, const char *wanted)
{
	const char *records = NULL, *text;

	assert_int_equal(store_raw(store, id, room->arena, &records, &text), 0);
	assert_string_equal(records, wanted);
}

static void version_1_comes_along(void **state)
{
	struct room *room = *state;
	struct store *store;
	struct denial again = denial_at(1120, 120);
	struct event_id last;
	struct alert alert;
	const char *text;

	make_version_1(room);
	store = open_mode(room, STORE_WRITE);
	assert_int_equal(look(room, "PRAGMA user_version"), 4);
	assert_int_equal(store_get(store, "1", room->arena, &alert), 0);
	assert_int_equal(alert.count, 500);
	assert_int_equal(alert.level, LEVEL_GREEN);
	assert_int_equal(alert.fold, FOLD_NONE);
	assert_false(alert.pending);
	assert_string_equal(alert.denial.records[0], "old");
	assert_records(room, store, 1, "old");
	assert_records(room, store, 2, "two");
	assert_int_equal(look(room, "SELECT count(*) FROM occurrence WHERE alert = 1"), 100);
	assert_int_equal(look(room, "SELECT count(*) FROM occurrence WHERE serial > 21"), 99);
	assert_int_equal(look(room, "SELECT count(*) FROM verdict"), 1);
	assert_int_equal(store_checkpoint(store, room->arena, &last), 0);
	assert_int_equal(last.serial, 120);
	/* The log is not told from its start, or all would count again. */
	assert_int_equal(store_bookmarked(store, "auditd", room->arena, &text), 0);
	assert_string_equal(text, "1 1120:120@77656231 1 0:0@77656231x1");
	/* What is kept is known, and goes on. */
	again.id.node = "web1";
	assert_int_equal(store_add(store, &again, signature(room->arena, 1)), 0);
	commit(store);
	assert_int_equal(look(room, "SELECT count FROM alert WHERE id = 1"), 500);
	again.id = (struct event_id){ "web1", 9001, 121 };
	assert_int_equal(store_add(store, &again, signature(room->arena, 1)), 0);
	commit(store);
	assert_int_equal(look(room, "SELECT count FROM alert WHERE id = 1"), 501);
	assert_int_equal(look(room, "SELECT min(serial) FROM occurrence WHERE serial > 20"), 23);
	assert_records(room, store, 1, "old");
	store_close(store);
	assert_whole(room);
}

/* ---- changes of the policy ---- */

static void change_at(struct store *store, int64_t ms, const char *name)
{
	struct policy_change change = {
		.id = { NULL, ms, 7 }, .kind = name ? CHANGE_BOOLEAN : CHANGE_POLICY, .name = name,
		.old_value = 0, .new_value = 1, .auid = 1000, .uid = 0, .pid = -1,
		.exe = "/usr/sbin/setsebool", .comm = "\xff",
	};

	assert_int_equal(store_policy_change(store, &change), 0);
}

static void changes_are_kept_once(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct policy_change *changes;
	size_t count;

	for (int round = 0; round < 2; round++) {
		change_at(store, START_MS, "httpd_enable_homedirs");
		change_at(store, START_MS, "httpd_enable_homedirs");
		change_at(store, START_MS, "ftp_home_dir");
		change_at(store, START_MS + 5, NULL);
		assert_int_equal(store_batched(store), 4);
		commit(store);
	}
	assert_int_equal(store_policy_changes(store, 0, 10, room->arena, &changes, &count), 0);
	assert_int_equal(count, 3);
	assert_int_equal(changes[0].kind, CHANGE_POLICY);
	assert_null(changes[0].name);
	assert_int_equal(changes[0].pid, -1);
	assert_string_equal(changes[1].name, "httpd_enable_homedirs");
	assert_int_equal(changes[1].old_value, 0);
	assert_int_equal(changes[1].new_value, 1);
	assert_int_equal(changes[1].auid, 1000);
	assert_int_equal(changes[1].id.serial, 7);
	assert_null(changes[1].id.node);
	assert_string_equal(changes[2].name, "ftp_home_dir");
	assert_int_equal(store_policy_changes(store, START_MS, 1, room->arena, &changes, &count), 0);
	assert_int_equal(count, 1);
	assert_string_equal(changes[0].name, "httpd_enable_homedirs");
	assert_int_equal(store_policy_changes(store, 1, 9, room->arena, &changes, &count), 0);
	assert_int_equal(count, 0);
	store_close(store);
}

static void the_newest_changes_stay(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	for (int64_t i = 0; i < 2500; i++) {
		change_at(store, START_MS + i, "a");
		if (i == 300)
			commit(store);
	}
	commit(store);
	store_close(store);
	assert_int_equal(look(room, "SELECT count(*) FROM policy_change"), 1000);
	assert_int_equal(look(room, "SELECT min(ms) FROM policy_change"), START_MS + 1500);
}

/* ---- what the living process tells ---- */

static void look_at(struct denial *denial, struct arena *arena, void *userdata)
{
	unsigned *times = userdata;

	denial->unit = arena_printf(arena, "unit-%u.service", ++*times);
	denial->container = *times == 1 ? arena_strdup(arena, "abc") : NULL;
}

static void the_first_is_looked_at(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct denial denial;
	struct alert alert;
	unsigned times = 0;

	store_set_look(store, look_at, &times);
	for (unsigned serial = 1; serial <= 300; serial++) {
		denial = denial_at(START_MS + serial, serial);
		denial.outcome = OUTCOME_PERMITTED;
		assert_int_equal(store_add(store, &denial, signature(room->arena, 1)), 0);
		if (serial > 100)
			commit(store);
	}
	assert_int_equal(times, 1);
	assert_int_equal(store_get(store, "1", room->arena, &alert), 0);
	assert_string_equal(alert.denial.unit, "unit-1.service");
	assert_string_equal(alert.denial.container, "abc");
	assert_int_equal(alert.denial.id.serial, 101);
	/* Another speaks, and is looked at. */
	add(store, 1, START_MS + 400, 400);
	commit(store);
	assert_int_equal(times, 2);
	assert_int_equal(store_get(store, "1", room->arena, &alert), 0);
	assert_string_equal(alert.denial.unit, "unit-2.service");
	assert_null(alert.denial.container);
	store_close(store);
}

/* ---- a hostile stream ---- */

static uint64_t random_state;

static unsigned any(unsigned below)
{
	random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(random_state >> 33) % below;
}

static const char *name(struct arena *arena, const char *before, const char *after)
{
	return arena_printf(arena, "%s%x%s", before, any(1u << 30), after);
}

/* Everything that a process may choose is chosen anew each time. */
static struct denial hostile_denial(struct arena *arena, unsigned serial)
{
	struct denial denial = denial_at(START_MS + serial / 10, serial);
	char *record = arena_alloc(arena, 4001);

	switch (any(6)) {
	case 0:
		denial.path = name(arena, "/tmp/", "/file");
		break;
	case 1:
		denial.exe = name(arena, "/home/user/", "");
		break;
	case 2:
		denial.tclass = "tcp_socket";
		denial.port = (int)any(65536);
		denial.protocol = "tcp";
		break;
	case 3:
		denial.member = name(arena, "Call", "");
		denial.interface = name(arena, "org.i", "");
		denial.tclass = "dbus";
		break;
	case 4:
		denial.source.type = name(arena, "t", "_t");
		break;
	default:
		denial.target.type = name(arena, "u", "_t");
		denial.manager = any(2) ? "dbus" : name(arena, "m", "");
	}
	memset(record, 'r', any(4000) + 1);
	denial.records = arena_alloc(arena, 2 * sizeof *denial.records);
	((const char **)denial.records)[0] = record;
	return denial;
}

#define HOSTILE 100000

static void a_hostile_stream_is_bounded(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *seed = getenv("AVOCET_SEED");
	int64_t folded, before = 0;
	struct stat st;

	random_state = seed ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL);
	print_message("AVOCET_SEED=%llu\n", (unsigned long long)random_state);
	assert_false(store_folding(store, &folded));
	for (unsigned serial = 0; serial < HOSTILE; serial++) {
		struct denial denial = hostile_denial(arena, serial);
		char own[SIGNATURE_SIZE];

		denial_signature(&denial, own);
		assert_int_equal(store_add(store, &denial, own), 0);
		if (store_full(store))
			commit(store);
		if (serial == HOSTILE / 2) {
			commit(store);
			before = look(room, "SELECT count(*) FROM alert");
		}
		if (serial % 20000 == 0) { /* what was counted is found again */
			commit(store);
			store_close(store);
			store = open_mode(room, STORE_WRITE);
		}
		arena_reset(arena);
	}
	commit(store);
	assert_true(store_folding(store, &folded));
	assert_true(folded > 0);
	store_close(store);
	assert_whole(room);
	assert_int_equal(look(room, "SELECT sum(count) FROM alert"), HOSTILE);
	assert_in_range(look(room, "SELECT count(*) FROM alert"), before, FOLD_ALERTS + 100);
	assert_int_equal(
		look(room, "SELECT count(*) FROM alert WHERE fold <> 'none'"), folded);
	assert_int_equal(look(room, "SELECT max(kept) FROM alert"), STORE_OCCURRENCES_MAX);
	assert_int_equal(stat(room->path, &st), 0);
	print_message("%lld alerts, %lld folded, %lld kB\n",
		(long long)look(room, "SELECT count(*) FROM alert"), (long long)folded,
		(long long)st.st_size / 1024);
	/* 100,000 records of 2 kB on average came. */
	assert_true(st.st_size < (off_t)100 * 1024 * 1024);
}

/* Memory is bounded by bytes, whatever one denial brings. */
static void large_records_fill_a_batch(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	char *line = arena_alloc(room->arena, 60001);
	unsigned serial = 0;

	memset(line, 'x', 60000);
	while (!store_full(store)) {
		struct denial denial = denial_at(START_MS, serial++);

		denial.records = (const char *const[]){ line, NULL };
		assert_int_equal(store_add(store, &denial, signature(room->arena, 1)), 0);
		if (serial > 8192)
			break;
	}
	/* The one signature gives room to its newest: many fit. */
	assert_int_equal(serial, STORE_BATCH_MAX);
	commit(store);
	for (serial = 0; !store_full(store); serial++) {
		struct denial denial = denial_at(START_MS + 1, serial);

		denial.records = (const char *const[]){ line, NULL };
		denial.target.type = arena_printf(room->arena, "t%u_t", serial);
		assert_int_equal(
			store_add(store, &denial, signature(room->arena, serial + 2)), 0);
	}
	assert_in_range(serial, 10, 100);
	commit(store);
	store_close(store);
	assert_whole(room);
}

/* In a storm occurrences stay exact, and of the newest the records. */
static void in_a_storm_the_newest_keep_their_records(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	char *line = arena_alloc(room->arena, 1501);

	memset(line, 'x', 1500);
	for (unsigned serial = 0; serial < 8000; serial++) {
		struct denial denial = denial_at(START_MS + serial / 100, serial);
		unsigned kind = serial % 100;

		denial.records = (const char *const[]){ line, NULL };
		denial.target.type = arena_printf(room->arena, "t%u_t", kind);
		assert_int_equal(store_add(store, &denial, signature(room->arena, kind)), 0);
		assert_false(store_full(store));
	}
	commit(store);
	store_close(store);
	assert_whole(room);
	assert_int_equal(look(room, "SELECT count(*) FROM occurrence"), 8000);
	assert_int_equal(look(room, "SELECT min(length(records) = 1500) FROM occurrence "
		"WHERE serial >= 7800"), 1);
	assert_int_equal(look(room, "SELECT count(*) FROM alert JOIN occurrence ON "
		"place = id * 128 + facts_slot WHERE length(records) = 1500"), 100);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_bookmark_goes_with_its_batch),
		TEST(batch_and_bookmark_wait_together),
		TEST(version_1_comes_along),
		TEST(changes_are_kept_once),
		TEST(the_newest_changes_stay),
		TEST(the_first_is_looked_at),
		TEST(a_hostile_stream_is_bounded),
		TEST(large_records_fill_a_batch),
		TEST(in_a_storm_the_newest_keep_their_records),
	};

	return cmocka_run_group_tests_name("store-history", tests, NULL, NULL);
}
