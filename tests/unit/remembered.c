/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is remembered of an alert, in words: mutes, what was said earlier, since when it is allowed; and days. */
#include "alert.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define NOON INT64_C(1795777200000) /* 2026-11-27 12:00 in Berlin */
#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)

static struct alert plain(void)
{
	return (struct alert){
		.id = 17, .level = LEVEL_YELLOW, .count = 3, .first_seen = NOON, .last_seen = NOON + HOUR,
		.reason = "type-enforcement",
		.denial = {
			.manager = "kernel", .outcome = OUTCOME_DENIED, .tclass = "file",
			.source = { .text = "u:r:a_t:s0", .type = "a_t" },
			.target = { .text = "u:r:b_t:s0", .type = "b_t" },
			.pid = 1, .auid = -1, .uid = -1, .euid = -1, .inode = -1, .mode = -1, .port = -1,
			.local_port = -1, .remote_port = -1,
		},
	};
}

struct facts {
	struct arena *arena;
	const char *text;
};

static void take(const char *name, const char *text, void *userdata)
{
	struct facts *facts = userdata;

	facts->text = arena_printf(facts->arena, "%s[%s] %s\n", facts->text, name, text);
}

static const char *told(struct arena *arena, const struct alert *alert)
{
	struct facts facts = { arena, "" };

	alert_facts(arena, alert, take, &facts);
	return facts.text;
}

static void has(const char *text, const char *wanted)
{
	if (!strstr(text, wanted))
		fail_msg("\"%s\" is not in:\n%s", wanted, text);
}

static void test_nothing_is_remembered(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = plain();
	const char *text = told(arena, &alert);

	has(text, "[Seen] 3 times");
	assert_null(strstr(text, "Muted"));
	assert_null(strstr(text, "Fixed"));
	assert_null(strstr(text, "Earlier"));
}

static void test_mute(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert_mute mute = { .id = 1,
		.until = NOON + 30 * DAY,
		.hidden = 12,
		.by = "alice",
		.reason = "known, ticket 4711" };
	struct alert alert = plain();

	alert.mute = &mute;
	has(told(arena, &alert), "[Muted] until 2026-12-27 12:00:00, by alice: known, ticket 4711\n"
				 "[] 12 denials were counted meanwhile.\n");
	mute = (struct alert_mute){ .id = 1, .hidden = 1 };
	has(told(arena, &alert), "[Muted] for ever.\n[] 1 denial was counted meanwhile.\n");
}

static void test_fixed_and_earlier(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct alert_earlier earlier[] = {
		{ .until = NOON,
			.plugin = "catchall_boolean",
			.because = "the boolean may_mail was turned on" },
		{ .until = NOON - DAY, .reason = "type-enforcement" },
	};
	struct alert alert = plain();

	alert.earlier = earlier;
	alert.n_earlier = 2;
	alert.fixed_since = NOON;
	has(told(arena, &alert), "[Fixed] The policy allows this since 2026-11-27 12:00:00.\n");
	alert.fixed_because = "the boolean may_mail was turned on";
	has(told(arena, &alert),
		"[Fixed] The policy allows this since 2026-11-27 12:00:00, because the boolean "
		"may_mail was turned on.\n"
		"[Earlier] Until 2026-11-27 12:00:00 it was explained by catchall_boolean; then "
		"the boolean may_mail "
		"was turned on.\n"
		"[] Until 2026-11-26 12:00:00 nothing explained it.\n");
}

static void test_days(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	/* The last hour of one day here is the day before in UTC's eyes too, the first is not. */
	const struct alert_hour hours[] = { { NOON - 3 * DAY, 5 }, { NOON - 12 * HOUR, 2 },
		{ NOON, 1 } };
	struct alert alert = plain();
	struct alert_day *days;

	alert.hours = hours;
	alert.n_hours = ARRAY_SIZE(hours);
	assert_int_equal(alert_days(arena, &alert, 30, &days), 4);
	assert_string_equal(days[0].day, "2026-11-24");
	assert_int_equal(days[0].count, 5);
	assert_int_equal(days[1].count, 0);
	assert_string_equal(days[3].day, "2026-11-27");
	assert_int_equal(days[3].count, 3);
	assert_int_equal(alert_days(arena, &alert, 2, &days), 2);
	assert_string_equal(days[0].day, "2026-11-26");
	alert.n_hours = 0;
	assert_int_equal(alert_days(arena, &alert, 2, &days), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_remembered),
		cmocka_unit_test(test_mute),
		cmocka_unit_test(test_fixed_and_earlier),
		cmocka_unit_test(test_days),
	};

	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
