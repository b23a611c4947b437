/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a confined avocet-dispatch may still ask of the kernel, tried in a child each. */
#include "dispatch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* The errno with which attempt() failed in a confined process, or 0. */
static int confined(int (*attempt)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || confine_syscalls() < 0)
			_exit(255);
		errno = 0;
		_exit(attempt() < 0 ? errno : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_not_equal(WEXITSTATUS(status), 255);
	return WEXITSTATUS(status);
}

static int try_write(void)
{
	return open("/dev/null", O_WRONLY | O_CLOEXEC);
}

static int try_read_and_write(void)
{
	return open("/dev/null", O_RDWR);
}

static int try_create(void)
{
	return open("/tmp/avocet-confined", O_RDONLY | O_CREAT, 0600);
}

static int try_truncate(void)
{
	return open("/dev/null", O_RDONLY | O_TRUNC);
}

static int try_temporary(void)
{
	return open("/tmp", O_TMPFILE | O_RDWR, 0600);
}

static int try_remove(void)
{
	return unlink("/nonexistent/file");
}

static int try_rename(void)
{
	return rename("/nonexistent/file", "/nonexistent/other");
}

static int try_network(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int try_netlink(void)
{
	return socket(AF_NETLINK, SOCK_RAW, 9);
}

static int try_exec(void)
{
	return execl("/bin/true", "true", NULL);
}

static int try_fork(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return child;
}

static int try_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? -1 : 0;
}

static int try_code_later(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? 0 : mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static void test_what_it_may_not(void **state)
{
	static int (*const attempts[])(void) = {
		try_write,
		try_read_and_write,
		try_create,
		try_truncate,
		try_temporary,
		try_remove,
		try_rename,
		try_network,
		try_netlink,
		try_exec,
		try_fork,
		try_code,
		try_code_later,
	};

	for (size_t i = 0; i < ARRAY_SIZE(attempts); i++)
		assert_int_equal(confined(attempts[i]), EPERM);
}

static int try_socket(void)
{
	struct link link = LINK_INIT("/nonexistent/socket");
	int pair = socket(AF_UNIX, SOCK_DGRAM, 0);

	link.wanted = true;
	link_connect(&link);
	notice(7, "a test of avocet-dispatch");
	return pair < 0 ? -1 : close(pair);
}

static int try_log(void)
{
	struct log log = LOG_INIT("/etc/passwd");
	char bytes[64];
	size_t length;
	bool oldest;
	int r = log_open(&log, 0, &oldest);

	if (r == 0 && (log_read(&log, bytes, sizeof bytes, &length) != LOG_MORE || !oldest))
		return -1;
	while (r == 0 && log_read(&log, bytes, sizeof bytes, &length) == LOG_MORE)
		;
	log_close(&log);
	return r;
}

static int try_poll(void)
{
	struct timespec wait = { 0, 1 };

	return ppoll(NULL, 0, &wait, NULL);
}

static int try_memory(void)
{
	char *bytes = malloc(4 << 20), *more = bytes ? realloc(bytes, 64 << 20) : NULL;

	free(more);
	return more ? 0 : -1;
}

static void test_what_it_may(void **state)
{
	assert_int_equal(confined(try_socket), 0);
	assert_int_equal(confined(try_log), 0);
	assert_int_equal(confined(try_poll), 0);
	assert_int_equal(confined(try_memory), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_it_may_not),
		cmocka_unit_test(test_what_it_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
