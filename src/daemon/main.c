/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocetd: the settings, then the loop. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon.h"

#define TUNABLES "GLIBC_TUNABLES"

/*
 * Each thread of glibc keeps some freed pieces of every size for itself, all over the heap, and they hold
 * on to the pages around them: a quarter of what we need in sleep. That can only be turned off from
 * outside, so we begin a second time. It costs no time in a storm, we measured; and when it cannot be
 * done nothing is lost but memory.
 */
static void begin_without_hoard(char **argv)
{
	static const char wanted[] = "glibc.malloc.tcache_count=0";
	const char *before = getenv(TUNABLES);
	char path[4096];
	ssize_t length;

	if (before) {
		/* The worker may hoard. */
		if (text_equal(before, wanted))
			unsetenv(TUNABLES);
		return;
	}
	length = readlink("/proc/self/exe", path, sizeof path - 1);
	if (length <= 0 || setenv(TUNABLES, wanted, 1) < 0)
		return;
	path[length] = '\0';
	execv(path, argv);
	unsetenv(TUNABLES);
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *arena = NULL;
	struct settings settings;
	int code;

	begin_without_hoard(argv);
	arena = arena_new();
	code = settings_read(argc, argv, arena, &settings);
	if (code)
		return code;
	if (settings.check_config)
		return EXIT_DONE;
	/* Records tell of everybody: what we write is for us alone. */
	umask(077);
	return settings.backup ? daemon_backup(&settings) : daemon_run(&settings);
}
