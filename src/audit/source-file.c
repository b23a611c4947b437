/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log file, plain or packed by gzip, read from its beginning to its end. */
#include "audit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define CHUNK (128 * 1024)

static int open_log(const char *path)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat status;
	int error;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) == 0 && !S_ISDIR(status.st_mode))
		return fd;
	error = S_ISDIR(status.st_mode) ? -EISDIR : -errno;
	close(fd);
	return error;
}

static int gzip_error(gzFile file)
{
	int code;

	gzerror(file, &code);
	return code == Z_ERRNO ? -errno : -EBADMSG;
}

/* zlib passes on what is not packed as it is. */
static int read_all(gzFile file, bytes_fn feed, void *userdata)
{
	char bytes[CHUNK];

	for (;;) {
		int length = gzread(file, bytes, sizeof bytes), code, error;

		if (length < 0)
			return gzip_error(file);
		if (length == 0) {
			gzerror(file, &code); /* an archive that ends too early is told only here */
			return code == Z_BUF_ERROR ? -EBADMSG : 0;
		}
		error = feed(bytes, (size_t)length, userdata);
		if (error < 0)
			return error;
	}
}

int source_read_file(const char *path, bytes_fn feed, void *userdata)
{
	int fd = open_log(path), error;
	gzFile file;

	if (fd < 0)
		return fd;
	file = gzdopen(fd, "rb");
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	gzbuffer(file, CHUNK);
	error = read_all(file, feed, userdata);
	gzclose(file);
	return error;
}
