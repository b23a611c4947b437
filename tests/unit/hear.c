/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first half of the line: events joined, denials made, facts found, signatures told apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "hear.h"

#define CONTEXTS "scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:var_t:s0:c1,c2 tclass=file"

struct told {
	struct arena *arena;
	struct denial *denials[64];
	char signatures[64][SIGNATURE_SIZE];
	size_t count, policy_changes;
	struct hear_counts counts;
};

static void take(const struct denial *denial, const char *signature, void *userdata)
{
	struct told *told = userdata;

	assert_true(told->count < ARRAY_SIZE(told->denials));
	memcpy(told->signatures[told->count], signature, SIGNATURE_SIZE);
	told->denials[told->count++] = denial_copy(denial, told->arena);
}

static void changed(const struct policy_change *change, void *userdata)
{
	((struct told *)userdata)->policy_changes++;
}

static struct told hear(const char *text)
{
	struct told told = { .arena = arena_new() };
	struct hear *hear = hear_new(&(struct hear_to){ .denial = take, .policy_changed = changed, .userdata = &told });

	hear_feed(hear, text, strlen(text));
	hear_end(hear);
	told.counts = *hear_counts(hear);
	hear_free(hear);
	return told;
}

static void interleaved_events_are_joined(void **state)
{
	struct told told = hear(
		"type=AVC msg=audit(1.001:1): avc:  denied  { read } for  pid=1 comm=\"a\" " CONTEXTS "\n"
		"node=b type=AVC msg=audit(1.001:1): avc:  denied  { read } for  pid=2 comm=\"b\" " CONTEXTS "\n"
		"type=AVC msg=audit(1.001:2): avc:  denied  { write } for  pid=3 comm=\"c\" " CONTEXTS "\n"
		"type=SYSCALL msg=audit(1.001:2): arch=c000003e syscall=257 auid=4294967295 uid=5 exe=\"/c\"\n"
		"type=SYSCALL msg=audit(1.001:1): arch=c000003e syscall=0 auid=7 uid=0 exe=\"/a\"\n"
		"type=PROCTITLE msg=audit(1.001:2): proctitle=\"c\"\n"
		"type=EOE msg=audit(1.001:1): \n"
		"node=b type=SYSCALL msg=audit(1.001:1): exe=\"/b\"\n");

	assert_int_equal(told.count, 3);
	assert_string_equal(told.denials[0]->exe, "/c");
	assert_string_equal(told.denials[0]->syscall, "openat");
	assert_int_equal(told.denials[0]->auid, -1);
	assert_string_equal(told.denials[1]->exe, "/a");
	assert_string_equal(told.denials[1]->syscall, "read");
	assert_int_equal(told.denials[1]->auid, 7);
	assert_string_equal(told.denials[2]->exe, "/b");
	assert_string_equal(told.denials[2]->id.node, "b");
	assert_int_equal(told.counts.events, 3);
	arena_free(told.arena);
}

static void all_vectors_of_an_event(void **state)
{
	struct told told = hear(
		"type=AVC msg=audit(1.1:1): avc:  denied  { open read read } for  pid=1 " CONTEXTS " permissive=1\n"
		"type=AVC msg=audit(1.1:1): avc:  granted  { write } for  pid=1 " CONTEXTS "\n"
		"type=AVC msg=audit(1.1:1): apparmor=\"DENIED\" operation=\"open\"\n"
		"type=SYSCALL msg=audit(1.1:1): exe=\"/x\"\n");

	assert_int_equal(told.count, 2);
	assert_int_equal(told.counts.not_selinux, 1);
	assert_int_equal(told.denials[0]->outcome, OUTCOME_PERMITTED);
	assert_string_equal(told.denials[0]->permissions[0], "open");
	assert_string_equal(told.denials[0]->permissions[1], "read");
	assert_null(told.denials[0]->permissions[2]);
	assert_int_equal(told.denials[1]->outcome, OUTCOME_GRANTED);
	assert_int_equal(told.denials[0]->ordinal, 0);
	assert_int_equal(told.denials[1]->ordinal, 1);
	assert_string_equal(told.denials[0]->target.range, "s0:c1,c2");
	arena_free(told.arena);
}

static void paths_are_joined(void **state)
{
	static const struct {
		const char *avc, *others, *path;
	} cases[] = {
		{ "name=\"page.html\" ino=18126", "cwd=\"/root\"|item=0 name=\"/var/www/page.html\" inode=18126",
			"/var/www/page.html" },
		{ "name=\"x\" ino=5", "cwd=\"/srv/a\"|item=0 name=\"./b//x\" inode=5", "/srv/a/b/x" },
		{ "name=\"x\" ino=5", "cwd=\"/srv\"|item=0 name=\"y\" inode=6", NULL },
		{ "name=\"html\" ino=7", "cwd=\"/\"|item=0 name=\"/var/www/html/\" inode=7 nametype=PARENT",
			"/var/www/html" },
		/* by a link: the file's own path is unknown */
		{ "name=\"page\" ino=550", "cwd=\"/\"|item=0 name=\"/var/www/link\" inode=550", NULL },
		{ "path=2F612062 ino=7", "cwd=\"/\"|item=0 name=\"/z\" inode=7", "/a b" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		char *others = arena_strdup(arena, cases[i].others), *path = strchr(others, '|');
		struct told told;

		*path++ = '\0';
		told = hear(arena_printf(arena,
			"type=AVC msg=audit(1.1:1): avc:  denied  { read } for  %s " CONTEXTS "\n"
			"type=CWD msg=audit(1.1:1): %s\ntype=PATH msg=audit(1.1:1): %s\n",
			cases[i].avc, others, path));
		assert_int_equal(told.count, 1);
		if (cases[i].path)
			assert_string_equal(told.denials[0]->path, cases[i].path);
		else
			assert_null(told.denials[0]->path);
		arena_free(told.arena);
	}
}

/* The entry is named, but the folder is what is refused. */
static void entries_are_not_folders(void **state)
{
	struct told told = hear(
		"type=AVC msg=audit(1.1:1): avc:  denied  { add_name } for  name=\"x.txt\" scontext=u:r:a_t:s0 "
		"tcontext=u:r:b_t:s0 tclass=dir\n"
		"type=CWD msg=audit(1.1:1): cwd=\"/srv\"\n"
		"type=PATH msg=audit(1.1:1): item=0 name=\"/srv/dav/\" inode=5 nametype=PARENT\n"
		"type=PATH msg=audit(1.1:1): item=1 name=\"/srv/dav/x.txt\" nametype=CREATE\n"
		"type=AVC msg=audit(1.1:2): avc:  denied  { remove_name } for  name=\"x.txt\" ino=7 "
		"scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 tclass=dir\n");

	assert_int_equal(told.count, 2);
	assert_string_equal(told.denials[0]->path, "/srv/dav");
	assert_string_equal(told.denials[0]->name, "dav");
	assert_null(told.denials[1]->path);
	assert_null(told.denials[1]->name);
	arena_free(told.arena);
}

/* A signal to a group: only the process with the refused label counts. */
static void the_right_process_is_named(void **state)
{
	struct told told = hear(
		"type=AVC msg=audit(1.1:1): avc:  denied  { signal } for  pid=1 scontext=u:r:a_t:s0 "
		"tcontext=u:r:sshd_t:s0 tclass=process\n"
		"type=OBJ_PID msg=audit(1.1:1): opid=5 obj=u:r:httpd_t:s0 ocomm=\"apache2\"\n"
		"type=OBJ_PID msg=audit(1.1:1): opid=6 obj=u:r:sshd_t:s0 ocomm=\"sshd\"\n"
		"type=AVC msg=audit(1.1:2): avc:  denied  { signal } for  pid=1 scontext=u:r:a_t:s0 "
		"tcontext=u:r:sshd_t:s0 tclass=process\n"
		"type=OBJ_PID msg=audit(1.1:2): opid=6 obj=u:r:sshd_t:s0 ocomm=\"sshd\"\n"
		"type=OBJ_PID msg=audit(1.1:2): opid=7 obj=u:r:sshd_t:s0 ocomm=\"sshd-session\"\n");

	assert_int_equal(told.count, 2);
	assert_string_equal(told.denials[0]->ocomm, "sshd");
	assert_null(told.denials[1]->ocomm);
	arena_free(told.arena);
}

/* What a caller wrote into a command line, quotes included, is no field. */
static void command_lines_are_not_believed(void **state)
{
	struct told told = hear(
		"type=USER_AVC msg=audit(1.1:1): pid=1 uid=0 msg='avc:  denied  { start } for auid=1000 uid=5 gid=0 "
		"path=\"/lib/systemd/system/ssh.service\" cmdline=\"systemctl x\" path=\"/x/harmless.service\" "
		"auid=1234 op=security_bounded_transition invalid_context=x dest=y \" function=\"f\" "
		"scontext=u:r:lab_t:s0 tcontext=u:r:unit_t:s0 tclass=service permissive=0  "
		"exe=\"/usr/lib/systemd/systemd\" sauid=0 hostname=? addr=? terminal=?'\n");

	assert_int_equal(told.count, 1);
	assert_string_equal(told.denials[0]->path, "/lib/systemd/system/ssh.service");
	assert_int_equal(told.denials[0]->auid, 1000);
	assert_null(told.denials[0]->operation);
	assert_null(told.denials[0]->destination);
	arena_free(told.arena);
}

static void programs_are_not_believed(void **state)
{
	struct told told = hear(
		"type=USER_AVC msg=audit(1.1:1): pid=1 uid=0 subj=system_u:system_r:init_t:s0 msg='avc:  denied  "
		"{ start } for auid=n/a uid=0 gid=0 path=\"/lib/systemd/system/x.service\" cmdline=\"a\" "
		"scontext=evil_u:evil_r:evil_t:s0 tclass=evil permissive=1 exe=\"/evil\" function=\"f\" "
		"scontext=system_u:system_r:lab_t:s0 tcontext=system_u:object_r:systemd_unit_t:s0 tclass=service "
		"permissive=0  exe=\"/usr/lib/systemd/systemd\" sauid=0 hostname=? addr=? terminal=?'UID=\"root\"\n");

	assert_int_equal(told.count, 1);
	assert_string_equal(told.denials[0]->manager, "systemd");
	assert_string_equal(told.denials[0]->source.type, "lab_t");
	assert_string_equal(told.denials[0]->tclass, "service");
	assert_int_equal(told.denials[0]->outcome, OUTCOME_DENIED);
	assert_null(told.denials[0]->exe);
	arena_free(told.arena);
}

static void errors_and_notices(void **state)
{
	struct told told = hear(
		"type=SELINUX_ERR msg=audit(1.1:1): op=security_bounded_transition seresult=denied "
		"oldcontext=u:r:unconfined_t:s0 newcontext=u:r:lab_t:s0\n"
		"type=SELINUX_ERR msg=audit(1.1:2): op=setxattr invalid_context=626F67757320636F6E74657874\n"
		"type=USER_AVC msg=audit(1.1:3): pid=1 msg='avc:  received policyload notice (seqno=2)  exe=\"/x\"'\n"
		"type=MAC_POLICY_LOAD msg=audit(1.1:4): policy loaded auid=0 ses=1\n"
		"type=AVC msg=audit(1.1:5): avc:  denied  { read } for  pid=1 scontext=u:r:a_t:s0 tcont\n"
		"type=SELINUX_ERR msg=audit(1.1:6): op=setxattr invalid_context=\"apparmor=x\"\n"
		"type=SELINUX_ERR msg=audit(1.1:7): op=setxattr invalid_context=\"avc:x\"\n");

	assert_int_equal(told.count, 5);
	assert_int_equal(told.counts.not_selinux, 0);
	assert_string_equal(told.denials[3]->invalid_context, "apparmor=x");
	assert_string_equal(told.denials[4]->invalid_context, "avc:x");
	assert_int_equal(told.policy_changes, 1);
	assert_string_equal(told.denials[0]->source.type, "unconfined_t");
	assert_string_equal(told.denials[0]->target.type, "lab_t");
	assert_string_equal(told.denials[1]->invalid_context, "bogus context");
	assert_null(told.denials[0]->damage);
	assert_string_equal(told.denials[2]->damage, "no contexts");
	arena_free(told.arena);
}

/* Each pair: are they the same to a person? */
static void signatures(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ "{ read open } for path=\"/a/1/x\" " CONTEXTS, "{ open read } for path=\"/a/22/y\" " CONTEXTS, true },
		{ "{ read } for path=\"/a/x\" " CONTEXTS, "{ read } for path=\"/b/x\" " CONTEXTS, false },
		{ "{ read } for comm=\"a\" " CONTEXTS, "{ read } for comm=\"b\" " CONTEXTS, false },
		{ "{ read } for pid=1 ino=5 " CONTEXTS, "{ read } for pid=2 ino=6 " CONTEXTS, true },
		{ "{ read } for " CONTEXTS, "{ write } for " CONTEXTS, false },
		{ "{ read } for comm=\"kworker/0:1\" " CONTEXTS, "{ read } for comm=\"kworker/12:3\" " CONTEXTS, true },
		{ "{ recv } for dest=1 scontext=u:r:a_t:s0 tcontext=u:r:p_t:s0 tclass=peer",
			"{ recv } for dest=2 scontext=u:r:a_t:s0 tcontext=u:r:p_t:s0 tclass=peer", true },
		{ "{ name_bind } for src=1 scontext=u:r:a_t:s0 tcontext=u:r:p_t:s0 tclass=tcp_socket",
			"{ name_bind } for src=2 scontext=u:r:a_t:s0 tcontext=u:r:p_t:s0 tclass=tcp_socket", false },
		{ "{ name_bind } for src=1 scontext=u:r:a_t:s0:c1,c2 tcontext=u:r:p_t:s0 tclass=tcp_socket",
			"{ name_bind } for src=1 scontext=u:r:a_t:s0:c3,c4 tcontext=u:r:p_t:s0 tclass=tcp_socket",
			true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct told told = hear(arena_printf(arena,
			"type=AVC msg=audit(1.1:1): avc:  denied  %s\ntype=AVC msg=audit(1.1:2): avc:  denied  %s\n",
			cases[i].a, cases[i].b));

		assert_int_equal(told.count, 2);
		assert_int_equal(strncmp(told.signatures[0], "v1:", 3), 0);
		assert_int_equal(strcmp(told.signatures[0], told.signatures[1]) == 0, cases[i].same);
		arena_free(told.arena);
	}
}

/* Nobody ends these: audit time, a clock or a flood lets them go, in order. */
static void unterminated_events(void **state)
{
	struct told told = { .arena = arena_new() };
	struct hear *hear = hear_new(&(struct hear_to){ .denial = take, .userdata = &told });
	static const char first[] = "type=AVC msg=audit(10.0:1): avc:  denied  { read } for " CONTEXTS "\n";
	static const char later[] = "type=CWD msg=audit(12.001:2): cwd=\"/\"\n";

	hear_feed(hear, first, strlen(first));
	assert_int_equal(told.count, 0);
	assert_true(hear_waiting(hear));
	hear_feed(hear, later, strlen(later));
	assert_int_equal(told.count, 1);
	hear_feed(hear, first, strlen(first));
	hear_expire(hear, 1000);
	hear_expire(hear, 5000);
	assert_int_equal(told.count, 1);
	hear_expire(hear, 6000);
	assert_int_equal(told.count, 2);
	assert_false(hear_waiting(hear));
	hear_free(hear);
	arena_free(told.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interleaved_events_are_joined),
		cmocka_unit_test(all_vectors_of_an_event),
		cmocka_unit_test(paths_are_joined),
		cmocka_unit_test(programs_are_not_believed),
		cmocka_unit_test(command_lines_are_not_believed),
		cmocka_unit_test(entries_are_not_folders),
		cmocka_unit_test(the_right_process_is_named),
		cmocka_unit_test(errors_and_notices),
		cmocka_unit_test(signatures),
		cmocka_unit_test(unterminated_events),
	};

	return cmocka_run_group_tests_name("hear", tests, NULL, NULL);
}
