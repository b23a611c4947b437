/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log file, plain or packed, read from its beginning to its end in large blocks. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"

/* The size is 0 where there is none, as of a pipe. */
static int open_log(const char *path, uint64_t *ret_size)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat status;
	int error;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) == 0 && !S_ISDIR(status.st_mode)) {
		*ret_size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
		return fd;
	}
	error = S_ISDIR(status.st_mode) ? -EISDIR : -errno;
	close(fd);
	return error;
}

static ssize_t read_some(int fd, char *bytes, size_t room)
{
	ssize_t length;

	do
		length = read(fd, bytes, room);
	while (length < 0 && errno == EINTR);
	return length < 0 ? -errno : length;
}

int source_fill(struct source *source)
{
	ssize_t length = read_some(source->fd, source->block, sizeof source->block);

	if (length < 0)
		return (int)length;
	source->length = (size_t)length;
	source->read += source->length;
	if (source->to->progress && length)
		source->to->progress(source->read, source->size, source->to->userdata);
	return length > 0;
}

/* The first block, of which a pipe may give very little: enough to see whether it is packed. */
static int fill_first(struct source *source)
{
	while (source->length < 16) {
		ssize_t length = read_some(source->fd, source->block + source->length,
			sizeof source->block - source->length);

		if (length < 0)
			return (int)length;
		if (!length)
			break;
		source->length += (size_t)length;
	}
	source->read = source->length;
	return source->length > 0;
}

static int read_plain(struct source *source)
{
	int more = 1;

	while (more > 0) {
		int error = source->to->feed(source->block, source->length, source->to->userdata);

		if (error < 0)
			return error;
		more = source_fill(source);
	}
	return more;
}

static int read_source(struct source *source)
{
	unpack_fn unpack;
	int r = fill_first(source);

	if (r <= 0)
		return r;
	r = source_unpacker(source, &unpack);
	if (r < 0)
		return r;
	return unpack ? unpack(source) : read_plain(source);
}

/* All its pages at once: one fault for each costs more than what is read into it. */
static struct source *source_new(void)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	struct source *source = malloc(sizeof *source);
	uintptr_t first;

	if (!source)
		abort();
	first = ((uintptr_t)source + page - 1) & ~(page - 1);
	madvise((void *)first, sizeof *source - page, MADV_POPULATE_WRITE); /* kernels before 5.14 cannot */
	return source;
}

int source_read_file(const char *path, const struct source_to *to)
{
	struct source *source = source_new();
	int r;

	source->to = to;
	source->read = source->size = source->length = 0;
	source->fd = r = open_log(path, &source->size);
	if (source->fd >= 0) {
		r = read_source(source);
		close(source->fd);
	}
	free(source);
	return r;
}
