/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What PATH records say about the thing that was refused: mode, owners, and whose turn it is. */
#include "facts.h"

#define PATH(fields) "type=PATH msg=audit(1.1:1): " fields "\n"
#define OPEN SYSCALL "arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c items=2 ppid=6 pid=7 exe=\"/c\"\n"
#define CWD "type=CWD msg=audit(1.1:1): cwd=\"/srv\"\n"
#define CAPABILITY(number, name) AVC(name) "capability=" #number " " S "tcontext=u:r:a_t:s0 tclass=capability\n"

struct target {
	const char *path;
	int mode;
	int64_t ouid, ogid;
};

static void assert_target(const char *text, const struct target *wanted)
{
	struct told told = hear_text(text);
	const struct denial *denial = told.denials[0];

	assert_int_equal(told.count, 1);
	if (!text_equal(denial->path, wanted->path))
		fail_msg("path %s, not %s", denial->path ? denial->path : "NULL", wanted->path);
	assert_int_equal(denial->mode, wanted->mode);
	assert_int_equal(denial->ouid, wanted->ouid);
	assert_int_equal(denial->ogid, wanted->ogid);
	arena_free(told.arena);
}

static void the_target_of_a_file(void **state)
{
	/* By its inode, not that of the other. */
	assert_target(AVC("read") "name=\"x\" dev=\"sda\" ino=5 " S T "tclass=file\n" OPEN CWD
		PATH("item=0 name=\"/srv/\" inode=4 mode=040755 ouid=0 ogid=0 nametype=PARENT")
		PATH("item=1 name=\"x\" inode=5 mode=0106640 ouid=33 ogid=34 nametype=NORMAL"),
		&(struct target){ "/srv/x", 06640, 33, 34 });
	/* The entry is not there yet: the folder was refused. */
	assert_target(AVC("add_name") "name=\"x\" " S T "tclass=dir\n" OPEN CWD
		PATH("item=0 name=\"/srv/\" inode=4 mode=041755 ouid=1 ogid=2 nametype=PARENT")
		PATH("item=1 name=\"/srv/x\" nametype=CREATE"),
		&(struct target){ "/srv", 01755, 1, 2 });
	/* Behind a link, the path is unknown, the mode is not. */
	assert_target(AVC("read") "name=\"y\" ino=5 " S T "tclass=file\n" OPEN CWD
		PATH("item=0 name=\"/srv/link\" inode=5 mode=0100600 ouid=0 ogid=4294967295"),
		&(struct target){ NULL, 0600, 0, -1 });
	/* Another file of the call says nothing about this one. */
	assert_target(AVC("read") "path=\"/lib/x\" ino=9 " S T "tclass=file\n" OPEN CWD
		PATH("item=0 name=\"/srv/x\" inode=5 mode=0100600 ouid=0 ogid=0 nametype=NORMAL"),
		&(struct target){ "/lib/x", -1, -1, -1 });
	assert_target(AVC("read") "path=\"/lib/x\" ino=9 " S T "tclass=file\n",
		&(struct target){ "/lib/x", -1, -1, -1 });
}

static void the_target_of_a_capability(void **state)
{
	assert_target(CAPABILITY(1, "dac_override") OPEN CWD
		PATH("item=0 name=\"/srv/\" inode=4 mode=040755 ouid=0 ogid=0 nametype=PARENT")
		PATH("item=1 name=\"a b\" inode=5 mode=0100600 ouid=33 ogid=34 nametype=NORMAL"),
		&(struct target){ "/srv/a b", 0600, 33, 34 });
	/* Where an entry is made or removed, the folder decides. */
	assert_target(CAPABILITY(1, "dac_override") OPEN CWD
		PATH("item=0 name=\"/srv/\" inode=4 mode=040750 ouid=33 ogid=0 nametype=PARENT")
		PATH("item=1 name=\"/srv/x\" inode=5 mode=0100644 ouid=0 ogid=0 nametype=DELETE"),
		&(struct target){ "/srv", 0750, 33, 0 });
	assert_target(CAPABILITY(2, "dac_read_search") OPEN CWD
		PATH("item=0 name=\"sub/x\" nametype=UNKNOWN"),
		&(struct target){ "/srv/sub/x", -1, -1, -1 });
	assert_target(CAPABILITY(0, "chown") OPEN CWD
		PATH("item=0 name=(null) inode=5 mode=0100644 ouid=1 ogid=1 nametype=NORMAL"),
		&(struct target){ NULL, 0644, 1, 1 });
	/* This one is about no file, whatever files the call had. */
	assert_target(CAPABILITY(12, "net_admin") OPEN CWD
		PATH("item=0 name=\"/srv/x\" inode=5 mode=0100644 ouid=1 ogid=1 nametype=NORMAL"),
		&(struct target){ NULL, -1, -1, -1 });
}

/* Old and new, the signature of a capability does not depend on the file. */
static void files_do_not_tell_capabilities_apart(void **state)
{
	struct told one = hear_text(CAPABILITY(1, "dac_override") OPEN CWD
		PATH("item=0 name=\"/srv/x\" inode=5 mode=0100600 nametype=NORMAL"));
	struct told other = hear_text(CAPABILITY(1, "dac_override") OPEN CWD
		PATH("item=0 name=\"/var/log/y\" inode=6 mode=0100600 nametype=NORMAL"));
	char again[SIGNATURE_SIZE];

	assert_string_equal(one.denials[0]->path, "/srv/x");
	assert_string_equal(other.denials[0]->path, "/var/log/y");
	assert_string_equal(one.signatures[0], other.signatures[0]);
	denial_signature(other.denials[0], again);
	assert_string_equal(one.signatures[0], again);
	arena_free(one.arena);
	arena_free(other.arena);
}

static void owners_by_name(void **state)
{
	static const char interpreted[] =
		"type=AVC msg=audit(04/19/2023 14:07:38.570:9) : avc:  denied  { read } for  pid=7 comm=c name=x "
		"dev=\"sda\" ino=5 scontext=u:r:a_t:s0 tcontext=u:object_r:b_t:s0 tclass=file permissive=0 \n"
		"type=SYSCALL msg=audit(04/19/2023 14:07:38.570:9) : arch=x86_64 syscall=openat success=yes exit=3 "
		"a0=AT_FDCWD items=1 ppid=6 pid=7 comm=c exe=/c\n"
		"type=PATH msg=audit(04/19/2023 14:07:38.570:9) : item=0 name=/srv/ inode=9 mode=file,777 ouid=eve x "
		"inode=5 dev=08:01 mode=file,suid,sgid,sticky,640 ouid=apache ogid=unknown(77) rdev=00:00 "
		"obj=u:object_r:b_t:s0 nametype=NORMAL\n";
	static const char enriched[] = AVC("read") "name=\"x\" ino=5 " S T "tclass=file\n" OPEN CWD
		PATH("item=0 name=\"/srv/x\" inode=5 dev=08:01 mode=0100640 ouid=33 ogid=34 rdev=00:00 "
			"nametype=NORMAL\x1dOUID=\"www-data\" OGID=\"unknown(34)\"");
	struct told told = hear_text(enriched);

	assert_int_equal(told.denials[0]->ouid, 33);
	assert_string_equal(told.denials[0]->ouid_name, "www-data");
	assert_null(told.denials[0]->ogid_name);
	assert_int_equal(told.denials[0]->success, 0);
	assert_int_equal(told.denials[0]->ppid, 6);
	arena_free(told.arena);
	told = hear_text(interpreted); /* the name holds what looks like fields */
	assert_int_equal(told.denials[0]->mode, 07640);
	assert_int_equal(told.denials[0]->ouid, -1);
	assert_string_equal(told.denials[0]->ouid_name, "apache");
	assert_null(told.denials[0]->ogid_name);
	assert_int_equal(told.denials[0]->success, 1);
	arena_free(told.arena);
}

/* A descriptor that was left open by whoever started the program. */
static void who_left_it_open(void **state)
{
	struct told told = hear_text(AVC("use") "path=\"/dev/null\" dev=\"tmpfs\" ino=4 " S
		"tcontext=u:r:b_t:s0 tclass=fd permissive=0\n"
		SYSCALL "arch=c000003e syscall=59 success=yes exit=0 items=2 ppid=66 pid=7 exe=\"/c\"\n" CWD
		PATH("item=0 name=\"/c\" inode=5 mode=0100755 ouid=0 ogid=0 nametype=NORMAL"));

	assert_int_equal(told.denials[0]->ppid, 66);
	assert_string_equal(told.denials[0]->syscall, "execve");
	assert_int_equal(told.denials[0]->success, 1);
	assert_int_equal(told.denials[0]->mode, -1);
	arena_free(told.arena);
	told = hear_text(AVC("use") S T "tclass=fd\n"); /* nobody said */
	assert_int_equal(told.denials[0]->success, -1);
	assert_int_equal(told.denials[0]->ppid, -1);
	arena_free(told.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_target_of_a_file),
		cmocka_unit_test(the_target_of_a_capability),
		cmocka_unit_test(files_do_not_tell_capabilities_apart),
		cmocka_unit_test(owners_by_name),
		cmocka_unit_test(who_left_it_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
