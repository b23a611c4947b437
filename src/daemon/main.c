/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocetd: the settings, then the loop. */
#include <stdlib.h>
#include <sys/stat.h>

#include "daemon.h"

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct settings settings;
	int code;

	/* What our unit says of memory (it must be said before we begin) is not for the worker. */
	unsetenv("GLIBC_TUNABLES");
	code = settings_read(argc, argv, arena, &settings);
	if (code)
		return code;
	if (settings.check_config)
		return EXIT_DONE;
	/* Records tell of everybody: what we write is for us alone. */
	umask(077);
	return settings.backup ? daemon_backup(&settings) : daemon_run(&settings);
}
