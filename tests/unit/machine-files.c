/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owner and mode of files; nothing outside of a machine's folder is reached, and nothing opened. */
#include "machine-tree.h"

#include "machine-host.h"

#include <errno.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

static void test_owner_and_mode(void **state)
{
	const char *path = tree_path("/etc/secret");
	struct machine *machine = tree_machine();
	const struct avocet_file *file;

	assert_null(machine_file(machine, "/etc/secret", arena));
	tree_put("/etc/secret", "x");
	assert_int_equal(chmod(path, 04750), 0);
	file = machine_file(machine, "/etc/secret", arena);
	assert_string_equal(file->owner, arena_printf(arena, "%u", geteuid()));
	assert_string_equal(file->group, arena_printf(arena, "%u", getegid()));
	assert_int_equal(file->mode, 04750);
	assert_non_null(machine_file(machine, "/etc", arena));
	assert_non_null(machine_file(machine, "/", arena));
	machine_free(machine);
}

static void test_names_of_this_machine(void **state)
{
	struct machine *machine = machine_new(NULL);
	const struct avocet_file *file = machine_file(machine, "/etc/passwd", arena);

	assert_string_equal(file->owner, "root");
	assert_string_equal(file->group, "root");
	assert_null(machine_file(machine, "/etc/no such file", arena));
	machine_free(machine);
}

/* Only root may write labels, and where SELinux runs only sound ones. */
static void test_label(void **state)
{
	static const char label[] = "system_u:object_r:etc_t:s0", odd[] = "no label";
	struct machine *machine = tree_machine();
	const char *path = tree_path("/a");
	bool can_label;

	tree_put("/a", "");
	can_label = setxattr(path, "security.selinux", label, sizeof(label), 0) == 0;
	if (can_label)
		assert_string_equal(machine_file(machine, "/a", arena)->type, "etc_t");
	if (can_label && setxattr(path, "security.selinux", odd, sizeof(odd), 0) == 0)
		assert_null(machine_file(machine, "/a", arena)->type);
	machine_free(machine);
	if (!can_label)
		skip();
}

static void test_links(void **state)
{
	struct machine *machine = tree_machine();

	tree_put("/etc/inside", "");
	assert_int_equal(chmod(tree_path("/etc/inside"), 0123), 0);
	tree_link("/link", "/etc/inside");
	assert_int_equal(machine_file(machine, "/link", arena)->mode, 0777); /* the link's own */
	tree_link("/folder", "/etc");
	assert_int_equal(machine_file(machine, "/folder/inside", arena)->mode, 0123);
	tree_link("/up", "../../../../../../etc");
	assert_int_equal(machine_file(machine, "/up/inside", arena)->mode, 0123);
	assert_int_equal(machine_file(machine, "/../../../etc/inside", arena)->mode, 0123);
	/* On this machine there is /etc/passwd; in that one there is not. */
	assert_null(machine_file(machine, "/up/passwd", arena));
	assert_null(machine_file(machine, "/folder/passwd", arena));
	assert_null(machine_file(machine, "/../../../etc/passwd", arena));
	tree_link("/round", "/round");
	assert_null(machine_file(machine, "/round/x", arena));
	tree_link("/here", "/proc/self/root");
	assert_null(machine_file(machine, "/here/etc/passwd", arena));
	machine_free(machine);
}

/* Where the kernel cannot keep us inside, no link is followed. */
static void test_step_by_step(void **state)
{
	struct machine *machine = tree_machine();
	int root = machine_host_of(machine)->root, fd;

	tree_put("/etc/inside", "");
	tree_link("/folder", "etc");
	tree_link("/etc/link", "inside");
	fd = place_find_by_steps(root, "etc/inside", true);
	assert_true(fd >= 0);
	close(fd);
	fd = place_find_by_steps(root, "etc//link", false);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(place_find_by_steps(root, "etc/link", true), -ELOOP);
	assert_int_equal(place_find_by_steps(root, "folder/inside", true), -ELOOP);
	assert_int_equal(place_find_by_steps(root, "etc/../etc/inside", true), -EXDEV);
	assert_int_equal(place_find_by_steps(root, "etc/none", true), -ENOENT);
	assert_int_equal(place_find_by_steps(root, "etc/inside/x", true), -ENOTDIR);
	machine_free(machine);
}

static void test_odd_files(void **state)
{
	struct machine *machine = tree_machine();
	struct machine_host *host = machine_host_of(machine);
	char *text, *long_path = arena_alloc(arena, 8192);
	size_t length;

	assert_int_equal(mkfifo(tree_path("/pipe"), 0640), 0); /* opening it would wait */
	assert_int_equal(machine_file(machine, "/pipe", arena)->mode, 0640);
	assert_int_equal(place_read(host, "/pipe", 100, arena, &text, &length), -EINVAL);
	assert_int_equal(place_read(host, "/", 100, arena, &text, &length), -EINVAL);
	if (mknod(tree_path("/device"), S_IFCHR | 0600, makedev(1, 5)) == 0)
		assert_int_equal(place_read(host, "/device", 100, arena, &text, &length), -EINVAL);
	tree_put("/text", "0123456789");
	assert_int_equal(place_read(host, "/text", 9, arena, &text, &length), -EFBIG);
	assert_int_equal(place_read(host, "/text", 10, arena, &text, &length), 0);
	assert_string_equal(text, "0123456789");
	for (size_t i = 0; i < 8190; i += 2)
		memcpy(long_path + i, "/.", 2);
	assert_null(machine_file(machine, long_path, arena));
	memset(long_path + 1, 'a', 300);
	long_path[301] = '\0';
	assert_null(machine_file(machine, long_path, arena));
	machine_free(machine);
}

static void test_no_such_machine(void **state)
{
	struct machine *machine = machine_new(arena_printf(arena, "%s/none", top));

	assert_null(machine_file(machine, "/etc/passwd", arena));
	assert_null(machine_mount(machine, "/etc/passwd", arena));
	assert_null(machine_elf(machine, "/bin/sh", arena));
	assert_null(machine_package(machine, "/bin/sh", arena));
	assert_null(machine_program(machine, 1, arena));
	assert_false(machine_is_image(machine));
	machine_free(machine);
}

static void test_program(void **state)
{
	struct machine *machine = tree_machine(), *here = machine_new(NULL);

	tree_link("/proc/7/exe", "/usr/sbin/httpd (deleted)");
	tree_link("/proc/8/exe", " (deleted)");
	tree_link("/proc/9/exe", "/usr/bin/vi");
	assert_string_equal(machine_program(machine, 7, arena), "/usr/sbin/httpd");
	assert_string_equal(machine_program(machine, 9, arena), "/usr/bin/vi");
	assert_null(machine_program(machine, 8, arena));
	assert_null(machine_program(machine, 6, arena));
	assert_non_null(strstr(machine_program(here, getpid(), arena), "test-machine-files"));
	machine_free(machine);
	machine_free(here);
}

static void test_image(void **state)
{
	struct machine *machine = tree_machine();

	assert_false(machine_is_image(machine));
	tree_put("/run/ostree-booted", "");
	assert_true(machine_is_image(machine));
	machine_free(machine);
	unlink(tree_path("/run/ostree-booted"));
	tree_put("/proc/self/mounts", "composefs / overlay ro 0 0\n");
	machine = tree_machine();
	assert_true(machine_is_image(machine));
	machine_free(machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_owner_and_mode, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_names_of_this_machine, tree_set_up,
			tree_tear_down),
		cmocka_unit_test_setup_teardown(test_label, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_links, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_step_by_step, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_odd_files, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_no_such_machine, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_program, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_image, tree_set_up, tree_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
