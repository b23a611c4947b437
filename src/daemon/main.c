/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocetd: the settings, then the loop. */
#include <malloc.h>
#include <sys/stat.h>

#include "daemon.h"

/* Larger pieces come from the system and go back to it whole. glibc would raise this bound with each of them
 * that is freed, and the next ones would tear holes into the heap that stay. */
#define LARGE_BYTES (32 * 1024)

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct settings settings;
	int code = settings_read(argc, argv, arena, &settings);

	if (code)
		return code;
	if (settings.check_config)
		return EXIT_DONE;
	mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
	/* Records tell of everybody: what we write is for us alone. */
	umask(077);
	return daemon_run(&settings);
}
