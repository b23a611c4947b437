/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Killed at any instant, the store keeps every batch it acknowledged and no part of another; and
 * two processes write side by side.
 */
#include <time.h>

#include "store-denials.h"

#define ROUNDS 10
#define BATCH 100

/* Batches without end; the number of each goes into the pipe when it is on disk. */
static void write_until_killed(struct room *room, unsigned first, int pipe)
{
	struct store *store = open_mode(room, STORE_WRITE);

	for (unsigned batch = first;; batch++) {
		for (unsigned i = 0; i < BATCH; i++)
			add(store, i % 7, START_MS + batch, batch * BATCH + i);
		if (store_commit(store, NULL, NULL) < 0 || write(pipe, &batch, sizeof batch) < 0)
			_exit(1);
	}
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* Returns how many batches are acknowledged in all. */
static unsigned kill_in_the_middle(struct room *room, unsigned first, long ms)
{
	unsigned batch, done = first;
	int ends[2], status;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0)
		write_until_killed(room, first, ends[1]);
	close(ends[1]);
	/* Not before it has begun to write. */
	if (read(ends[0], &batch, sizeof batch) == sizeof batch)
		done = batch + 1;
	pause_ms(ms);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	while (read(ends[0], &batch, sizeof batch) == sizeof batch)
		done = batch + 1;
	close(ends[0]);
	assert_true(done > first);
	return done;
}

static void killed_writers_leave_whole_batches(void **state)
{
	struct room *room = *state;
	unsigned acknowledged = 0;

	srand(time(NULL));
	for (int round = 0; round < ROUNDS; round++) {
		struct store_totals totals;
		struct event_id last;
		struct store *store;

		acknowledged = kill_in_the_middle(room, acknowledged, rand() % 60);
		store = open_mode(room, STORE_WRITE); /* nothing is set aside */
		assert_int_equal(store_totals(store, &totals), 0);
		assert_true(totals.denials >= (int64_t)acknowledged * BATCH);
		assert_true(totals.denials <= (int64_t)(acknowledged + 1) * BATCH);
		assert_int_equal(totals.denials % BATCH, 0);
		/* The mark is in the same transaction as the events. */
		assert_int_equal(store_checkpoint(store, room->arena, &last), 0);
		assert_int_equal(last.serial, totals.denials - 1);
		acknowledged = totals.denials / BATCH;
		store_close(store);
		assert_whole(room);
	}
}

/* The worker: explains each alert that is there, again and again. */
static int explain_alerts(struct room *room, int rounds)
{
	struct store *store = open_mode(room, STORE_JOIN);
	struct verdict verdict = { .plugin = "p", .confidence = 50, .summary = "s" };

	for (int i = 0; i < rounds; i++) {
		struct alert alert = { .id = i % 20 + 1, .reason = "type-enforcement",
			.verdicts = { &verdict, 1 } };
		if (store_explained(store, &alert) < 0)
			return 1;
	}
	store_close(store);
	return 0;
}

static void two_processes_write_side_by_side(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	unsigned serial = 0;
	int status;
	pid_t pid;

	for (; serial < 20; serial++)
		add(store, serial, START_MS, serial);
	commit(store);
	store_close(store);
	pid = fork();
	if (pid == 0)
		_exit(explain_alerts(room, 300));
	store = open_mode(room, STORE_WRITE);
	for (int batch = 0; batch < 200; batch++) {
		for (int i = 0; i < 20; i++, serial++)
			add(store, serial % 20, START_MS + batch, serial);
		commit(store);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	store_close(store);
	assert_int_equal(look(room, "SELECT sum(count) FROM alert"), serial);
	assert_int_equal(look(room, "SELECT count(*) FROM verdict"), 20);
	assert_int_equal(look(room, "SELECT count(*) FROM alert WHERE pending = 0"), 20);
	assert_whole(room);
}

/* Somebody holds the lock for longer than we wait: a clear error, and the batch is kept. */
static void a_held_lock_is_told(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	sqlite3 *other;

	add(store, 1, START_MS, 1);
	assert_int_equal(sqlite3_open(room->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(store_commit(store, NULL, NULL), -EBUSY);
	assert_non_null(strstr(store_error(store), "locked"));
	assert_int_equal(store_batched(store), 1);
	sqlite3_close(other);
	commit(store);
	store_close(store);
	assert_int_equal(look(room, "SELECT count(*) FROM alert"), 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(killed_writers_leave_whole_batches),
		TEST(two_processes_write_side_by_side),
		TEST(a_held_lock_is_told),
	};

	return cmocka_run_group_tests_name("store-crash", tests, NULL, NULL);
}
