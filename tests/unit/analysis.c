/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts: their names and order, and which fixes the engine lets through. The plugins are real
 * shared objects and the policy a scripted one. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench.h"

static const char script[] =
	"avocet-policy 1\n"
	"type web_content_t files\n"
	"type other_t files\n"
	"allow web_t web_content_t file read\n"
	"boolean web_open off : web_t home_t file read\n";

/* ---- verdict.c ---- */

static void test_names(void **state)
{
	enum verified verified;
	enum avocet_risk risk;
	enum avocet_action action;

	for (int i = 0; i <= VERIFIED_NO; i++) {
		assert_int_equal(verified_from_name(verified_name((enum verified)i), &verified), 0);
		assert_int_equal(verified, i);
	}
	for (int i = 0; i <= AVOCET_RISK_ATTACK; i++) {
		assert_int_equal(risk_from_name(risk_name((enum avocet_risk)i), &risk), 0);
		assert_int_equal(risk, i);
	}
	for (int i = 0; i <= AVOCET_RELABEL; i++) {
		assert_int_equal(action_from_name(action_name((enum avocet_action)i), &action), 0);
		assert_int_equal(action, i);
	}
	assert_string_equal(action_name(AVOCET_SET_BOOLEAN), "set-boolean");
	assert_string_equal(action_name((enum avocet_action)99), "manual");
	assert_int_equal(action_from_name("format-disk", &action), -EINVAL);
	assert_int_equal(risk_from_name(NULL, &risk), -EINVAL);
	assert_int_equal(verified_from_name("", &verified), -EINVAL);
}

static void test_ranking(void **state)
{
	struct verdict items[] = {
		{ .plugin = "low", .confidence = 20 },
		{ .plugin = "b", .confidence = 90, .summary = "1" },
		{ .plugin = "a", .confidence = 90 },
		{ .plugin = "b", .confidence = 90, .summary = "2" },
		{ .plugin = "attack", .confidence = 10, .risk = AVOCET_RISK_ATTACK },
		{ .plugin = "high", .confidence = 95, .risk = AVOCET_RISK_HIGH },
		{ .plugin = "lowest", .confidence = 1 },
	};
	static const char *const order[] = { "attack", "high", "a", "b", "b" };
	struct verdicts verdicts = { items, ARRAY_SIZE(items) };

	verdicts_rank(&verdicts);
	assert_int_equal(verdicts.count, VERDICTS_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		assert_string_equal(verdicts.items[i].plugin, order[i]);
	assert_string_equal(verdicts.items[3].summary, "1");
	assert_string_equal(verdicts.items[4].summary, "2");
}

/* ---- analyse.c ---- */

static void running(const char *plugin, void *userdata)
{
	struct bench *bench = userdata;

	strings_add(&bench->ran, bench->arena, plugin);
}

static int set_up(void **state)
{
	return bench_set_up(script, state);
}

static struct denial web_denial(struct arena *arena)
{
	static const char *const permissions[] = { "read", NULL };
	struct denial denial = {
		.manager = "kernel",
		.tclass = "file",
		.permissions = permissions,
		.path = "/srv/x",
		.port = -1,
		.pid = -1,
	};

	context_parse("system_u:system_r:web_t:s0", arena, &denial.source);
	context_parse("system_u:object_r:home_t:s0", arena, &denial.target);
	return denial;
}

static struct verdicts ask(struct bench *bench, const struct denial *denial, bool with_policy)
{
	const struct analysis analysis = {
		.policy = with_policy ? bench->policy : NULL,
		.plugins = bench->plugins,
		.running = running,
		.userdata = bench,
	};
	const struct policy_why why = { REASON_TYPE_ENFORCEMENT, NULL };
	struct verdicts verdicts;

	analyse(&analysis, denial, &why, bench->arena, &verdicts);
	return verdicts;
}

static void assert_fix(const struct verdict *verdict, size_t i, enum avocet_action action,
	unsigned number, enum verified verified)
{
	assert_true(i < verdict->n_fixes);
	assert_int_equal(verdict->fixes[i].action, action);
	assert_int_equal(verdict->fixes[i].number, number);
	assert_int_equal(verdict->fixes[i].verified, verified);
}

static void test_only_matching_plugins_run(void **state)
{
	struct bench *bench = *state;
	struct denial denial = web_denial(bench->arena);
	struct verdicts verdicts = ask(bench, &denial, true);

	assert_int_equal(verdicts.count, 0);
	assert_int_equal(bench->ran.count, 0);
	denial.tclass = "probe";
	verdicts = ask(bench, &denial, true);
	assert_int_equal(verdicts.count, 2);
	assert_string_equal(verdicts.items[0].plugin, "good");
	assert_int_equal(verdicts.items[0].confidence, 50);
	assert_null(verdicts.items[0].grounds[0]);
	assert_fix(&verdicts.items[0], 0, AVOCET_MANUAL, 0, VERIFIED_UNKNOWN);
	assert_string_equal(verdicts.items[0].fixes[0].then, "that");
	assert_string_equal(verdicts.items[1].plugin, "good_too");
	assert_int_equal(bench->ran.count, 2);
}

static void test_what_helps_is_offered(void **state)
{
	struct bench *bench = *state;
	struct denial denial = web_denial(bench->arena);
	struct verdicts verdicts;

	denial.syscall = "offers";
	denial.comm = "helps";
	verdicts = ask(bench, &denial, true);
	assert_int_equal(verdicts.count, 1);
	assert_int_equal(verdicts.items[0].n_fixes, 4);
	assert_fix(&verdicts.items[0], 0, AVOCET_RESTORE_LABEL, 0, VERIFIED_YES);
	assert_fix(&verdicts.items[0], 1, AVOCET_SET_BOOLEAN, 1, VERIFIED_YES);
	assert_fix(&verdicts.items[0], 2, AVOCET_ADD_FILE_CONTEXT, 2, VERIFIED_YES);
	assert_fix(&verdicts.items[0], 3, AVOCET_MANUAL, 3, VERIFIED_UNKNOWN);
	assert_int_equal(verdicts.items[0].confidence, 100);
	assert_string_equal(verdicts.items[0].grounds[0], "a ground");
	assert_string_equal(verdict_word(&verdicts.items[0], "boolean"), "web_open");
	assert_null(verdict_word(&verdicts.items[0], "no_such_word"));
}

static void test_nothing_is_tried_without_a_policy(void **state)
{
	struct bench *bench = *state;
	struct denial denial = web_denial(bench->arena);
	struct verdicts verdicts;

	denial.syscall = "offers";
	denial.comm = "helps";
	verdicts = ask(bench, &denial, false);
	assert_int_equal(verdicts.count, 1);
	assert_int_equal(verdicts.items[0].n_fixes, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(verdicts.items[0].fixes[i].verified, VERIFIED_UNKNOWN);
}

static void test_what_does_not_help_is_dropped(void **state)
{
	struct bench *bench = *state;
	struct denial denial = web_denial(bench->arena);
	struct verdicts verdicts;

	denial.syscall = "offers";
	denial.comm = "useless";
	assert_int_equal(ask(bench, &denial, true).count, 0);
	denial.comm = "wordless";
	assert_int_equal(ask(bench, &denial, true).count, 0);
	denial.comm = "manual";
	verdicts = ask(bench, &denial, true);
	assert_int_equal(verdicts.count, 1);
	assert_int_equal(verdicts.items[0].n_fixes, 1);
	assert_fix(&verdicts.items[0], 0, AVOCET_MANUAL, 3, VERIFIED_UNKNOWN);
}

static void test_relative_paths_are_not_relabelled(void **state)
{
	struct bench *bench = *state;
	struct denial denial = web_denial(bench->arena);
	struct verdicts verdicts;

	denial.syscall = "offers";
	denial.comm = "helps";
	denial.path = "-R";
	verdicts = ask(bench, &denial, true);
	assert_int_equal(verdicts.items[0].fixes[0].action, AVOCET_SET_BOOLEAN);
}

static void test_attacks_are_never_allowed(void **state)
{
	struct bench *bench = *state;
	struct denial denial = web_denial(bench->arena);
	struct verdicts verdicts;

	denial.syscall = "offers";
	denial.comm = "helps";
	denial.exe = "/attacker";
	verdicts = ask(bench, &denial, true);
	assert_int_equal(verdicts.count, 2);
	assert_string_equal(verdicts.items[0].plugin, "attack");
	assert_int_equal(verdicts.items[0].n_fixes, 1);
	assert_fix(&verdicts.items[0], 0, AVOCET_MANUAL, 2, VERIFIED_UNKNOWN);
	assert_string_equal(verdicts.items[1].plugin, "offers");
	assert_int_equal(verdicts.items[1].n_fixes, 2);
	assert_fix(&verdicts.items[1], 0, AVOCET_RESTORE_LABEL, 0, VERIFIED_YES);
	assert_fix(&verdicts.items[1], 1, AVOCET_MANUAL, 3, VERIFIED_UNKNOWN);
	denial.path = NULL;
	verdicts = ask(bench, &denial, true);
	assert_int_equal(verdicts.count, 1);
	assert_string_equal(verdicts.items[0].plugin, "attack");
}

static void test_many_reports(void **state)
{
	struct bench *bench = *state;
	struct denial denial = web_denial(bench->arena);
	struct verdicts verdicts;

	denial.syscall = "many";
	verdicts = ask(bench, &denial, true);
	assert_int_equal(verdicts.count, VERDICTS_MAX);
	assert_int_equal(verdicts.items[0].confidence, 49);
	assert_int_equal(verdicts.items[0].n_words, 1);
	assert_string_equal(verdict_word(&verdicts.items[0], "number"), "second");
}

static void test_incomplete_denials(void **state)
{
	struct bench *bench = *state;
	const struct denial empty = { .syscall = "offers", .comm = "helps", .port = -1 };
	struct verdicts verdicts = ask(bench, &empty, true);

	assert_int_equal(verdicts.count, 1);
	assert_fix(&verdicts.items[0], 0, AVOCET_SET_BOOLEAN, 1, VERIFIED_UNKNOWN);
}

#define BENCH_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_ranking),
		BENCH_TEST(test_only_matching_plugins_run),
		BENCH_TEST(test_what_helps_is_offered),
		BENCH_TEST(test_nothing_is_tried_without_a_policy),
		BENCH_TEST(test_what_does_not_help_is_dropped),
		BENCH_TEST(test_relative_paths_are_not_relabelled),
		BENCH_TEST(test_attacks_are_never_allowed),
		BENCH_TEST(test_many_reports),
		BENCH_TEST(test_incomplete_denials),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
