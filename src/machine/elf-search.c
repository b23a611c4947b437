/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the dynamic linker looks for a library: what the program and the library say, then what
 * /etc/ld.so.conf says, then the usual folders. Its cache is not read: it says the same.
 */
#include "machine-elf.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONF_MAX ((size_t)64 * 1024)
#define FOLDERS_MAX 64		/* of the configured ones */
#define TRIES_MAX 4096
#define MEMORY_MAX ((size_t)8 * 1024 * 1024)

static const char blanks[] = " \t\r\n,:";
static const char *const usual_folders[] = {
	"/lib64", "/usr/lib64", "/lib", "/usr/lib", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu",
	"/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/lib32", "/usr/lib32",
	"/lib/i386-linux-gnu", "/usr/lib/i386-linux-gnu",
};

/* ---- what is configured ---- */

/* One folder a line; # begins a comment, and "include" we know already. */
static void read_conf(struct elf_search *search, const char *path)
{
	char *text, *line;
	size_t length;

	if (place_read(search->host, path, CONF_MAX, search->arena, &text, &length) < 0)
		return;
	while ((line = strsep(&text, "\n"))) {
		char *folder;

		line[strcspn(line, "#")] = '\0';
		for (folder = strtok_r(line, blanks, &line); folder;
			folder = strtok_r(NULL, blanks, &line))
			if (*folder == '/' && search->configured.count < FOLDERS_MAX)
				strings_add(&search->configured, search->arena, folder);
	}
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), size = strlen(end);

	return length >= size && strcmp(text + length - size, end) == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of a folder's files that end so, in their order. */
static struct strings list_folder(struct elf_search *search, const char *path, const char *end)
{
	struct strings names = { 0 };
	struct dirent *entry;
	DIR *folder;
	int fd = place_list(search->host, path, search->arena);

	folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (!folder) {
		if (fd >= 0)
			close(fd);
		return names;
	}
	while ((entry = readdir(folder)) && names.count < FOLDERS_MAX)
		if (ends_with(entry->d_name, end))
			strings_add(&names, search->arena,
				arena_strdup(search->arena, entry->d_name));
	closedir(folder);
	if (names.count)
		qsort(names.items, names.count, sizeof(*names.items), by_name);
	return names;
}

void elf_search_begin(struct elf_search *search)
{
	static const char more[] = "/etc/ld.so.conf.d";
	struct strings names = list_folder(search, more, ".conf");

	for (size_t i = 0; i < names.count; i++)
		read_conf(search, arena_printf(search->arena, "%s/%s", more, names.items[i]));
	read_conf(search, "/etc/ld.so.conf");
}

/* ---- looking ---- */

static const char *try_file(struct elf_search *search, const char *path, struct elf_facts *ret)
{
	_cleanup_fd_ int fd = -1;

	if (search->tries >= TRIES_MAX || arena_size(search->arena) > MEMORY_MAX || *path != '/')
		return NULL;
	search->tries++;
	fd = place_open(search->host, path, search->arena);
	if (fd < 0 || elf_read(fd, search->arena, ret) < 0)
		return NULL;
	/* A library of another architecture is passed over, as the linker does. */
	if (ret->kind != search->facts->kind || ret->machine != search->facts->machine)
		return NULL;
	return path;
}

static const char *try_folder(struct elf_search *search, const char *folder, const char *name,
	struct elf_facts *ret)
{
	return try_file(search, arena_printf(search->arena, "%s/%s", folder, name), ret);
}

/* A folder of a library path, in which $ORIGIN or ${ORIGIN} at the front stands for the folder
 * of the file that says it. Other variables are rare, and passed over. */
static const char *with_origin(struct elf_search *search, const char *folder, const char *path)
{
	static const char *const names[] = { "$ORIGIN", "${ORIGIN}" };
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t length = strlen(names[i]);

		if (strncmp(folder, names[i], length) == 0 &&
			(folder[length] == '/' || !folder[length]))
			return arena_printf(search->arena, "%.*s%s", (int)(slash - path), path,
				folder + length);
	}
	return folder;
}

/* folders: separated by colons, as the file at path says them. */
static const char *try_folders(struct elf_search *search, const char *folders, const char *path,
	const char *name, struct elf_facts *ret)
{
	char *rest = arena_strdup(search->arena, folders), *folder;
	const char *found = NULL;

	while (!found && rest && (folder = strsep(&rest, ":")))
		found = try_folder(search, with_origin(search, folder, path), name, ret);
	return found;
}

static const char *try_list(struct elf_search *search, const char *const *folders, size_t count,
	const char *name, struct elf_facts *ret)
{
	const char *found = NULL;

	for (size_t i = 0; !found && i < count; i++)
		found = try_folder(search, folders[i], name, ret);
	return found;
}

const char *elf_search(struct elf_search *search, const char *name, const char *path,
	const struct elf_facts *user, struct elf_facts *ret)
{
	const char *found = NULL;

	if (strchr(name, '/'))
		return try_file(search, with_origin(search, name, path), ret);
	if (!user->runpath && user->rpath)
		found = try_folders(search, user->rpath, path, name, ret);
	if (!found && !user->runpath && search->facts->rpath)
		found = try_folders(search, search->facts->rpath, search->program, name, ret);
	if (!found && user->runpath)
		found = try_folders(search, user->runpath, path, name, ret);
	if (!found)
		found = try_list(search, search->configured.items, search->configured.count, name,
			ret);
	if (!found)
		found = try_list(search, usual_folders, ARRAY_SIZE(usual_folders), name, ret);
	return found;
}
