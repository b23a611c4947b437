/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files answer, what is said of those that cannot, and when a stamp changes. */
#include "policy-folder.h"

#include "policy-internal.h"

#include <errno.h>
#include <sys/stat.h>

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

/* ---- another host's files ---- */

static struct policy *open_files(void **state, const struct policy_files *files)
{
	struct policy *policy = NULL;
	const char *why = NULL;

	if (policy_open(files, arena_of(state), &policy, &why) < 0)
		fail_msg("%s", why);
	return policy;
}

static const char *label_of(void **state, struct policy *policy, const char *path)
{
	const char *context = NULL;

	return policy_default_context(policy, path, "file", arena_of(state), &context) < 0 ? "none"
		: context;
}

static void put_host(void **state)
{
	write_policy(put(state, "etc/selinux/x/policy/policy.31", ""), small_policy);
	put(state, "etc/selinux/config", "SELINUXTYPE=x\n");
	put(state, "etc/selinux/x/contexts/files/file_contexts",
		"/srv/web(/.*)?\tu:object_r:web_t:s0\n"
		"/srv/data/deeper(/.*)?\tu:object_r:data_t:s0\n"
		"/srv/data(/.*)?\tu:object_r:data_t:s0\n"
		"/d(/.*)?\t-d\tu:object_r:data_t:s0\n"
		"/a[bc](/.*)?\tu:object_r:data_t:s0\n"
		"/v1\\.2(/.*)?\tu:object_r:run_t:s0\n"
		"/port(/.*)?\tu:object_r:port_t:s0\n"
		"/srv/other\tu:object_r:other_t:s0\n"
		"/m(/.*)?\tu:object_r:maild_db_t:s0\n"
		"/var/spool/mail(/.*)?\tu:object_r:maild_db_t:s0\n"
		"/var/mailman(/.*)?\tu:object_r:maild_db_t:s0\n"
		"/etc/mail(/.*)?\tu:object_r:maild_db_t:s0\n"
		"/p(/.*)?\tu:object_r:postgres_t:s0\n"
		"/var/lib/post(gres)?(/.*)?\tu:object_r:postgres_t:s0\n"
		"/usr/lib/only(/.*)?\tu:object_r:only_t:s0\n");
	put(state, "etc/selinux/x/contexts/files/file_contexts.local",
		"/port(/.*)?\tu:object_r:web_t:s0\n");
	put(state, "etc/selinux/x/contexts/files/file_contexts.homedirs",
		"/home/[^/]+/public(/.*)?\tu:object_r:web_t:s0\n");
	put(state, "etc/selinux/x/contexts/files/file_contexts.subs_dist", "/srv/alias /srv/web\n");
	put(state, "etc/selinux/x/contexts/files/file_contexts.subs", "/opt/own /srv/data\n");
	put(state, "etc/selinux/x/contexts/customizable_types", "web_t\nother_t\n");
}

static void test_root(void **state)
{
	struct arena *arena = arena_of(state);
	const struct policy_files files = { .root = folder_of(state) };
	struct policy *policy;

	put_host(state);
	policy = open_files(state, &files);
	assert_string_equal(policy_path(policy) + strlen(folder_of(state)),
		"/etc/selinux/x/policy/policy.31");
	assert_string_equal(reason_of(policy,
		ACCESS("u:r:run_t:s0", "u:object_r:data_t:s0", "file", "read"), arena), "allowed");
	assert_string_equal(label_of(state, policy, "/srv/web/x"), "u:object_r:web_t:s0");
	assert_string_equal(label_of(state, policy, "/srv/alias/x"), "u:object_r:web_t:s0");
	assert_string_equal(label_of(state, policy, "/opt/own"), "u:object_r:data_t:s0");
	assert_string_equal(label_of(state, policy, "/home/me/public/x"), "u:object_r:web_t:s0");
	assert_string_equal(label_of(state, policy, "/etc/shadow"), "none");
	assert_true(policy_is_customizable(policy, "web_t"));
	assert_false(policy_is_customizable(policy, "data_t"));
	assert_string_equal(policy_folder_of_type(policy, "web_t", arena), "/port");
	assert_string_equal(policy_folder_of_type(policy, "data_t", arena), "/srv/data");
	assert_string_equal(policy_folder_of_type(policy, "run_t", arena), "/v1.2");
	assert_string_equal(policy_folder_of_type(policy, "maild_db_t", arena), "/var/spool/mail");
	assert_string_equal(policy_folder_of_type(policy, "postgres_t", arena), "/var/lib/postgres");
	assert_null(policy_folder_of_type(policy, "only_t", arena));
	assert_null(policy_folder_of_type(policy, "port_t", arena));
	assert_null(policy_folder_of_type(policy, "other_t", arena));
	assert_null(policy_folder_of_type(policy, NULL, arena));
	policy_close(policy);
}

static void test_root_and_named_files(void **state)
{
	struct policy_files files = { .root = folder_of(state) };
	struct policy *policy;

	put_host(state);
	files.policy = put(state, "scripted", "avocet-policy 1\n");
	policy = open_files(state, &files);
	assert_string_equal(policy_path(policy), files.policy);
	assert_string_equal(label_of(state, policy, "/srv/web"), "u:object_r:web_t:s0");
	policy_close(policy);
	files.file_contexts = put(state, "contexts", "/srv/web\tu:object_r:other_t:s0\n");
	policy = open_files(state, &files);
	assert_string_equal(label_of(state, policy, "/srv/web"), "u:object_r:other_t:s0");
	policy_close(policy);
}

static void test_an_empty_root(void **state)
{
	const struct policy_files files = { .root = folder_of(state) };
	struct policy *policy = NULL;
	const char *why = NULL;

	assert_int_equal(policy_open(&files, arena_of(state), &policy, &why), -ENOENT);
	assert_string_equal(why, arena_printf(arena_of(state), "%s: no SELinux policy was found below "
		"this folder; unpack the host's /etc/selinux there, or name a file with --policy",
		folder_of(state)));
}

/* ---- booleans as they are there ---- */

static const char *states_of(void **state, const struct policy_files *files)
{
	struct policy *policy = open_files(state, files);
	static const char *const names[] = { "one", "two", "off" };
	const char *text = "";

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		bool on;

		assert_int_equal(policy_boolean_state(policy, names[i], &on), 0);
		text = arena_printf(arena_of(state), "%s%d", text, on);
	}
	text = arena_printf(arena_of(state), "%s %s", text, reason_of(policy,
		ACCESS("u:r:run_t:s0", "u:object_r:web_t:s0", "tcp_socket", "name_connect"),
		arena_of(state)));
	policy_close(policy);
	return text;
}

static const struct {
	const char *text, *states;
} lists[] = {
	{ "one on\n", "101 type-enforcement" },
	{ "one --> on\noff --> off\nunknown --> on\n", "100 allowed" },
	{ "# all\none=1\n\n two = true  # said\noff=false", "110 allowed" },
	{ "one 1\r\noff 0\r\none off\r\n", "000 allowed" },
	{ "off on\n", "001 type-enforcement" },
};

static void test_booleans(void **state)
{
	const char *script = put(state, "scripted", "avocet-policy 1\nboolean one off\n"
		"boolean two off\nboolean off on ! run_t web_t tcp_socket name_connect\n");
	struct policy_files files = { .root = folder_of(state) };

	put_host(state);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		files.booleans = put(state, "booleans", lists[i].text);
		files.policy = NULL;
		assert_string_equal(states_of(state, &files), lists[i].states);
		files.policy = script;
		assert_string_equal(states_of(state, &files), lists[i].states);
	}
}

static const struct {
	const char *text, *why;
} wrong_lists[] = {
	{ "one on\ntwo maybe\n", ":2: write \"NAME on\" or \"NAME off\"" },
	{ "one", ":1: write \"NAME on\" or \"NAME off\"" },
	{ "one --> \n", ":1: write \"NAME on\" or \"NAME off\"" },
	{ "one on off\n", ":1: write \"NAME on\" or \"NAME off\"" },
	{ "unknown on\n", ": no line of this file names a boolean of the policy" },
	{ "", ": no line of this file names a boolean of the policy" },
	{ NULL, ": there is no such file" },
};

static void test_wrong_booleans(void **state)
{
	const char *script = put(state, "scripted", "avocet-policy 1\nboolean one off\n"
		"boolean two off\n");

	for (size_t i = 0; i < ARRAY_SIZE(wrong_lists); i++) {
		struct policy_files files = { .policy = script };
		struct policy *policy = NULL;
		const char *why = NULL;

		files.booleans = wrong_lists[i].text ? put(state, "booleans", wrong_lists[i].text)
			: "/nonexistent/booleans";
		assert_true(policy_open(&files, arena_of(state), &policy, &why) < 0);
		assert_null(policy);
		assert_string_equal(why, arena_printf(arena_of(state), "%s%s", files.booleans,
			wrong_lists[i].why));
	}
}

static void test_booleans_change_the_stamp(void **state)
{
	struct policy_files files = {
		.policy = put(state, "scripted", "avocet-policy 1\nboolean one off\n"),
		.booleans = put(state, "booleans", "one on\n"),
	};
	struct policy *policy = open_files(state, &files), *plain;

	plain = open_policy(files.policy, NULL, arena_of(state));
	assert_string_not_equal(policy_stamp(policy), policy_stamp(plain));
	policy_close(policy);
	policy_close(plain);
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
		cmocka_unit_test_setup_teardown(test_root, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_root_and_named_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_empty_root, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_booleans, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_wrong_booleans, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_booleans_change_the_stamp, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("policy-files", tests, NULL, NULL);
}
