/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Policies cut short and spoilt: refused, or answering, but never a crash. */
#include "policy-folder.h"

#include "policy-internal.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void ask_everything(struct policy *policy, struct arena *arena)
{
	const struct policy_access *const accesses[] = {
		ACCESS("system_u:system_r:httpd_t:s0", "system_u:object_r:user_home_t:s0", "file",
			"read", "write"),
		ACCESS("u:r:run_t:s0", "u:object_r:other_t:s0", "file", "read", "open"),
		ACCESS("u:r:run_t:s0", "u:object_r:data_t:s0:c1", "file", "write"),
		ACCESS("u:r:child_t:s0", "u:object_r:data_t:s0", "file", "write"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(accesses); i++) {
		reason_of(policy, accesses[i], arena);
		booleans_of(policy, accesses[i], arena);
		policy_target_types(policy, accesses[i], NULL, arena);
		policy_allows_with_rule(policy, accesses[i]);
		policy_missing(policy, accesses[i], arena);
	}
	policy_transition(policy, "init_t", "httpd_exec_t", "process", arena);
	policy_is_permissive(policy, "run_t");
	policy_bounded_by(policy, "child_t");
	policy_handle_unknown(policy);
	policy_port_type(policy, "tcp", 80, arena);
}

/* No numbers that a sanitizer's exit code could be. */
enum end {
	END_CRASHED,
	END_ENDLESS,
	END_ANSWERED = 40,
	END_REFUSED,
};

static _Noreturn void open_and_ask(const char *path, rlim_t seconds)
{
	const struct rlimit limit = { seconds, seconds + 1 };
	const struct policy_files files = { path, "/nonexistent" };
	struct arena *arena = arena_new();
	struct policy *policy;
	const char *why;

	setrlimit(RLIMIT_CPU, &limit);
	if (policy_open(&files, arena, &policy, &why) < 0)
		_exit(END_REFUSED);
	ask_everything(policy, arena);
	policy_close(policy);
	_exit(END_ANSWERED);
}

/*
 * In a process of its own, for libsepol's sake, which may use that many seconds. libsepol 3.4
 * counts to 2^30 and more when the number of a table's entries is spoilt so: longer than anybody
 * waits, and nothing that could be prevented here.
 */
static enum end end_with(const char *path, rlim_t seconds)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		open_and_ask(path, seconds);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) >= END_ANSWERED)
		return (enum end)WEXITSTATUS(status);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU ? END_ENDLESS : END_CRASHED;
}

/* Where the n-th of count equal steps through length begins. */
static size_t step(size_t n, size_t count, size_t length)
{
	return length / count * n + n * 7 % 13 % (length / count);
}

static void cut_short(void **state, const char *original, rlim_t seconds,
	size_t cuts)
{
	const char *path = arena_printf(arena_of(state), "%s/cut", folder_of(state));
	_cleanup_free_ char *bytes = NULL;
	size_t length;

	assert_int_equal(policy_file_read(original, &bytes, &length), 0);
	for (size_t i = 0; i < cuts; i++) {
		write_file(path, bytes, i ? step(i, cuts, length) : length - 1);
		assert_int_equal(end_with(path, seconds), END_REFUSED);
	}
}

/* Turns a bit round in that many places, one after the other, between first and last. */
static void spoil(void **state, const char *original, rlim_t seconds, size_t places,
	size_t first, size_t last)
{
	const char *path = arena_printf(arena_of(state), "%s/spoilt", folder_of(state));
	_cleanup_free_ char *bytes = NULL;
	size_t length, endless = 0;

	assert_int_equal(policy_file_read(original, &bytes, &length), 0);
	last = last ? last : length;
	for (size_t i = 0; i < places; i++) {
		size_t where = first + step(i, places, last - first);
		char before = bytes[where];
		enum end end;

		bytes[where] = (char)(before ^ (1 << i % 8));
		write_file(path, bytes, length);
		end = end_with(path, seconds);
		endless += end == END_ENDLESS;
		if (end == END_CRASHED)
			fail_msg("byte %zu, bit %zu", where, i % 8);
		bytes[where] = before;
	}
	assert_true(endless <= places / 30);
}

static void test_debian_cut_and_spoilt(void **state)
{
	cut_short(state, DEBIAN_POLICY, 10, 10);
	spoil(state, DEBIAN_POLICY, 10, 5, 4, 100); /* where the numbers of things stand */
	spoil(state, DEBIAN_POLICY, 10, 5, 100, 0);
}

static void test_small_cut_and_spoilt(void **state)
{
	const char *path = arena_printf(arena_of(state), "%s/small", folder_of(state));

	write_policy(path, small_policy);
	assert_int_equal(end_with(path, 1), END_ANSWERED);
	cut_short(state, path, 1, 50);
	spoil(state, path, 1, 150, 4, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_debian_cut_and_spoilt, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_small_cut_and_spoilt, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("policy-damaged", tests, NULL, NULL);
}
