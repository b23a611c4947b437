/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For LD_PRELOAD in tests: the wall clock stands still, at CLOCK_STOPPED_AT seconds since 1970. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, struct timespec *ret)
{
	const char *at = getenv("CLOCK_STOPPED_AT");

	if (clock != CLOCK_REALTIME || !at)
		return (int)syscall(SYS_clock_gettime, clock, ret);
	ret->tv_sec = strtol(at, NULL, 10);
	ret->tv_nsec = 0;
	return 0;
}
