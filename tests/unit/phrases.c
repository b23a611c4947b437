/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every class and permission has a sentence of its own, and several permissions make one sentence. */
#include "alert.h"

#include <sepol/policydb.h>
#include <sepol/policydb/policydb.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "classes.h"

#define DEBIAN_POLICY "/etc/selinux/default/policy/policy.33"
#define MOST_PERMISSIONS 64

/* A denial that tells no more than any does. */
static struct alert plain_alert(const char *tclass, const char *const *permissions)
{
	return (struct alert){
		.level = LEVEL_YELLOW,
		.count = 1,
		.denial = {
			.manager = "kernel",
			.outcome = OUTCOME_DENIED,
			.source = { .text = "u:r:here_t:s0", .type = "here_t" },
			.target = { .text = "u:r:there_t:s0", .type = "there_t" },
			.tclass = tclass,
			.permissions = permissions,
			.comm = "prog",
			.pid = 1, .auid = -1, .inode = -1, .port = -1,
		},
	};
}

static const char *sentence(struct arena *arena, const char *tclass, const char *permission)
{
	const char *const permissions[] = { permission, NULL };
	struct alert alert = plain_alert(tclass, permissions);

	return alert_summary(arena, &alert);
}

/* What sounds like a machine, or like somebody who does not know. */
static void check_sentence(struct arena *arena, const char *tclass, const char *permission)
{
	const char *text = sentence(arena, tclass, permission);
	const char *bracketed = arena_printf(arena, "(%s)", permission);
	const char *named = arena_printf(arena, "(%s: ", tclass);
	const char *bad[] = { bracketed, named, "{", "}", "thing labelled", "unknown", "  ", " ." };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (strstr(text, bad[i]))
			fail_msg("%s %s: \"%s\" has \"%s\"", tclass, permission, text, bad[i]);
	if (strlen(text) > 120)
		fail_msg("%s %s: \"%s\" is too long", tclass, permission, text);
}

/* Those that mean the same. */
static bool are_synonyms(const char *one, const char *other)
{
	return text_matches_any("block_suspend epolwakeup", one)
		&& text_matches_any("block_suspend epolwakeup", other);
}

static void check_class(const char *tclass, const char *const *permissions)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *texts[MOST_PERMISSIONS];

	for (size_t i = 0; permissions[i]; i++) {
		assert_in_range(i, 0, MOST_PERMISSIONS - 1);
		check_sentence(arena, tclass, permissions[i]);
		texts[i] = sentence(arena, tclass, permissions[i]);
		for (size_t j = 0; j < i; j++)
			if (strcmp(texts[i], texts[j]) == 0 && !are_synonyms(permissions[i], permissions[j]))
				fail_msg("%s %s and %s: \"%s\"", tclass, permissions[i], permissions[j],
					texts[i]);
	}
}

static void test_known_classes(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct strings permissions = { 0 };
		char *rest = arena_strdup(arena, classes[i].permissions), *word;

		while ((word = strtok_r(rest, " ", &rest)))
			strings_add(&permissions, arena, word);
		assert_true(permissions.count > 0);
		check_class(classes[i].tclass, permissions.items);
	}
}

struct names {
	struct arena *arena;
	struct strings list;
};

static int add_name(hashtab_key_t key, hashtab_datum_t datum, void *userdata)
{
	struct names *names = userdata;

	strings_add(&names->list, names->arena, key);
	return 0;
}

static int check_policy_class(hashtab_key_t key, hashtab_datum_t datum, void *userdata)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const class_datum_t *class = datum;
	struct names names = { .arena = arena };
	size_t *count = userdata;

	if (class->comdatum)
		hashtab_map(class->comdatum->permissions.table, add_name, &names);
	hashtab_map(class->permissions.table, add_name, &names);
	if (names.list.count)
		check_class(key, names.list.items);
	*count += names.list.count;
	return 0;
}

/* The list above is ours; this one is what the kernel really gets. */
static void test_installed_policy(void **state)
{
	sepol_policydb_t *db;
	sepol_policy_file_t *file;
	_cleanup_file_ FILE *bytes = fopen(DEBIAN_POLICY, "re");
	size_t count = 0;

	assert_non_null(bytes);
	assert_int_equal(sepol_policydb_create(&db), 0);
	assert_int_equal(sepol_policy_file_create(&file), 0);
	sepol_policy_file_set_fp(file, bytes);
	assert_int_equal(sepol_policydb_read(db, file), 0);
	hashtab_map(db->p.p_classes.table, check_policy_class, &count);
	assert_true(count > 1000);
	sepol_policy_file_free(file);
	sepol_policydb_free(db);
}

#define LIST(...) (const char *const[]){ __VA_ARGS__, NULL }

/* Permissions come sorted. */
static const struct {
	const char *tclass;
	const char *const *permissions;
	const char *deed;
} joined[] = {
	{ "file", LIST("map", "open", "read"), "open and read the file /srv/x and map it into its memory" },
	{ "file", LIST("getattr", "setattr"), "look at and change the attributes of the file /srv/x" },
	{ "file", LIST("append", "create", "write"), "append to, create and write to the file /srv/x" },
	{ "dir", LIST("read", "watch", "watch_reads"),
		"list the files in and watch who reads the folder /srv/x" },
	{ "file", LIST("execute", "execute_no_trans"),
		"run the file /srv/x and run it without changing its domain" },
	{ "file", LIST("fly", "read", "swim"),
		"read the file /srv/x and use it (file: fly, read, swim)" },
	{ "raven", LIST("fly", "swim"), "use the thing /srv/x (raven: fly, swim)" },
	{ "capability", LIST("kill", "setuid"),
		"send signals to the processes of other users and change to another user" },
	{ "cap_userns", LIST("setgid", "setuid"),
		"change its group and change to another user, inside a user namespace" },
	{ "unix_stream_socket", LIST("read", "write"),
		"read from and write to /srv/x, a local (Unix) socket of there_t" },
	{ "process", LIST("signal", "transition"),
		"send a signal to a process of the type there_t and start a program in the domain there_t" },
	{ "bpf", LIST("map_read", "map_write"),
		"read and change a table of programs inside the kernel (BPF map) of there_t" },
	{ "filesystem", LIST("quotaget", "quotamod"),
		"look at and change the disk quotas of a file system labelled there_t" },
};

static void test_joined(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(joined); i++) {
		struct alert alert = plain_alert(joined[i].tclass, joined[i].permissions);

		alert.denial.path = strcmp(joined[i].tclass, "bpf") != 0 ? "/srv/x" : NULL;
		assert_string_equal(alert_summary(arena, &alert),
			arena_printf(arena, "prog may not %s.", joined[i].deed));
	}
}

/* What else the record tells is told. */
static const struct {
	const char *tclass, *permission;
	struct denial facts;	/* what is set of path, name, device, … */
	const char *deed;
} told[] = {
	{ "file", "ioctl", { .ioctlcmd = "0x5413" },
		"send the device command TIOCGWINSZ (0x5413) to a file labelled there_t" },
	{ "tcp_socket", "ioctl", { .ioctlcmd = "0xbeef" },
		"send the device command 0xbeef to a TCP socket of there_t" },
	{ "fd", "use", { .path = "/dev/console (deleted)" },
		"use the file /dev/console (deleted), which there_t had opened" },
	{ "fd", "use", { .path = "pipe:[17]" }, "use a file that there_t had opened" },
	{ "fifo_file", "read", { .path = "pipe:[17]" }, "read a pipe labelled there_t" },
	{ "file", "read", { .path = "/srv/what \"is\" it" }, "read the file '/srv/what \"is\" it'" },
	{ "file", "relabelto", { .path = "/srv/x" }, "give the file /srv/x the label there_t" },
	{ "filesystem", "mount", { .device = "sda1", .name = "/" },
		"mount the file system sda1 (there_t)" },
	{ "anon_inode", "create", { .anonclass = "[io_uring]" },
		"create a queue for fast input and output (io_uring)" },
	{ "anon_inode", "read", { .anonclass = "[novelty]" },
		"read a special file of the kernel ([novelty])" },
	{ "capability", "dac_override", { .path = "/srv/my file" },
		"ignore the owner and permissions of \"/srv/my file\"" },
	{ "system", "module_load", { .path = "/lib/x.ko" }, "load the kernel module /lib/x.ko" },
	{ "system", "module_request", { .kmod = "net-pf-9" },
		"make the kernel load a module (net-pf-9)" },
};

static void test_told(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(told); i++) {
		struct alert alert = plain_alert(told[i].tclass, LIST(told[i].permission));

		alert.denial.path = told[i].facts.path;
		alert.denial.name = told[i].facts.name;
		alert.denial.device = told[i].facts.device;
		alert.denial.ioctlcmd = told[i].facts.ioctlcmd;
		alert.denial.anonclass = told[i].facts.anonclass;
		alert.denial.kmod = told[i].facts.kmod;
		assert_string_equal(alert_summary(arena, &alert),
			arena_printf(arena, "prog may not %s.", told[i].deed));
	}
}

/* A path of 4 kB loses its middle, and no character is cut. */
static void test_long_path(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *const begins[] = { "/srv/x", "/srv/xy" };
	struct alert alert = plain_alert("file", LIST("read"));
	char path[4096];

	alert.denial.path = path;
	for (size_t begin = 0; begin < ARRAY_SIZE(begins); begin++) {
		const char *text;
		size_t i = strlen(begins[begin]);

		memcpy(path, begins[begin], i);
		for (; i + 2 < sizeof path; i += 2)
			memcpy(path + i, "\xc3\xa4", 2);
		path[i] = '\0';
		text = alert_summary(arena, &alert);
		assert_in_range(strlen(text), 100, 300);
		assert_true(text_is_utf8(text));
		assert_non_null(strstr(text, "/srv/"));
		assert_non_null(strstr(text, "…"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_classes),
		cmocka_unit_test(test_installed_policy),
		cmocka_unit_test(test_joined),
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_long_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
