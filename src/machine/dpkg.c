/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dpkg keeps a list of paths for each package, in all some ten megabytes. Most programs are called like
 * their packages, whose lists are looked into first, and then those of packages that may have programs.
 * Else all are read, once; what is kept of each path is a hash of four bytes and the package's number. A
 * hit is looked up in the list. A list is written when its package is installed or updated.
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

#define ALIKE 4		/* letters in which names of program and package are alike */
#define END 20		/* letters of a path that its hash is made of */
#define BUCKETS 131072	/* a system has some 100,000 paths */

struct entry {
	uint32_t hash, package;
	uint32_t next;			/* of the bucket; its number and one, 0 ends it */
};

struct dpkg {
	struct arena *arena;
	struct timespec changed;	/* of the folder, when it was read */
	struct strings lists;		/* names of the files, by the package's number */
	struct entry *entries;
	size_t count, room;
	uint32_t buckets[BUCKETS];	/* the newest entry of each, as in next */
};

/* FNV-1a of a path's length and end, by which most paths differ. */
static uint32_t hash_of(const char *bytes, size_t length)
{
	uint32_t hash = 2166136261u ^ (uint32_t)length;

	for (size_t i = length > END ? length - END : 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
	return hash;
}

/* ---- reading the lists ---- */

static void add_path(struct dpkg *index, const char *path, size_t length)
{
	uint32_t hash = hash_of(path, length), *bucket = &index->buckets[hash % BUCKETS];

	if (index->count == index->room) {
		size_t room = index->room ? index->room * 2 : 65536;
		struct entry *larger = realloc(index->entries, room * sizeof(*larger));

		if (!larger)
			abort();
		index->entries = larger;
		index->room = room;
	}
	index->entries[index->count++] = (struct entry){
		hash, (uint32_t)index->lists.count - 1, *bucket,
	};
	*bucket = (uint32_t)index->count;
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

static bool is_list(const char *name)
{
	size_t length = strlen(name);

	return length > 5 && strcmp(name + length - 5, ".list") == 0;
}

/* From its beginning, wherever the last reader stopped. */
static DIR *open_folder(int fd)
{
	DIR *folder = fdopendir(fcntl(fd, F_DUPFD_CLOEXEC, 0));

	if (!folder)
		abort();
	rewinddir(folder);
	return folder;
}

static struct dpkg *read_lists(int fd, const struct stat *status)
{
	struct arena *arena = arena_new();
	struct dpkg *index = arena_alloc(arena, sizeof(*index));
	struct dirent *entry;
	DIR *folder = open_folder(fd);

	index->arena = arena;
	index->changed = status->st_mtim;
	while ((entry = readdir(folder)))
		if (is_list(entry->d_name))
			add_list(index, dirfd(folder), entry->d_name);
	closedir(folder);
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
static const char *name_of(const char *list, struct arena *arena)
{
	return arena_strndup(arena, list, strcspn(list, ":") < strlen(list) ? strcspn(list, ":")
		: strlen(list) - strlen(".list"));
}

static const struct machine_package *package_of(int folder, const char *list, struct arena *arena)
{
	struct machine_package *package = arena_alloc(arena, sizeof(*package));
	struct stat status;

	package->name = name_of(list, arena);
	if (fstatat(folder, list, &status, AT_SYMLINK_NOFOLLOW) == 0)
		package->installed = status.st_mtim.tv_sec * INT64_C(1000);
	return package;
}

static const struct machine_package *ask(const struct dpkg *index, int folder, const char *path,
	struct arena *arena)
{
	uint32_t hash = hash_of(path, strlen(path));
	const char *found = NULL;

	for (uint32_t i = index->buckets[hash % BUCKETS]; i; i = index->entries[i - 1].next) {
		const struct entry *entry = &index->entries[i - 1];
		const char *list = index->lists.items[entry->package];

		if (entry->hash != hash || (found && text_equal(name_of(found, arena), name_of(list, arena))) ||
			!list_has(folder, list, path))
			continue;
		if (found)
			return NULL;
		found = list;
	}
	return found ? package_of(folder, found, arena) : NULL;
}

static bool is_program(const char *path)
{
	size_t folder = (size_t)(strrchr(path, '/') - path);

	return folder >= strlen("/bin") && strncmp(path + folder - strlen("bin"), "bin", strlen("bin")) == 0;
}

/* Most packages are libraries, and what belongs to these. */
static bool may_have_programs(const char *list, const char *program)
{
	return is_list(list) && !text_matches_any("lib*[0-9].list lib*:*.list lib*-perl.list fonts-* "
		"python3-* *-dev.list *-dev:* *-doc.list *-data.list *-headers-*", list);
}

static bool is_called_like(const char *list, const char *program)
{
	size_t length = strlen(program);

	return length > 0 && is_list(list) && strncmp(list, program, length < ALIKE ? length : ALIKE) == 0;
}

/* By some of the lists only: just one package has a program, so that the first hit is right. */
static const struct machine_package *look_into(int lists, bool (*choose)(const char *list, const char *program),
	const char *path, struct arena *arena)
{
	const char *program = strrchr(path, '/') + 1, *found = NULL;
	DIR *folder = open_folder(lists);
	struct dirent *entry;

	while (!found && (entry = readdir(folder)))
		if (choose(entry->d_name, program) && list_has(lists, entry->d_name, path))
			found = arena_strdup(arena, entry->d_name);
	closedir(folder);
	return found ? package_of(lists, found, arena) : NULL;
}

static const struct machine_package *find_program(int folder, const char *const *paths, struct arena *arena)
{
	bool (*const choices[])(const char *, const char *) = { is_called_like, may_have_programs };
	const struct machine_package *package = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(choices) && !package; i++)
		for (size_t k = 0; paths[k] && !package; k++)
			if (is_program(paths[k]))
				package = look_into(folder, choices[i], paths[k], arena);
	return package;
}

static const struct machine_package *search(int folder, const struct stat *status, struct dpkg **index,
	const char *path, struct arena *arena)
{
	if (*index && memcmp(&(*index)->changed, &status->st_mtim, sizeof(status->st_mtim)) != 0) {
		dpkg_free(*index);
		*index = NULL;
	}
	if (!*index)
		*index = read_lists(folder, status);
	return ask(*index, folder, path, arena);
}

const struct machine_package *dpkg_package(struct machine_host *host, struct dpkg **index,
	const char *const *paths, struct arena *arena)
{
	_cleanup_fd_ int folder = place_list(host, LISTS, arena);
	const struct machine_package *package;
	struct stat status;

	if (folder < 0 || fstat(folder, &status) < 0)
		return NULL;
	package = *index ? NULL : find_program(folder, paths, arena);
	for (size_t i = 0; paths[i] && !package; i++)
		package = search(folder, &status, index, paths[i], arena);
	return package;
}
