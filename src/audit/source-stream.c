/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A live stream: what is there now, and no more than a good helping at a time. */
#include "audit.h"

#include <errno.h>
#include <unistd.h>

#define CHUNK (64 * 1024)

int source_read(int fd, bytes_fn feed, void *userdata)
{
	char bytes[CHUNK];
	ssize_t length = read(fd, bytes, sizeof bytes);
	int error;

	if (length < 0)
		return errno == EAGAIN || errno == EINTR ? 1 : -errno;
	if (length == 0)
		return 0;
	error = feed(bytes, (size_t)length, userdata);
	return error < 0 ? error : 1;
}
