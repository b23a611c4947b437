/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which package brought a file. */
#include "packages.h"

#include <string.h>

/* Folders of / that are links into /usr on most systems: packages name either. */
static const char merged[] = "bin sbin lib lib32 lib64 libx32";

/* The other name of a file in a merged folder, or NULL. */
static const char *other_name(const char *path, struct arena *arena)
{
	const char *below = strncmp(path, "/usr/", 5) == 0 ? path + 4 : path;
	const char *folder = arena_strndup(arena, below + 1, strcspn(below + 1, "/"));

	if (!text_matches_any(merged, folder))
		return NULL;
	return below == path ? arena_printf(arena, "/usr%s", path) : below;
}

static bool is_there(struct machine_host *host, const char *path, struct arena *arena)
{
	_cleanup_fd_ int fd = *path == '/' ? place_find(host, path, false, arena) : -1;

	return fd >= 0;
}

const struct machine_package *packages_answer(struct machine *machine, const char *path,
	struct arena *arena)
{
	struct machine_host *host = machine_host_of(machine);
	const char *const paths[] = { path, other_name(path, arena), NULL };
	const struct machine_package *package = NULL;

	/* What is not there is looked for in vain, and in all lists. */
	if (!is_there(host, path, arena))
		return NULL;
	package = dpkg_package(host, &host->dpkg, paths, arena);
	for (size_t i = 0; paths[i] && !package; i++)
		package = rpm_package(host, paths[i], arena);
	return package;
}

void packages_free(struct machine_host *host)
{
	dpkg_free(host->dpkg);
}
