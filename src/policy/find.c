/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the policy and the file contexts that a host itself uses. */
#include "policy-internal.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KERNEL_POLICY "/sys/fs/selinux/policy"
#define SELINUX_DIR "/etc/selinux"
#define POLICY_PREFIX "policy."

static bool is_directory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The N of "policy.N", or 0 for any other name. */
static unsigned long policy_version(const char *name)
{
	unsigned long version;
	char *end;

	if (strncmp(name, POLICY_PREFIX, strlen(POLICY_PREFIX)) != 0)
		return 0;
	name += strlen(POLICY_PREFIX);
	if (*name < '1' || *name > '9')
		return 0;
	version = strtoul(name, &end, 10);
	return *end ? 0 : version;
}

static const char *newest_policy(const char *root, const char *type, struct arena *arena)
{
	const char *folder = arena_printf(arena, "%s" SELINUX_DIR "/%s/policy", root, type);
	unsigned long newest = 0;
	struct dirent *entry;
	DIR *directory = opendir(folder);

	if (!directory)
		return NULL;
	while ((entry = readdir(directory))) {
		unsigned long version = policy_version(entry->d_name);

		if (version > newest)
			newest = version;
	}
	closedir(directory);
	return newest ? arena_printf(arena, "%s/" POLICY_PREFIX "%lu", folder, newest) : NULL;
}

/* The value of a line "SELINUXTYPE = value", or NULL. */
static const char *type_of_line(const char *line, struct arena *arena)
{
	static const char key[] = "SELINUXTYPE", blanks[] = " \t";
	const char *value;
	size_t length;

	line += strspn(line, blanks);
	if (strncmp(line, key, strlen(key)) != 0)
		return NULL;
	line += strlen(key);
	line += strspn(line, blanks);
	if (*line != '=')
		return NULL;
	value = line + 1 + strspn(line + 1, blanks);
	length = strcspn(value, " \t\r\n#");
	if (!length || *value == '.' || memchr(value, '/', length))
		return NULL;
	return arena_strndup(arena, value, length);
}

static const char *configured_type(const char *root, struct arena *arena)
{
	const char *path = arena_printf(arena, "%s" SELINUX_DIR "/config", root);
	_cleanup_file_ FILE *file = fopen(path, "re");
	_cleanup_free_ char *line = NULL;
	const char *type = NULL;
	size_t room = 0;

	if (!file)
		return NULL;
	while (getline(&line, &room, file) >= 0) {
		const char *found = type_of_line(line, arena);

		if (found)
			type = found;
	}
	return type;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The first type, by name, for which a policy is installed. */
static const char *installed_type(const char *root, struct arena *arena)
{
	const char *folder = arena_printf(arena, "%s" SELINUX_DIR, root), *type = NULL;
	struct dirent **entries;
	int count = scandir(folder, &entries, is_visible, alphasort);

	if (count < 0)
		return NULL;
	for (int i = 0; i < count; i++) {
		if (!type && newest_policy(root, entries[i]->d_name, arena))
			type = arena_strdup(arena, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return type;
}

static const char *policy_type(const char *root, struct arena *arena)
{
	const char *configured = configured_type(root, arena), *installed;

	if (configured && newest_policy(root, configured, arena))
		return configured;
	installed = installed_type(root, arena);
	return installed ? installed : configured;
}

const char *const *policy_find(const char *root, struct arena *arena)
{
	const char *kernel = arena_printf(arena, "%s" KERNEL_POLICY, root), *newest;
	const char *type = policy_type(root, arena);
	const char **paths = arena_alloc(arena, 3 * sizeof *paths);
	size_t count = 0;

	if (access(kernel, F_OK) == 0)
		paths[count++] = kernel;
	newest = type ? newest_policy(root, type, arena) : NULL;
	if (newest)
		paths[count++] = newest;
	return paths;
}

const char *policy_find_file_contexts(const char *root, struct arena *arena)
{
	const char *type = policy_type(root, arena), *folder;

	if (!type)
		return NULL;
	folder = arena_printf(arena, "%s" SELINUX_DIR "/%s/contexts/files", root, type);
	return is_directory(folder) ? arena_printf(arena, "%s/file_contexts", folder) : NULL;
}
