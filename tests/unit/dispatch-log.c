/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit log and its rotations: which file to begin with, and which comes next. */
#include "dispatch.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define HOUR_MS 3600000

struct place {
	char folder[64], path[80];
	struct log log;
	char got[4096];
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof *place);

	strcpy(place->folder, "/tmp/avocet-log-XXXXXX");
	if (!mkdtemp(place->folder))
		return -1;
	snprintf(place->path, sizeof place->path, "%s/audit.log", place->folder);
	place->log = (struct log)LOG_INIT(place->path);
	*state = place;
	return 0;
}

static char *number(const struct place *place, int n)
{
	static char paths[4][96];
	static int turn;
	char *path = paths[turn++ % 4];

	snprintf(path, sizeof paths[0], n ? "%s.%d" : "%s", place->path, n);
	return path;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	log_close(&place->log);
	for (int n = 0; n < 10; n++)
		unlink(number(place, n));
	rmdir(place->folder);
	free(place);
	return 0;
}

static void put(const struct place *place, int n, const char *text)
{
	FILE *file = fopen(number(place, n), "a");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* A file that was begun at that hour. */
static void put_hour(const struct place *place, int n, int hour)
{
	char line[80];

	snprintf(line, sizeof line, "type=X msg=audit(%d.000:1): hour %d\n", hour * 3600, hour);
	put(place, n, line);
}

static void rotate(const struct place *place, int last)
{
	for (int n = last; n >= 0; n--)
		assert_return_code(rename(number(place, n), number(place, n + 1)), 0);
}

/* Reads to the end; the text is what was read, with | between files. */
static const char *rest(struct place *place)
{
	size_t at = 0, length = 0;
	int r;

	while ((r = log_read(&place->log, place->got + at, 32, &length)) == LOG_MORE ||
		r == LOG_NEXT) {
		at += r == LOG_MORE ? length : 0;
		if (r == LOG_NEXT)
			place->got[at++] = '|';
		assert_true(at < sizeof place->got - 40);
	}
	place->got[at] = '\0';
	assert_int_equal(r, LOG_END);
	return place->got;
}

static void test_which_file_to_begin_with(void **state)
{
	struct place *place = *state;
	static const struct {
		int64_t ms;
		const char *first;
		bool oldest;
	} cases[] = {
		{ 0, "hour 2\n", true },
		{ 1 * HOUR_MS, "hour 2\n", true },
		{ 3 * HOUR_MS, "hour 2\n", false },
		{ 4 * HOUR_MS + 1, "hour 2\n", false }, /* too near to be sure */
		{ 5 * HOUR_MS, "hour 4\n", false },
		{ 7 * HOUR_MS, "hour 6\n", false },
	};
	bool oldest;

	put_hour(place, 2, 2);
	put_hour(place, 1, 4);
	put_hour(place, 0, 6);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(log_open(&place->log, cases[i].ms, &oldest), 0);
		assert_int_equal(oldest, cases[i].oldest);
		assert_memory_equal(strstr(rest(place), "hour"), cases[i].first, 7);
	}
}

static void test_files_that_cannot_be_read(void **state)
{
	struct place *place = *state;
	size_t length;
	bool oldest;

	assert_true(log_open(&place->log, 0, &oldest) < 0);
	assert_int_equal(mkfifo(place->path, 0600), 0);
	assert_true(log_open(&place->log, 0, &oldest) < 0);
	put_hour(place, 1, 3);
	put(place, 2, "");
	assert_int_equal(log_open(&place->log, 0, &oldest), 0);
	assert_int_equal(log_read(&place->log, place->got, 99, &length), LOG_NEXT);
	assert_int_equal(log_read(&place->log, place->got, 99, &length), LOG_MORE);
	assert_int_equal(log_read(&place->log, place->got, 99, &length), LOG_BUSY);
	place->log.path = NULL;
	assert_true(log_open(&place->log, 0, &oldest) < 0);
	assert_int_equal(log_read(&place->log, place->got, 9, &length), LOG_END);
}

static void test_rotated_while_it_is_read(void **state)
{
	struct place *place = *state;
	bool oldest;

	put_hour(place, 0, 1);
	assert_int_equal(log_open(&place->log, 0, &oldest), 0);
	rest(place);
	put(place, 0, "late\n");
	rotate(place, 0);
	put(place, 0, "new\n");
	assert_string_equal(rest(place), "late\n|new\n");
	/* Twice at once. */
	put(place, 0, "more\n");
	rotate(place, 1);
	put_hour(place, 0, 5);
	rotate(place, 2);
	put(place, 0, "newest\n");
	assert_string_equal(rest(place), "more\n|type=X msg=audit(18000.000:1): hour 5\n|newest\n");
	assert_false(place->log.jumped);
}

static void test_between_two_renames(void **state)
{
	struct place *place = *state;
	size_t length;
	bool oldest;

	put_hour(place, 1, 1);
	put_hour(place, 0, 2);
	assert_int_equal(log_open(&place->log, 0, &oldest), 0);
	while (log_read(&place->log, place->got, 4000, &length) == LOG_MORE &&
		!strstr(place->got, "hour 1"))
		;
	/* .1 is .2 already, the newest is not yet .1: it is next all the same. */
	assert_return_code(rename(number(place, 1), number(place, 2)), 0);
	assert_string_equal(rest(place), "|type=X msg=audit(7200.000:1): hour 2\n");
	/* The newest is .1, and the new one is not there yet. */
	assert_return_code(rename(number(place, 0), number(place, 1)), 0);
	assert_int_equal(log_read(&place->log, place->got, 9, &length), LOG_BUSY);
	put(place, 0, "new\n");
	assert_string_equal(rest(place), "|new\n");
	assert_false(place->log.jumped);
}

static void test_rotated_away(void **state)
{
	struct place *place = *state;
	bool oldest;

	put_hour(place, 0, 1);
	assert_int_equal(log_open(&place->log, 0, &oldest), 0);
	rest(place);
	assert_return_code(unlink(place->path), 0);
	assert_string_equal(rest(place), ""); /* auditd still writes to it, maybe */
	put_hour(place, 2, 0);
	put_hour(place, 1, 3);
	put_hour(place, 0, 4);
	assert_string_equal(rest(place), "|type=X msg=audit(10800.000:1): hour 3\n"
					 "|type=X msg=audit(14400.000:1): hour 4\n");
	assert_true(place->log.jumped);
}

static void test_emptied(void **state)
{
	struct place *place = *state;
	bool oldest;

	put_hour(place, 0, 1);
	assert_int_equal(log_open(&place->log, 0, &oldest), 0);
	rest(place);
	assert_return_code(truncate(place->path, 0), 0);
	put(place, 0, "new\n");
	assert_string_equal(rest(place), "|new\n");
	assert_true(place->log.jumped);
}

static const char *usual(struct place *place, struct arena *arena, const char *settings)
{
	unlink(place->path);
	put(place, 0, settings);
	return log_usual(place->path, arena);
}

static void test_where_auditd_writes(void **state)
{
	struct place *place = *state;
	_cleanup_arena_ struct arena *arena = arena_new();
	static const char *const nowhere[] = { "write_logs = no\n", "log_file=/x\nWRITE_LOGS=NO",
		"log_format = NOLOG\n", "log_file = /x\nlog_format=nolog\nwrite_logs=yes\n" };

	assert_string_equal(log_usual("/nonexistent", arena), "/var/log/audit/audit.log");
	assert_string_equal(usual(place, arena, ""), "/var/log/audit/audit.log");
	assert_string_equal(usual(place, arena, "#log_file = /no\n\n=\nlog_file\nlog_file =\n"
						"log_format = ENRICHED\nwrite_logs = yes\n"),
		"/var/log/audit/audit.log");
	assert_string_equal(usual(place, arena, "local_events = yes\n Log_File\t=  /a b/c.log \r\n"),
		"/a b/c.log");
	for (size_t i = 0; i < ARRAY_SIZE(nowhere); i++)
		assert_null(usual(place, arena, nowhere[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_which_file_to_begin_with, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_files_that_cannot_be_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_rotated_while_it_is_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_between_two_renames, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_rotated_away, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_emptied, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_where_auditd_writes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
