/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file beside the database that is written anew with each alert that is told of. systemd watches
 * it (avocet-mail.path) and starts avocet-mail, so that mail leaves at once and nobody polls.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <unistd.h>

#include "daemon.h"

void mark_announced(const struct settings *settings, int64_t id)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	char *folder = dirname(arena_strdup(arena, settings->database));
	_cleanup_fd_ int fd = open(arena_printf(arena, "%s/announced", folder),
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);

	/* Without it mail leaves with the timer. */
	if (fd >= 0)
		dprintf(fd, "%" PRId64 "\n", id);
}
