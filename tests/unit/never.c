/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is never advised, whatever a plugin tries; what is good is advised all the same. A policy that
 * would allow all of it is asked, and none at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis.h"

static const char script[] =
	"avocet-policy 1\n"
	"type web_content_t files\n"
	"type shadow_t files\n"
	"type unlabeled_t files\n"
	"type auditd_log_t files\n"
	"type memory_device_t files\n"
	"allow web_t web_content_t file read\n"
	"label /var/www* * system_u:object_r:web_content_t:s0\n"
	"boolean web_open off : web_t * file read write\n"
	"boolean web_open off : web_t * process execheap execmem\n"
	"boolean web_open off : web_t * chr_file read\n"
	"boolean web_open off : web_t * capability sys_module dac_override\n"
	"boolean allow_execheap off : web_t * file read\n";

struct bench {
	struct arena *arena;
	struct policy *policy;
	struct plugins *plugins;
};

static void complain(const char *sentence, void *userdata)
{
	/* Bad ones are among the probes. */
}

static struct policy *open_script(struct arena *arena)
{
	char path[] = "/tmp/avocet-test-XXXXXX";
	const struct policy_files files = { .policy = path };
	int fd = mkstemp(path);
	struct policy *policy = NULL;
	const char *why = NULL;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, script, sizeof(script) - 1), sizeof(script) - 1);
	close(fd);
	if (policy_open(&files, arena, &policy, &why) < 0)
		fail_msg("%s", why);
	unlink(path);
	return policy;
}

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_non_null(bench);
	assert_true(length > 0);
	path[length] = '\0';
	strcpy(strrchr(path, '/'), "/plugins");
	bench->arena = arena_new();
	bench->policy = open_script(bench->arena);
	assert_int_equal(plugins_load(path, &(struct plugins_options){ .complain = complain },
		&bench->plugins), 0);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	plugins_free(bench->plugins);
	policy_close(bench->policy);
	arena_free(bench->arena);
	free(bench);
	return 0;
}

static struct denial denial_of(struct bench *bench, const char *way, const char *type,
	const char *tclass, const char *permission)
{
	const char **permissions = arena_alloc(bench->arena, 2 * sizeof(*permissions));
	struct denial denial = {
		.manager = "kernel",
		.syscall = "evil",
		.comm = way,
		.tclass = tclass,
		.permissions = permissions,
		.path = "/var/lib/x",
		.port = -1,
		.pid = -1,
	};

	permissions[0] = permission;
	context_parse("system_u:system_r:web_t:s0", bench->arena, &denial.source);
	context_parse(arena_printf(bench->arena, "system_u:object_r:%s:s0", type), bench->arena,
		&denial.target);
	return denial;
}

/* A bit for each action that the plugin got through. */
static unsigned offered(struct bench *bench, const struct denial *denial, struct policy *policy)
{
	const struct analysis analysis = { .policy = policy, .plugins = bench->plugins };
	const struct policy_why why = { REASON_TYPE_ENFORCEMENT, NULL };
	struct verdicts verdicts;
	unsigned actions = 0;

	analyse(&analysis, denial, &why, bench->arena, &verdicts);
	for (size_t i = 0; i < verdicts.count; i++)
		for (size_t j = 0; j < verdicts.items[i].n_fixes; j++)
			actions |= 1u << verdicts.items[i].fixes[j].action;
	return actions;
}

#define BIT(action) (1u << (action))
#define WORDS BIT(AVOCET_MANUAL)

static const struct {
	const char *way;
	unsigned offered;
} ways[] = {
	{ "boolean", WORDS }, { "settings", WORDS | BIT(AVOCET_SET_BOOLEAN) }, { "set", WORDS },
	{ "no set", WORDS }, { "module", WORDS }, { "type", WORDS }, { "root", WORDS },
	{ "etc", WORDS }, { "choice", WORDS }, { "any", WORDS }, { "escaped", WORDS },
	{ "dots", WORDS }, { "home", WORDS }, { "homes", WORDS }, { "folder", WORDS },
	{ "like", WORDS },
	{ "good", WORDS | BIT(AVOCET_ADD_FILE_CONTEXT) },
	{ "allow", WORDS | BIT(AVOCET_SET_BOOLEAN) },
};

static void test_ways_round(void **state)
{
	struct bench *bench = *state;

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct denial denial = denial_of(bench, ways[i].way, "home_t", "file", "read");
		unsigned with = offered(bench, &denial, bench->policy);
		unsigned without = offered(bench, &denial, NULL);

		if (with != ways[i].offered || without != ways[i].offered)
			fail_msg("%s: %x with a policy, %x without, not %x", ways[i].way, with,
				without, ways[i].offered);
	}
}

/* "settings" is offered, but for what the plugin may say: web_open. */
static void test_reserved_words(void **state)
{
	struct bench *bench = *state;
	const struct denial denial = denial_of(bench, "settings", "home_t", "file", "read");
	const struct analysis analysis = { .policy = bench->policy, .plugins = bench->plugins };
	const struct policy_why why = { REASON_TYPE_ENFORCEMENT, NULL };
	struct verdicts verdicts;

	analyse(&analysis, &denial, &why, bench->arena, &verdicts);
	assert_int_equal(verdicts.count, 1);
	assert_null(verdict_word(&verdicts.items[0], "boolean_settings"));
}

static const struct {
	const char *type, *tclass, *permission;
} protected[] = {
	{ "shadow_t", "file", "read" },
	{ "unlabeled_t", "file", "read" },
	{ "auditd_log_t", "file", "write" },
	{ "memory_device_t", "chr_file", "read" },
	{ "web_t", "process", "execheap" },
	{ "web_t", "capability", "sys_module" },
	{ "web_t", "capability", "dac_override" },
};

static void test_what_is_protected(void **state)
{
	struct bench *bench = *state;
	static const char *const allowing[] = { "allow", "rule" };

	for (size_t i = 0; i < ARRAY_SIZE(protected); i++)
		for (size_t j = 0; j < ARRAY_SIZE(allowing); j++) {
			struct denial denial = denial_of(bench, allowing[j], protected[i].type,
				protected[i].tclass, protected[i].permission);

			if (offered(bench, &denial, bench->policy) != WORDS)
				fail_msg("%s: %s %s %s may be allowed", allowing[j],
					protected[i].type, protected[i].tclass,
					protected[i].permission);
		}
}

static void test_what_may_be_allowed(void **state)
{
	struct bench *bench = *state;
	struct denial denial = denial_of(bench, "allow", "web_t", "process", "execmem");

	assert_int_equal(offered(bench, &denial, bench->policy), WORDS | BIT(AVOCET_SET_BOOLEAN));
}

static void test_volumes_of_the_system(void **state)
{
	static const struct {
		const char *path;
		bool may;
	} rows[] = {
		{ "/", false }, { "/etc", false }, { "/home/ann", false }, { "/home", false },
		{ "//usr", false }, { "/home/ann/data", true }, { "/srv/data", true },
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct denial denial = denial_of(bench, "words", "home_t", "dir", "read");

		denial.path = rows[i].path;
		if (offered(bench, &denial, bench->policy) != (rows[i].may ? WORDS : 0))
			fail_msg("%s: with :Z", rows[i].path);
	}
}

#define BENCH_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(test_ways_round),
		BENCH_TEST(test_reserved_words),
		BENCH_TEST(test_what_is_protected),
		BENCH_TEST(test_what_may_be_allowed),
		BENCH_TEST(test_volumes_of_the_system),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
