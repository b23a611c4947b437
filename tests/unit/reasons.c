/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why it was stopped: what the policy says becomes words. */
#include "alert.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NO_FACTS { .damage = NULL }
#define LIST(...) (const char *const[]){ __VA_ARGS__, NULL }
#define DOMINATES "mlsconstrain file { read } ((h1 dom h2 -Fail-) or (t1 != mcs_constrained_type -Fail-))"

static const struct row {
	const char *reason, *detail;
	const char *source, *target;	/* contexts; NULL: those of everyday */
	const char *tclass, *permission;
	struct denial facts;		/* ioctlcmd, nlmsg_type, target_raw, operation, manager, outcome */
	const char *words;		/* which are in the text */
} rows[] = {
	/* levels */
	{ "constraint", DOMINATES, "u:r:svirt_t:s0:c1,c2", "u:r:svirt_image_t:s0:c3,c4", "file", "read", NO_FACTS,
		"the process runs at s0:c1,c2, the file is at s0:c3,c4. As a rule, that is another virtual "
		"machine's." },
	{ "constraint", DOMINATES, "u:r:container_t:s0:c1,c2", "u:r:container_file_t:s0:c3,c4", "dir", "read",
		NO_FACTS, "the folder is at s0:c3,c4. As a rule, that is another container's." },
	{ "constraint", DOMINATES, "u:r:a_t:s0", "u:r:b_t:s0:c3", "file", "read", NO_FACTS,
		"kept for programs that have all of its categories" },
	{ "constraint", DOMINATES, "u:r:a_t:s0-s1:c0.c9", "u:r:b_t:s2", "file", "read", NO_FACTS,
		"may not read what is more secret than itself" },
	{ "constraint", "mlsconstrain file { write } ((l1 eq l2 -Fail-))", "u:r:a_t:s2", "u:r:b_t:s1", "file",
		"write", NO_FACTS, "less secret than itself, lest secrets leak" },
	{ "constraint", "mlsconstrain file { write } ((l1 eq l2 -Fail-))", "u:r:a_t:s1", "u:r:b_t:s2", "file",
		"write", NO_FACTS, "may only write at its own level" },
	{ "constraint", "mlsconstrain file { create } ((h1 dom h2) and (l2 eq h2 -Fail-))", "u:r:a_t:s0",
		"u:r:b_t:s0-s0:c1", "file", "create", NO_FACTS, "not a range like s0-s0:c1" },
	{ "constraint", DOMINATES, "u:r:a_t:Public", "u:r:b_t:Secret", "file", "read", NO_FACTS,
		"one side is at Public, the other at Secret" },
	{ "constraint", DOMINATES, "u:r:a_t", "u:r:b_t", "file", "read", NO_FACTS, "runs as u:r:a_t" },
	/* users, roles, types */
	{ "constraint", "constrain file { create } ((u1 == u2 -Fail-) or (t1 == can_change_object_identity -Fail-))",
		"a_u:r:a_t:s0", "b_u:r:b_t:s0", "file", "create", NO_FACTS,
		"only a few privileged programs may create or relabel what belongs to another SELinux user" },
	{ "constraint", "constrain process { transition } ((u1 == u2 -Fail-) or "
		"(t1 == can_change_process_identity -Fail-))", "a_u:r:a_t:s0", "b_u:r:b_t:s0", "process",
		"transition", NO_FACTS, "would lead from a_u to b_u" },
	{ "constraint", "constrain process { transition } ((u1 == u2) and (r1 == r2 -Fail-))", "a_u:a_r:a_t:s0",
		"a_u:b_r:b_t:s0", "process", "signal", NO_FACTS,
		"the program has a_r, the other process b_r" },
	{ "constraint", "constrain fd { use } ((u1 == u2 -Fail-))", "a_u:r:a_t:s0", "b_u:r:b_t:s0", "fd", "use",
		NO_FACTS, "the same SELinux user: the program belongs to a_u, the file to b_u" },
	{ "constraint", "constrain file { getattr } ((t1 == next_t -Fail-))", NULL, NULL, "file", "getattr", NO_FACTS,
		"programs of special types, and here_t is none" },
	{ "constraint", NULL, NULL, NULL, "file", "read", NO_FACTS, "a constraint of the policy forbids it." },
	{ "role", NULL, "u:a_r:a_t:s0", "u:b_r:b_t:s0", "process", "transition", NO_FACTS,
		"The role a_r may not change into the role b_r" },
	/* finer permissions */
	{ "type-enforcement", "ioctlcmd 0x5413", NULL, NULL, "chr_file", "ioctl", { .ioctlcmd = "0x5413" },
		"TIOCGWINSZ (0x5413) is not among them. It asks for the size of a terminal." },
	{ "type-enforcement", "ioctlcmd 0xbeef", NULL, NULL, "chr_file", "ioctl", { .ioctlcmd = "0xbeef" },
		"only those that it names, and 0xbeef is not among them." },
	{ "type-enforcement", "nlmsg 16", NULL, NULL, "netlink_route_socket", "nlmsg", { .nlmsg_type = "16" },
		"the kind 16 is not among them" },
	/* no rule */
	{ "type-enforcement", NULL, NULL, NULL, "file", "read", NO_FACTS,
		"No rule of the policy lets here_t do this to what is labelled there_t." },
	{ "type-enforcement", NULL, NULL, NULL, "process", "signal", NO_FACTS, "to programs of the type there_t" },
	{ "type-enforcement", NULL, NULL, NULL, "tcp_socket", "name_bind", NO_FACTS, "use ports labelled there_t" },
	{ "type-enforcement", NULL, NULL, NULL, "process2", "nnp_transition", NO_FACTS, "(NoNewPrivileges " },
	{ "type-enforcement", NULL, NULL, NULL, "process2", "nosuid_transition", NO_FACTS, "mounted with nosuid" },
	{ "type-enforcement", NULL, NULL, NULL, "file", "read", { .target_raw = "u:r:gone_t:s0" },
		"On disk it is labelled u:r:gone_t:s0, which the policy does not know." },
	{ "dontaudit", NULL, NULL, NULL, "process", "siginh", NO_FACTS, "This is harmless" },
	{ "dontaudit", NULL, NULL, NULL, "file", "read", NO_FACTS, "even says not to mention it" },
	/* what the policy does not know */
	{ "unknown-class", "permission io_uring:cmd", NULL, NULL, "io_uring", "cmd", { .manager = "kernel" },
		"Your kernel is newer than your policy, which does not know the permission cmd of the class "
		"io_uring." },
	{ "unknown-class", "class raven", NULL, NULL, "raven", "fly", { .manager = "systemd" },
		"The program that asked SELinux is newer than your policy, which does not know the class raven." },
	{ "unknown-class", NULL, NULL, NULL, NULL, NULL, NO_FACTS, "does not say what was tried" },
	{ "invalid-context", "u:r:gone_t:s0", NULL, NULL, "file", "read", NO_FACTS, "the label u:r:gone_t:s0" },
	{ "invalid-context", "u:r:gone_t:s0", NULL, NULL, NULL, NULL, { .operation = "setxattr" }, "mistyped" },
	{ "invalid-context", "u:r:no_t:s0", NULL, NULL, NULL, NULL, { .operation = "security_compute_sid" },
		"may not have that role, or the role not that type" },
	/* it is allowed */
	{ "allowed", NULL, NULL, NULL, "file", "read", NO_FACTS, "It was changed since" },
	{ "allowed", NULL, NULL, NULL, "file", "read", { .outcome = OUTCOME_GRANTED }, "wants to have it logged" },
	{ "allowed", NULL, NULL, NULL, "file", "ioctl", { .ioctlcmd = "0x5401" }, "perhaps not this one, TCGETS" },
	{ "no-policy", NULL, NULL, NULL, "file", "read", NO_FACTS, "no policy to ask" },
};

static struct alert alert_of(struct arena *arena, const struct row *row)
{
	struct alert alert = { .count = 1, .denial = row->facts };

	alert.reason = row->reason;
	alert.reason_detail = row->detail;
	alert.denial.tclass = row->tclass;
	alert.denial.permissions = row->permission
		? memcpy(arena_alloc(arena, 2 * sizeof(char *)), LIST(row->permission), 2 * sizeof(char *))
		: NULL;
	context_parse(row->source ? row->source : "u:r:here_t:s0", arena, &alert.denial.source);
	context_parse(row->target ? row->target : "u:r:there_t:s0", arena, &alert.denial.target);
	return alert;
}

static void test_reasons(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct alert alert = alert_of(arena, &rows[i]);
		const char *text = alert_reason_text(arena, &alert);

		if (!strstr(text, rows[i].words))
			fail_msg("%zu, %s: \"%s\" lacks \"%s\"", i, rows[i].reason, text, rows[i].words);
		if (strpbrk(text, "{}") || text[strlen(text) - 1] != '.')
			fail_msg("%zu: \"%s\" is no sentence", i, text);
	}
}

/* Before it is analysed, and when nobody could. */
static void test_unknown(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = { .pending = true };

	assert_string_equal(alert_reason_text(arena, &alert), "It has not been analysed yet.");
	alert.reason_detail = "It was given up.";
	assert_string_equal(alert_reason_text(arena, &alert), "It was given up.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
