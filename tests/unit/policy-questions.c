/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of booleans, rules that are tried, single commands, transitions and what a policy knows, asked
 * of a small policy that has a case of each. */
#include "policy-sepol.h"

#include "policy-cil.h"

#include <errno.h>

static const char policy_text[] =
	"(handleunknown reject) (mls true)"
	"(class process (transition signal)) (class file (read write open ioctl getattr))"
	"(class netlink_audit_socket (nlmsg_read)) (class tcp_socket (name_connect))"
	"(classorder (process file netlink_audit_socket tcp_socket))"
	"(sid kernel) (sidorder (kernel))"
	"(sensitivity s0) (sensitivityorder (s0)) (category c0) (category c1)"
	"(categoryorder (c0 c1)) (sensitivitycategory s0 (c0 c1))"
	"(user u) (user v) (role object_r) (role r) (role q)"
	"(userrole u r) (userrole u q) (userrole u object_r) (userrole v r) (userrole v q)"
	"(userrole v object_r)"
	"(userlevel u (s0)) (userrange u ((s0) (s0 (c0 c1))))"
	"(userlevel v (s0)) (userrange v ((s0) (s0 (c0 c1))))"
	"(type run_t) (type next_t) (type free_t) (type exec_t) (type tmp_t) (type runtmp_t)"
	"(type one_t) (type two_t) (type three_t) (type split_t) (type off_t) (type either_t)"
	"(type ioctl_t) (type bare_t) (type quiet_t) (type level_t) (type kin_t)"
	"(type parent_t) (type child_t) (type apart_t)"
	"(typeattribute domain)"
	"(typeattributeset domain (run_t next_t free_t parent_t child_t))"
	"(typeattribute store) (typeattributeset store (one_t two_t three_t split_t off_t either_t"
	"	ioctl_t bare_t quiet_t level_t kin_t exec_t tmp_t runtmp_t))"
	"(typeattribute few) (typeattributeset few (one_t two_t))"
	"(roletype r domain) (roletype q domain) (roletype object_r store) (roletype object_r apart_t)"
	"(sidcontext kernel (u r run_t ((s0) (s0))))"
	"(typepermissive free_t)"
	"(boolean a false) (boolean b false) (boolean c false) (boolean d false) (boolean e false)"
	"(boolean wide false) (boolean narrow false) (boolean off true)"
	"(booleanif (and a b) (true (allow run_t two_t (file (read)))))"
	"(booleanif (and (and a b) c) (true (allow run_t three_t (file (read)))))"
	"(booleanif d (true (allow run_t split_t (file (read)))))"
	"(booleanif e (true (allow run_t split_t (file (write)))))"
	"(booleanif off (false (allow run_t off_t (file (read)))))"
	"(booleanif wide (true (allow domain store (file (read)))))"
	"(booleanif narrow (true (allow run_t few (file (read)))))"
	"(allow run_t split_t (file (getattr)))"
	"(allow run_t level_t (file (getattr write)))"
	"(mlsconstrain (file (write)) (or (dom h1 h2) (eq t1 next_t)))"
	"(constrain (file (open)) (or (eq u1 u2) (or (eq t2 one_t) (eq u2 u))))"
	"(constrain (process (transition)) (or (eq r1 r2) (and (eq t1 next_t) (eq t2 free_t))))"
	"(constrain (file (getattr)) (not (eq t2 level_t)))"
	"(allow run_t store (file (open)))"
	"(allow run_t domain (process (transition)))"
	"(roleallow r q)"
	"(allow run_t ioctl_t (file (ioctl))) (allowx run_t ioctl_t (ioctl file (0x5401 0x5413)))"
	"(allowx run_t ioctl_t (ioctl file (range 0x8900 0x89ff)))"
	"(allow run_t bare_t (file (ioctl)))"
	"(allow run_t quiet_t (file (ioctl))) (allowx run_t quiet_t (ioctl file (0x5401)))"
	"(dontauditx run_t quiet_t (ioctl file (0x5402)))"
	"(allowx run_t kin_t (ioctl file (0x5401)))"
	"(typetransition run_t exec_t process next_t)"
	"(typetransition domain tmp_t file runtmp_t)"
	"(typetransition run_t tmp_t file \"named\" one_t)"
	"(typebounds parent_t child_t)"
	"(booleanif d (true (allow child_t apart_t (file (read)))))"
	"(booleanif e (true (allow parent_t apart_t (file (read)))))";

static int set_up(void **state)
{
	return fixture_set_up(policy_text, state);
}

#define RUN "u:r:run_t:s0"
#define ON(type) "u:object_r:" type ":s0"

/* ---- booleans ---- */

static const struct {
	struct policy_access access;
	const char *sets;
} sets[] = {
	{ { RUN, ON("one_t"), "file", PERMISSIONS("read") }, "narrow=off wide=off" },
	/* Singles hide the pair a and b. */
	{ { RUN, ON("two_t"), "file", PERMISSIONS("read") }, "narrow=off wide=off" },
	{ { RUN, ON("three_t"), "file", PERMISSIONS("read") }, "wide=off" },
	{ { RUN, ON("split_t"), "file", PERMISSIONS("write") }, "e=off" },
	{ { RUN, ON("split_t"), "file", PERMISSIONS("read", "write") }, "d=off+e=off e=off+wide=off" },
	{ { RUN, ON("split_t"), "file", PERMISSIONS("write", "getattr", "read") },
		"d=off+e=off e=off+wide=off" },
	{ { RUN, ON("off_t"), "file", PERMISSIONS("read") }, "off=on wide=off" },
	{ { RUN, ON("off_t"), "file", PERMISSIONS("write") }, "" },
	{ { RUN, "u:object_r:split_t:s0:c0", "file", PERMISSIONS("write") }, "" },
	{ { "u:r:child_t:s0", ON("apart_t"), "file", PERMISSIONS("read") }, "d=off+e=off" },
	{ { RUN, ON("bare_t"), "file", PERMISSIONS("ioctl") }, "" },
};

static void test_sets(void **state)
{
	struct cil_fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		const char *found = booleans_of(fixture->policy, &sets[i].access, fixture->arena);

		if (!text_equal(found, sets[i].sets))
			fail_msg("%zu: %s, not %s", i, found, sets[i].sets);
	}
}

static const struct policy_boolean_set *set_of(struct cil_fixture *fixture,
	const struct policy_access *access, size_t i)
{
	const struct policy_boolean_set *found;

	assert_true(policy_boolean_sets(fixture->policy, access, fixture->arena, &found) > i);
	return &found[i];
}

static void test_what_sets_open(void **state)
{
	struct cil_fixture *fixture = *state;
	const struct policy_access *one = ACCESS(RUN, ON("one_t"), "file", "read");
	const struct policy_access *split = ACCESS(RUN, ON("split_t"), "file", "read", "write");

	assert_int_equal(set_of(fixture, one, 0)->also_targets, 1);
	assert_int_equal(set_of(fixture, one, 0)->also_pairs, 2);
	assert_int_equal(set_of(fixture, one, 1)->also_targets, 13);
	assert_int_equal(set_of(fixture, one, 1)->also_pairs, 5 * 14);
	/* Two rules for the same pair of types, and one for what it is bounded by. */
	assert_int_equal(set_of(fixture, split, 0)->also_targets, 0);
	assert_int_equal(set_of(fixture, split, 0)->also_pairs, 3);
}

static void test_states(void **state)
{
	struct cil_fixture *fixture = *state;
	bool on = true;

	assert_int_equal(policy_boolean_state(fixture->policy, "a", &on), 0);
	assert_false(on);
	assert_int_equal(policy_boolean_state(fixture->policy, "off", &on), 0);
	assert_true(on);
	assert_int_equal(policy_boolean_state(fixture->policy, "none", &on), -ENOENT);
	assert_int_equal(policy_boolean_state(fixture->policy, NULL, &on), -ENOENT);
}

/* ---- rules that are tried ---- */

static const struct {
	struct policy_access access;
	bool helps;
} trials[] = {
	{ { RUN, ON("split_t"), "file", PERMISSIONS("read", "getattr") }, true },
	{ { RUN, ON("split_t"), "file", PERMISSIONS("getattr") }, true },
	{ { RUN, ON("exec_t"), "file", PERMISSIONS("read") }, true },
	{ { RUN, "u:object_r:split_t:s0:c0", "file", PERMISSIONS("write") }, false },
	{ { RUN, "v:object_r:split_t:s0", "file", PERMISSIONS("open", "read") }, false },
	{ { "u:r:next_t:s0", "u:q:run_t:s0", "process", PERMISSIONS("transition") }, false },
	{ { "u:r:child_t:s0", ON("bare_t"), "file", PERMISSIONS("read") }, false },
	{ { RUN, ON("ioctl_t"), "file", PERMISSIONS("ioctl"), "0x5402" }, true },
	{ { RUN, ON("kin_t"), "file", PERMISSIONS("ioctl"), "0x5402" }, true },
	{ { "nonsense", ON("kin_t"), "file", PERMISSIONS("ioctl") }, false },
	{ { RUN, ON("kin_t"), "nonsense", PERMISSIONS("ioctl") }, false },
};

static void test_rules_are_tried(void **state)
{
	struct cil_fixture *fixture = *state;
	struct policy_sepol *sepol = binary_of(fixture->policy);
	uint32_t rules = sepol->db->te_avtab.nel, conditional = sepol->db->te_cond_avtab.nel;

	for (size_t i = 0; i < ARRAY_SIZE(trials); i++) {
		const struct policy_access *access = &trials[i].access;
		bool before = policy_allows(fixture->policy, access);

		if (policy_allows_with_rule(fixture->policy, access) != trials[i].helps)
			fail_msg("%zu", i);
		assert_true(policy_allows(fixture->policy, access) == before);
		assert_int_equal(sepol->db->te_avtab.nel, rules);
		assert_int_equal(sepol->db->te_cond_avtab.nel, conditional);
	}
}

static void test_missing(void **state)
{
	struct cil_fixture *fixture = *state;

	assert_string_equal(words_of(policy_missing(fixture->policy, ACCESS(RUN, ON("split_t"), "file",
		"read", "getattr", "open", "write"), fixture->arena), fixture->arena), "read write");
	assert_null(policy_missing(fixture->policy, ACCESS(RUN, ON("split_t"), "file", "getattr"),
		fixture->arena)[0]);
}

/* ---- single commands ---- */

static const struct {
	const char *target, *command, *reason, *detail;
} commands[] = {
	{ ON("ioctl_t"), "0x5401", "allowed", NULL },
	{ ON("ioctl_t"), "5413", "allowed", NULL },
	{ ON("ioctl_t"), "0x5402", "type-enforcement", "ioctlcmd 0x5402" },
	{ ON("ioctl_t"), "0x5501", "type-enforcement", "ioctlcmd 0x5501" },
	{ ON("ioctl_t"), "0x8942", "allowed", NULL },
	{ ON("ioctl_t"), "nonsense", "allowed", NULL },
	{ ON("ioctl_t"), NULL, "allowed", NULL },
	{ ON("bare_t"), "0x5402", "allowed", NULL },
	{ ON("quiet_t"), "0x5402", "dontaudit", "ioctlcmd 0x5402" },
	{ ON("quiet_t"), "0x5403", "type-enforcement", "ioctlcmd 0x5403" },
	/* The permission itself is missing: nothing about a command. */
	{ ON("kin_t"), "0x5402", "type-enforcement", NULL },
	{ ON("kin_t"), "0x5401", "type-enforcement", NULL },
};

static void test_commands(void **state)
{
	struct cil_fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct policy_access access = { RUN, commands[i].target, "file",
			PERMISSIONS("ioctl", "open"), commands[i].command };
		struct policy_why why;

		policy_why(fixture->policy, &access, fixture->arena, &why);
		if (!text_equal(policy_reason_name(why.reason), commands[i].reason)
			|| !text_equal(why.detail, commands[i].detail))
			fail_msg("%zu: %s %s", i, policy_reason_name(why.reason), why.detail);
		assert_true(policy_allows(fixture->policy, &access)
			== text_equal(commands[i].reason, "allowed"));
		assert_string_equal(words_of(policy_missing(fixture->policy, &access,
			fixture->arena), fixture->arena),
			text_equal(commands[i].reason, "allowed") ? "" : "ioctl");
	}
}

/* ---- constraints ---- */

static const struct {
	struct policy_access access;
	const char *kind;
} constraints[] = {
	{ { RUN, ON("split_t"), "file", PERMISSIONS("write") }, NULL },
	{ { RUN, "u:object_r:level_t:s0:c0", "file", PERMISSIONS("write") }, "level" },
	{ { RUN, "v:object_r:split_t:s0", "file", PERMISSIONS("open") }, "user" },
	{ { RUN, "u:q:run_t:s0", "process", PERMISSIONS("transition") }, "role" },
	{ { RUN, ON("level_t"), "file", PERMISSIONS("getattr") }, "type" },
};

static void test_constraints(void **state)
{
	struct cil_fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(constraints); i++) {
		const char *detail = detail_of(fixture->policy, &constraints[i].access,
			fixture->arena);

		if (!text_equal(policy_constraint_kind(detail), constraints[i].kind))
			fail_msg("%zu: %s", i, detail);
	}
}

/* The shapes of Debian's policy, as libsepol writes them, and texts that nobody wrote. */
static const struct {
	const char *text, *kind;
} kinds[] = {
	{ "constrain file { create } ((u1 == u2 -Fail-) or (t1 == can_change_object_identity -Fail-))",
		"user" },
	{ "constrain dir { search } ((u1 == u2 -Fail-) or (u1 == system_u -Fail-) or (u2 == system_u "
		"-Fail-) or (t1 != ubac_constrained_type -Fail-) or (t2 != ubac_constrained_type -Fail-) "
		"or (t1 == ubacfile -Fail-))", "user" },
	{ "constrain process { transition } ((r1 == r2 -Fail-) or (t1 == can_change_process_role "
		"-Fail-) and (t2 == process_user_target) or (t1 == cron_source_domain -Fail-) and (r2 == "
		"system_r -Fail-))", "role" },
	{ "mlsconstrain file { create } ((h1 dom h2) and (l2 eq h2 -Fail-) or (t1 != "
		"mcs_constrained_type -Fail-))", "level" },
	{ "mlsconstrain peer { recv } ((l1 dom l2 -Fail-) or (t1 != mcs_constrained_type -Fail-) and "
		"(t2 != mcs_constrained_type -Fail-))", "level" },
	{ "constrain file { open } ((t1 == { a_t b_t } -Fail-))", "type" },
	{ "constrain file { open } ((t1 == a_t -Fail-) or (u2 == system_u -Fail-))", "user" },
	{ "constrain file { open } (not (u1 == u2) and (r1 == r2))", "user" },
	{ "constrain file { open } (not (u1 == u2 -Fail-) and (r1 == r2 -Fail-))", "role" },
	{ "mlsconstrain file { read } (h1 dom h2)", "level" },
	{ "constrain file { read }", NULL },
	{ "(u1", NULL },
	{ "((((", NULL },
	{ "(u1 == u", "user" },
	{ "", NULL },
	{ NULL, NULL },
};

static void test_constraint_kinds(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!text_equal(policy_constraint_kind(kinds[i].text), kinds[i].kind))
			fail_msg("%zu: %s", i, policy_constraint_kind(kinds[i].text));
	}
}

/* ---- what the policy knows ---- */

static const char *transition_of(struct cil_fixture *fixture, const char *source, const char *target,
	const char *tclass)
{
	return policy_transition(fixture->policy, source, target, tclass, fixture->arena);
}

static void test_transitions(void **state)
{
	struct cil_fixture *fixture = *state;

	assert_string_equal(transition_of(fixture, "run_t", "exec_t", "process"), "next_t");
	assert_string_equal(transition_of(fixture, "next_t", "tmp_t", "file"), "runtmp_t");
	/* A transition for one name is none for others. */
	assert_string_equal(transition_of(fixture, "run_t", "tmp_t", "file"), "runtmp_t");
	assert_null(transition_of(fixture, "next_t", "exec_t", "process"));
	assert_null(transition_of(fixture, "run_t", "exec_t", "file"));
	assert_null(transition_of(fixture, "none_t", "exec_t", "process"));
	assert_null(transition_of(fixture, "run_t", "none_t", "process"));
	assert_null(transition_of(fixture, "run_t", "exec_t", "none"));
	assert_null(transition_of(fixture, NULL, "exec_t", "process"));
}

static void test_knowledge(void **state)
{
	struct cil_fixture *fixture = *state;

	assert_true(policy_is_permissive(fixture->policy, "free_t"));
	assert_false(policy_is_permissive(fixture->policy, "run_t"));
	assert_false(policy_is_permissive(fixture->policy, "domain"));
	assert_false(policy_is_permissive(fixture->policy, "none_t"));
	assert_false(policy_is_permissive(fixture->policy, NULL));
	assert_string_equal(policy_bounded_by(fixture->policy, "child_t"), "parent_t");
	assert_null(policy_bounded_by(fixture->policy, "parent_t"));
	assert_null(policy_bounded_by(fixture->policy, "domain"));
	assert_null(policy_bounded_by(fixture->policy, "none_t"));
	assert_null(policy_bounded_by(fixture->policy, NULL));
	assert_string_equal(policy_handle_unknown(fixture->policy), "reject");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_what_sets_open),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_rules_are_tried),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_constraints),
		cmocka_unit_test(test_constraint_kinds),
		cmocka_unit_test(test_transitions),
		cmocka_unit_test(test_knowledge),
	};

	return cmocka_run_group_tests_name("policy-questions", tests, set_up, fixture_tear_down);
}
