/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What alerts are explained with: the policy, the rules for labels, and the plugins. Each has a stamp
 * in the store, made of names, sizes and times of files, so that another one is noticed also when it
 * came while nobody listened. Looked at when the daemon begins and when a worker tells which policy it
 * loaded; never in between, since the kernel tells of each new policy.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config.h"
#include "daemon.h"

static const char *stamp_of_file(struct arena *arena, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return arena_printf(arena, "%s -", path);
	return arena_printf(arena, "%s %lld %lld.%09ld", path, (long long)st.st_size,
		(long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

/* The store's texts are UTF-8. */
static const char *whole(struct arena *arena, const char *text)
{
	return text_to_utf8(arena, text, NULL);
}

/* ---- plugins ---- */

static int is_plugin(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 3 && strcmp(entry->d_name + length - 3, ".so") == 0;
}

/* The installed ones are known by our version too: a package keeps the times of its files. */
static const char *stamp_of_plugins(struct arena *arena, const char *folder)
{
	const char *stamp = AVOCET_VERSION;
	struct dirent **entries;
	int count;

	folder = folder ? folder : AVOCET_PLUGINS_DIR;
	count = scandir(folder, &entries, is_plugin, alphasort);
	if (count < 0)
		return NULL;
	for (int i = 0; i < count; i++) {
		const char *path = arena_printf(arena, "%s/%s", folder, entries[i]->d_name);

		stamp = arena_printf(arena, "%s\n%s", stamp, stamp_of_file(arena, path));
		free(entries[i]);
	}
	free(entries);
	return whole(arena, stamp);
}

/* ---- policy and labels ---- */

/* The path that a stamp begins with. */
static const char *path_of(struct arena *arena, const char *stamp)
{
	const char *end = stamp ? strstr(stamp, " ") : NULL;

	return end ? arena_strndup(arena, stamp, (size_t)(end - stamp)) : NULL;
}

/* "…/policy/policy.33" has its labels in "…/contexts/files/file_contexts". */
static const char *labels_beside(struct arena *arena, const char *policy)
{
	const char *end = strrchr(policy, '/');
	const char *folder = end ? arena_strndup(arena, policy, (size_t)(end - policy)) : "";

	end = strrchr(folder, '/');
	if (!end)
		return NULL;
	return arena_printf(
		arena, "%.*s/contexts/files/file_contexts", (int)(end - folder), folder);
}

/* ---- all of them ---- */

/* Returns whether it is another than it was. */
static bool note(struct daemon *daemon, const char *name, const char *stamp)
{
	bool differs = false;

	if (stamp && store_set_stamp(daemon->store, name, stamp, &differs) < 0)
		log_warning("what alerts are explained with was not noted: %s",
			store_error(daemon->store));
	return differs;
}

bool stamps_differ(struct daemon *daemon, const char *policy)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct settings *settings = daemon->settings;
	const char *labels = settings->file_contexts, *stamp = NULL;
	bool differs = note(daemon, "plugins", stamp_of_plugins(arena, settings->plugins));

	if (!policy && store_stamp(daemon->store, "policy", arena, &stamp) >= 0)
		policy = path_of(arena, stamp);
	if (!policy || strchr(policy, ' '))
		return differs;
	differs |= note(daemon, "policy", whole(arena, stamp_of_file(arena, policy)));
	if (!labels)
		labels = labels_beside(arena, policy);
	if (labels && !strchr(labels, ' '))
		differs |= note(daemon, "labels", whole(arena, stamp_of_file(arena, labels)));
	return differs;
}
