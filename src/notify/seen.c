/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a user was told of and has looked at, kept from login to login and shared by all of his
 * sessions:
 *
 *	avocet-seen 1
 *	since 1795338000123
 *	newest 40 6f1c… 1795341600456
 *	told 1-17 19 21-40
 *	read 1-12
 */
#include "news.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "avocet-seen 1\n"
#define LINE_BYTES_MAX 8192
/* A session holds the lock for milliseconds, unless its notification server hangs; others go on without. */
#define LOCK_NAP_US 10000
#define LOCK_NAPS 50
/* On the first day this much of the past is news. */
#define FIRST_LOOK_BACK INT64_C(86400000)

/* As mkdir -p, the last part being a file. */
static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
}

char *seen_path(struct arena *arena)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char *path;

	if (state && *state == '/')
		path = arena_printf(arena, "%s/avocet/seen", state);
	else if (home && *home == '/')
		path = arena_printf(arena, "%s/.local/state/avocet/seen", home);
	else
		return NULL;
	make_folders(path);
	return path;
}

/* The folder is what is locked: the file itself is another one after each change. */
int seen_lock(const char *path)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	char *folder = arena_strdup(arena, path);
	int fd;

	*strrchr(folder, '/') = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	for (unsigned naps = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; naps++) {
		int error = -errno;

		if (naps == LOCK_NAPS || error != -EWOULDBLOCK) {
			close(fd);
			return error;
		}
		usleep(LOCK_NAP_US);
	}
	return fd;
}

static void read_ranges(const char *text, struct ranges *ranges)
{
	int64_t from, to;
	int length;

	while (sscanf(text, "%" SCNd64 "%n", &from, &length) == 1) {
		text += length;
		to = from;
		if (sscanf(text, "-%" SCNd64 "%n", &to, &length) == 1)
			text += length;
		ranges_add(ranges, from, to);
	}
}

static void read_line(const char *line, struct seen *seen)
{
	if (strncmp(line, "told ", 5) == 0)
		read_ranges(line + 5, &seen->told);
	else if (strncmp(line, "read ", 5) == 0)
		read_ranges(line + 5, &seen->read);
	else if (sscanf(line, "since %" SCNd64, &seen->since) != 1)
		sscanf(line, "newest %" SCNd64 " %39s %" SCNd64, &seen->newest, seen->uuid,
			&seen->written);
}

int seen_load(const char *path, struct seen *ret)
{
	char line[LINE_BYTES_MAX];
	_cleanup_file_ FILE *file = fopen(path, "re");
	int error = file ? 0 : -errno;

	*ret = (struct seen){ .since = time_now() - FIRST_LOOK_BACK };
	if (error)
		return error == -ENOENT ? 0 : error;
	if (!fgets(line, sizeof line, file) || strcmp(line, HEAD) != 0)
		return 0;
	while (fgets(line, sizeof line, file))
		read_line(line, ret);
	return 0;
}

static void write_ranges(FILE *file, const char *name, const struct ranges *ranges)
{
	fputs(name, file);
	for (size_t i = 0; i < ranges->count; i++) {
		const struct range *range = &ranges->items[i];

		fprintf(file, " %" PRId64, range->from);
		if (range->to > range->from)
			fprintf(file, "-%" PRId64, range->to);
	}
	fputc('\n', file);
}

static int write_all(FILE *file, const struct seen *seen)
{
	fprintf(file, HEAD "since %" PRId64 "\n", seen->since);
	if (seen->newest)
		fprintf(file, "newest %" PRId64 " %s %" PRId64 "\n", seen->newest, seen->uuid, time_now());
	write_ranges(file, "told", &seen->told);
	write_ranges(file, "read", &seen->read);
	return fflush(file) != 0 || ferror(file) ? -EIO : 0;
}

int seen_store(const char *path, const struct seen *seen)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	char *temporary = arena_printf(arena, "%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC), error;
	FILE *file;

	if (fd < 0)
		return -errno;
	file = fdopen(fd, "w");
	if (!file)
		abort();
	error = write_all(file, seen);
	fclose(file);
	if (!error && rename(temporary, path) < 0)
		error = -errno;
	if (error)
		unlink(temporary);
	return error;
}

void seen_begin_anew(struct seen *seen)
{
	*seen = (struct seen){ .since = seen->written > seen->since ? seen->written : seen->since };
}
