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

#include "bench.h"

static const char script[] =
	"avocet-policy 1\n"
	"type web_content_t files\n"
	"type shadow_t files\n"
	"type unlabeled_t files\n"
	"type auditd_log_t files\n"
	"type memory_device_t files\n"
	"type home_t files\n"
	"type web_t domain\n"
	"type guest_t domain\n"
	"type user_t domain\n"
	"type staff_t domain\n"
	"type clerk_t unpriv_userdomain\n"
	"type free_t unpriv_userdomain unconfined_domain_type\n"
	"allow web_t web_content_t file read\n"
	"label /var/www* * system_u:object_r:web_content_t:s0\n"
	"boolean web_open off : web_t * file read write\n"
	"boolean web_open off : web_t * process execheap execmem\n"
	"boolean web_open off : web_t * chr_file read\n"
	"boolean web_open off : web_t * capability sys_module dac_override\n"
	"boolean allow_execheap off : web_t * file read\n";

static int set_up(void **state)
{
	return bench_set_up(script, state);
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
/* What is offered whatever the way: where /var/lib/x is concerned, a new labelling harms nothing. */
#define WORDS (BIT(AVOCET_MANUAL) | BIT(AVOCET_RELABEL))

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
		if (!(offered(bench, &denial, bench->policy) & BIT(AVOCET_MANUAL)) == rows[i].may)
			fail_msg("%s: with :Z", rows[i].path);
	}
}

/* Places that all share, with or without what is in them, however they are written. */
static const char *const shared[] = {
	"/home", "/root", "/", "/etc", "/usr", "/usr/bin", "/var", "/srv", "/tmp", "/opt", "/boot", "/dev",
	"/proc", "/sys", "/run", "/lib", "/mnt", "/media",
};
static const char *const endings[] = { "", "(/.*)?", "(/.+)?", "/.*", "/", ".*", "/?", "/\\.(/.*)?" };
static const char *const disguised[] = {
	"//home(/.*)?", "/./home(/.*)?", "/\\./home", "/hom.*", "/hom[e](/.*)?", "/\\x68ome(/.*)?",
	"/srv/\\.\\./home", "/srv/web|/home", "(/home)", "/home(/ann)?(/.*)?", "/usr//bin/", "/srv/web.*",
};

static void test_shared_folders(void **state)
{
	struct bench *bench = *state;
	struct denial denial = denial_of(bench, "pattern", "home_t", "file", "read");

	for (size_t i = 0; i < ARRAY_SIZE(shared); i++)
		for (size_t j = 0; j < ARRAY_SIZE(endings); j++) {
			denial.name = arena_printf(bench->arena, "%s%s", shared[i], endings[j]);
			if (offered(bench, &denial, bench->policy) != WORDS)
				fail_msg("%s may be labelled", denial.name);
		}
	for (size_t i = 0; i < ARRAY_SIZE(disguised); i++) {
		denial.name = disguised[i];
		if (offered(bench, &denial, bench->policy) != WORDS)
			fail_msg("%s may be labelled", denial.name);
	}
}

static void test_own_folders(void **state)
{
	static const char *const own[] = {
		"/srv/web(/.*)?", "/srv/my\\sdata(/.*)?", "/etc/web\\.conf", "/home/ann/web(/.*)?", "/data/.*",
	};
	struct bench *bench = *state;
	struct denial denial = denial_of(bench, "pattern", "home_t", "file", "read");

	for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
		denial.name = own[i];
		if (offered(bench, &denial, bench->policy) != (WORDS | BIT(AVOCET_ADD_FILE_CONTEXT)))
			fail_msg("%s may not be labelled", denial.name);
	}
}

static void test_shared_folders_like_others(void **state)
{
	struct bench *bench = *state;
	struct denial denial = denial_of(bench, "alike", "home_t", "file", "read");

	for (size_t i = 0; i < ARRAY_SIZE(shared); i++) {
		const char *const names[] = {
			shared[i], arena_printf(bench->arena, "/.%s", shared[i]),
			arena_printf(bench->arena, "/%s/", shared[i]),
		};

		for (size_t j = 0; j < ARRAY_SIZE(names); j++) {
			denial.name = names[j];
			/* In a folder that is labelled so /var/www/x would be allowed. */
			denial.path = arena_printf(bench->arena, "%s/x", names[j]);
			if (offered(bench, &denial, bench->policy) & BIT(AVOCET_ADD_EQUIVALENCE))
				fail_msg("%s may be labelled like another", names[j]);
		}
	}
	denial.name = "/data";
	denial.path = "/data/x";
	assert_true(offered(bench, &denial, bench->policy) & BIT(AVOCET_ADD_EQUIVALENCE));
}

/* For the sake of one of them not everything is labelled anew, unless it is the top of it all. */
static void test_relabelling_for_shared_folders(void **state)
{
	struct bench *bench = *state;
	struct denial denial = denial_of(bench, "words", "home_t", "dir", "read");

	for (size_t i = 0; i < ARRAY_SIZE(shared); i++) {
		bool top = strcmp(shared[i], "/") == 0;

		denial.path = shared[i];
		if (!(offered(bench, &denial, bench->policy) & BIT(AVOCET_RELABEL)) == top)
			fail_msg("%s: everything is labelled anew", shared[i]);
	}
}

/* A rule for people who log in lets everybody of their kind; to keep quiet lets nobody. */
static void test_people(void **state)
{
	static const struct {
		const char *source, *way;
		bool may;
	} rows[] = {
		{ "guest_u:guest_r:guest_t:s0", "rule", false },
		{ "user_u:user_r:user_t:s0", "rule", false },
		{ "staff_u:staff_r:staff_t:s0", "rule", false },
		{ "clerk_u:clerk_r:clerk_t:s0", "rule", false },
		{ "guest_u:guest_r:guest_t:s0", "quiet", true },
		{ "system_u:system_r:clerk_t:s0", "rule", true },
		{ "unconfined_u:unconfined_r:free_t:s0", "rule", true },
		{ "system_u:system_r:web_t:s0", "rule", true },
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct denial denial = denial_of(bench, rows[i].way, "home_t", "udp_socket", "create");

		context_parse(rows[i].source, bench->arena, &denial.source);
		if (!(offered(bench, &denial, bench->policy) & BIT(AVOCET_LOAD_MODULE)) == rows[i].may)
			fail_msg("%s: %s", rows[i].source, rows[i].way);
	}
}

#define BENCH_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(test_ways_round),
		BENCH_TEST(test_reserved_words),
		BENCH_TEST(test_what_is_protected),
		BENCH_TEST(test_what_may_be_allowed),
		BENCH_TEST(test_volumes_of_the_system),
		BENCH_TEST(test_shared_folders),
		BENCH_TEST(test_own_folders),
		BENCH_TEST(test_shared_folders_like_others),
		BENCH_TEST(test_relabelling_for_shared_folders),
		BENCH_TEST(test_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
