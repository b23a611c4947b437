/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files answer, what is said of those that cannot, and when a stamp changes. */
#include "policy-cil.h"

#include "policy-internal.h"

#include <errno.h>
#include <sys/stat.h>

struct fixture {
	struct arena *arena;
	const char *folder;
};

static int set_up(void **state)
{
	struct arena *arena = arena_new();
	struct fixture *fixture = arena_alloc(arena, sizeof *fixture);

	fixture->arena = arena;
	fixture->folder = folder_new(arena);
	*state = fixture;
	return 0;
}

static struct arena *arena_of(void **state)
{
	return ((struct fixture *)*state)->arena;
}

static const char *folder_of(void **state)
{
	return ((struct fixture *)*state)->folder;
}

static int tear_down(void **state)
{
	folder_remove(folder_of(state));
	arena_free(arena_of(state));
	return 0;
}

/* A file with that text in the test's folder, and the folders that lead to it. */
static const char *put(void **state, const char *name, const char *text)
{
	char *path = arena_printf(arena_of(state), "%s/%s", folder_of(state), name);

	for (char *slash = path + strlen(folder_of(state)) + 1; (slash = strchr(slash, '/'));) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash++ = '/';
	}
	write_file(path, text, strlen(text));
	return path;
}

static void remove_file(void **state, const char *name)
{
	assert_int_equal(unlink(arena_printf(arena_of(state), "%s/%s", folder_of(state), name)), 0);
}

/* What policy_find() says, without the test's folder in front. */
static const char *found(void **state)
{
	const char *const *paths = policy_find(folder_of(state), arena_of(state));
	const char *text = "";

	for (; *paths; paths++)
		text = arena_printf(arena_of(state), "%s%s ", text,
			*paths + strlen(folder_of(state)));
	return text;
}

static const char *found_contexts(void **state)
{
	const char *path = policy_find_file_contexts(folder_of(state), arena_of(state));

	return path ? path + strlen(folder_of(state)) : "none";
}

static void test_find(void **state)
{
	assert_string_equal(found(state), "");
	assert_string_equal(found_contexts(state), "none");
	put(state, "etc/selinux/config", "# SELINUXTYPE=no\nSELINUX=enforcing\n");
	put(state, "etc/selinux/strict/policy/policy.9", "");
	put(state, "etc/selinux/strict/policy/policy.31", "");
	put(state, "etc/selinux/strict/policy/policy.99.bak", "");
	put(state, "etc/selinux/strict/policy/policy.kern", "");
	put(state, "etc/selinux/targeted/policy/policy.33", "");
	put(state, "etc/selinux/targeted/contexts/files/file_contexts", "");
	assert_string_equal(found(state), "/etc/selinux/strict/policy/policy.31 ");
	assert_string_equal(found_contexts(state), "none");
	put(state, "etc/selinux/config", "SELINUX=enforcing\n SELINUXTYPE = targeted \n");
	assert_string_equal(found(state), "/etc/selinux/targeted/policy/policy.33 ");
	assert_string_equal(found_contexts(state),
		"/etc/selinux/targeted/contexts/files/file_contexts");
	put(state, "sys/fs/selinux/policy", "");
	assert_string_equal(found(state),
		"/sys/fs/selinux/policy /etc/selinux/targeted/policy/policy.33 ");
	remove_file(state, "sys/fs/selinux/policy");
	/* The named type is not there: the first that is. */
	put(state, "etc/selinux/config", "SELINUXTYPE=mls\n");
	assert_string_equal(found(state), "/etc/selinux/strict/policy/policy.31 ");
	put(state, "etc/selinux/config", "SELINUXTYPE=../../../etc\n");
	assert_string_equal(found(state), "/etc/selinux/strict/policy/policy.31 ");
}

static void test_this_host(void **state)
{
	struct policy *policy = open_policy(NULL, NULL, arena_of(state));
	const char *context = NULL;

	assert_non_null(policy_path(policy));
	assert_int_equal(policy_default_context(policy, "/etc/shadow", "file", arena_of(state),
		&context), 0);
	assert_non_null(strstr(context, ":shadow_t:"));
	policy_close(policy);
	policy_close(NULL);
}

static void refuse(void **state, const char *path, int error, const char *why)
{
	const struct policy_files files = { path, NULL };
	struct policy *policy = NULL;
	const char *said = NULL;

	assert_int_equal(policy_open(&files, arena_of(state), &policy, &said), error);
	assert_null(policy);
	assert_string_equal(said, arena_printf(arena_of(state), "%s%s", path, why));
}

static void test_files_that_are_no_policy(void **state)
{
	static const char no_policy[] = ": this is no SELinux policy (a policy is named policy.N "
		"or avocet-policy 1 stands in its first line)";
	static const char damaged[] = ": this policy is damaged or cut short, or its version is "
		"not between 15 and ";
	const char *path = arena_printf(arena_of(state), "%s/none", folder_of(state));
	const struct policy_files files = { put(state, "magic", "\x8c\xff\x7c\xf9"), NULL };
	struct policy *policy = NULL;
	const char *why;

	refuse(state, path, -ENOENT, ": there is no such file");
	refuse(state, folder_of(state), -EINVAL, ": this is not a file");
	refuse(state, "/dev/null", -EINVAL, ": this is not a file");
	assert_int_equal(mkfifo(path, 0600), 0);
	refuse(state, path, -EINVAL, ": this is not a file");
	refuse(state, put(state, "empty", ""), -EINVAL, no_policy);
	refuse(state, put(state, "text", "allow a b:file read;\n"), -EINVAL, no_policy);
	refuse(state, put(state, "gzip", "\x1f\x8b\x08"), -EINVAL, no_policy);
	refuse(state, put(state, "module", "\x8f\xff\x7c\xf9"), -EINVAL, no_policy);
	refuse(state, put(state, "scripted", "avocet-policy 1\nport x\n"), -EINVAL,
		":2: write \"port PROTOCOL NUMBER[-NUMBER] TYPE\"");
	assert_int_equal(policy_open(&files, arena_of(state), &policy, &why), -EINVAL);
	assert_memory_equal(why + strlen(files.policy), damaged, strlen(damaged));
}

static void test_a_huge_file(void **state)
{
	const char *path = put(state, "huge", "\x8c\xff\x7c\xf9");

	assert_int_equal(truncate(path, (off_t)1 << 40), 0);
	refuse(state, path, -EINVAL, ": this file is too large for a policy");
}

static void test_labels_beside_a_script(void **state)
{
	struct arena *arena = arena_of(state);
	const char *script = put(state, "scripted", "avocet-policy 1\n"), *context = NULL;
	const char *contexts = put(state, "contexts",
		"/srv(/.*)?\tsystem_u:object_r:srv_t:s0\n/srv/x\t-d\t<<none>>\n");
	struct policy *policy = open_policy(script, NULL, arena);

	assert_string_equal(policy_path(policy), script);
	assert_int_equal(policy_default_context(policy, "/etc/shadow", "file", arena, &context),
		-ENODATA);
	policy_close(policy);
	policy = open_policy(script, contexts, arena);
	assert_int_equal(policy_default_context(policy, "/srv/x", "file", arena, &context), 0);
	assert_string_equal(context, "system_u:object_r:srv_t:s0");
	assert_int_equal(policy_default_context(policy, "/srv/x", "dir", arena, &context), -ENOENT);
	policy_close(policy);
	policy = open_policy(script, "/nonexistent/file_contexts", arena);
	for (int i = 0; i < 2; i++)
		assert_int_equal(policy_default_context(policy, "/srv", "dir", arena, &context),
			-ENODATA);
	policy_close(policy);
}

static const char *stamp_of(void **state, const char *path, const char *contexts)
{
	struct policy *policy = open_policy(path, contexts, arena_of(state));
	const char *stamp = arena_strdup(arena_of(state), policy_stamp(policy));

	policy_close(policy);
	return stamp;
}

static void test_stamp(void **state)
{
	const char *path = put(state, "p", "avocet-policy 1\nboolean a on\n");
	const char *copy = put(state, "q", "avocet-policy 1\nboolean a on\n");
	const char *contexts = put(state, "c", "/a\ta:b:c\n");
	const char *stamp = stamp_of(state, path, NULL), *with = stamp_of(state, path, contexts);
	const char *turned, *local, *again;

	assert_string_equal(stamp, stamp_of(state, copy, NULL));
	put(state, "p", "avocet-policy 1\nboolean a off\n");
	turned = stamp_of(state, path, NULL);
	assert_string_not_equal(stamp, turned);
	assert_string_not_equal(stamp, with);
	with = stamp_of(state, path, contexts);
	put(state, "c.local", "/a/b\ta:b:d\n");
	local = stamp_of(state, path, contexts);
	assert_string_not_equal(with, local);
	put(state, "c", "/a\ta:b:c\n/x\ta:b:c\n");
	again = stamp_of(state, path, contexts);
	assert_string_not_equal(local, again);
	assert_string_equal(again, stamp_of(state, path, contexts));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_find, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_this_host, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_files_that_are_no_policy, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_huge_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_labels_beside_a_script, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_stamp, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("policy-files", tests, NULL, NULL);
}
