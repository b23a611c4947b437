/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much mail there may be in an hour, by a clock that the test sets; and the summary's text. */
#include "mail.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE (INT64_C(60) * 1000)
#define HOUR (60 * MINUTE)
#define NINE (INT64_C(496000) * HOUR)

/* One run at that time with so many new alerts; returns how many of them are dealt with, and counts
 * the mails. */
static unsigned run(struct progress *progress, int64_t now, unsigned news, unsigned *mails)
{
	unsigned i;

	if (!caps_begin(progress, now))
		return 0;
	if (caps_waiting(progress)) {
		caps_summary(progress);
		++*mails;
		return news;
	}
	for (i = 0; i < news && caps_single(progress); i++) {
		caps_sent(progress);
		++*mails;
	}
	return i;
}

static void test_a_few(void **state)
{
	struct progress progress = { 0 };
	unsigned mails = 0;

	assert_int_equal(run(&progress, NINE, 3, &mails), 3);
	assert_int_equal(run(&progress, NINE + MINUTE, 7, &mails), 7);
	assert_int_equal(mails, 10);
	assert_int_equal(run(&progress, NINE + HOUR, 10, &mails), 10);
	assert_int_equal(mails, 20);
}

static void test_a_storm(void **state)
{
	struct progress progress = { 0 };
	unsigned mails = 0, waiting = 0, dealt;

	for (int second = 0; second < 60; second++) {
		waiting += 20;
		dealt = run(&progress, NINE + second * 1000, waiting, &mails);
		waiting -= dealt;
	}
	assert_int_equal(mails, CAPS_SINGLES);
	assert_int_equal(waiting, 1200 - CAPS_SINGLES);
	assert_int_equal(run(&progress, NINE + 59 * MINUTE, waiting, &mails), 0);
	assert_int_equal(run(&progress, NINE + HOUR, waiting, &mails), waiting);
	assert_int_equal(mails, CAPS_SINGLES + 1);
	assert_int_equal(run(&progress, NINE + HOUR + 1, 1, &mails), 1);
	assert_int_equal(mails, CAPS_SINGLES + 2);
}

/* A day long one alert a second: never more than one summary and the single ones an hour. */
static void test_a_day(void **state)
{
	struct progress progress = { 0 };
	unsigned waiting = 0;

	for (int64_t hour = 0; hour < 24; hour++) {
		unsigned mails = 0;

		for (int second = 0; second < 3600; second++) {
			waiting++;
			waiting -= run(&progress, NINE + hour * HOUR + second * 1000, waiting, &mails);
		}
		assert_true(mails <= CAPS_SINGLES + 1);
	}
	assert_true(waiting < 3600);
}

static void test_a_clock_that_is_set_back(void **state)
{
	struct progress progress = { 0 };
	unsigned mails = 0;

	run(&progress, NINE, 20, &mails);
	assert_int_equal(run(&progress, NINE - 24 * HOUR, 10, &mails), 10);
	assert_int_equal(mails, 11);
}

static void test_summary(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct recipient recipient = { "admin", "admin@example.org", LEVEL_GREEN };
	struct summary summary = { .count = 37, .level = LEVEL_RED, .since = NINE, .last = 48 };
	struct message message;

	for (int i = 0; i < SUMMARY_LINES; i++)
		strings_add(&summary.lines, arena, arena_printf(arena, "  sentence %d", i));
	summary_make(arena, &summary, &recipient, "avocet@example.org", NINE + HOUR, &message);
	assert_non_null(strstr(message.headers[2], "red: 37 more alerts since 20"));
	assert_string_equal(message.to, "admin@example.org");
	assert_non_null(strstr(message.text, "37 more alerts came since 20"));
	assert_non_null(strstr(message.text, "  sentence 0\n"));
	assert_non_null(strstr(message.text, "  sentence 19\n       and 17 more.\n"));
	assert_non_null(strstr(message.text, "avocet list --since \"20"));
}

static void test_a_hostile_sentence(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	static const char start[] = "/a\r\n.\r\nBcc: b@c\x1b[31m";
	char *exe = arena_alloc(arena, 5001);
	struct alert alert = { .id = 5, .level = LEVEL_YELLOW };
	const char *line;

	memset(exe, 'x', 5000);
	memcpy(exe, start, strlen(start));
	alert.denial.exe = exe;
	line = summary_line(arena, &alert);
	assert_true(strlen(line) < 900);
	for (const char *byte = line; *byte; byte++)
		assert_true((unsigned char)*byte >= ' ' && *byte != 0x7f);
	assert_int_equal(strncmp(line, "     5  yellow  ", 16), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_few),
		cmocka_unit_test(test_a_storm),
		cmocka_unit_test(test_a_day),
		cmocka_unit_test(test_a_clock_that_is_set_back),
		cmocka_unit_test(test_summary),
		cmocka_unit_test(test_a_hostile_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
