/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which mount holds a path, in tables of both forms, sound and damaged. */
#include "machine-tree.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

static const struct avocet_mount *ask(const char *table, const char *text, const char *path)
{
	struct machine *machine;
	const struct avocet_mount *mount;

	tree_put(table, text);
	machine = tree_machine();
	mount = machine_mount(machine, path, arena);
	machine_free(machine);
	unlink(tree_path(table));
	return mount;
}

static const struct avocet_mount *ask_info(const char *text, const char *path)
{
	return ask("/proc/self/mountinfo", text, path);
}

static void assert_point(const char *text, const char *path, const char *point)
{
	const struct avocet_mount *mount = ask_info(text, path);

	assert_non_null(mount);
	assert_string_equal(mount->point, point);
}

static const char plain[] =
	"22 1 8:1 / / rw,relatime shared:1 - xfs /dev/sda1 rw,seclabel,attr2\n"
	"23 22 0:5 / /proc rw,nosuid - proc proc rw\n"
	"40 22 0:50 / /srv rw,nosuid,nodev shared:9 master:2 - nfs4 nas:/srv rw,vers=4.2,sec=sys\n"
	"41 40 8:17 / /srv/www ro - xfs /dev/sdb1 rw,"
	"context=\"system_u:object_r:httpd_sys_content_t:s0:c1,c2\",attr2\n"
	"42 22 0:51 / /mnt/two\\040words rw - fuse.sshfs me@there:/a\\134b rw,user_id=0\n";

static void test_options(void **state)
{
	const struct avocet_mount *mount = ask_info(plain, "/etc/passwd");

	assert_string_equal(mount->point, "/");
	assert_string_equal(mount->type, "xfs");
	assert_string_equal(mount->device, "/dev/sda1");
	assert_null(mount->context);
	assert_true(mount->labels && !mount->network && !mount->nosuid && !mount->read_only);
	mount = ask_info(plain, "/srv/home/x");
	assert_string_equal(mount->point, "/srv");
	assert_string_equal(mount->device, "nas:/srv");
	assert_true(!mount->labels && mount->network && mount->nosuid && !mount->read_only);
	mount = ask_info(plain, "/srv/www/index.html");
	assert_string_equal(mount->context, "system_u:object_r:httpd_sys_content_t:s0:c1,c2");
	assert_true(!mount->labels && !mount->network && mount->read_only);
	assert_string_equal(ask_info(plain, "/srv/www2")->point, "/srv");
	mount = ask_info(plain, "/mnt/two words/x");
	assert_string_equal(mount->point, "/mnt/two words");
	assert_string_equal(mount->device, "me@there:/a\\b");
	assert_true(mount->network && !mount->labels);
	assert_string_equal(ask_info(plain, "/mnt/two")->point, "/");
}

/* Without SELinux nobody says seclabel: the type has to tell. */
static void test_labels_by_type(void **state)
{
	static const struct {
		const char *type;
		bool labels, network;
	} types[] = {
		{ "ext4", true, false }, { "tmpfs", true, false }, { "overlay", true, false },
		{ "btrfs", true, false }, { "f2fs", true, false }, { "brandnewfs", true, false },
		{ "nfs", false, true }, { "cifs", false, true }, { "smb3", false, true },
		{ "ceph", false, true }, { "9p", false, true }, { "afs", false, true },
		{ "fuse.glusterfs", false, true }, { "fuse.sshfs", false, true },
		{ "fuse.ntfs-3g", false, false }, { "fuseblk", false, false },
		{ "vfat", false, false }, { "exfat", false, false }, { "iso9660", false, false },
		{ "ntfs3", false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		const char *table = arena_printf(arena, "dev /m %s rw 0 0\n", types[i].type);
		const struct avocet_mount *mount = ask("/proc/self/mounts", table, "/m/x");

		assert_string_equal(mount->type, types[i].type);
		assert_int_equal(mount->labels, types[i].labels);
		assert_int_equal(mount->network, types[i].network);
	}
	assert_true(ask_info("1 0 0:1 / / rw - xfs a rw,seclabel\n"
		"2 1 0:2 / /n rw - nfs4 a:/ rw,seclabel\n", "/n")->labels);
	assert_false(ask_info("1 0 0:1 / / rw - xfs a rw,seclabel\n"
		"2 1 0:2 / /x rw - ext4 a rw\n", "/x")->labels);
}

static void test_older_form(void **state)
{
	static const char table[] =
		"/dev/sda1 / ext4 ro,nosuid,context=a_u:object_r:b_t:s0,relatime 0 0\n"
		"a /srv tmpfs rw 0 0\nb /srv tmpfs rw 0 0\nc /srv/x tmpfs rw 0 0\n";
	const struct avocet_mount *mount = ask("/proc/mounts", table, "/etc");

	assert_string_equal(mount->context, "a_u:object_r:b_t:s0");
	assert_true(mount->read_only && mount->nosuid);
	assert_string_equal(ask("/proc/self/mounts", table, "/srv/y")->device, "b");
	assert_string_equal(ask("/proc/self/mounts", table, "/srv/x/y")->device, "c");
}

static void test_hidden(void **state)
{
	/* The later /a hides /a/b; what was moved from another place is listed first. */
	static const char hidden[] =
		"1 0 8:1 / / rw - ext4 top rw\n2 1 8:2 / /a rw - ext4 old rw\n"
		"3 2 8:3 / /a/b rw - ext4 below rw\n4 2 8:4 / /a rw - ext4 new rw\n";
	static const char moved[] =
		"5 9 0:5 / /proc rw - proc proc rw\n6 9 0:6 / /run rw - tmpfs run rw\n"
		"9 1 8:1 / / rw - ext4 top rw\n7 6 0:7 / /run/user/0 rw - tmpfs user rw\n";
	static const char twice[] =
		"1 0 8:1 / / rw - ext4 a rw\n2 1 8:2 / / rw - ext4 b rw\n3 2 8:3 / / rw - ext4 c rw\n";

	assert_string_equal(ask_info(hidden, "/a/b/c")->device, "new");
	assert_string_equal(ask_info(moved, "/proc/1/mem")->device, "proc");
	assert_string_equal(ask_info(moved, "/run/user/0/bus")->device, "user");
	assert_string_equal(ask_info(moved, "/run/user")->device, "run");
	assert_string_equal(ask_info(twice, "/x")->device, "c");
}

static void test_damaged(void **state)
{
	static const char *const nothing[] = {
		"", "\n\n\n", "1", "1 2 3", "1 0 8:1 / / rw", "1 0 8:1 / relative rw - ext4 a rw",
		"2 3 8:1 / / rw - ext4 a rw\n3 2 8:1 / / rw - ext4 b rw\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(nothing); i++) {
		const struct avocet_mount *mount = ask_info(nothing[i], "/a");

		if (mount) /* a line cut short says what it still has */
			assert_string_equal(mount->type, "");
	}
	assert_point("1 0 8:1 / / rw - ext4 a rw\nxxx\n2 1 8:2 / /b\\ rw - ext4 b rw\n"
		"3 1 8:3 / /c\\400\\00\\000d rw - ext4 c rw\n", "/b\\/x", "/b\\");
	assert_point("3 1 8:3 / /c\\400\\00\\000d rw - ext4 c rw\n", "/c\\400\\00\\000d/x",
		"/c\\400\\00\\000d");
	assert_point("1 0 8:1 / / rw - ext4 a context=\"a,b\n", "/", "/");
}

/* A hundred thousand mounts, and half of them on the way to the path. */
static void test_many(void **state)
{
	char *path = tree_path("/proc/self/mountinfo");
	FILE *file = fopen(path, "we");
	struct machine *machine;

	assert_non_null(file);
	fputs("1 0 8:1 / / rw - ext4 a rw\n", file);
	for (unsigned i = 2; i < 100000; i++)
		fprintf(file, "%u 1 8:%u / /%s%u rw - ext4 a rw\n", i, i, i % 2 ? "a/" : "b", i);
	fputs("100001 1 8:1 / /a rw - ext4 last rw\n", file);
	fclose(file);
	machine = tree_machine();
	assert_string_equal(machine_mount(machine, "/a/77777/x", arena)->device, "last");
	machine_free(machine);
}

static void test_this_machine(void **state)
{
	struct machine *machine = machine_new(NULL);
	const struct avocet_mount *mount = machine_mount(machine, "/proc/self", arena);

	assert_string_equal(mount->point, "/proc");
	assert_string_equal(mount->type, "proc");
	assert_false(mount->labels || mount->network);
	assert_non_null(machine_mount(machine, "/", arena));
	machine_free(machine);
}

/* As a service with PrivateTmp= sees it: another /tmp than everybody else. Exit code 0: all is
 * well, 77: this cannot be tried here. */
static int look_from_aside(void)
{
	const char *hidden = tree_path("/inside/file"), *kept = tree_path("/kept");
	struct machine *machine;
	bool sees_both, sees_hidden, sees_kept;

	if (unshare(CLONE_NEWNS) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return 77;
	machine = machine_new(NULL);
	sees_both = machine_file(machine, hidden, arena) && machine_file(machine, kept, arena);
	if (mount("none", tree_path("/inside"), "tmpfs", 0, NULL) < 0)
		return 77;
	tree_put("/inside/file", "another");
	sees_hidden = machine_file(machine, hidden, arena);
	sees_kept = machine_file(machine, kept, arena);
	machine_free(machine);
	return sees_both && !sees_hidden && sees_kept ? 0 : 1;
}

static void test_own_mounts(void **state)
{
	int status;
	pid_t child;

	tree_put("/inside/file", "");
	tree_put("/kept", "");
	child = fork();
	if (child == 0)
		_exit(look_from_aside());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_options, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_labels_by_type, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_older_form, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_hidden, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_damaged, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_many, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_this_machine, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_own_mounts, tree_set_up, tree_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
