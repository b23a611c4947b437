/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that came with the running program: an installation that was moved, and a build tree, use
 * their own. */
#include "base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder of the running program, or NULL. */
static char *program_folder(struct arena *arena)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path));
	char *slash;

	if (length <= 0 || (size_t)length >= sizeof(path))
		return NULL;
	path[length] = '\0';
	slash = strrchr(path, '/');
	return slash ? arena_strndup(arena, path, (size_t)(slash - path)) : NULL;
}

const char *folder_beside_program(const char *const *candidates, const char *otherwise,
	struct arena *arena)
{
	const char *folder = program_folder(arena);

	for (; folder && *candidates; candidates++) {
		const char *candidate = arena_printf(arena, "%s/%s", folder, *candidates);
		_cleanup_free_ char *path = realpath(candidate, NULL);

		if (path)
			return arena_strdup(arena, path);
	}
	return otherwise;
}
