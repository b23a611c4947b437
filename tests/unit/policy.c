/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions to Debian's policy whose answers are known. */
#include "policy-cil.h"

#include <errno.h>

#define HTTPD "system_u:system_r:httpd_t:s0"
#define OBJECT(type) "system_u:object_r:" type ":s0"

struct fixture {
	struct arena *arena;
	struct policy *policy;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	fixture->arena = arena_new();
	fixture->policy = open_policy(DEBIAN_POLICY, DEBIAN_CONTEXTS, fixture->arena);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	policy_close(fixture->policy);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static const struct {
	struct policy_access access;
	const char *reason, *detail;
} whys[] = {
	{ { HTTPD, OBJECT("httpd_sys_content_t"), "file", PERMISSIONS("read", "open") },
		"allowed", NULL },
	{ { HTTPD, OBJECT("user_home_t"), "file", PERMISSIONS("read") }, "type-enforcement", NULL },
	{ { HTTPD, OBJECT("mysqld_port_t"), "tcp_socket", PERMISSIONS("name_connect") },
		"type-enforcement", NULL },
	{ { HTTPD, HTTPD, "capability", PERMISSIONS("net_admin") }, "dontaudit", NULL },
	{ { HTTPD, HTTPD, "capability", PERMISSIONS("net_admin", "sys_boot") },
		"type-enforcement", NULL },
	{ { HTTPD, OBJECT("etc_t"), "fil", PERMISSIONS("read") }, "unknown-class", "class fil" },
	{ { HTTPD, OBJECT("etc_t"), "file", PERMISSIONS("read", "raed") }, "unknown-class",
		"permission file:raed" },
	{ { HTTPD, OBJECT("etc_t"), "file", PERMISSIONS(NULL) }, "unknown-class",
		"permission file:" },
	{ { HTTPD, OBJECT("etc_t"), NULL, PERMISSIONS("read") }, "unknown-class", "class " },
	{ { "nobody", OBJECT("etc_t"), "fil", PERMISSIONS("raed") }, "invalid-context", "nobody" },
	{ { HTTPD, "system_u:object_r:etc_t:s15", "file", PERMISSIONS("read") }, "invalid-context",
		"system_u:object_r:etc_t:s15" },
	{ { HTTPD, "system_u:object_r:no_such_t:s0", "file", PERMISSIONS("read") },
		"invalid-context", "system_u:object_r:no_such_t:s0" },
	{ { HTTPD, "", "file", PERMISSIONS("read") }, "invalid-context", "" },
	{ { NULL, OBJECT("etc_t"), "file", PERMISSIONS("read") }, "invalid-context", NULL },
	{ { "system_u:system_r:svirt_t:s0:c1,c2", "system_u:object_r:svirt_image_t:s0:c3,c4",
		"file", PERMISSIONS("read", "write") }, "constraint",
		"mlsconstrain file { ioctl read write create setattr lock relabelfrom relabelto "
		"append unlink link rename open } ((h1 dom h2 -Fail-) or "
		"(t1 != mcs_constrained_type -Fail-))" },
};

static void test_why(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(whys); i++) {
		struct policy_why why;

		policy_why(fixture->policy, &whys[i].access, fixture->arena, &why);
		assert_string_equal(policy_reason_name(why.reason), whys[i].reason);
		if (!text_equal(why.detail, whys[i].detail))
			fail_msg("%zu: %s", i, why.detail);
	}
}

static void test_reason_names_go_both_ways(void **state)
{
	enum policy_reason reason;

	for (int i = REASON_NO_POLICY; i <= REASON_INVALID_CONTEXT; i++) {
		assert_int_equal(policy_reason_from_name(policy_reason_name(i), &reason), 0);
		assert_int_equal(reason, i);
	}
	assert_int_equal(policy_reason_from_name("because", &reason), -EINVAL);
	assert_int_equal(policy_reason_from_name(NULL, &reason), -EINVAL);
}

static void test_many_contexts(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_arena_ struct arena *arena = arena_new();

	for (unsigned i = 0; i < 3000; i++) {
		const char *target = arena_printf(arena, "system_u:object_r:etc_t:s0:c%u,c%u",
			i % 512, 512 + i % 509);

		assert_string_equal(reason_of(fixture->policy,
			ACCESS(HTTPD, target, "file", "read"), arena), "allowed");
		arena_reset(arena);
	}
}

static void test_booleans(void **state)
{
	struct fixture *fixture = *state;
	struct policy *policy = fixture->policy;
	struct arena *arena = fixture->arena;

	assert_string_equal(booleans_of(policy,
		ACCESS(HTTPD, OBJECT("user_home_t"), "file", "read"), arena),
		"httpd_read_user_content=off");
	assert_string_equal(booleans_of(policy,
		ACCESS(HTTPD, OBJECT("mysqld_port_t"), "tcp_socket", "name_connect"), arena),
		"httpd_can_network_connect_db=off httpd_can_network_connect=off");
	assert_string_equal(booleans_of(policy,
		ACCESS(HTTPD, OBJECT("shadow_t"), "file", "read"), arena), "");
	assert_string_equal(booleans_of(policy,
		ACCESS(HTTPD, OBJECT("etc_t"), "file", "read"), arena), "");
	assert_string_equal(booleans_of(policy,
		ACCESS(HTTPD, "nonsense", "file", "read"), arena), "");
}

static void test_target_types(void **state)
{
	struct fixture *fixture = *state;
	struct policy *policy = fixture->policy;
	struct arena *arena = fixture->arena;
	const struct policy_access *bind =
		ACCESS(HTTPD, OBJECT("mysqld_port_t"), "tcp_socket", "name_bind");
	const struct policy_access *read =
		ACCESS(HTTPD, OBJECT("user_home_t"), "file", "read", "open");
	const char *const *types = policy_target_types(policy, bind, "port_type", arena);

	assert_true(has_word(types, "http_port_t"));
	assert_false(has_word(types, "mysqld_port_t"));
	types = policy_target_types(policy, read, NULL, arena);
	assert_true(has_word(types, "httpd_sys_content_t"));
	assert_false(has_word(types, "shadow_t"));
	assert_false(has_word(types, "file_type"));
	for (; *types; types++) {
		assert_true(policy_has_type(policy, *types));
		assert_true(policy_allows_on_type(policy, read, *types));
	}
	assert_null(policy_target_types(policy, read, "port_type", arena)[0]);
	assert_null(policy_target_types(policy, read, "no_such_attribute", arena)[0]);
	assert_null(policy_target_types(policy, read, "etc_t", arena)[0]);
}

static void test_allows_on_type(void **state)
{
	struct fixture *fixture = *state;
	struct policy *policy = fixture->policy;
	const struct policy_access *read = ACCESS(HTTPD, OBJECT("user_home_t"), "file", "read");
	const struct policy_access *levels = ACCESS("system_u:system_r:svirt_t:s0:c1,c2",
		"system_u:object_r:user_home_t:s0:c3", "file", "read", "write");

	assert_true(policy_allows_on_type(policy, read, "httpd_sys_content_t"));
	assert_false(policy_allows_on_type(policy, read, "user_home_t"));
	assert_false(policy_allows_on_type(policy, read, "no_such_t"));
	assert_false(policy_allows_on_type(policy, read, "file_type"));
	assert_false(policy_allows_on_type(policy, read, "etc_t:s0"));
	/* The types would do, the categories do not. */
	assert_false(policy_allows_on_type(policy, levels, "svirt_image_t"));
	assert_false(policy_allows_on_type(policy, ACCESS(HTTPD, "a:b", "file", "read"), "etc_t"));
	assert_false(policy_allows_on_type(policy, ACCESS(HTTPD, NULL, "file", "read"), "etc_t"));
}

static void test_ports(void **state)
{
	struct fixture *fixture = *state;
	struct policy *policy = fixture->policy;
	struct arena *arena = fixture->arena;

	assert_string_equal(policy_port_type(policy, "tcp", 8080, arena), "http_cache_port_t");
	assert_string_equal(policy_port_type(policy, "tcp", 3306, arena), "mysqld_port_t");
	assert_string_equal(policy_port_type(policy, "udp", 53, arena), "dns_port_t");
	assert_string_equal(policy_port_type(policy, "tcp", 2, arena), "reserved_port_t");
	assert_string_equal(policy_port_type(policy, "sctp", 600, arena), "hi_reserved_port_t");
	assert_null(policy_port_type(policy, "tcp", 70000, arena));
	assert_null(policy_port_type(policy, "ipx", 80, arena));
	assert_null(policy_port_type(policy, NULL, 80, arena));
}

static void test_types(void **state)
{
	struct fixture *fixture = *state;
	struct policy *policy = fixture->policy;

	assert_true(policy_has_type(policy, "httpd_t"));
	assert_false(policy_has_type(policy, "domain"));
	assert_false(policy_has_type(policy, "no_such_t"));
	assert_false(policy_has_type(policy, NULL));
	assert_false(policy_type_has_attribute(policy, NULL, "domain"));
	assert_true(policy_type_has_attribute(policy, "httpd_t", "domain"));
	assert_false(policy_type_has_attribute(policy, "etc_t", "domain"));
	assert_false(policy_type_has_attribute(policy, "etc_t", "etc_t"));
	assert_false(policy_type_has_attribute(policy, "domain", "domain"));
	assert_false(policy_type_has_attribute(policy, "no_such_t", "domain"));
}

static const struct {
	const char *path, *tclass, *context; /* NULL: none */
} labels[] = {
	{ "/var/www/html/index.html", "file", OBJECT("httpd_sys_content_t") },
	{ "/etc/shadow", "file", OBJECT("shadow_t") },
	{ "/etc", "dir", OBJECT("etc_t") },
	{ "/dev/null", "chr_file", OBJECT("null_device_t") },
	{ "/run/dbus/system_bus_socket", "sock_file", OBJECT("system_dbusd_runtime_t") },
	{ "/tmp/anything", "file", NULL }, /* <<none>> */
	{ "relative", "file", NULL },
	{ "", "file", NULL },
	{ NULL, "file", NULL },
};

static void test_labels(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
		const char *context = NULL;
		int r = policy_default_context(fixture->policy, labels[i].path, labels[i].tclass,
			fixture->arena, &context);

		assert_int_equal(r, labels[i].context ? 0 : -ENOENT);
		if (!text_equal(context, labels[i].context))
			fail_msg("%s: %s", labels[i].path, context);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_why),
		cmocka_unit_test(test_reason_names_go_both_ways),
		cmocka_unit_test(test_many_contexts),
		cmocka_unit_test(test_booleans),
		cmocka_unit_test(test_target_types),
		cmocka_unit_test(test_allows_on_type),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_labels),
	};

	return cmocka_run_group_tests_name("policy", tests, set_up, tear_down);
}
