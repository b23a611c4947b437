/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The unit and the container of a process, by its control group. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "denial.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SHORT "0123456789ab"

static const struct {
	const char *text, *unit, *container;
} cases[] = {
	{ "0::/system.slice/httpd.service\n", "httpd.service", NULL },
	{ "0::/system.slice/system-getty.slice/getty@tty1.service\n", "getty@tty1.service", NULL },
	{ "0::/system.slice/dev-disk-by\\x2duuid-1.swap\n", "dev-disk-by\\x2duuid-1.swap", NULL },
	{ "0::/user.slice/user-1000.slice/session-3.scope\n", "session-3.scope", NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox-12.scope\n",
		"user@1000.service", NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/init.scope\n", "user@1000.service", NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/app.slice/sshd.service\n", "user@1000.service", NULL },
	{ "0::/system.slice/docker-" ID ".scope\n", NULL, SHORT },
	{ "0::/machine.slice/libpod-" ID ".scope/container\n", NULL, SHORT },
	{ "0::/system.slice/web.service/libpod-payload-" ID "\n", "web.service", SHORT },
	{ "0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-" ID ".scope\n", NULL, SHORT },
	{ "0::/kubepods.slice/kubepods-pod1.slice/crio-" ID ".scope\n", NULL, SHORT },
	{ "0::/docker/" ID "\n", NULL, SHORT },
	{ "0::/machine.slice/machine-qemu\\x2d1\\x2dweb\\x2dtest.scope/libvirt/emulator\n", NULL, "web-test" },
	{ "0::/machine.slice/machine-debian.scope/payload/system.slice/x.service\n", NULL, "debian" },
	{ "0::/machine.slice/systemd-nspawn@my\\x2dbox.service/payload\n", "systemd-nspawn@my\\x2dbox.service",
		"my-box" },
	{ "0::/lxc.payload.web/system.slice/cron.service\n", NULL, "web" },
	{ "12:pids:/lxc/web\n1:name=systemd:/lxc/web\n", NULL, "web" },
	{ "11:cpu,cpuacct:/\n1:name=systemd:/system.slice/sshd.service\n0::/\n", "sshd.service", NULL },
	{ "11:memory:/docker/" ID "\n1:name=systemd:/\n", NULL, SHORT },
	{ "0::/\n", NULL, NULL }, { "", NULL, NULL }, { "0:", NULL, NULL }, { "nonsense\n", NULL, NULL },
	{ "0::/docker-0123.scope\n", "docker-0123.scope", NULL },
	{ "0::/a\\x00b.service\n", "a\\x00b.service", NULL }, { "0::/a\\x2\n", NULL, NULL },
};

static void folders_tell(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena *arena = arena_new();
		const char *unit = "?", *container = "?";

		cgroup_parse(cases[i].text, arena, &unit, &container);
		if (!text_equal(unit, cases[i].unit) || !text_equal(container, cases[i].container))
			fail_msg("%s: unit %s, container %s", cases[i].text, unit ? unit : "none",
				container ? container : "none");
		arena_free(arena);
	}
}

/* Only the process that still has the name that it had is asked, and only of this host. */
static void others_are_not_asked(void **state)
{
	struct arena *arena = arena_new();
	struct denial other = { .pid = getpid(), .comm = "somebody else" };
	struct denial gone = { .pid = INT32_MAX, .comm = "gone" };
	struct denial foreign = { .pid = getpid(), .comm = "test-facts-cgro", .id = { .node = "b" } };
	struct denial nobody = { .pid = -1 };

	cgroup_look(&other, arena);
	cgroup_look(&gone, arena);
	cgroup_look(&foreign, arena);
	cgroup_look(&nobody, arena);
	assert_null(other.unit);
	assert_null(other.container);
	assert_null(gone.unit);
	assert_null(foreign.unit);
	assert_null(nobody.unit);
	arena_free(arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders_tell),
		cmocka_unit_test(others_are_not_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
