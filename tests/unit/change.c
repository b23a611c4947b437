/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed in the policy: which boolean, when, by whom; and that JSON keeps it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "alert.h"
#include "hear.h"

struct told {
	char lines[8][200];
	size_t count;
};

static void forget(const struct denial *denial, const char *signature, void *userdata)
{
}

/* As people read it, so that one line holds all. */
static void take(const struct policy_change *change, void *userdata)
{
	struct told *told = userdata;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_true(told->count < ARRAY_SIZE(told->lines));
	alert_print_changes(out, change, 1, &(struct text_style){ 0 });
	fclose(out);
	snprintf(told->lines[told->count++], sizeof told->lines[0], "%.190s", text);
	free(text);
}

static struct told hear(const char *text)
{
	struct told told = { .count = 0 };
	struct hear *hear = hear_new(
		&(struct hear_to){ .denial = forget, .policy_changed = take, .userdata = &told });

	hear_feed(hear, text, strlen(text));
	hear_end(hear);
	hear_free(hear);
	return told;
}

static void booleans_are_named(void **state)
{
	struct told told = hear(
		"type=MAC_CONFIG_CHANGE msg=audit(1795338000.885:1): bool=httpd_can_network_connect val=1 old_val=0 "
		"auid=1000 ses=3\x1d" "AUID=\"alice\"\n"
		"type=SYSCALL msg=audit(1795338000.885:1): arch=c000003e syscall=1 pid=9 auid=1000 uid=0 ses=3 "
		"comm=\"setsebool\" exe=\"/usr/sbin/setsebool\"\x1d" "AUID=\"alice\" UID=\"root\"\n"
		"type=MAC_CONFIG_CHANGE msg=audit(1795338001.885:2): bool=x val=0 old_val=1 auid=4294967295\n"
		"type=MAC_CONFIG_CHANGE msg=audit(1795338002.885:3): bool=y val=1 old_val=1 auid=7\n");

	assert_int_equal(told.count, 3);
	assert_string_equal(told.lines[0], "  2026-11-22 09:00:00  the boolean httpd_can_network_connect was "
		"switched on, by alice (setsebool)\n");
	assert_string_equal(told.lines[1], "  2026-11-22 09:00:01  the boolean x was switched off\n");
	assert_string_equal(told.lines[2], "  2026-11-22 09:00:02  the boolean y was left on, by the login 7\n");
}

static void modes_and_policies(void **state)
{
	struct told told = hear(
		"type=MAC_STATUS msg=audit(1795338000.1:1): enforcing=0 old_enforcing=1 auid=1000 ses=1 enabled=1 "
		"old-enabled=1 lsm=selinux res=1\n"
		"type=MAC_POLICY_LOAD msg=audit(1795338001.1:2): auid=4294967295 ses=4294967295 lsm=selinux res=1\n"
		"type=SYSCALL msg=audit(1795338001.1:2): arch=c000003e syscall=1 comm=\"load_policy\" "
		"exe=\"/usr/sbin/load_policy\"\n"
		"type=MAC_POLICY_LOAD msg=audit(1795338002.1:3): policy loaded auid=4294967295 ses=4294967295\n"
		"type=MAC_POLICY_LOAD msg=audit(1795338003.1:4): auid=4294967295 lsm=selinux res=0\n"
		"type=MAC_STATUS msg=audit(1795338004.1:5): selinux=0 auid=0 ses=1\n"
		"type=MAC_STATUS msg=audit(1795338005.1:6): enforcing=1 old_enforcing=0 auid=0\n");

	assert_int_equal(told.count, 5); /* one policy was refused */
	assert_string_equal(told.lines[0],
		"  2026-11-22 09:00:00  SELinux was switched to permissive, by the login 1000\n");
	assert_string_equal(told.lines[1],
		"  2026-11-22 09:00:01  a policy was loaded, by the program load_policy\n");
	assert_string_equal(told.lines[2], "  2026-11-22 09:00:02  a policy was loaded\n");
	assert_string_equal(told.lines[3],
		"  2026-11-22 09:00:04  SELinux was switched off, by the login 0\n");
	assert_string_equal(told.lines[4],
		"  2026-11-22 09:00:05  SELinux was switched to enforcing, by the login 0\n");
}

static void kinds_have_names(void **state)
{
	for (enum change_kind kind = CHANGE_POLICY; kind <= CHANGE_OTHER; kind++) {
		enum change_kind back = CHANGE_OTHER;

		assert_int_equal(change_kind_from_name(change_kind_name(kind), &back), 0);
		assert_int_equal(back, kind);
	}
	assert_int_equal(change_kind_from_name("nothing", &(enum change_kind){ 0 }), -EINVAL);
	assert_int_equal(change_kind_from_name(NULL, &(enum change_kind){ 0 }), -EINVAL);
}

static void json_keeps_them(void **state)
{
	const struct policy_change change = {
		.id = { "web\xff", INT64_C(1795338000123), UINT64_MAX }, .kind = CHANGE_BOOLEAN,
		.name = "b", .old_value = 1, .new_value = 0, .auid = 1000, .uid = -1, .pid = 9, .session = 3,
		.auid_name = "alice", .exe = "/a\xff", .comm = NULL,
	};
	struct arena *arena = arena_new();
	json_t *json = change_to_json(&change);
	struct policy_change back;

	assert_int_equal(change_from_json(json, arena, &back), 0);
	assert_string_equal(back.id.node, change.id.node);
	assert_int_equal(back.id.ms, change.id.ms);
	assert_true(back.id.serial == change.id.serial);
	assert_int_equal(back.kind, CHANGE_BOOLEAN);
	assert_string_equal(back.name, "b");
	assert_int_equal(back.old_value, 1);
	assert_int_equal(back.new_value, 0);
	assert_int_equal(back.auid, 1000);
	assert_int_equal(back.uid, -1);
	assert_int_equal(back.session, 3);
	assert_string_equal(back.auid_name, "alice");
	assert_string_equal(back.exe, "/a\xff");
	assert_null(back.comm);
	json_object_del(json, "time");
	assert_int_equal(change_from_json(json, arena, &back), -EINVAL);
	json_decref(json);
	arena_free(arena);
}

/* A program's name may hold anything; it goes to a terminal. */
static void names_are_made_safe(void **state)
{
	struct told told = hear(
		"type=MAC_CONFIG_CHANGE msg=audit(1795338000.885:1): bool=b val=1 old_val=0\n"
		"type=SYSCALL msg=audit(1795338000.885:1): arch=c000003e syscall=1 comm=611B5B32 exe=2F611B5B324A\n");

	assert_string_equal(told.lines[0],
		"  2026-11-22 09:00:00  the boolean b was switched on, by the program a\\x1b[2J\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(booleans_are_named),
		cmocka_unit_test(modes_and_policies),
		cmocka_unit_test(kinds_have_names),
		cmocka_unit_test(json_keeps_them),
		cmocka_unit_test(names_are_made_safe),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
