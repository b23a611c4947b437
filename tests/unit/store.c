/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hearing: denials are counted once each, come back as they were, and a storm stays small.
 */
#include "store-denials.h"

static struct alert get(struct room *room, struct store *store, const char *id)
{
	struct alert alert;

	if (store_get(store, id, room->arena, &alert) < 0)
		fail_msg("store_get: %s", store_error(store));
	return alert;
}

static void one_denial_comes_back(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct denial denial = denial_at(START_MS, 7);
	struct alert alert;

	denial.path = "/srv/\xff\xfe/\x01";
	denial.id.node = "web1";
	denial.records = (const char *const[]){ "type=AVC \xff raw", "type=PATH", NULL };
	assert_int_equal(store_add(store, &denial, signature(room->arena, 1)), 0);
	assert_int_equal(store_batched(store), 1);
	commit(store);
	assert_int_equal(store_batched(store), 0);
	alert = get(room, store, "1");
	assert_int_equal(alert.id, 1);
	assert_int_equal(strlen(alert.uuid), 36);
	assert_int_equal(alert.uuid[14], '4');
	assert_string_equal(alert.signature, signature(room->arena, 1));
	assert_true(alert.pending);
	assert_int_equal(alert.level, LEVEL_YELLOW);
	assert_int_equal(alert.count, 1);
	assert_int_equal(alert.first_seen, START_MS);
	assert_int_equal(alert.last_seen, START_MS);
	assert_string_equal(alert.host, "web1");
	assert_null(alert.reason);
	assert_string_equal(alert.denial.path, "/srv/\xff\xfe/\x01");
	assert_string_equal(alert.denial.source.type, "httpd_t");
	assert_string_equal(alert.denial.permissions[1], "read");
	assert_int_equal(alert.denial.auid, 1000);
	assert_int_equal(alert.denial.port, -1);
	assert_string_equal(alert.denial.records[0], "type=AVC \xff raw");
	assert_string_equal(alert.denial.records[1], "type=PATH");
	assert_null(alert.denial.records[2]);
	store_close(store);
	assert_whole(room);
}

static void ids_are_numbers_uuids_and_beginnings(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct alert alert;

	for (unsigned n = 1; n <= 3; n++)
		add(store, n, START_MS + n, n);
	commit(store);
	look(room, "UPDATE alert SET uuid = 'abcd0000-0000-4000-8000-00000000000' || id");
	look(room, "UPDATE alert SET uuid = '12340000-0000-4000-8000-000000000003' WHERE id = 3");
	assert_int_equal(get(room, store, "2").id, 2);
	assert_int_equal(get(room, store, "abcd0000-0000-4000-8000-000000000002").id, 2);
	assert_int_equal(get(room, store, "ABCD0000-0000-4000-8000-000000000001").id, 1);
	assert_int_equal(get(room, store, "1234").id, 3);
	assert_int_equal(store_get(store, "abcd", room->arena, &alert), -ENOTUNIQ);
	static const char *const none[] = { "", "123", "abc", "4", "-1", "0",
		"99999999999999999999", "abcd%", "abcd*", "' OR 1=1", "abce",
		"abcd0000-0000-4000-8000-0000000000011" };
	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_int_equal(store_get(store, none[i], room->arena, &alert), -ENOENT);
	store_close(store);
}

static void an_event_is_counted_once(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	for (int round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 50; i++)
			add(store, 1, START_MS + i, i);
		for (unsigned i = 50; i-- > 0;)
			add(store, 1, START_MS + i, i);
		if (round == 0)
			assert_int_equal(store_batched(store), 50);
		commit(store);
		assert_int_equal(get(room, store, "1").count, 50);
	}
	/* Replayed among so many others that it is not among the newest of the batch. */
	for (unsigned i = 0; i < 500; i++)
		add(store, 1, START_MS + i, i);
	commit(store);
	assert_int_equal(get(room, store, "1").count, 500);
	/* Another host's event of the same time and number is another event. */
	struct denial denial = denial_at(START_MS + 499, 499);
	denial.id.node = "web2";
	assert_int_equal(store_add(store, &denial, signature(room->arena, 1)), 0);
	commit(store);
	assert_int_equal(get(room, store, "1").count, 501);
	/* And so is another signature's of the same event. */
	add(store, 2, START_MS, 0);
	commit(store);
	assert_int_equal(get(room, store, "2").count, 1);
	store_close(store);
	assert_whole(room);
}

/* A system call may be refused the same thing twice. */
static void an_event_may_hold_two(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	for (int times = 0; times < 2; times++)
		for (unsigned ordinal = 0; ordinal < 2; ordinal++) {
			struct denial denial = denial_at(START_MS, 1);

			denial.ordinal = ordinal;
			assert_int_equal(store_add(store, &denial, signature(room->arena, 1)), 0);
			commit(store);
		}
	assert_int_equal(look(room, "SELECT count FROM alert"), 2);
	assert_int_equal(look(room, "SELECT count(*) FROM occurrence"), 2);
	store_close(store);
}

static void a_storm_stays_small(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct stat st;

	for (unsigned i = 0; i < 10000; i++) {
		add(store, 1, START_MS + i * 10, i);
		if (store_batched(store) == STORE_BATCH_MAX)
			commit(store);
	}
	commit(store);
	assert_int_equal(get(room, store, "1").count, 10000);
	assert_int_equal(look(room, "SELECT count(*) FROM occurrence"), STORE_OCCURRENCES_MAX);
	/* The newest, and the one that speaks. */
	assert_int_equal(look(room, "SELECT min(serial) FROM occurrence"), STORE_BATCH_MAX - 1);
	assert_int_equal(look(room, "SELECT count(*) FROM occurrence WHERE serial > 9900"), 99);
	assert_string_equal(get(room, store, "1").denial.path, "/srv/web/index.html");
	assert_non_null(get(room, store, "1").denial.records[0]);
	assert_int_equal(look(room, "SELECT count(*) FROM alert"), 1);
	store_close(store);
	assert_whole(room);
	assert_int_equal(stat(room->path, &st), 0);
	assert_true(st.st_size < 256 * 1024);
}

static void the_newest_of_a_batch_speaks_whatever_the_order(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	static const int order[] = { 5, 9, 1, 7, 3 };
	struct alert alert;

	/* The second time they are all known. */
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
			struct denial denial = denial_at(START_MS + order[i], order[i]);
			denial.comm = arena_printf(room->arena, "c%d", order[i]);
			denial.outcome = order[i] == 9 ? OUTCOME_PERMITTED : OUTCOME_DENIED;
			denial.records = (const char *const[]){ denial.comm, NULL };
			store_add(store, &denial, signature(room->arena, 1));
			if (round == 1)
				commit(store);
		}
		commit(store);
		alert = get(room, store, "1");
		assert_string_equal(alert.denial.comm, "c9");
		assert_int_equal(alert.denial.outcome, OUTCOME_PERMITTED);
		assert_string_equal(alert.denial.records[0], "c9");
		assert_int_equal(alert.first_seen, START_MS + 1);
		assert_int_equal(alert.last_seen, START_MS + 9);
		assert_int_equal(alert.count, 5);
	}
	/* More than are kept, backwards: those that stay are the newest all the same. */
	for (unsigned i = 1000; i-- > 0;)
		add(store, 2, START_MS + i, i);
	commit(store);
	assert_int_equal(look(room, "SELECT min(serial) FROM occurrence WHERE alert = 2"), 900);
	store_close(store);
	assert_whole(room);
}

static void the_checkpoint_is_the_last_event(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct event_id id = { "untouched", 0, 0 };

	assert_int_equal(store_checkpoint(store, room->arena, &id), -ENOENT);
	assert_string_equal(id.node, "untouched");
	add(store, 1, START_MS, 1);
	add(store, 2, START_MS + 5, UINT64_MAX);
	assert_int_equal(store_checkpoint(store, room->arena, &id), -ENOENT);
	commit(store);
	assert_int_equal(store_checkpoint(store, room->arena, &id), 0);
	assert_null(id.node);
	assert_int_equal(id.ms, START_MS + 5);
	assert_true(id.serial == UINT64_MAX);
	store_close(store);
}

struct changes {
	size_t count;
	struct store_change last;
};

static void note(const struct store_change *change, void *userdata)
{
	struct changes *changes = userdata;

	changes->count++;
	changes->last = *change;
}

static void changes_are_told(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct changes changes = { 0 };

	assert_int_equal(store_commit(store, note, &changes), 0);
	assert_int_equal(changes.count, 0);
	add(store, 1, START_MS, 1);
	add(store, 1, START_MS, 2);
	assert_int_equal(store_commit(store, note, &changes), 0);
	assert_int_equal(changes.count, 1);
	assert_true(changes.last.added && changes.last.pending);
	assert_int_equal(changes.last.count, 2);
	add(store, 1, START_MS, 2);
	assert_int_equal(store_commit(store, note, &changes), 0);
	assert_int_equal(changes.count, 1); /* nothing new: nothing is told */
	add(store, 1, START_MS, 3);
	assert_int_equal(store_commit(store, note, &changes), 0);
	assert_int_equal(changes.count, 2);
	assert_false(changes.last.added);
	assert_int_equal(changes.last.count, 3);
	store_close(store);
}

static void an_open_batch_is_bounded_and_dropped(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct denial denial = denial_at(START_MS, 0);
	unsigned i = 0;

	while (store_add(store, &denial, signature(room->arena, 1)) == 0 && i < 1000000)
		denial.id.serial = ++i;
	assert_in_range(i, STORE_BATCH_MAX, 100 * STORE_BATCH_MAX);
	assert_int_equal(store_add(store, &denial, signature(room->arena, 1)), -ENOBUFS);
	assert_int_equal(store_add(store, &denial, "v1:a longer signature than any can ever be"),
		-EINVAL);
	store_close(store);
	assert_int_equal(look(room, "SELECT count(*) FROM alert"), 0);
}

/* The disk is full, for this process: files may not grow. */
static int commit_without_room(struct room *room)
{
	struct rlimit limit = { 0, RLIM_INFINITY };
	struct store *store = open_mode(room, STORE_WRITE);
	int64_t before;

	signal(SIGXFSZ, SIG_IGN);
	add(store, 1, START_MS, 1);
	commit(store);
	for (unsigned n = 1; n <= 500; n++)
		add(store, n, START_MS + n, n + 1);
	before = look(room, "SELECT sum(count) FROM alert");
	limit.rlim_cur = 64 * 1024;
	setrlimit(RLIMIT_FSIZE, &limit);
	if (store_commit(store, NULL, NULL) != -ENOSPC || store_batched(store) != 500)
		return 1;
	if (!strstr(store_error(store), room->path) || !strstr(store_error(store), "no room"))
		return 2;
	if (before != 1 || look(room, "SELECT sum(count) FROM alert") != 1)
		return 3;
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	if (store_commit(store, NULL, NULL) < 0)
		return 4;
	store_close(store);
	return look(room, "SELECT sum(count) FROM alert") == 501 ? 0 : 5;
}

static void a_full_disk_loses_nothing(void **state)
{
	struct room *room = *state;
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(commit_without_room(room));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_whole(room);
}

/* What cannot be asked when a denial comes is asked when it is written. */
static void a_database_that_cannot_be_read_loses_nothing(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	add(store, 1, START_MS, 1);
	commit(store);
	look(room, "ALTER TABLE alert RENAME TO elsewhere");
	add(store, 1, START_MS, 1);
	add(store, 1, START_MS + 1, 2);
	add(store, 2, START_MS + 2, 3);
	assert_true(store_commit(store, NULL, NULL) < 0);
	look(room, "ALTER TABLE elsewhere RENAME TO alert");
	commit(store);
	assert_int_equal(look(room, "SELECT count FROM alert WHERE id = 1"), 2);
	assert_int_equal(look(room, "SELECT count FROM alert WHERE id = 2"), 1);
	store_close(store);
	assert_whole(room);
}

static void damaged_facts_do_not_hide_an_alert(void **state)
{
	static const char *const facts[] = { "", "no JSON", "[]", "7",
		"{\"source\":[],\"target\":7}", "{\"permissions\":{\"a\":1},\"event\":\"x\"}",
		"\xff" };
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	add(store, 1, START_MS, 1);
	commit(store);
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		struct alert alert;

		look(room, arena_printf(room->arena,
			"UPDATE alert SET level = 'purple', facts = '%s'", facts[i]));
		alert = get(room, store, "1");
		assert_int_equal(alert.level, LEVEL_YELLOW);
		assert_int_equal(alert.denial.port, -1);
		assert_non_null(alert.denial.permissions);
		if (facts[i][0] != '{')
			assert_non_null(alert.denial.damage);
	}
	store_close(store);
}

static char *long_line(struct room *room, const char *begin, size_t length)
{
	char *line = arena_alloc(room->arena, length + 1);

	memset(line, 'x', length);
	memcpy(line, begin, strlen(begin));
	return line;
}

#define STAMP " msg=audit(1.001:1): "
static const char refusal[] = "type=AVC" STAMP "avc:  denied  { read } for  pid=1";

/* Of what is left out nothing is said; what analyses need is there. */
static void too_many_records_are_cut_down(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct denial denial = denial_at(START_MS, 1);
	const char *own = "node=web1 type=USER_AVC" STAMP "pid=2 uid=0";
	const char *execve = long_line(room, "type=EXECVE" STAMP, 40000);
	const char *path = long_line(room, "type=PATH" STAMP, 30000);
	const char *const *got;

	denial.ordinal = 1;
	denial.records = (const char *const[]){ execve, path, refusal, execve, path, own,
		"type=PROCTITLE" STAMP "proctitle=\"x\"", path, NULL };
	assert_int_equal(store_add(store, &denial, signature(room->arena, 1)), 0);
	commit(store);
	got = get(room, store, "1").denial.records;
	assert_string_equal(got[0], own);
	assert_string_equal(got[1], refusal);
	assert_string_equal(got[2], path);
	assert_string_equal(got[3], path);
	assert_memory_equal(got[4], "type=PROCTITLE", 14);
	assert_null(got[5]);
	assert_true(look(room, "SELECT length(records) FROM occurrence") <= STORE_RECORDS_MAX);
	store_close(store);
}

static void a_long_refusal_is_cut(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct denial denial = denial_at(START_MS, 1);
	const char *const *got;

	denial.records = (const char *const[]){ "type=SYSCALL" STAMP "arch=c000003e",
		long_line(room, refusal, 3 * STORE_RECORDS_MAX), NULL };
	assert_int_equal(store_add(store, &denial, signature(room->arena, 1)), 0);
	commit(store);
	got = get(room, store, "1").denial.records;
	assert_memory_equal(got[0], refusal, strlen(refusal));
	assert_int_equal(strlen(got[0]), STORE_RECORDS_MAX);
	assert_null(got[1]);
	store_close(store);
}

static void what_sqlite_refuses_holds_nothing_up(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct denial denial = denial_at(START_MS, 3);
	struct changes changes = { 0 };
	struct event_id last;

	add(store, 1, START_MS, 1);
	add(store, 2, START_MS, 2);
	denial.path = long_line(room, "/", 20 * 1024 * 1024);
	assert_int_equal(store_add(store, &denial, signature(room->arena, 3)), 0);
	assert_true(store_full(store));
	if (store_commit(store, note, &changes) < 0)
		fail_msg("store_commit: %s", store_error(store));
	assert_int_equal(changes.count, 2);
	assert_int_equal(store_batched(store), 0);
	assert_int_equal(store_checkpoint(store, room->arena, &last), 0);
	assert_int_equal(last.serial, 3);
	store_close(store);
	assert_int_equal(look(room, "SELECT count(*) FROM alert"), 2);
	assert_whole(room);
}

static void totals_add_up(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct store_totals totals;

	assert_int_equal(store_totals(store, &totals), 0);
	assert_int_equal(totals.alerts + totals.pending + totals.denials, 0);
	for (unsigned i = 0; i < 10; i++)
		add(store, i % 3, START_MS + i, i);
	commit(store);
	assert_int_equal(store_explained(store, &(struct alert){ .id = 1 }), 0);
	assert_int_equal(store_totals(store, &totals), 0);
	assert_int_equal(totals.alerts, 3);
	assert_int_equal(totals.pending, 2);
	assert_int_equal(totals.denials, 10);
	assert_true(totals.bytes > 0);
	store_close(store);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_denial_comes_back),
		TEST(ids_are_numbers_uuids_and_beginnings),
		TEST(an_event_is_counted_once),
		TEST(an_event_may_hold_two),
		TEST(a_storm_stays_small),
		TEST(the_newest_of_a_batch_speaks_whatever_the_order),
		TEST(too_many_records_are_cut_down),
		TEST(a_long_refusal_is_cut),
		TEST(what_sqlite_refuses_holds_nothing_up),
		TEST(the_checkpoint_is_the_last_event),
		TEST(changes_are_told),
		TEST(an_open_batch_is_bounded_and_dropped),
		TEST(a_full_disk_loses_nothing),
		TEST(a_database_that_cannot_be_read_loses_nothing),
		TEST(damaged_facts_do_not_hide_an_alert),
		TEST(totals_add_up),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
