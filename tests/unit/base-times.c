/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times as people write and read them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base.h"

/* A Sunday: 2026-11-22 10:00:00 in Berlin. */
#define NOW INT64_C(1795338000123)

static int64_t parse(const char *text)
{
	int64_t ms = -1;

	assert_int_equal(time_parse(text, NOW, &ms), 0);
	return ms;
}

static void shown(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	assert_string_equal(time_rfc3339(arena, NOW), "2026-11-22T09:00:00.123Z");
	assert_string_equal(time_rfc3339(arena, -1), "1969-12-31T23:59:59.999Z");
	assert_string_equal(time_local(arena, NOW), "2026-11-22 10:00:00");
	assert_non_null(time_rfc3339(arena, INT64_MAX));
	assert_non_null(time_local(arena, INT64_MIN / 2));
}

static void understood(void **state)
{
	assert_int_equal(parse("now"), NOW);
	assert_int_equal(parse("2h"), NOW - 2 * 3600 * 1000);
	assert_int_equal(parse("90s"), NOW - 90 * 1000);
	assert_int_equal(parse("today"), NOW - NOW % 1000 - 10 * 3600 * 1000);
	assert_int_equal(parse("yesterday"), parse("today") - 24 * 3600 * 1000);
	assert_int_equal(parse("this-week"), parse("today") - 6 * 24 * 3600 * INT64_C(1000));
	assert_int_equal(parse("2026-11-22T09:00:00.123Z"), NOW);
	assert_int_equal(parse("2026-11-22T10:00:00.123+01:00"), NOW);
	assert_int_equal(parse("2026-11-22 10:00"), NOW - NOW % 1000);
	assert_int_equal(parse("2026-11-22"), parse("today"));
}

static void refused(void **state)
{
	static const char *const wrong[] = { "", "tomorrow-ish", "12", "2x", "-3d", "2026-13-01", "2026-11-22T",
		"99999999999999999999d", "2026-11-22 10:00 PM", "3d ago" };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		int64_t ms;

		assert_int_equal(time_parse(wrong[i], NOW, &ms), -EINVAL);
	}
}

static int in_berlin(void **state)
{
	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shown),
		cmocka_unit_test(understood),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests_name("base-times", tests, in_berlin, NULL);
}
