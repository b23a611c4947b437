/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What programs that ask SELinux say, and what SELINUX_ERR says. */
#include "facts.h"

#define USER_AVC "type=USER_AVC msg=audit(1.1:1): pid=1 uid=0 auid=4294967295 ses=4294967295 subj=u:r:m_t:s0 "

static void messages_on_the_bus(void **state)
{
	struct told told = hear_text(
		USER_AVC "msg='avc:  denied  { send_msg } for msgtype=method_call interface=org.i member=M "
		"dest=:1.2 spid=5 tpid=6 " S T "tclass=dbus permissive=0  exe=\"/usr/bin/dbus-daemon\" sauid=81'\n"
		"type=USER_AVC msg=audit(1.1:2): pid=1 msg='avc:  denied  { acquire_svc } for service=org.x spid=8 "
		S T "tclass=dbus permissive=0  exe=\"/usr/bin/dbus-broker\"'\n");
	const struct denial *denial = told.denials[0];

	assert_string_equal(denial->manager, "dbus");
	assert_string_equal(denial->msgtype, "method_call");
	assert_string_equal(denial->destination, ":1.2");
	assert_int_equal(denial->pid, 5);
	assert_int_equal(denial->tpid, 6);
	assert_null(denial->exe);
	assert_string_equal(told.denials[1]->service, "org.x");
	assert_string_equal(told.denials[1]->manager, "dbus");
	arena_free(told.arena);
}

/* The X server begins with a word of its own, and puts a colon in front of its name. */
static void requests_to_the_x_server(void **state)
{
	struct told told = hear_text(
		"type=USER_AVC msg=audit(1.1:1): user pid=1169 uid=0 msg='avc: denied { getfocus } for "
		"request=X11:GetInputFocus comm=X-setest resid=3c00001 restype=<unknown> "
		"xdevice=\"Virtual core keyboard\" " S T "tclass=x_keyboard : exe=\"/usr/bin/Xorg\" sauid=0'\n");
	const struct denial *denial = told.denials[0];

	assert_string_equal(denial->manager, "x11");
	assert_string_equal(denial->request, "X11:GetInputFocus");
	assert_string_equal(denial->comm, "X-setest");
	assert_string_equal(denial->xdevice, "Virtual core keyboard");
	assert_string_equal(denial->resid, "3c00001");
	assert_string_equal(denial->restype, "<unknown>");
	assert_string_equal(denial->tclass, "x_keyboard");
	arena_free(told.arena);
}

static void managers_by_their_programs(void **state)
{
	static const char *const cases[][2] = {
		{ "/usr/lib/systemd/systemd", "systemd" }, { "/usr/bin/passwd", "passwd" },
		{ "/usr/bin/chsh", "passwd" }, { "/usr/sbin/nscd", "nscd" }, { "/usr/sbin/crond", "cron" },
		{ "/usr/pgsql/bin/postgres", "sepgsql" }, { "/usr/bin/Xwayland", "x11" },
		{ "/opt/own", "own" }, { "/opt/", "program" }, { "?", "program" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena *arena = arena_new();
		struct told told = hear_text(arena_printf(arena, USER_AVC "msg='avc:  denied  { x } for " S T
			"tclass=passwd  exe=\"%s\"'\n", cases[i][0]));

		assert_string_equal(told.denials[0]->manager, cases[i][1]);
		arena_free(told.arena);
		arena_free(arena);
	}
}

static void errors_of_all_ages(void **state)
{
	static const struct {
		const char *body, *operation, *label, *source, *target;
	} cases[] = {
		{ "op=security_compute_sid invalid_context=\"u:r:x_t:s0\" " S T "tclass=process",
			"security_compute_sid", "u:r:x_t:s0", "a_t", "b_t" },
		{ "security_compute_sid:  invalid context u:r:x_t:s0 for " S T "tclass=process",
			"security_compute_sid", "u:r:x_t:s0", "a_t", "b_t" },
		{ "op=security_bounded_transition seresult=denied oldcontext=u:r:a_t:s0 newcontext=u:r:b_t:s0",
			"security_bounded_transition", NULL, "a_t", "b_t" },
		{ "security_validate_transition:  denied for oldcontext=u:r:a_t:s0 newcontext=u:r:b_t:s0 "
			"taskcontext=u:r:t_t:s0 tclass=file", "security_validate_transition", NULL, "a_t", "b_t" },
		{ "op=setxattr invalid_context=\"u:r:gone_t:s0\"", "setxattr", "u:r:gone_t:s0", NULL, NULL },
		{ "SELinux:  unrecognized netlink message: protocol=6 nlmsg_type=36 "
			"sclass=netlink_xfrm_socket pid=9 comm=ip", "unrecognized_netlink_message", NULL, NULL, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena *arena = arena_new();
		struct told told = hear_text(arena_printf(arena, "type=SELINUX_ERR msg=audit(1.1:1): %s\n",
			cases[i].body));
		const struct denial *denial = told.denials[0];

		assert_string_equal(denial->operation, cases[i].operation);
		assert_true(text_equal(denial->invalid_context, cases[i].label));
		assert_true(text_equal(denial->source.type, cases[i].source));
		assert_true(text_equal(denial->target.type, cases[i].target));
		arena_free(told.arena);
		arena_free(arena);
	}
}

static void bounds_name_their_permissions(void **state)
{
	struct told told = hear_text("type=SELINUX_ERR msg=audit(1.1:1): op=security_compute_av reason=bounds "
		S T "tclass=dir perms=lock,ioctl,read\n");

	assert_string_equal(told.denials[0]->permissions[0], "ioctl");
	assert_string_equal(told.denials[0]->permissions[1], "lock");
	assert_string_equal(told.denials[0]->permissions[2], "read");
	assert_null(told.denials[0]->permissions[3]);
	arena_free(told.arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_on_the_bus),
		cmocka_unit_test(requests_to_the_x_server),
		cmocka_unit_test(managers_by_their_programs),
		cmocka_unit_test(errors_of_all_ages),
		cmocka_unit_test(bounds_name_their_permissions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
