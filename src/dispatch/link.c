/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way to the daemon. It is looked for only when something is missed, and then more and more
 * rarely: while nothing matters and nobody listens, nothing wakes up.
 */
#include "dispatch.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define BACK_OFF_MAX 60
/* A daemon that keeps its disk waiting may take a while. */
#define ANSWER_MS 60000
/* One that ends sooner than that is not well. */
#define WELL_MS 1000

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int link_open(const char *path)
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

/* Seconds to wait after so many failures in a row: 1, 2, 4 … 60. */
static int64_t back_off_ms(unsigned failures)
{
	return 1000 * (int64_t)(failures > 6 ? BACK_OFF_MAX : 1U << (failures - 1));
}

static void put_off(struct link *link)
{
	link->failures++;
	link->due = clock_ms() + back_off_ms(link->failures);
}

/* The first line. An empty socket has room for it. */
static int say_hello(int fd)
{
	const struct note hello = { .kind = NOTE_SOURCE, .name = "auditd" };
	char line[NOTE_SIZE];
	size_t length = note_write(&hello, line);

	return send(fd, line, length, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)length ? 0 : -EPIPE;
}

bool link_connect(struct link *link)
{
	int fd;

	if (link->fd >= 0 || !link->wanted || clock_ms() < link->due)
		return false;
	fd = link_open(link->path);
	if (fd >= 0 && say_hello(fd) < 0) {
		close(fd);
		fd = -1;
	}
	if (fd < 0) {
		put_off(link);
		link->wanted = link->missed;
		return false;
	}
	link->fd = fd;
	link->answered = 0;
	link->answer_length = 0;
	link->due = clock_ms() + ANSWER_MS;
	return true;
}

/* Without its end and what is not for us; -EINVAL when it is no note of the daemon's. */
static int read_note(struct link *link, char *end, struct note *ret)
{
	size_t prefix = strlen(NOTE_PREFIX);

	*end = '\0';
	if (strncmp(link->answer, NOTE_PREFIX, prefix) != 0 ||
		note_parse(link->answer + prefix, ret) < 0)
		return -EINVAL;
	if (ret->kind != NOTE_FROM && ret->kind != NOTE_START)
		return -EINVAL;
	link->answered = clock_ms();
	return 1;
}

int link_answer(struct link *link, struct note *ret)
{
	size_t room = sizeof link->answer - 1 - link->answer_length;
	ssize_t length = recv(link->fd, link->answer + link->answer_length, room, MSG_DONTWAIT);
	char *end;

	if (length < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (length == 0)
		return room ? -EPIPE : -EINVAL;
	end = memchr(link->answer + link->answer_length, '\n', (size_t)length);
	link->answer_length += (size_t)length;
	return end ? read_note(link, end, ret) : 0;
}

bool link_late(const struct link *link)
{
	return link->fd >= 0 && !link->answered && clock_ms() >= link->due;
}

int link_timeout(const struct link *link)
{
	bool waits = link->fd >= 0 ? !link->answered : link->wanted;
	int64_t left = link->due - clock_ms();

	if (!waits)
		return -1;
	return left > 0 ? (int)left : 0;
}

int link_send(struct link *link, struct queue *queue)
{
	const char *bytes;
	size_t length;

	while (link->fd >= 0 && (length = queue_peek(queue, &bytes))) {
		ssize_t sent = send(link->fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent >= 0)
			queue_sent(queue, (size_t)sent);
		else if (errno == EAGAIN || errno == ENOBUFS)
			return 0;
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}

void link_close(struct link *link)
{
	bool well = link->answered && clock_ms() >= link->answered + WELL_MS;

	if (link->fd < 0)
		return;
	close(link->fd);
	link->fd = -1;
	if (well) {
		/* Whoever restarts is back soon. */
		link->failures = 0;
		link->due = 0;
		link->wanted = true;
	} else {
		put_off(link);
		link->wanted = link->missed;
	}
}
