/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The scripted policy: each statement, its mistakes, and bytes that nobody meant. */
#include "policy-cil.h"

#include "policy-internal.h"

#include <errno.h>

static const char script[] =
	"avocet-policy 1\r\n"
	"# A web server.\n"
	"\n"
	"type httpd_t domain daemon   # and its attributes\n"
	"type etc_t file_type\n"
	"type httpd_sys_content_t file_type web_content\n"
	"allow domain etc_t file read getattr\n"
	"allow httpd_t web_content file read getattr open\n"
	"allow * any_t dir *\n"
	"access httpd_t shadow_t file read : constraint  mlsconstrain file { read } (h1 dom h2)\n"
	"access httpd_t tmp_t file read : dontaudit\n"
	"access init_t httpd_t process transition : role\n"
	"boolean can_network off : httpd_t mysqld_port_t tcp_socket name_connect\n"
	"boolean can_network off : httpd_t tmp_t file read\n"
	"boolean can_all off : httpd_t * tcp_socket *\n"
	"boolean deny_ptrace on ! httpd_t httpd_t process ptrace\n"
	"boolean reads_home on : httpd_t user_home_t file read\n"
	"boolean idle off\n"
	"port tcp 80 http_port_t\n"
	"port tcp 8000-8010 soundd_port_t\n"
	"port tcp 0-65535 port_t\n"
	"label /var/www/html/secret* file system_u:object_r:shadow_t:s0\n"
	"label /var/www* file system_u:object_r:httpd_sys_content_t:s0\n"
	"label /tmp* * <<none>>\n"
	"boolean first off : httpd_t split_t file read\n"
	"boolean second off : httpd_t split_t file write\n"
	"boolean third on ! httpd_t split_t file append\n"
	"folder httpd_sys_content_t /var/www\n"
	"folder httpd_sys_content_t /srv/www\n"
	"transition init_t daemon_exec_t process daemon_t\n"
	"transition domain tmp_t file httpd_tmp_t\n"
	"permissive free_t\n"
	"bounds httpd_t free_t\n"
	"meaning can_network lets httpd  connect to the network # said\n"
	"access httpd_t httpd_t rocket fly : unknown-class permission rocket:fly\n"
	"access httpd_t httpd_t bird * : unknown-class class bird\n"
	"unknown allow\n"
	"machine mount /srv nfs4 nas:/srv # said\n"
	"machine image\n";

static struct policy *parse(const char *text, struct arena *arena)
{
	struct policy *policy = NULL;
	const char *why = NULL;

	if (policy_scripted_parse(text, strlen(text), arena, &policy, &why) < 0)
		fail_msg("%s", why);
	return policy;
}

static const struct {
	const char *source, *target, *tclass, *permissions[4];
	const char *reason, *detail, *booleans;
} cases[] = {
	{ "httpd_t", "etc_t", "file", { "read", "getattr" }, "allowed", NULL, "" },
	{ "httpd_t", "etc_t", "file", { "read", "write" }, "type-enforcement", NULL, "" },
	{ "other_t", "etc_t", "file", { "read" }, "type-enforcement", NULL, "" },
	{ "httpd_t", "httpd_sys_content_t", "file", { "open" }, "allowed", NULL, "" },
	{ "other_t", "any_t", "dir", { "whatever" }, "allowed", NULL, "" },
	{ "httpd_t", "shadow_t", "file", { "read" }, "constraint",
		"mlsconstrain file { read } (h1 dom h2)", "" },
	{ "httpd_t", "shadow_t", "file", { "read", "open" }, "type-enforcement", NULL, "" },
	{ "httpd_t", "tmp_t", "file", { "read" }, "dontaudit", NULL, "can_network=off" },
	{ "init_t", "httpd_t", "process", { "transition" }, "role", NULL, "" },
	{ "httpd_t", "mysqld_port_t", "tcp_socket", { "name_connect" }, "type-enforcement", NULL,
		"can_network=off can_all=off" },
	{ "httpd_t", "http_port_t", "tcp_socket", { "name_connect" }, "type-enforcement", NULL,
		"can_all=off" },
	{ "httpd_t", "httpd_t", "process", { "ptrace" }, "type-enforcement", NULL,
		"deny_ptrace=on" },
	{ "httpd_t", "user_home_t", "file", { "read" }, "allowed", NULL, "" },
	{ "httpd_t", "split_t", "file", { "read" }, "type-enforcement", NULL, "first=off" },
	{ "httpd_t", "split_t", "file", { "write", "read" }, "type-enforcement", NULL,
		"first=off+second=off" },
	{ "httpd_t", "split_t", "file", { "read", "write", "append" }, "type-enforcement", NULL,
		"first=off+second=off+third=on" },
	{ "httpd_t", "etc_t", "file", { NULL }, "unknown-class", "permission file:", "" },
};

static void test_cases(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = parse(script, arena);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct policy_access access = {
			arena_printf(arena, "system_u:system_r:%s:s0", cases[i].source),
			arena_printf(arena, "system_u:object_r:%s", cases[i].target),
			cases[i].tclass, cases[i].permissions };

		assert_string_equal(reason_of(policy, &access, arena), cases[i].reason);
		assert_true(text_equal(detail_of(policy, &access, arena), cases[i].detail));
		assert_string_equal(booleans_of(policy, &access, arena), cases[i].booleans);
	}
	policy_close(policy);
}

static void test_bad_contexts(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = parse(script, arena);
	static const char *const contexts[] = { "", ":", "::", "a:b", "a:b:", "kernel" };

	for (size_t i = 0; i < ARRAY_SIZE(contexts); i++) {
		const struct policy_access *access = ACCESS("u:r:httpd_t", contexts[i], "file",
			"read");

		assert_string_equal(reason_of(policy, access, arena), "invalid-context");
		assert_string_equal(detail_of(policy, access, arena), contexts[i]);
		assert_null(policy_target_types(policy,
			ACCESS(contexts[i], "u:r:etc_t", "file", "read"), NULL, arena)[0]);
	}
	assert_string_equal(reason_of(policy, ACCESS(NULL, NULL, NULL, NULL), arena),
		"invalid-context");
	policy_close(policy);
}

static void test_types(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = parse(script, arena);
	const struct policy_access *read = ACCESS("u:r:httpd_t", "u:r:tmp_t", "file", "read");

	assert_string_equal(words_of(policy_target_types(policy, read, NULL, arena), arena),
		"etc_t httpd_sys_content_t user_home_t");
	assert_string_equal(words_of(policy_target_types(policy, read, "file_type", arena), arena),
		"etc_t httpd_sys_content_t");
	assert_true(policy_allows_on_type(policy, read, "etc_t"));
	assert_false(policy_allows_on_type(policy, read, "shadow_t"));
	assert_false(policy_allows_on_type(policy, read, "web_content"));
	assert_true(policy_has_type(policy, "soundd_port_t"));
	assert_false(policy_has_type(policy, "domain"));
	assert_false(policy_has_type(policy, "no_such_t"));
	assert_true(policy_type_has_attribute(policy, "httpd_t", "daemon"));
	assert_false(policy_type_has_attribute(policy, "etc_t", "daemon"));
	policy_close(policy);
}

static void test_ports(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = parse(script, arena);

	assert_string_equal(policy_port_type(policy, "tcp", 80, arena), "http_port_t");
	assert_string_equal(policy_port_type(policy, "tcp", 8000, arena), "soundd_port_t");
	assert_string_equal(policy_port_type(policy, "tcp", 8010, arena), "soundd_port_t");
	assert_string_equal(policy_port_type(policy, "tcp", 8011, arena), "port_t");
	assert_null(policy_port_type(policy, "udp", 80, arena));
	policy_close(policy);
}

static const char *label_of(struct policy *policy, const char *path, const char *tclass,
	struct arena *arena)
{
	const char *context = NULL;
	int r = policy_default_context(policy, path, tclass, arena, &context);

	if (r == 0)
		return context;
	return r == -ENOENT ? "none" : r == -ENODATA ? "nobody" : "error";
}

static void test_labels(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = parse(script, arena), *bare = parse("avocet-policy 1", arena);

	assert_string_equal(label_of(policy, "/var/www/html/secret.txt", "file", arena),
		"system_u:object_r:shadow_t:s0");
	assert_string_equal(label_of(policy, "/var/www/html/index.html", "file", arena),
		"system_u:object_r:httpd_sys_content_t:s0");
	assert_string_equal(label_of(policy, "/var/www/html", "dir", arena), "none");
	assert_string_equal(label_of(policy, "/tmp/x", "sock_file", arena), "none");
	assert_string_equal(label_of(policy, "/srv", "file", arena), "none");
	assert_string_equal(label_of(bare, "/etc/shadow", "file", arena), "nobody");
	policy_close(policy);
	policy_close(bare);
}

static void test_sets(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = parse(script, arena);
	const struct policy_boolean_set *sets;
	bool on = false;

	assert_int_equal(policy_boolean_sets(policy, ACCESS("u:r:httpd_t", "u:r:mysqld_port_t",
		"tcp_socket", "name_connect"), arena, &sets), 2);
	assert_int_equal(sets[0].also_targets, 0);
	assert_int_equal(sets[0].also_pairs, 2);
	assert_true(sets[1].also_targets > 10);
	assert_int_equal(sets[1].also_pairs, sets[1].also_targets + 1);
	assert_int_equal(policy_boolean_state(policy, "reads_home", &on), 0);
	assert_true(on);
	assert_int_equal(policy_boolean_state(policy, "idle", &on), 0);
	assert_false(on);
	assert_int_equal(policy_boolean_state(policy, "none", &on), -ENOENT);
	policy_close(policy);
}

static void test_rules_and_transitions(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = parse(script, arena);
	const struct policy_access *some = ACCESS("u:r:httpd_t", "u:r:etc_t", "file", "write",
		"read");

	assert_string_equal(words_of(policy_missing(policy, some, arena), arena), "write");
	assert_true(policy_allows_with_rule(policy, some));
	assert_true(policy_allows_with_rule(policy,
		ACCESS("u:r:httpd_t", "u:r:tmp_t", "file", "read")));
	assert_false(policy_allows_with_rule(policy,
		ACCESS("u:r:httpd_t", "u:r:shadow_t", "file", "read")));
	assert_string_equal(policy_transition(policy, "init_t", "daemon_exec_t", "process", arena),
		"daemon_t");
	assert_string_equal(policy_transition(policy, "httpd_t", "tmp_t", "file", arena),
		"httpd_tmp_t");
	assert_null(policy_transition(policy, "init_t", "tmp_t", "file", arena));
	assert_null(policy_transition(policy, "init_t", "daemon_exec_t", "file", arena));
	policy_close(policy);
}

static void test_knowledge(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = parse(script, arena);
	struct policy *bare = parse(SCRIPTED_FIRST_LINE, arena);
	const char *const *lines = policy_machine_lines(policy);

	assert_string_equal(policy_folder_of_type(policy, "httpd_sys_content_t", arena), "/var/www");
	assert_null(policy_folder_of_type(policy, "etc_t", arena));
	assert_null(policy_folder_of_type(bare, "etc_t", arena));
	assert_true(policy_is_permissive(policy, "free_t"));
	assert_false(policy_is_permissive(policy, "httpd_t"));
	assert_string_equal(policy_bounded_by(policy, "free_t"), "httpd_t");
	assert_null(policy_bounded_by(policy, "httpd_t"));
	assert_null(policy_bounded_by(policy, "nobody_t"));
	assert_string_equal(policy_handle_unknown(policy), "allow");
	assert_string_equal(policy_handle_unknown(bare), "deny");
	assert_string_equal(policy_boolean_meaning(policy, "can_network", arena),
		"lets httpd connect to the network");
	assert_string_equal(lines[0], "mount /srv nfs4 nas:/srv");
	assert_string_equal(lines[1], "image");
	assert_null(lines[2]);
	assert_null(policy_machine_lines(bare)[0]);
	policy_close(policy);
	policy_close(bare);
}

static const struct {
	const char *text, *why;
} mistakes[] = {
	{ "", NULL },
	{ "avocet-policy 12", ":1: the first line must be avocet-policy 1" },
	{ "avocet", ":1: the first line must be avocet-policy 1" },
	{ "avocet-policy 1\n\npermit a b c d",
		":3: \"permit\" is no statement; there are type allow access boolean port label "
		"folder transition permissive bounds meaning unknown machine" },
	{ "avocet-policy 1\nbounds a a", ":2: write \"bounds PARENT CHILD\"" },
	{ "avocet-policy 1\nbounds a", ":2: write \"bounds PARENT CHILD\"" },
	{ "avocet-policy 1\ntype", ":2: write \"type NAME [ATTRIBUTE...]\"" },
	{ "avocet-policy 1\ntype a a", ":2: a type cannot be its own attribute" },
	{ "avocet-policy 1\nallow a b file",
		":2: write \"SOURCE TARGET CLASS PERMISSION...\" for an access" },
	{ "avocet-policy 1\naccess a b file read",
		":2: write \"access SOURCE TARGET CLASS PERMISSION... : REASON\"" },
	{ "avocet-policy 1\naccess a b file read : because",
		":2: \"because\" is no reason; there are type-enforcement constraint role bounds "
		"allowed dontaudit unknown-class invalid-context no-policy" },
	{ "avocet-policy 1\nboolean a maybe",
		":2: write \"boolean NAME on|off [: ACCESS]\", or ! for the colon when the access "
		"is allowed while the boolean is off" },
	{ "avocet-policy 1\nboolean a on\nboolean a off",
		":3: an earlier line gives this boolean the other state" },
	{ "avocet-policy 1\nboolean a on :",
		":2: write \"SOURCE TARGET CLASS PERMISSION...\" for an access" },
	{ "avocet-policy 1\nport tcp 80", ":2: write \"port PROTOCOL NUMBER[-NUMBER] TYPE\"" },
	{ "avocet-policy 1\nport tcp 80- a", ":2: write \"port PROTOCOL NUMBER[-NUMBER] TYPE\"" },
	{ "avocet-policy 1\nport tcp 9-8 a", ":2: write \"port PROTOCOL NUMBER[-NUMBER] TYPE\"" },
	{ "avocet-policy 1\nport tcp 65536 a",
		":2: write \"port PROTOCOL NUMBER[-NUMBER] TYPE\"" },
	{ "avocet-policy 1\nport tcp -1 a", ":2: write \"port PROTOCOL NUMBER[-NUMBER] TYPE\"" },
	{ "avocet-policy 1\nfolder etc_t etc", ":2: write \"folder TYPE /PATH\"" },
	{ "avocet-policy 1\ntransition a b file", ":2: write \"transition SOURCE TARGET CLASS TYPE\"" },
	{ "avocet-policy 1\npermissive", ":2: write \"permissive TYPE\"" },
	{ "avocet-policy 1\nmeaning a", ":2: write \"meaning BOOLEAN WORDS...\"" },
	{ "avocet-policy 1\nunknown maybe", ":2: write \"unknown allow|deny|reject\"" },
	{ "avocet-policy 1\nmachine", ":2: write \"machine LINE\", a line about the machine" },
	{ "avocet-policy 1\nlabel etc file a:b:c", ":2: write \"label /PATH CLASS CONTEXT\"" },
};

static void test_mistakes(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		struct policy *policy = NULL;
		const char *why = NULL;
		int r = policy_scripted_parse(mistakes[i].text, strlen(mistakes[i].text), arena,
			&policy, &why);

		assert_int_equal(r, -EINVAL);
		assert_null(policy);
		assert_non_null(why);
		if (mistakes[i].why)
			assert_string_equal(why, mistakes[i].why);
	}
}

/* Every way to cut the script, and every byte of it spoilt, gives a policy or a sentence. */
static void test_spoilt_bytes(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct policy_access *access = ACCESS("u:r:httpd_t", "u:r:etc_t", "file", "read");
	char bytes[sizeof script];

	for (size_t i = 0; i < 2 * sizeof script; i++) {
		size_t length = i < sizeof script ? i : sizeof script;
		struct policy *policy;
		const char *why = NULL;

		memcpy(bytes, script, sizeof bytes);
		if (i >= sizeof script)
			bytes[i - sizeof script] = (char)(i * 31);
		if (policy_scripted_parse(bytes, length, arena, &policy, &why) == 0) {
			reason_of(policy, access, arena);
			booleans_of(policy, access, arena);
			policy_target_types(policy, access, NULL, arena);
			policy_folder_of_type(policy, "httpd_sys_content_t", arena);
			policy_close(policy);
		} else {
			assert_non_null(why);
		}
		arena_reset(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_bad_contexts),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_rules_and_transitions),
		cmocka_unit_test(test_knowledge),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_spoilt_bytes),
	};

	return cmocka_run_group_tests_name("policy-scripted", tests, NULL, NULL);
}
