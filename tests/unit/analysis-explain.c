/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explaining: the reason that is found for each sort of record, with a policy and without one. The
 * plugins are the product's own, found beside the program. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "explain.h"

static const char script[] =
	"avocet-policy 1\n"
	"allow web_t open_t file read\n"
	"access web_t level_t file read : constraint (h1 dom h2)\n"
	"boolean allow_execheap off : web_t web_t process execheap\n"
	"label /srv/* * system_u:object_r:open_t:s0\n";

struct bench {
	struct arena *arena;
	char script[32];
	struct strings complaints;
	struct explainer *explainer;
};

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	int fd;

	assert_non_null(bench);
	bench->arena = arena_new();
	strcpy(bench->script, "/tmp/avocet-test-XXXXXX");
	fd = mkstemp(bench->script);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, script, sizeof(script) - 1), sizeof(script) - 1);
	close(fd);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	explainer_free(bench->explainer);
	unlink(bench->script);
	arena_free(bench->arena);
	free(bench);
	return 0;
}

static void complain(const char *sentence, void *userdata)
{
	struct bench *bench = userdata;

	strings_add(&bench->complaints, bench->arena, arena_strdup(bench->arena, sentence));
}

static int start(struct bench *bench, const char *policy, const char *plugins)
{
	const struct explainer_options options = {
		.files = { .policy = policy },
		.plugins = plugins,
		.complain = complain,
		.userdata = bench,
	};

	return explainer_new(&options, &bench->explainer);
}

static struct alert alert_of(struct bench *bench, const char *target, const char *tclass,
	const char *const *permissions)
{
	struct alert alert = {
		.pending = true,
		.denial = { .manager = "kernel", .tclass = tclass, .permissions = permissions,
			.path = "/srv/x", .port = -1 },
	};

	context_parse("system_u:system_r:web_t:s0", bench->arena, &alert.denial.source);
	context_parse(target, bench->arena, &alert.denial.target);
	return alert;
}

#define TARGET(type) "system_u:object_r:" type ":s0"
#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void assert_reason(struct bench *bench, struct alert *alert, const char *reason)
{
	explain(bench->explainer, bench->arena, alert);
	assert_string_equal(alert->reason, reason);
	assert_false(alert->pending);
}

static void test_reasons(void **state)
{
	struct bench *bench = *state;
	struct alert open, closed, level;

	assert_int_equal(start(bench, bench->script, NULL), 0);
	assert_int_equal(bench->complaints.count, 0);
	assert_non_null(explainer_policy(bench->explainer));
	open = alert_of(bench, TARGET("open_t"), "file", LIST("read"));
	assert_reason(bench, &open, "allowed");
	assert_int_equal(open.verdicts.count, 1);
	assert_string_equal(open.verdicts.items[0].plugin, "allowed");
	assert_int_equal(open.level, LEVEL_GREEN);
	closed = alert_of(bench, TARGET("closed_t"), "file", LIST("read"));
	assert_reason(bench, &closed, "type-enforcement");
	assert_string_equal(closed.verdicts.items[0].plugin, "restorecon");
	assert_int_equal(closed.verdicts.items[0].fixes[0].verified, VERIFIED_YES);
	assert_int_equal(closed.level, LEVEL_GREEN);
	level = alert_of(bench, TARGET("level_t"), "file", LIST("read"));
	assert_reason(bench, &level, "constraint");
	assert_string_equal(level.reason_detail, "(h1 dom h2)");
}

static void test_selinux_errors(void **state)
{
	struct bench *bench = *state;
	struct alert invalid, bounded, foreign = { .denial = { .operation = "setxattr", .port = -1 } };

	assert_int_equal(start(bench, bench->script, NULL), 0);
	invalid = alert_of(bench, TARGET("open_t"), "process", NULL);
	invalid.denial.operation = "security_compute_sid";
	invalid.denial.invalid_context = "a:b:c";
	assert_reason(bench, &invalid, "invalid-context");
	assert_string_equal(invalid.reason_detail, "a:b:c");
	bounded = alert_of(bench, TARGET("open_t"), NULL, NULL);
	bounded.denial.operation = "security_bounded_transition";
	assert_reason(bench, &bounded, "bounds");
	assert_reason(bench, &foreign, "invalid-context");
	assert_null(foreign.reason_detail);
}

static void test_missing_parts(void **state)
{
	struct bench *bench = *state;
	struct alert no_class, no_permissions, no_target, nothing = { .denial = { .port = -1 } };

	assert_int_equal(start(bench, bench->script, NULL), 0);
	no_class = alert_of(bench, TARGET("open_t"), NULL, LIST("read"));
	assert_reason(bench, &no_class, "unknown-class");
	no_permissions = alert_of(bench, TARGET("open_t"), "file", (const char *const[]){ NULL });
	assert_reason(bench, &no_permissions, "unknown-class");
	no_target = alert_of(bench, TARGET("open_t"), "file", LIST("read"));
	no_target.denial.target = (struct context){ NULL };
	assert_reason(bench, &no_target, "invalid-context");
	assert_reason(bench, &nothing, "invalid-context");
	assert_int_equal(nothing.level, LEVEL_YELLOW);
}

static void test_without_a_policy(void **state)
{
	struct bench *bench = *state;
	struct alert alert;

	assert_int_equal(start(bench, "/nowhere/policy.33", NULL), 0);
	assert_null(explainer_policy(bench->explainer));
	assert_int_equal(bench->complaints.count, 1);
	assert_non_null(strstr(bench->complaints.items[0], "/nowhere/policy.33"));
	alert = alert_of(bench, TARGET("web_t"), "process", LIST("execheap"));
	assert_reason(bench, &alert, "no-policy");
	assert_string_equal(alert.verdicts.items[0].plugin, "execheap");
	assert_int_equal(alert.level, LEVEL_RED);
}

/* The heart of the matter: no remedy is offered against what may be an attack. */
static void test_no_boolean_for_an_attack(void **state)
{
	struct bench *bench = *state;
	struct alert alert;

	assert_int_equal(start(bench, bench->script, NULL), 0);
	alert = alert_of(bench, TARGET("web_t"), "process", LIST("execheap"));
	assert_reason(bench, &alert, "type-enforcement");
	assert_int_equal(alert.verdicts.count, 1);
	for (size_t i = 0; i < alert.verdicts.items[0].n_fixes; i++)
		assert_int_equal(alert.verdicts.items[0].fixes[i].action, AVOCET_MANUAL);
}

static void test_plugins(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(start(bench, bench->script, "/nowhere"), -ENOENT);
	assert_null(bench->explainer);
	assert_int_equal(start(bench, bench->script, NULL), 0);
	assert_true(plugins_count(explainer_plugins(bench->explainer)) >= 9);
}

#define BENCH_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(test_reasons),
		BENCH_TEST(test_selinux_errors),
		BENCH_TEST(test_missing_parts),
		BENCH_TEST(test_without_a_policy),
		BENCH_TEST(test_no_boolean_for_an_attack),
		BENCH_TEST(test_plugins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
