/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When digests are due, when it is quiet, and how long a failed mail waits. */
#include "mail.h"

#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

/* Saturday, 2026-11-28 03:15 in Berlin. */
#define NOW INT64_C(1795832100000)

static int64_t at(const char *text)
{
	int64_t ms;

	assert_int_equal(time_parse(text, NOW, &ms), 0);
	return ms;
}

static void test_digests(void **state)
{
	assert_int_equal(at("2026-11-28 03:15"), NOW);
	assert_int_equal(schedule_last(SCHEDULE_IMMEDIATE, NOW), NOW);
	assert_int_equal(schedule_last(SCHEDULE_HOURLY, NOW), at("2026-11-28 03:00"));
	assert_int_equal(schedule_last(SCHEDULE_DAILY, NOW), at("2026-11-27 07:00"));
	assert_int_equal(schedule_last(SCHEDULE_DAILY, at("2026-11-28 07:00")), at("2026-11-28 07:00"));
	assert_int_equal(schedule_last(SCHEDULE_WEEKLY, NOW), at("2026-11-23 07:00"));
	assert_int_equal(schedule_last(SCHEDULE_WEEKLY, at("2026-11-23 06:59")), at("2026-11-16 07:00"));
	assert_int_equal(schedule_last(SCHEDULE_WEEKLY, at("2026-11-30 07:00")), at("2026-11-30 07:00"));
	/* The day on which summer time ends is longer. */
	assert_int_equal(schedule_last(SCHEDULE_DAILY, at("2026-10-25 06:59")), at("2026-10-24 07:00"));
	assert_int_equal(schedule_last(SCHEDULE_DAILY, at("2026-10-25 07:01")), at("2026-10-25 07:00"));
}

static void test_quiet(void **state)
{
	struct recipient night = { .quiet_from = 22 * 60, .quiet_until = 7 * 60 + 30 };
	struct recipient noon = { .quiet_from = 12 * 60, .quiet_until = 13 * 60 }, never = { 0 };

	assert_int_equal(schedule_loud(&night, NOW), at("2026-11-28 07:30"));
	assert_int_equal(schedule_loud(&night, at("2026-11-28 07:29:59")), at("2026-11-28 07:30"));
	assert_int_equal(schedule_loud(&night, at("2026-11-28 07:30")), at("2026-11-28 07:30"));
	assert_int_equal(schedule_loud(&night, at("2026-11-28 21:59")), at("2026-11-28 21:59"));
	assert_int_equal(schedule_loud(&night, at("2026-11-28 22:00")), at("2026-11-29 07:30"));
	assert_int_equal(schedule_loud(&night, at("2026-12-31 23:00")), at("2027-01-01 07:30"));
	assert_int_equal(schedule_loud(&noon, at("2026-11-28 12:30")), at("2026-11-28 13:00"));
	assert_int_equal(schedule_loud(&noon, NOW), NOW);
	assert_int_equal(schedule_loud(&never, NOW), NOW);
}

static void test_attempts(void **state)
{
	int64_t sum = 0, attempts = 0;

	assert_int_equal(schedule_wait(1), 5 * MINUTE_MS);
	assert_int_equal(schedule_wait(7), 6 * HOUR_MS);
	assert_int_equal(schedule_wait(1000), 6 * HOUR_MS);
	for (; sum < SCHEDULE_GIVE_UP; sum += schedule_wait(attempts))
		attempts++;
	/* A server that is down for days is not asked all the time. */
	assert_in_range(attempts, 20, 30);
}

static int set_zone(void **state)
{
	return setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digests),
		cmocka_unit_test(test_quiet),
		cmocka_unit_test(test_attempts),
	};

	return cmocka_run_group_tests(tests, set_zone, NULL);
}
