/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Old logs beside the live line: each event is counted once, in whatever order and however often it
 * comes, and nothing that nobody counted is taken for counted.
 */
#include "store-denials.h"

#define MINUTE INT64_C(60000)

/* Event N happened N minutes after the start: 300 of them are more than are kept of an alert. */
static void add_events(struct store *store, unsigned from, unsigned until, unsigned step)
{
	for (unsigned n = from; n < until; n += step)
		add(store, 1, START_MS + n * MINUTE, n + 1);
	commit(store);
}

static void import(struct room *room, unsigned from, unsigned until, unsigned step)
{
	struct store *store = open_mode(room, STORE_WRITE);

	store_import(store);
	add_events(store, from, until, step);
	store_close(store);
}

/* What auditd's line tells: all before event UNTIL is done. */
static void hear(struct room *room, struct store *store, unsigned from, unsigned until)
{
	const struct bookmark bookmark = { .from = { NULL, START_MS + until * MINUTE, until + 1 } };

	store_bookmark(store, "auditd", bookmark_text(&bookmark, room->arena));
	add_events(store, from, until, 1);
}

static void assert_count(struct room *room, int64_t wanted)
{
	assert_int_equal(look(room, "SELECT sum(count) FROM alert"), wanted);
	assert_whole(room);
}

static void the_same_again_changes_nothing(void **state)
{
	struct room *room = *state;

	import(room, 0, 1000, 1);
	assert_count(room, 1000);
	import(room, 0, 1000, 1);
	import(room, 500, 800, 1);
	assert_count(room, 1000);
	import(room, 900, 1100, 1);
	assert_count(room, 1100);
	assert_int_equal(look(room, "SELECT announced FROM alert"), 1);
	assert_int_equal(look(room, "SELECT count(*) FROM bookmark"), 0);
	assert_int_equal(look(room, "SELECT count(*) FROM checkpoint"), 0);
	/* Records of the one that speaks only. */
	assert_int_equal(look(room, "SELECT count(*) FROM occurrence WHERE length(records) > 0"), 1);
	assert_int_equal(look(room, "SELECT sum(length(events)) FROM imported"), 1100 * 8);
}

/* A log from which somebody has cut all but every seventh event says nothing of the others. */
static void a_part_does_not_stand_for_all(void **state)
{
	struct room *room = *state;

	import(room, 0, 700, 7);
	assert_count(room, 100);
	import(room, 0, 700, 1);
	assert_count(room, 700);
}

static void what_was_heard_live_is_known(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	hear(room, store, 300, 600);
	hear(room, store, 600, 900);
	store_close(store);
	import(room, 0, 1000, 1);
	/* 300 before it was there, 100 that it has not told yet. */
	assert_count(room, 1000);
	store = open_mode(room, STORE_WRITE);
	hear(room, store, 900, 1200);
	store_close(store);
	assert_count(room, 1200);
	import(room, 0, 1200, 1);
	assert_count(room, 1200);
}

static void live_goes_on_after_an_import(void **state)
{
	struct room *room = *state;
	struct store *store, *other;

	import(room, 0, 500, 1);
	store = open_mode(room, STORE_WRITE);
	/* The log from its start: all of it is known. */
	hear(room, store, 0, 500);
	assert_count(room, 500);
	/* Both at once: the daemon has it open. */
	other = open_mode(room, STORE_JOIN);
	store_import(other);
	add_events(other, 400, 700, 1);
	store_close(other);
	hear(room, store, 500, 800);
	store_close(store);
	assert_count(room, 800);
}

static void what_is_missing_live_is_imported(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	hear(room, store, 0, 300);
	assert_int_equal(store_gap(store, "auditd"), 0);
	hear(room, store, 600, 900);
	assert_count(room, 600);
	import(room, 0, 900, 1);
	assert_count(room, 900);
	/* Something is lost while a batch is open: that batch is no time that begins. */
	add(store, 1, START_MS + 1000 * MINUTE, 1001);
	assert_int_equal(store_gap(store, "auditd"), 0);
	hear(room, store, 1300, 1301);
	hear(room, store, 1301, 1600);
	store_close(store);
	import(room, 0, 1600, 1);
	assert_count(room, 1600);
	import(room, 0, 1600, 1);
	assert_count(room, 1600);
}

/* A source that has no bookmark has told what it has told. */
static void lines_that_forget_cover_nothing(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	store_bookmark(store, "netlink", "1 1:1 0");
	add_events(store, 0, 50, 1);
	add_events(store, 200, 210, 1);
	store_close(store);
	assert_int_equal(look(room, "SELECT count(*) FROM covered"), 0);
	import(room, 0, 210, 1);
	assert_count(room, 210);
}

static void of_node(struct store *store, const char *node, unsigned from, unsigned until)
{
	for (unsigned n = from; n < until; n++) {
		struct denial denial = denial_at(START_MS + n * MINUTE, n + 1);
		denial.id.node = node;
		assert_int_equal(store_add(store, &denial, "v1:00000000000000000000000000000001"), 0);
	}
	commit(store);
}

static void each_node_has_its_own_times(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	hear(room, store, 0, 300);
	of_node(store, "web1", 200, 300);
	store_close(store);
	store = open_mode(room, STORE_WRITE);
	store_import(store);
	/* The same stamps, of other hosts. */
	of_node(store, "web1", 0, 300);
	of_node(store, "web2", 0, 300);
	of_node(store, "web2", 0, 300);
	of_node(store, NULL, 0, 300);
	store_close(store);
	assert_count(room, 900);
}

/* What nobody numbered is told apart by what it says. */
static void events_without_serial(void **state)
{
	static const char *const one[] = { "avc: denied one", NULL }, *const two[] = { "two", NULL };
	struct room *room = *state;

	for (int round = 0; round < 2; round++) {
		struct store *store = open_mode(room, STORE_WRITE);
		struct denial denial = denial_at(START_MS, 0);

		store_import(store);
		for (int i = 0; i < 3; i++) {
			denial.records = i == 1 ? two : one;
			assert_int_equal(store_add(store, &denial, signature(room->arena, 1)), 0);
		}
		commit(store);
		store_close(store);
	}
	assert_count(room, 2);
}

/* Numbers of events and of hours as no clock gives them. */
static void odd_stamps(void **state)
{
	static const struct {
		int64_t ms;
		uint64_t serial;
	} stamps[] = {
		{ 0, 1 }, { 1, UINT64_MAX }, { INT64_MAX, 7 }, { -1, 8 }, { INT64_MIN, 9 },
		{ START_MS, UINT64_C(1) << 40 },
	};
	struct room *room = *state;

	for (int round = 0; round < 2; round++) {
		struct store *store = open_mode(room, STORE_WRITE);

		store_import(store);
		for (size_t i = 0; i < ARRAY_SIZE(stamps); i++)
			add(store, 1, stamps[i].ms, stamps[i].serial);
		commit(store);
		store_close(store);
		assert_int_equal(look(room, "SELECT count FROM alert"), ARRAY_SIZE(stamps));
	}
}

/* A database whose rows somebody has damaged is no reason to read beyond them. */
static void damaged_rows(void **state)
{
	struct room *room = *state;

	import(room, 0, 100, 1);
	look(room, "UPDATE imported SET events = x'0102030405'");
	look(room, "UPDATE covered SET since = 9");
	import(room, 100, 120, 1);
	look(room, "INSERT INTO bookmark (source, text) VALUES ('auditd', 'nonsense')");
	import(room, 100, 120, 1);
	assert_count(room, 120);
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, enter, leave)
	const struct CMUnitTest tests[] = {
		STORE_TEST(the_same_again_changes_nothing),
		STORE_TEST(a_part_does_not_stand_for_all),
		STORE_TEST(what_was_heard_live_is_known),
		STORE_TEST(live_goes_on_after_an_import),
		STORE_TEST(what_is_missing_live_is_imported),
		STORE_TEST(lines_that_forget_cover_nothing),
		STORE_TEST(each_node_has_its_own_times),
		STORE_TEST(events_without_serial),
		STORE_TEST(odd_stamps),
		STORE_TEST(damaged_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
