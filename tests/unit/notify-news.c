/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is told of, and in which words: one alert, a burst of one program, of several. */
#include "news.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plain-alert.h"

static struct alert alert_by(int64_t id, const char *exe, enum level level)
{
	struct alert alert = plain_alert();

	alert.id = id;
	alert.level = level;
	alert.denial.exe = exe;
	alert.denial.comm = strrchr(exe, '/') + 1;
	return alert;
}

static const char *const programs[] = { "/usr/sbin/httpd", "/usr/sbin/named", "/usr/sbin/smbd",
	"/usr/sbin/cupsd", "/usr/bin/mandb" };

/* counts: alerts of each of the programs. */
static const char *title_of(struct arena *arena, const unsigned *counts, size_t count)
{
	struct news *news = news_new();
	struct gathering gathering;
	const char *title;
	int64_t id = 1;

	gathering_begin(&gathering);
	for (size_t i = 0; i < count; i++)
		for (unsigned n = 0; n < counts[i]; n++, id++) {
			struct alert alert = alert_by(id, programs[i], LEVEL_YELLOW);

			gathering_add(&gathering, news_add(news, &alert));
			if (id == 1)
				gathering_speak(&gathering, &alert);
		}
	title = arena_strdup(arena, gathering_title(arena, &gathering));
	gathering_end(&gathering);
	news_free(news);
	return title;
}

static void test_titles(void **state)
{
	static const struct {
		unsigned counts[5];
		const char *title;
	} cases[] = {
		{ { 1 }, "SELinux stopped httpd" },
		{ { 14 }, "14 new denials by httpd" },
		{ { 2, 3 }, "5 new denials by named and httpd" },
		{ { 9, 8, 1 }, "18 new denials by httpd, named and 1 other" },
		{ { 10, 8, 2, 2, 1 }, "23 new denials by httpd, named and 3 others" },
	};
	_cleanup_arena_ struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(title_of(arena, cases[i].counts, 5), cases[i].title);
}

static void test_the_worst_speaks(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert mild = alert_by(1, programs[0], LEVEL_GREEN), attack = alert_by(2, programs[1], LEVEL_RED);
	struct news *news = news_new();
	struct gathering all, more;

	gathering_begin(&all);
	gathering_begin(&more);
	gathering_add(&all, news_add(news, &attack));
	gathering_add(&all, news_add(news, &mild));
	assert_int_equal(all.speaks, 2);
	gathering_speak(&all, &attack);
	gathering_add(&more, news_find(news, 1));
	gathering_speak(&more, &mild);
	gathering_merge(&all, &more);
	assert_int_equal(all.level, LEVEL_RED);
	assert_int_equal(all.alerts, 3);
	assert_non_null(strstr(gathering_body(arena, &all, false), "named may not read"));
	assert_non_null(strstr(gathering_body(arena, &all, false), "\n… and 2 more"));
	gathering_end(&all);
	gathering_end(&more);
	news_free(news);
}

static void test_what_is_worth_telling(void **state)
{
	static struct verdict harmless = { .risk = AVOCET_RISK_NONE };
	static const struct alert_mute mute = { .id = 1 };
	struct alert alert = plain_alert(), other = alert;

	assert_true(news_worth(&alert));
	other.pending = true;
	assert_false(news_worth(&other));
	other = alert;
	other.denial.outcome = OUTCOME_PERMITTED;
	assert_false(news_worth(&other));
	other = alert;
	other.fixed_since = 1;
	assert_false(news_worth(&other));
	other = alert;
	other.mute = &mute;
	assert_false(news_worth(&other));
	other = alert;
	other.verdicts = (struct verdicts){ &harmless, 1 };
	other.level = LEVEL_GREEN;
	assert_false(news_worth(&other));
	other.level = LEVEL_RED;
	assert_true(news_worth(&other));
}

static void test_counting(void **state)
{
	struct news *news = news_new();

	for (int64_t id = 1; id <= 1000; id++) {
		struct alert alert = alert_by(id, programs[id % 5], id % 10 ? LEVEL_YELLOW : LEVEL_RED);

		news_add(news, &alert);
		news_add(news, &alert);
	}
	assert_int_equal(news_count(news), 1000);
	assert_int_equal(news_attacks(news), 100);
	assert_true(news_remove(news, 1000));
	assert_true(news_remove(news, 500));
	assert_false(news_remove(news, 500));
	assert_int_equal(news_count(news), 998);
	assert_int_equal(news_attacks(news), 98);
	assert_int_equal(news_newest(news)->id, 999);
	assert_int_equal(news_older(news, news_newest(news))->id, 998);
	assert_null(news_older(news, news_find(news, 1)));
	news_clear(news);
	assert_int_equal(news_count(news), 0);
	assert_int_equal(news_attacks(news), 0);
	assert_null(news_newest(news));
	news_free(news);
}

static void test_labels(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = plain_alert();
	const char *label;

	alert.denial.path = "/srv/a_file\x1b[31m_<b>";
	label = label_of(arena, &alert);
	assert_non_null(strstr(label, "a__file\\x1b[31m__<b>"));
	assert_string_equal(label_count(arena, 0), "No new denials");
	assert_string_equal(label_count(arena, 1), "1 new denial");
	assert_string_equal(label_count(arena, 1000), "1000 new denials");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_the_worst_speaks),
		cmocka_unit_test(test_what_is_worth_telling),
		cmocka_unit_test(test_counting),
		cmocka_unit_test(test_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
