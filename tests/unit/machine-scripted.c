/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine of a few lines, and what is said of lines that are none. */
#include "machine.h"

#include <errno.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state)
{
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	arena_free(arena);
	return 0;
}

static struct machine *make(const char *const *lines)
{
	struct machine *machine = NULL;
	const char *why = "";

	assert_int_equal(machine_scripted(lines, arena, &machine, &why), 0);
	return machine;
}

static void test_mounts(void **state)
{
	const char *const lines[] = {
		"mount / xfs /dev/sda1",
		"mount /srv nfs4 nas:/srv nosuid",
		"mount /srv/www xfs /dev/sdb1 context=system_u:object_r:httpd_sys_content_t:s0 ro",
		"mount /mnt fuse.sshfs host:/ seclabel",
		"mount /over ext4 /dev/sdc1",
		"mount /over tmpfs tmpfs",
		NULL,
	};
	struct machine *machine = make(lines);
	const struct avocet_mount *mount = machine_mount(machine, "/srv/a/b", arena);

	assert_string_equal(mount->point, "/srv");
	assert_string_equal(mount->type, "nfs4");
	assert_string_equal(mount->device, "nas:/srv");
	assert_null(mount->context);
	assert_true(mount->network && mount->nosuid && !mount->labels && !mount->read_only);
	mount = machine_mount(machine, "/srvwww", arena);
	assert_string_equal(mount->point, "/");
	assert_true(mount->labels && !mount->network);
	mount = machine_mount(machine, "/srv/www", arena);
	assert_string_equal(mount->context, "system_u:object_r:httpd_sys_content_t:s0");
	assert_true(mount->read_only && !mount->labels && !mount->network && !mount->nosuid);
	mount = machine_mount(machine, "/mnt/x", arena);
	assert_true(mount->labels && mount->network);
	assert_string_equal(machine_mount(machine, "/over/x", arena)->type, "tmpfs");
	machine_free(machine);
}

static void test_the_rest(void **state)
{
	const char *const lines[] = {
		"file /etc/a root lp 0640 etc_t", "file /etc/b 1000 adm 4755",
		"elf /usr/bin/game execstack /usr/bin/game /usr/lib/libold.so",
		"elf /usr/bin/game textrel /usr/lib/libcodec.so", "elf /usr/bin/good",
		"package /usr/sbin/httpd httpd 2026-11-22T03:00:00Z", "program 4242 /usr/sbin/httpd", "image", NULL,
	};
	struct machine *machine = make(lines);
	const struct avocet_file *file = machine_file(machine, "/etc/a", arena);
	const struct avocet_elf *elf = machine_elf(machine, "/usr/bin/game", arena);

	assert_string_equal(file->owner, "root");
	assert_string_equal(file->group, "lp");
	assert_string_equal(file->type, "etc_t");
	assert_int_equal(file->mode, 0640);
	file = machine_file(machine, "/etc/b", arena);
	assert_null(file->type);
	assert_int_equal(file->mode, 04755);
	assert_null(machine_file(machine, "/etc", arena));

	assert_string_equal(elf->execstack[0], "/usr/bin/game");
	assert_string_equal(elf->execstack[1], "/usr/lib/libold.so");
	assert_null(elf->execstack[2]);
	assert_string_equal(elf->textrel[0], "/usr/lib/libcodec.so");
	assert_null(elf->textrel[1]);
	elf = machine_elf(machine, "/usr/bin/good", arena);
	assert_true(!elf->execstack[0] && !elf->textrel[0]);
	assert_null(machine_elf(machine, "/usr/bin/other", arena));

	assert_string_equal(machine_package(machine, "/usr/sbin/httpd", arena)->name, "httpd");
	assert_int_equal(machine_package(machine, "/usr/sbin/httpd", arena)->installed, 1795316400000);
	assert_null(machine_package(machine, "/usr/sbin", arena));
	assert_string_equal(machine_program(machine, 4242, arena), "/usr/sbin/httpd");
	assert_null(machine_program(machine, 1, arena));
	assert_true(machine_is_image(machine));
	assert_null(machine_mount(machine, "/", arena));
	machine_free(machine);
}

static void test_nothing(void **state)
{
	struct machine *machine = machine_unknown();

	assert_null(machine_file(machine, "/", arena));
	assert_null(machine_mount(machine, "/", arena));
	assert_null(machine_elf(machine, "/bin/sh", arena));
	assert_null(machine_package(machine, "/bin/sh", arena));
	assert_null(machine_program(machine, 1, arena));
	assert_false(machine_is_image(machine));
	machine_free(machine);
	machine_free(NULL);
}

static void test_wrong_lines(void **state)
{
	static const char *const wrong[] = {
		"", "mounts /srv nfs4 nas:/srv", "mount srv nfs4 nas:/srv", "mount /srv nfs4",
		"mount /srv nfs4 nas:/srv rw", "mount /srv nfs4 nas:/srv context=",
		"file /a root root", "file /a root root 0680", "file /a root root 06400",
		"file /a root root rw", "file /a root root 0640 a_t more", "file a root root 0640",
		"elf", "elf game", "elf /game execstack", "elf /game heap /game", "package /a",
		"package a b", "package /a b c", "program x /a", "program 1 a", "program 1",
		"program -1 /a", "image yes",
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		const char *const lines[] = { "mount / xfs /dev/sda1", wrong[i], NULL };
		struct machine *machine = NULL;
		const char *why = NULL;

		assert_int_equal(machine_scripted(lines, arena, &machine, &why), -EINVAL);
		assert_null(machine);
		assert_non_null(strstr(why, arena_printf(arena, "machine %s: ", wrong[i])));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_mounts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_rest, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_wrong_lines, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
