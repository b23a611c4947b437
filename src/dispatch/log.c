/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The audit log and its rotations, as one file that grows. auditd renames audit.log to audit.log.1 and
 * so on, oldest first; whoever reads one of them goes on with the next newer one, wherever it is now.
 */
#include "dispatch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NUMBER_MAX 1000
/* auditd leaves one number free for a moment, people remove a file now and then. */
#define ABSENT_MAX 3
/* Events are not written quite in the order of their times. */
#define SLACK_MS 60000
#define TRIES 8

/* FILE for 0, else FILE.1, …: the higher, the older. Returns the descriptor or a negative errno. */
static int open_number(const struct log *log, unsigned number, struct stat *ret)
{
	char path[PATH_MAX];
	int fd, length = number ? snprintf(path, sizeof path, "%s.%u", log->path, number)
				: snprintf(path, sizeof path, "%s", log->path);

	if (length < 0 || (size_t)length >= sizeof path)
		return -ENAMETOOLONG;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	if (fstat(fd, ret) == 0 && S_ISREG(ret->st_mode))
		return fd;
	close(fd);
	return -ENOENT;
}

/* When the first record of the file was made; -1 when it has none at its beginning, which is where
 * the file is then. */
static int64_t begun(int fd)
{
	char bytes[16 * 1024];
	const char *line = bytes, *end;
	struct record record;
	ssize_t length;
	int64_t ms = -1;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -1;
	length = read(fd, bytes, sizeof bytes);
	while (ms < 0 && length > 0 && (end = memchr(line, '\n', (size_t)length))) {
		if (record_parse(line, (size_t)(end - line), &record) == 0)
			ms = record.id.ms;
		length -= end + 1 - line;
		line = end + 1;
	}
	return lseek(fd, 0, SEEK_SET) < 0 ? -1 : ms;
}

static void take_over(struct log *log, int fd)
{
	log_close(log);
	log->fd = fd;
}

int log_open(struct log *log, int64_t ms, bool *ret_oldest)
{
	struct stat status;
	unsigned holes = 0;
	int error = -ENOENT;

	log_close(log);
	log->jumped = false;
	*ret_oldest = true;
	for (unsigned number = 0; number < NUMBER_MAX && holes < ABSENT_MAX; number++) {
		int fd = log->path ? open_number(log, number, &status) : -ENOENT;
		int64_t first;

		if (fd < 0) {
			error = fd == -ENOENT ? error : fd;
			holes++;
			continue;
		}
		holes = 0;
		first = begun(fd);
		take_over(log, fd);
		if (ms && first >= 0 && first < ms - SLACK_MS) {
			*ret_oldest = false;
			return 0;
		}
	}
	return log->fd >= 0 ? 0 : error;
}

void log_close(struct log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
	log->offset = 0;
}

/* Which number the open file has now; NUMBER_MAX when it is gone. */
static unsigned number_now(const struct log *log)
{
	struct stat ours, other;
	unsigned holes = 0;

	if (fstat(log->fd, &ours) < 0)
		return NUMBER_MAX;
	for (unsigned number = 0; number < NUMBER_MAX && holes < ABSENT_MAX; number++) {
		int fd = open_number(log, number, &other);

		if (fd < 0) {
			holes++;
			continue;
		}
		close(fd);
		holes = 0;
		if (other.st_dev == ours.st_dev && other.st_ino == ours.st_ino)
			return number;
	}
	return NUMBER_MAX;
}

/* The next newer file than that number: mostly the one before it, unless that is a hole. */
static int open_newer(const struct log *log, unsigned number)
{
	struct stat status;
	int fd = -ENOENT;

	while (number-- > 0 && fd < 0)
		fd = open_number(log, number, &status);
	return fd;
}

/* The oldest file that was begun after ours, which is gone. */
static int open_survivor(const struct log *log)
{
	int64_t ours = begun(log->fd);
	int best = -ENOENT;

	for (unsigned number = 0, holes = 0; number < NUMBER_MAX && holes < ABSENT_MAX; number++) {
		struct stat status;
		int fd = open_number(log, number, &status);
		int64_t first = fd < 0 ? -1 : begun(fd);

		holes = fd < 0 ? holes + 1 : 0;
		if (first > ours) {
			if (best >= 0)
				close(best);
			best = fd;
		} else if (fd >= 0) {
			close(fd);
		}
		/* One that was empty: only the newest can be its successor. */
		if (ours < 0 || (first >= 0 && first <= ours))
			break;
	}
	return best;
}

static int go_on_after_loss(struct log *log)
{
	int fd = open_survivor(log);

	if (fd < 0) {
		/* Somebody removed it, and auditd still writes to it. */
		return lseek(log->fd, log->offset, SEEK_SET) < 0 ? -errno : LOG_END;
	}
	take_over(log, fd);
	log->jumped = true;
	return LOG_NEXT;
}

/* The file is not the newest any more, and read to its end. */
static int go_on(struct log *log)
{
	for (int i = 0; i < TRIES; i++) {
		unsigned number = number_now(log);
		int fd;

		if (number == 0)
			return LOG_END;
		if (number == NUMBER_MAX)
			return go_on_after_loss(log);
		fd = open_newer(log, number);
		if (fd < 0)
			return LOG_BUSY;
		if (number_now(log) == number) {
			take_over(log, fd);
			return LOG_NEXT;
		}
		close(fd);
	}
	return LOG_BUSY;
}

/* Emptied by somebody, and written anew: what it holds now is read from its beginning. */
static int begin_again(struct log *log)
{
	if (lseek(log->fd, 0, SEEK_SET) < 0)
		return -errno;
	log->offset = 0;
	log->jumped = true;
	return LOG_NEXT;
}

static int read_some(struct log *log, char *bytes, size_t size, size_t *ret_length)
{
	ssize_t length = read(log->fd, bytes, size);

	if (length < 0)
		return errno == EINTR ? LOG_BUSY : -errno;
	if (length == 0)
		return LOG_END;
	log->offset += length;
	*ret_length = (size_t)length;
	return LOG_MORE;
}

int log_read(struct log *log, char *bytes, size_t size, size_t *ret_length)
{
	struct stat status;
	int r;

	if (log->fd < 0)
		return LOG_END;
	r = read_some(log, bytes, size, ret_length);
	if (r != LOG_END)
		return r;
	if (fstat(log->fd, &status) == 0 && status.st_size < log->offset)
		return begin_again(log);
	if (number_now(log) == 0)
		return LOG_END;
	/* What was written between our reading and the renaming is read before we go on. */
	r = read_some(log, bytes, size, ret_length);
	return r == LOG_END ? go_on(log) : r;
}
