/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The small policy of policy-cil.h: roles that may not change, bounds, booleans in expressions,
 * constraints on other permissions. */
#include "policy-cil.h"

static int set_up(void **state)
{
	return fixture_set_up(small_policy, state);
}

static const struct {
	struct policy_access access;
	const char *reason, *detail, *booleans;
} cases[] = {
	{ { "u:r:run_t:s0", "u:r:next_t:s0", "process", PERMISSIONS("transition") },
		"allowed", NULL, "" },
	{ { "u:r:run_t:s0", "u:q:next_t:s0", "process", PERMISSIONS("transition") },
		"role", NULL, "" },
	{ { "u:r:run_t:s0", "u:q:next_t:s0", "process", PERMISSIONS("signal") },
		"allowed", NULL, "" },
	{ { "u:r:run_t:s0", "u:q:next_t:s0", "process",
		PERMISSIONS("transition", "dyntransition") }, "type-enforcement", NULL, "" },
	{ { "u:r:child_t:s0", "u:object_r:data_t:s0", "file", PERMISSIONS("read") },
		"allowed", NULL, "" },
	{ { "u:r:child_t:s0", "u:object_r:data_t:s0", "file", PERMISSIONS("write") },
		"bounds", "parent_t", "bound=off" },
	{ { "u:r:run_t:s0", "u:object_r:data_t:s0", "file", PERMISSIONS("read") },
		"allowed", NULL, "" },
	/* getattr is forbidden too, by a constraint that has nothing to do with the question. */
	{ { "u:r:run_t:s0", "u:object_r:data_t:s0:c1", "file", PERMISSIONS("write") },
		"constraint", "mlsconstrain file { read write } ((h1 dom h2 -Fail-))", "" },
	{ { "u:r:run_t:s0", "u:object_r:data_t:s0", "file", PERMISSIONS("getattr") },
		"constraint", "constrain file { getattr } ((t1 == next_t -Fail-))", "" },
	{ { "u:r:run_t:s0", "u:object_r:data_t:s0:c1", "file", PERMISSIONS("write", "open") },
		"type-enforcement", NULL, "" },
	{ { "u:r:run_t:s0", "u:object_r:other_t:s0", "file", PERMISSIONS("read", "open") },
		"dontaudit", NULL, "one=off" },
	{ { "u:r:run_t:s0", "u:object_r:other_t:s0", "file", PERMISSIONS("open") },
		"dontaudit", NULL, "one=off" },
	{ { "u:r:run_t:s0", "u:object_r:other_t:s0:c0", "file", PERMISSIONS("read") },
		"dontaudit", NULL, "" },
	{ { "u:r:run_t:s0", "u:object_r:other_t:s0", "file", PERMISSIONS("read", "write") },
		"type-enforcement", NULL, "" },
	{ { "u:r:run_t:s0", "u:object_r:web_t:s0", "tcp_socket", PERMISSIONS("name_connect") },
		"type-enforcement", NULL, "off=on" },
	{ { "u:r:run_alias:s0", "u:object_r:port_t:s0", "tcp_socket",
		PERMISSIONS("name_connect") }, "allowed", NULL, "" },
	{ { "u:r:run_t", "u:object_r:data_t:s0", "file", PERMISSIONS("read") },
		"invalid-context", "u:r:run_t", "" },
};

static void test_cases(void **state)
{
	struct cil_fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct policy_why why;
		const char *booleans;

		policy_why(fixture->policy, &cases[i].access, fixture->arena, &why);
		booleans = booleans_of(fixture->policy, &cases[i].access, fixture->arena);
		if (!text_equal(policy_reason_name(why.reason), cases[i].reason)
			|| !text_equal(why.detail, cases[i].detail)
			|| !text_equal(booleans, cases[i].booleans))
			fail_msg("%zu: %s, %s, %s", i, policy_reason_name(why.reason), why.detail,
				booleans);
	}
}

static void test_types_in_order(void **state)
{
	struct cil_fixture *fixture = *state;
	struct policy *policy = fixture->policy;
	struct arena *arena = fixture->arena;
	const struct policy_access *look = ACCESS("u:r:run_t:s0", "u:object_r:port_t:s0", "file",
		"getattr");
	const struct policy_access *write = ACCESS("u:r:run_t:s0", "u:object_r:port_t:s0", "file",
		"getattr", "write");
	const struct policy_access *join = ACCESS("u:r:run_t:s0", "u:object_r:data_t:s0",
		"tcp_socket", "name_connect");

	assert_string_equal(words_of(policy_target_types(policy, look, NULL, arena), arena),
		"data_t other_t");
	assert_string_equal(words_of(policy_target_types(policy, write, "store", arena), arena),
		"data_t");
	assert_null(policy_target_types(policy, look, "domain", arena)[0]);
	/* Conditional rules count while they are in force. */
	assert_string_equal(words_of(policy_target_types(policy, join, NULL, arena), arena),
		"port_t");
	/* Rules are there, the constraint is not asked for the list but for the type. */
	assert_false(policy_allows_on_type(policy, look, "data_t"));
	assert_true(policy_has_type(policy, "run_alias"));
}

static void test_ports(void **state)
{
	struct cil_fixture *fixture = *state;

	assert_string_equal(policy_port_type(fixture->policy, "tcp", 80, fixture->arena), "web_t");
	assert_string_equal(policy_port_type(fixture->policy, "tcp", 81, fixture->arena), "port_t");
	assert_null(policy_port_type(fixture->policy, "tcp", 1001, fixture->arena));
	assert_null(policy_port_type(fixture->policy, "udp", 80, fixture->arena));
}

/* libsepol knows one policy at a time; questions to two must not mix. */
static void test_two_policies_at_once(void **state)
{
	struct cil_fixture *fixture = *state;
	struct policy *other = open_policy(DEBIAN_POLICY, NULL, fixture->arena);
	const struct policy_access *small = &cases[0].access;
	const struct policy_access *large = ACCESS("system_u:system_r:httpd_t:s0",
		"system_u:object_r:etc_t:s0", "file", "read");

	for (int i = 0; i < 3; i++) {
		assert_string_equal(reason_of(fixture->policy, small, fixture->arena), "allowed");
		assert_string_equal(reason_of(other, large, fixture->arena), "allowed");
		assert_string_equal(reason_of(other, small, fixture->arena), "invalid-context");
	}
	policy_close(other);
	assert_string_equal(reason_of(fixture->policy, small, fixture->arena), "allowed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_types_in_order),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_two_policies_at_once),
	};

	return cmocka_run_group_tests_name("policy-rules", tests, set_up, fixture_tear_down);
}
