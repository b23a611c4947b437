/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way to the daemon. It is looked for only when there is something to send, and at most once
 * a second: while nothing matters and nobody listens, nothing wakes up.
 */
#include "dispatch.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define RETRY_MS 1000

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Returns the connected socket, or a negative errno. A full backlog is -EAGAIN, not a wait. */
static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof address.sun_path)
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		int error = errno;

		close(fd);
		return -error;
	}
	return fd;
}

void link_connect(struct link *link)
{
	int64_t now;
	int fd;

	if (link->fd >= 0 || !link->wanted)
		return;
	now = clock_ms();
	if (now < link->tried + RETRY_MS)
		return;
	link->tried = now;
	fd = connect_to(link->path);
	/* A daemon that is there but behind (-EAGAIN) is asked again. */
	link->wanted = fd == -EAGAIN;
	link->fd = fd < 0 ? -1 : fd;
}

int link_timeout(const struct link *link)
{
	int64_t left;

	if (link->fd >= 0 || !link->wanted)
		return -1;
	left = link->tried + RETRY_MS - clock_ms();
	return left > 0 ? (int)left : 0;
}

void link_send(struct link *link, struct queue *queue)
{
	const char *bytes;
	size_t length;

	while (link->fd >= 0 && (length = queue_peek(queue, &bytes))) {
		ssize_t sent = send(link->fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent >= 0)
			queue_sent(queue, (size_t)sent);
		else if (errno == EAGAIN || errno == ENOBUFS)
			return;
		else if (errno != EINTR)
			link_close(link, queue);
	}
}

void link_close(struct link *link, struct queue *queue)
{
	if (link->fd >= 0)
		close(link->fd);
	link->fd = -1;
	queue_rewind(queue);
	/* Whoever restarts is back soon; try once for what waits here. */
	link->wanted = !queue_is_empty(queue);
}
