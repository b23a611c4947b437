/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's records say about a refusal, raw, enriched and interpreted. */
#include "facts.h"

static void who_did_it(void **state)
{
	struct told told = hear_text(
		AVC("read") "name=\"x\" ino=5 " S T "tclass=file permissive=0\n"
		SYSCALL "arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c items=1 ppid=6 pid=7 auid=1000 "
		"uid=48 gid=48 euid=49 suid=48 fsuid=50 egid=48 tty=pts0 ses=3 comm=\"c\" exe=\"/usr/bin/c\" "
		"subj=u:r:a_t:s0 key=(null)\x1d" "ARCH=x86_64 SYSCALL=openat AUID=\"alice\" UID=\"apache\"\n");
	const struct denial *denial = told.denials[0];

	assert_int_equal(told.count, 1);
	assert_string_equal(denial->exe, "/usr/bin/c");
	assert_int_equal(denial->ppid, 6);
	assert_int_equal(denial->uid, 48);
	assert_int_equal(denial->euid, 49);
	assert_int_equal(denial->fsuid, 50);
	assert_int_equal(denial->auid, 1000);
	assert_int_equal(denial->session, 3);
	assert_string_equal(denial->auid_name, "alice");
	assert_string_equal(denial->uid_name, "apache");
	assert_string_equal(denial->tty, "pts0");
	assert_string_equal(denial->syscall, "openat");
	assert_string_equal(denial->arch, "x86_64");
	assert_string_equal(denial->exit, "EACCES");
	assert_false(denial->exe_deleted);
	arena_free(told.arena);
}

/* 11 is munmap on x86_64 and execve on i386: the record's machine decides, not ours. */
static void calls_are_named_by_the_machine_of_the_record(void **state)
{
	static const struct {
		const char *arch, *call, *name, *machine;
	} cases[] = {
		{ "c000003e", "11", "munmap", "x86_64" }, { "40000003", "11", "execve", "i386" },
		{ "c00000b7", "56", "openat", "aarch64" }, { "x86_64", "257", "openat", "x86_64" },
		{ "x86_64", "openat", "openat", "x86_64" }, { "c000003e", "9999", "9999", "x86_64" },
		{ "deadbeef", "11", "11", "deadbeef" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena *arena = arena_new();
		struct told told = hear_text(arena_printf(arena,
			AVC("read") S T "tclass=file\n" SYSCALL "arch=%s syscall=%s exit=0\n",
			cases[i].arch, cases[i].call));

		assert_string_equal(told.denials[0]->syscall, cases[i].name);
		assert_string_equal(told.denials[0]->arch, cases[i].machine);
		arena_free(told.arena);
		arena_free(arena);
	}
}

static void nobody_is_nobody(void **state)
{
	struct told told = hear_text(AVC("read") S T "tclass=file\n"
		SYSCALL "arch=c000003e syscall=0 exit=3 auid=4294967295 uid=0 tty=(none) ses=4294967295 exe=\"/a\"\x1d"
		"ARCH=x86_64 SYSCALL=read AUID=\"unset\" UID=\"unknown(77)\"\n");
	const struct denial *denial = told.denials[0];

	assert_int_equal(denial->auid, -1);
	assert_int_equal(denial->session, -1);
	assert_null(denial->auid_name);
	assert_null(denial->uid_name);
	assert_null(denial->tty);
	assert_string_equal(denial->exit, "3");
	arena_free(told.arena);
}

static void programs_that_are_gone(void **state)
{
	static const struct {
		const char *written, *exe;
		bool deleted;
	} cases[] = {
		{ "\"/usr/sbin/sshd;66b26726 (deleted)\"", "/usr/sbin/sshd", true },
		{ "\"/usr/sbin/sshd (deleted)\"", "/usr/sbin/sshd", true },
		{ "\"/usr/sbin/a;zzzzzzzz (deleted)\"", "/usr/sbin/a;zzzzzzzz", true },
		{ "\"/usr/sbin/sshd;66b26726\"", "/usr/sbin/sshd;66b26726", false },
		{ "2F6D656D66643A78202864656C6574656429", "/memfd:x (deleted)", false },
		{ "\" (deleted)\"", " (deleted)", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena *arena = arena_new();
		struct told told = hear_text(arena_printf(arena,
			AVC("read") S T "tclass=file\n" SYSCALL "arch=c000003e syscall=0 exe=%s\n",
			cases[i].written));

		assert_string_equal(told.denials[0]->exe, cases[i].exe);
		assert_int_equal(told.denials[0]->exe_deleted, cases[i].deleted);
		arena_free(told.arena);
		arena_free(arena);
	}
}

static void rare_fields(void **state)
{
	struct told told = hear_text(
		AVC("ioctl") "path=\"/dev/x\" dev=\"tmpfs\" ino=-268435218 ioctlcmd=0x5401 kmod=\"net-pf-40\" "
		"anonclass=[io_uring] ipc_key=1913520266 lockdown_reason=\"direct PCI access\" capability=21 "
		"nl-msgtype=18 netif=lo opid=5 pkey=0x8001 subnet_prefix=fe80:: port_num=2 "
		S T "tclass=file permissive=1 srawcon=u:r:old_t:s0 trawcon=\"u:r:gone_t:s0\"\n");
	const struct denial *denial = told.denials[0];

	assert_int_equal(denial->outcome, OUTCOME_PERMITTED);
	assert_int_equal(denial->inode, INT64_C(4026532078));
	assert_string_equal(denial->ioctlcmd, "0x5401");
	assert_string_equal(denial->kmod, "net-pf-40");
	assert_string_equal(denial->anonclass, "[io_uring]");
	assert_string_equal(denial->ipc_key, "1913520266");
	assert_string_equal(denial->lockdown_reason, "direct PCI access");
	assert_int_equal(denial->capability, 21);
	assert_string_equal(denial->nlmsg_type, "18");
	assert_string_equal(denial->netif, "lo");
	assert_string_equal(denial->partition, "0x8001");
	assert_string_equal(denial->subnet, "fe80::");
	assert_string_equal(denial->card_port, "2");
	assert_string_equal(denial->source_raw, "u:r:old_t:s0");
	assert_string_equal(denial->target_raw, "u:r:gone_t:s0");
	arena_free(told.arena);
}

static void both_ends_of_the_network(void **state)
{
	struct told told = hear_text(
		AVC("read") "laddr=127.0.0.1 lport=48144 faddr=10.0.0.1 fport=22 " S T "tclass=tcp_socket\n"
		"type=AVC msg=audit(1.1:2): avc:  denied  { ingress } for  saddr=10.0.0.1 src=53 daddr=::1 dest=54 "
		"netif=lo " S T "tclass=netif\n");

	assert_string_equal(told.denials[0]->local_address, "127.0.0.1");
	assert_int_equal(told.denials[0]->local_port, 48144);
	assert_string_equal(told.denials[0]->remote_address, "10.0.0.1");
	assert_int_equal(told.denials[0]->remote_port, 22);
	assert_int_equal(told.denials[0]->port, -1); /* it was not about a port */
	assert_string_equal(told.denials[1]->remote_address, "::1");
	assert_int_equal(told.denials[1]->local_port, 53);
	assert_int_equal(told.denials[1]->port, 54);
	arena_free(told.arena);
}

static void addresses_of_calls(void **state)
{
	static const struct {
		const char *saddr, *text;
		int port;
	} cases[] = {
		{ "020014B77F0000010000000000000000", "127.0.0.1", 5303 },
		{ "0A001FA3000000000000000000000000000000000000000100000000", "::1", 8099 },
		{ "01002F6465762F6C6F6700", "/dev/log", -1 },
		{ "0100002F636F6D2F78", "@/com/x", -1 },
		{ "{ saddr_fam=inet laddr=10.0.0.1 lport=19112 }", "10.0.0.1", 19112 },
		{ "{ saddr_fam=local path=/dev/log }", "/dev/log", -1 },
		{ "100000000000000000000000", NULL, -1 }, { "02", NULL, -1 }, { "0200", NULL, -1 },
		{ "0100", NULL, -1 }, { "xyz", NULL, -1 }, { "", NULL, -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena *arena = arena_new();
		struct told told = hear_text(arena_printf(arena,
			AVC("name_connect") S T "tclass=tcp_socket\n" SYSCALL "arch=c000003e syscall=42 exe=\"/a\"\n"
			"type=SOCKADDR msg=audit(1.1:1): saddr=%s\n", cases[i].saddr));

		if (cases[i].text)
			assert_string_equal(told.denials[0]->remote_address, cases[i].text);
		else
			assert_null(told.denials[0]->remote_address);
		assert_int_equal(told.denials[0]->remote_port, cases[i].port);
		arena_free(told.arena);
		arena_free(arena);
	}
}

/* Where a name begins at a folder that was opened before, the working directory tells nothing. */
static void names_from_opened_folders(void **state)
{
	struct told told = hear_text(
		AVC("read") "name=\"x\" ino=5 " S T "tclass=file\n"
		SYSCALL "arch=c000003e syscall=257 a0=3 exe=\"/a\"\n"
		"type=CWD msg=audit(1.1:1): cwd=\"/etc\"\n"
		"type=PATH msg=audit(1.1:1): item=0 name=\"x\" inode=5\n"
		"type=AVC msg=audit(1.1:2): avc:  denied  { read } for  name=\"x\" ino=5 " S T "tclass=file\n"
		"type=SYSCALL msg=audit(1.1:2): arch=c000003e syscall=257 a0=ffffff9c exe=\"/a\"\n"
		"type=CWD msg=audit(1.1:2): cwd=\"/etc\"\n"
		"type=PATH msg=audit(1.1:2): item=0 name=\"x\" inode=5\n"
		"type=AVC msg=audit(1.1:3): avc:  denied  { read } for  name=\"x\" ino=5 " S T "tclass=file\n"
		"type=SYSCALL msg=audit(1.1:3): arch=c000003e syscall=257 a0=3 exe=\"/a\"\n"
		"type=CWD msg=audit(1.1:3): cwd=\"/etc\"\n"
		"type=PATH msg=audit(1.1:3): item=0 name=\"/srv/x\" inode=5\n");

	assert_null(told.denials[0]->path);
	assert_string_equal(told.denials[0]->name, "x");
	assert_string_equal(told.denials[1]->path, "/etc/x");
	assert_string_equal(told.denials[2]->path, "/srv/x");
	arena_free(told.arena);
}

/* As ausearch -i writes: names for numbers, no quotes. */
static void interpreted_records(void **state)
{
	struct told told = hear_text(
		"type=AVC msg=audit(04/19/2023 14:07:38.570:322) : avc:  denied  { sys_nice } for  pid=7 "
		"comm=rs:main Q:Reg capability=sys_nice " S "tcontext=u:r:a_t:s0 tclass=capability permissive=1 \n"
		"type=SYSCALL msg=audit(04/19/2023 14:07:38.570:322) : arch=x86_64 syscall=openat success=no "
		"exit=EACCES(Permission denied) auid=alice uid=root tty=pts0 ses=unset comm=rs:main Q:Reg "
		"exe=/usr/sbin/rsyslogd subj=u:r:a_t:s0 key=(null) \n");
	const struct denial *denial = told.denials[0];

	assert_int_equal(told.count, 1);
	assert_string_equal(denial->comm, "rs:main Q:Reg");
	assert_int_equal(denial->capability, 23);
	assert_int_equal(denial->outcome, OUTCOME_PERMITTED);
	assert_string_equal(denial->syscall, "openat");
	assert_string_equal(denial->exit, "EACCES");
	assert_string_equal(denial->auid_name, "alice");
	assert_string_equal(denial->uid_name, "root");
	assert_int_equal(denial->auid, -1);
	assert_int_equal(denial->session, -1);
	arena_free(told.arena);
}

static void old_path_records(void **state)
{
	struct told told = hear_text(
		AVC("execmod") "name=\"l.so\" " S T "tclass=file\n" SYSCALL "arch=c000003e syscall=10 exe=\"/a\"\n"
		"type=AVC_PATH msg=audit(1.1:1):  path=\"/usr/lib/l.so\"\n");

	assert_string_equal(told.denials[0]->path, "/usr/lib/l.so");
	arena_free(told.arena);
}

static void take_in_brief(const struct denial *denial, const char *signature, void *userdata)
{
	struct told *told = userdata;

	if (denial->around) /* the kernel's */
		assert_null(denial->syscall);
	take_told(denial, signature, told);
}

static struct told hear_in_brief(const char *text, bool no_more)
{
	struct told told = { .arena = arena_new() };
	struct hear *hear = hear_new(&(struct hear_to){
		.denial = take_in_brief, .wishes = { .brief = true, .no_more = no_more }, .userdata = &told });

	hear_feed(hear, text, strlen(text));
	hear_end(hear);
	hear_free(hear);
	return told;
}

static void assert_same(const struct denial *a, const struct denial *b)
{
	for (size_t i = 0; i < DENIAL_TEXTS; i++)
		assert_true(text_equal(*(const char *const *)((const char *)a + denial_texts[i]),
			*(const char *const *)((const char *)b + denial_texts[i])));
	assert_true(a->pid == b->pid && a->ppid == b->ppid && a->uid == b->uid && a->auid == b->auid);
	assert_true(a->euid == b->euid && a->fsuid == b->fsuid && a->session == b->session);
	assert_true(a->opid == b->opid && a->inode == b->inode && a->port == b->port);
	assert_true(a->local_port == b->local_port && a->remote_port == b->remote_port);
	assert_true(a->outcome == b->outcome && a->exe_deleted == b->exe_deleted);
}

/* What is read in brief and completed later is what is read at once. */
static void brief_denials_can_be_completed(void **state)
{
	static const char *const texts[] = {
		AVC("read") "name=\"x\" ino=5 " S T "tclass=file\n"
		SYSCALL "arch=c000003e syscall=257 exit=-13 a0=3 ppid=6 pid=9 auid=1000 uid=48 euid=49 fsuid=50 "
		"tty=pts0 ses=3 comm=\"d\" exe=\"/usr/bin/c (deleted)\" key=(null)\x1d" "AUID=\"alice\" UID=\"web\"\n"
		"type=SOCKADDR msg=audit(1.1:1): saddr=020014B77F0000010000000000000000\n",
		"type=AVC msg=audit(1.1:1): avc:  denied  { signal } for  " S "tcontext=u:r:b_t:s0 tclass=process\n"
		SYSCALL "arch=c000003e syscall=62 auid=4294967295 pid=8 comm=\"d\" exe=2F612062\n"
		"type=OBJ_PID msg=audit(1.1:1): opid=6 obj=u:r:b_t:s0 ocomm=\"sshd\"\n",
		AVC("read") S T "tclass=file\n" SYSCALL "exe=\"/first\" auid=7\n",
		AVC("read") S T "tclass=file\n" SYSCALL "arch=c000003e syscall=0 exe=(null) auid=7\n",
		AVC("ingress") "saddr=1.2.3.4 " S T "tclass=netif\n" SYSCALL "arch=c000003e syscall=44 exe=\"/a\"\n",
		AVC("read") "exe=\"/merged\" uid=5 " S T "tclass=file\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct told whole = hear_text(texts[i]), brief = hear_in_brief(texts[i], false);

		assert_int_equal(whole.count, 1);
		assert_int_equal(brief.count, 1);
		assert_string_equal(whole.signatures[0], brief.signatures[0]);
		assert_same(whole.denials[0], brief.denials[0]);
		arena_free(whole.arena);
		arena_free(brief.arena);
	}
}

/* Who only counts gets the same signature, and nothing more. */
static void counted_denials_stay_brief(void **state)
{
	static const char text[] = AVC("read") "name=\"x\" " S T "tclass=file\n"
		SYSCALL "arch=c000003e syscall=257 exit=-13 pid=9 auid=1000 comm=\"d\" exe=\"/usr/bin/c\"\n";
	struct told whole = hear_text(text), counted = hear_in_brief(text, true);

	assert_int_equal(counted.count, 1);
	assert_string_equal(whole.signatures[0], counted.signatures[0]);
	assert_string_equal(whole.denials[0]->syscall, "openat");
	assert_null(counted.denials[0]->syscall);
	assert_string_equal(counted.denials[0]->exe, "/usr/bin/c");
	arena_free(whole.arena);
	arena_free(counted.arena);
}

/* A name that ausearch -i wrote without quotes cannot pass for the decision. */
static void interpreted_names_decide_nothing(void **state)
{
	struct told told = hear_text(
		"type=AVC msg=audit(04/19/2023 14:07:38.570:322) : avc:  denied  { read } for  pid=7 "
		"comm=x name=a scontext=u:r:forged_t:s0 tcontext=u:r:forged_t:s0 tclass=dir permissive=1 " S T
		"tclass=file permissive=0 \n");

	assert_string_equal(told.denials[0]->source.type, "a_t");
	assert_string_equal(told.denials[0]->target.type, "b_t");
	assert_string_equal(told.denials[0]->tclass, "file");
	assert_int_equal(told.denials[0]->outcome, OUTCOME_DENIED);
	arena_free(told.arena);
}

/* setroubleshoot 1 merged both records and sorted the fields. */
static void merged_records(void **state)
{
	struct told told = hear_text(
		"type=AVC msg=audit(1.1:1): avc: denied { getattr } for comm=\"squid\" dev=dm-0 egid=23 euid=23 "
		"exe=\"/usr/sbin/squid\" exit=-13 ino=7 name=\"x\" pid=9 " S "tclass=dir " T "tty=(none) uid=23\n");
	const struct denial *denial = told.denials[0];

	assert_string_equal(denial->exe, "/usr/sbin/squid");
	assert_string_equal(denial->tclass, "dir");
	assert_string_equal(denial->target.type, "b_t");
	assert_int_equal(denial->uid, 23);
	assert_string_equal(denial->exit, "EACCES");
	assert_null(denial->damage);
	arena_free(told.arena);
}

static void what_is_cut_off_is_told(void **state)
{
	static const char *const damaged[] = {
		"type=AVC msg=audit(1.1:1): avc:  denied  { read } for  pid=1 " S "tcontext=u:object_r:b",
		"type=AVC msg=audit(1.1:1): avc:  denied  { read } for  pid=1 " S T,
		"type=AVC msg=audit(1.1:1): avc:  denied  { read } for  pid=1",
		"type=AVC msg=audit(1.1:1): avc:  denied  { read",
		"type=AVC msg=audit(1.1:1): avc:  denied",
		"type=SELINUX_ERR msg=audit(1.1:1): op=security_comp",
	};

	for (size_t i = 0; i < ARRAY_SIZE(damaged); i++) {
		struct told told = hear_text(damaged[i]);

		assert_int_equal(told.count, 1);
		if (i + 1 < ARRAY_SIZE(damaged))
			assert_non_null(told.denials[0]->damage);
		arena_free(told.arena);
	}
}

static void each_refusal_has_its_number(void **state)
{
	struct told told = hear_text(
		AVC("read") S T "tclass=file\n" AVC("open") S T "tclass=file\n" AVC("map") S T "tclass=file\n"
		SYSCALL "arch=c000003e syscall=0 exe=\"/a\"\n");

	assert_int_equal(told.count, 3);
	for (size_t i = 0; i < told.count; i++) {
		assert_int_equal(told.denials[i]->ordinal, i);
		assert_string_equal(told.denials[i]->exe, "/a");
	}
	arena_free(told.arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_did_it),
		cmocka_unit_test(calls_are_named_by_the_machine_of_the_record),
		cmocka_unit_test(nobody_is_nobody),
		cmocka_unit_test(programs_that_are_gone),
		cmocka_unit_test(rare_fields),
		cmocka_unit_test(both_ends_of_the_network),
		cmocka_unit_test(addresses_of_calls),
		cmocka_unit_test(names_from_opened_folders),
		cmocka_unit_test(interpreted_records),
		cmocka_unit_test(old_path_records),
		cmocka_unit_test(brief_denials_can_be_completed),
		cmocka_unit_test(counted_denials_stay_brief),
		cmocka_unit_test(interpreted_names_decide_nothing),
		cmocka_unit_test(merged_records),
		cmocka_unit_test(what_is_cut_off_is_told),
		cmocka_unit_test(each_refusal_has_its_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
