/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * auditd starts its plugins as root with whatever it holds itself. What is left afterwards: uid 0
 * without a single capability, and no way to get one back.
 */
#include "dispatch.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Descriptors 0 to 2 must be something: else the socket would become stderr. */
static void fill_standard_fds(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* Of what was arranged for signals, only that they be ignored or blocked outlives exec. */
static void reset_signals(void)
{
	struct sigaction action;
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
			signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void start_clean(void)
{
	closefrom(STDERR_FILENO + 1);
	fill_standard_fds();
	umask(0077);
	reset_signals();
}

int drop_privileges(void)
{
	bool all;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	/* The bounding set is beyond an ordinary user's reach; then the rest must do, and libcap-ng
	 * is not asked, for it would complain in the log. */
	all = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) == 1;
	capng_clear(CAPNG_SELECT_ALL);
	if ((!all || capng_apply(CAPNG_SELECT_ALL) < 0) && capng_apply(CAPNG_SELECT_CAPS) < 0)
		return -EPERM;
	if (capng_get_caps_process() < 0)
		return -EPERM;
	return capng_have_capabilities(CAPNG_SELECT_CAPS) == CAPNG_NONE ? 0 : -EPERM;
}
