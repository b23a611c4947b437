/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of a machine are found inside of its top folder, whatever links there point to, and by
 * descriptors that name them only: devices and pipes are never opened.
 */
#include "machine-host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRIES 8 /* when files are renamed meanwhile, the kernel asks for another */

static int find_by_kernel(int root, const char *path, bool follow)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW),
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd = -1;

	for (unsigned i = 0; i < TRIES; i++) {
		fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	return fd >= 0 ? (int)fd : -errno;
}

static int is_link(int fd)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return -errno;
	return S_ISLNK(stat.st_mode);
}

/* One step down; a link is refused, unless it is the last step and not to be followed. */
static int step(int folder, const char *name, bool link_is_fine)
{
	int fd, r;

	if (text_equal(name, ".."))
		return -EXDEV;
	fd = openat(folder, name, O_PATH | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	r = link_is_fine ? 0 : is_link(fd);
	if (r) {
		close(fd);
		return r < 0 ? r : -ELOOP;
	}
	return fd;
}

int place_find_by_steps(int root, const char *path, bool follow)
{
	_cleanup_free_ char *copy = strdup(path);
	char *rest = copy, *name, *next;
	int fd = openat(root, ".", O_PATH | O_CLOEXEC), below;

	if (!copy || fd < 0)
		return fd < 0 ? -errno : -ENOMEM;
	for (name = strtok_r(rest, "/", &rest); name; name = next) {
		next = strtok_r(NULL, "/", &rest);
		below = step(fd, name, !next && !follow);
		close(fd);
		if (below < 0)
			return below;
		fd = below;
	}
	return fd;
}

static int find_below(int root, const char *path, bool follow)
{
	int fd;

	path += strspn(path, "/");
	if (!*path)
		path = ".";
	fd = find_by_kernel(root, path, follow);
	if (fd == -ENOSYS || fd == -EPERM) /* an old kernel, or a filter of system calls */
		fd = place_find_by_steps(root, path, follow);
	return fd;
}

/* Opens what named names, if it is a regular file. */
static int open_named(int named)
{
	char name[32];
	struct stat stat;
	int fd;

	if (named < 0)
		return named;
	if (fstat(named, &stat) < 0)
		return -errno;
	if (!S_ISREG(stat.st_mode))
		return -EINVAL;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", named);
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	return fd >= 0 ? fd : -errno;
}

int place_find(struct machine_host *host, const char *path, bool follow, struct arena *arena)
{
	if (host->root < 0)
		return -ENOENT;
	return mounts_show(host, path, arena) ? find_below(host->root, path, follow) : -EXDEV;
}

int place_open(struct machine_host *host, const char *path, struct arena *arena)
{
	_cleanup_fd_ int named = place_find(host, path, true, arena);

	return open_named(named);
}

int place_open_below(int root, const char *path)
{
	_cleanup_fd_ int named = find_below(root, path, true);

	return open_named(named);
}

int place_list(struct machine_host *host, const char *path, struct arena *arena)
{
	_cleanup_fd_ int named = place_find(host, path, true, arena);
	int fd = named >= 0 ? openat(named, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	return fd >= 0 ? fd : named >= 0 ? -errno : named;
}

int read_all(int fd, size_t limit, char **ret, size_t *ret_length)
{
	_cleanup_free_ char *text = NULL;
	size_t length = 0, room = 0;
	ssize_t got;

	do {
		if (room - length < 2) {
			char *larger;

			room = room ? room * 2 : 8192;
			larger = realloc(text, room);
			if (!larger)
				return -ENOMEM;
			text = larger;
		}
		got = read(fd, text + length, room - length - 1);
		if (got < 0 && errno != EINTR)
			return -errno;
		length += got > 0 ? (size_t)got : 0;
		if (length > limit)
			return -EFBIG;
	} while (got);
	text[length] = '\0';
	*ret = text;
	*ret_length = length;
	text = NULL;
	return 0;
}

int place_read(struct machine_host *host, const char *path, size_t limit, struct arena *arena,
	char **ret, size_t *ret_length)
{
	_cleanup_fd_ int fd = place_open(host, path, arena);
	_cleanup_free_ char *text = NULL;
	size_t length;
	int r = fd < 0 ? fd : read_all(fd, limit, &text, &length);

	if (r < 0)
		return r;
	*ret = arena_strndup(arena, text, length);
	*ret_length = length;
	return 0;
}
