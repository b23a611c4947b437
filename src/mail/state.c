/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far each recipient got: a small text file that is replaced as a whole after every mail.
 *
 *	avocet-mail 2
 *	NAME ID UUID SINCE HOUR SENT WAITING
 *
 * Version 1 had no more than SINCE.
 */
#include "mail.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define FIRST_LINE "avocet-mail 2\n"
#define FIRST_LINE_OF_1 "avocet-mail 1\n"

static struct progress *add(struct state *state, const struct progress *progress)
{
	size_t size = state->count * sizeof *state->items;
	struct progress *list = arena_alloc(state->arena, size + sizeof *list);

	if (size)
		memcpy(list, state->items, size);
	state->items = list;
	list += state->count++;
	*list = *progress;
	list->recipient = arena_strdup(state->arena, progress->recipient);
	list->uuid = arena_strdup(state->arena, progress->uuid);
	return list;
}

/* What version 2 added. */
static bool parse_caps(const char *text, struct progress *progress)
{
	unsigned waiting;
	char end;

	if (sscanf(text, " %" SCNd64 " %u %u%c", &progress->hour, &progress->sent, &waiting, &end) != 4)
		return false;
	progress->waiting = waiting;
	return end == '\n' && waiting <= 1;
}

static int parse_line(struct state *state, const char *line, int version)
{
	char name[65], uuid[65];
	struct progress progress = { .recipient = name, .uuid = uuid };
	int used = 0;

	if (sscanf(line, "%64s %" SCNd64 " %64s %" SCNd64 "%n", name, &progress.id, uuid,
		    &progress.since, &used) != 4
		|| progress.id < 0)
		return -EINVAL;
	if (version == 1 ? strcmp(line + used, "\n") != 0 : !parse_caps(line + used, &progress))
		return -EINVAL;
	add(state, &progress);
	return 0;
}

static int parse(struct state *state, FILE *file)
{
	char line[320];
	int version = 2;

	if (!fgets(line, sizeof line, file))
		return -EINVAL;
	if (strcmp(line, FIRST_LINE_OF_1) == 0)
		version = 1;
	else if (strcmp(line, FIRST_LINE) != 0)
		return -EINVAL;
	while (fgets(line, sizeof line, file))
		if (parse_line(state, line, version) < 0)
			return -EINVAL;
	return ferror(file) ? -EIO : 0;
}

int state_read(const char *path, struct arena *arena, struct state *ret)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	struct state state = { .path = path, .arena = arena, .lock = -1 };
	int error = 0;

	if (file)
		error = parse(&state, file);
	else if (errno != ENOENT)
		error = -errno;
	if (error < 0)
		return error;
	*ret = state;
	return 0;
}

int state_lock(struct state *state)
{
	const char *path = arena_printf(state->arena, "%s.lock", state->path);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int error = errno == EWOULDBLOCK ? -EBUSY : -errno;

		close(fd);
		return error;
	}
	state->lock = fd;
	return 0;
}

struct progress *state_progress(struct state *state, const char *recipient, int64_t since)
{
	struct progress fresh = { .recipient = recipient, .uuid = "-", .since = since };

	for (size_t i = 0; i < state->count; i++)
		if (strcmp(state->items[i].recipient, recipient) == 0)
			return &state->items[i];
	return add(state, &fresh);
}

/* What the file can hold: a UUID, and nothing that an alert could pretend to be one. */
static const char *uuid_word(struct arena *arena, const char *uuid)
{
	static const char allowed[] = "0123456789abcdefABCDEF-";

	if (!uuid || !*uuid || strlen(uuid) > 64 || uuid[strspn(uuid, allowed)])
		return "-";
	return arena_strdup(arena, uuid);
}

void state_advance(struct state *state, struct progress *progress, const struct alert *alert)
{
	progress->id = alert->id;
	progress->uuid = uuid_word(state->arena, alert->uuid);
	if (alert->first_seen > progress->since)
		progress->since = alert->first_seen;
}

static void print_line(FILE *file, const struct progress *progress)
{
	fprintf(file, "%s %" PRId64 " %s %" PRId64 " %" PRId64 " %u %d\n", progress->recipient,
		progress->id, progress->uuid, progress->since, progress->hour, progress->sent,
		progress->waiting);
}

static int print(const struct state *state, int fd)
{
	FILE *file = fdopen(fd, "w");
	int error = 0;

	if (!file) {
		error = -errno;
		close(fd);
		return error;
	}
	fputs(FIRST_LINE, file);
	for (size_t i = 0; i < state->count; i++)
		print_line(file, &state->items[i]);
	if (fflush(file) || fsync(fd) < 0)
		error = -errno;
	if (fclose(file) && !error)
		error = -errno;
	return error;
}

/* The new name is on disk only when its folder is. */
static int sync_folder(struct arena *arena, const char *path)
{
	_cleanup_fd_ int fd = open(dirname(arena_strdup(arena, path)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

int state_write(const struct state *state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *fresh = arena_printf(arena, "%s.new", state->path);
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	int error = fd < 0 ? -errno : print(state, fd);

	if (error >= 0 && rename(fresh, state->path) < 0)
		error = -errno;
	if (error < 0) {
		unlink(fresh);
		return error;
	}
	return sync_folder(arena, state->path);
}
