/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns of wide and combining characters, texts that are cut to them, and times in words. */
#include "alert.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static size_t columns(const char *text)
{
	return text_columns(text, strlen(text));
}

static void test_columns(void **state)
{
	assert_int_equal(columns(""), 0);
	assert_int_equal(columns("httpd"), 5);
	assert_int_equal(columns("Büro"), 4);
	assert_int_equal(columns("\xe4\xba\xba\xe5\x8f\xa3"), 4); /* two ideographs */
	assert_int_equal(columns("e\xcc\x81x"), 2); /* e and a combining acute */
	assert_int_equal(columns("\xf0\x9f\xa6\x86"), 2); /* a duck */
	assert_int_equal(columns("\xff\xfe"), 2); /* no characters at all */
	assert_int_equal(text_columns("abc", 2), 2);
}

static void test_shorten(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	assert_string_equal(text_shorten(arena, "abcdef", 6, false), "abcdef");
	assert_string_equal(text_shorten(arena, "abcdef", 5, false), "abcd\xe2\x80\xa6");
	assert_string_equal(text_shorten(arena, "abcdef", 5, true), "ab...");
	assert_string_equal(text_shorten(arena, "abcdef", 0, true), "");
	assert_string_equal(text_shorten(arena, "ab cdef", 4, false), "ab\xe2\x80\xa6");
	/* A wide one is never cut in half, and an accent goes with its letter. */
	assert_string_equal(text_shorten(arena, "\xe4\xba\xba\xe5\x8f\xa3x", 4, false),
		"\xe4\xba\xba\xe2\x80\xa6");
	assert_string_equal(text_shorten(arena, "ae\xcc\x81xy", 3, false),
		"ae\xcc\x81\xe2\x80\xa6");
}

static void test_shorten_path(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *text = "web may not read the file /var/www/html/shop/index.html.";

	assert_string_equal(text_shorten_path(arena, text, 60, false), text);
	assert_string_equal(text_shorten_path(arena, text, 50, false),
		"web may not read the file \xe2\x80\xa6/html/shop/index.html.");
	assert_string_equal(text_shorten_path(arena, text, 42, true),
		"web may not read the file .../index.html.");
	/* No room for a name: the end is cut as of any text. */
	assert_string_equal(text_shorten_path(arena, text, 30, false),
		"web may not read the file /va\xe2\x80\xa6");
	for (size_t columns = 1; columns < 50; columns++) {
		const char *wide = text_shorten_path(arena,
			"may not read "
			"/srv/\xe4\xba\xba\xe5\x8f\xa3/e\xcc\x81\xe4\xba\xba\xe5\x8f\xa3.txt",
			columns, false);

		assert_true(text_columns(wide, strlen(wide)) <= columns);
		assert_true(text_is_utf8(wide));
	}
}

static int64_t at(const char *text)
{
	int64_t ms = -1;

	assert_int_equal(time_parse(text, 0, &ms), 0);
	return ms;
}

static void test_when(void **state)
{
	static const struct {
		const char *then, *now, *wanted;
	} cases[] = {
		{ "2026-11-22 09:00:00", "2026-11-22 09:00:59", "just now" },
		{ "2026-11-22 09:00:00", "2026-11-22 09:01:59", "1 minute ago" },
		{ "2026-11-22 09:00:00", "2026-11-22 09:59:00", "59 minutes ago" },
		{ "2026-11-22 09:00:00", "2026-11-22 10:00:00", "1 hour ago" },
		{ "2026-11-21 22:30:00", "2026-11-22 01:00:00", "2 hours ago" },
		{ "2026-11-22 09:00:00", "2026-11-22 15:00:00", "today 09:00" },
		{ "2026-11-21 14:03:00", "2026-11-22 15:00:00", "yesterday 14:03" },
		{ "2026-11-16 09:00:00", "2026-11-22 09:00:00", "Monday 09:00" },
		{ "2026-11-15 09:00:00", "2026-11-22 09:00:00", "2026-11-15" },
		/* The clocks were put back at three. */
		{ "2026-10-24 12:00:00", "2026-10-25 23:30:00", "yesterday 12:00" },
		{ "2026-11-23 09:00:00", "2026-11-22 09:00:00", "2026-11-23 09:00:00" },
	};
	_cleanup_arena_ struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(when_relative(arena, at(cases[i].then), at(cases[i].now)),
			cases[i].wanted);
	assert_string_equal(when_relative(arena, 0, at("2026-11-22 09:00:00")), "unknown");
	assert_string_equal(when_day(arena, at("2026-11-22 00:30:00")), "2026-11-22");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_shorten),
		cmocka_unit_test(test_shorten_path),
		cmocka_unit_test(test_when),
	};

	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
