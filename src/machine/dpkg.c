/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dpkg keeps a list of paths for each package, in all some ten megabytes. They are read once; what is
 * kept of each path is a hash of four bytes and the package's number. A hit is looked up in the list.
 */
#include "packages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LISTS "/var/lib/dpkg/info"
#define LIST_MAX ((size_t)64 * 1024 * 1024)
#define PACKAGES_MAX 65536
#define PATHS_MAX ((size_t)16 * 1024 * 1024)

struct entry {
	uint32_t hash, package;
};

struct dpkg {
	struct arena *arena;
	struct timespec changed;	/* of the folder, when it was read */
	struct strings lists;		/* names of the files, by the package's number */
	struct entry *entries;		/* sorted */
	size_t count, room;
};

static uint32_t hash_of(const char *bytes, size_t length)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
	return hash;
}

/* ---- reading the lists ---- */

static void add_path(struct dpkg *index, const char *path, size_t length)
{
	if (index->count == index->room) {
		size_t room = index->room ? index->room * 2 : 65536;
		struct entry *larger = realloc(index->entries, room * sizeof(*larger));

		if (!larger)
			abort();
		index->entries = larger;
		index->room = room;
	}
	index->entries[index->count++] = (struct entry){
		hash_of(path, length), (uint32_t)index->lists.count - 1,
	};
}

static int read_list(int folder, const char *name, char **ret, size_t *ret_length)
{
	_cleanup_fd_ int fd = -1;
	struct stat stat;

	if (fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (!S_ISREG(stat.st_mode))
		return -EINVAL;
	fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	return fd < 0 ? -errno : read_all(fd, LIST_MAX, ret, ret_length);
}

static void add_list(struct dpkg *index, int folder, const char *name)
{
	_cleanup_free_ char *text = NULL;
	const char *line, *end;
	size_t length;

	if (index->lists.count >= PACKAGES_MAX || read_list(folder, name, &text, &length) < 0)
		return;
	strings_add(&index->lists, index->arena, arena_strdup(index->arena, name));
	end = text + length;
	for (line = text; line < end && index->count < PATHS_MAX; line++) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t size = (size_t)((newline ? newline : end) - line);

		add_path(index, line, size);
		line += size;
	}
}

static int by_hash(const void *a, const void *b)
{
	const struct entry *one = a, *two = b;

	return one->hash != two->hash ? (one->hash > two->hash) - (one->hash < two->hash)
		: (one->package > two->package) - (one->package < two->package);
}

static bool is_list(const char *name)
{
	size_t length = strlen(name);

	return length > 5 && strcmp(name + length - 5, ".list") == 0;
}

/* Takes fd. */
static struct dpkg *read_lists(int fd, const struct stat *status)
{
	struct arena *arena = arena_new();
	struct dpkg *index = arena_alloc(arena, sizeof(*index));
	struct dirent *entry;
	DIR *folder;

	index->arena = arena;
	index->changed = status->st_mtim;
	folder = fdopendir(fd);
	if (!folder)
		abort();
	while ((entry = readdir(folder)))
		if (is_list(entry->d_name))
			add_list(index, dirfd(folder), entry->d_name);
	closedir(folder);
	if (index->count)
		qsort(index->entries, index->count, sizeof(*index->entries), by_hash);
	return index;
}

void dpkg_free(struct dpkg *index)
{
	if (!index)
		return;
	free(index->entries);
	arena_free(index->arena);
}

/* ---- asking ---- */

/* Where the hash begins, or would. */
static size_t find_hash(const struct dpkg *index, uint32_t hash)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->entries[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool list_has(int folder, const char *name, const char *path)
{
	_cleanup_free_ char *text = NULL;
	size_t length, size = strlen(path);
	const char *at;

	if (read_list(folder, name, &text, &length) < 0)
		return false;
	for (at = text; (at = strstr(at, path)); at++)
		if ((at == text || at[-1] == '\n') && (at[size] == '\n' || !at[size]))
			return true;
	return false;
}

/* "libc6:amd64.list" is libc6's. */
static const char *package_of(const char *list, struct arena *arena)
{
	return arena_strndup(arena, list, strcspn(list, ":") < strlen(list) ? strcspn(list, ":")
		: strlen(list) - strlen(".list"));
}

static const char *ask(const struct dpkg *index, int folder, const char *path,
	struct arena *arena)
{
	uint32_t hash = hash_of(path, strlen(path));
	const char *found = NULL;

	for (size_t i = find_hash(index, hash);
		i < index->count && index->entries[i].hash == hash; i++) {
		const char *list = index->lists.items[index->entries[i].package];
		const char *package = package_of(list, arena);

		if (text_equal(found, package) || !list_has(folder, list, path))
			continue;
		if (found)
			return NULL;
		found = package;
	}
	return found;
}

const char *dpkg_package(struct machine_host *host, struct dpkg **index, const char *path,
	struct arena *arena)
{
	_cleanup_fd_ int folder = place_list(host, LISTS, arena);
	struct stat status;

	if (folder < 0 || fstat(folder, &status) < 0)
		return NULL;
	if (*index && memcmp(&(*index)->changed, &status.st_mtim, sizeof(status.st_mtim)) != 0) {
		dpkg_free(*index);
		*index = NULL;
	}
	if (!*index)
		*index = read_lists(fcntl(folder, F_DUPFD_CLOEXEC, 0), &status);
	return ask(*index, folder, path, arena);
}
