/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The connection to the daemon: hello, its answer where to go on, then records. */
#include "relay.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Seconds between attempts: 1, 2, 4 … 64. */
#define BACK_OFF_MAX 6

/* A hello is short, and nothing is in its way. */
static bool say_hello(int fd, const char *name)
{
	struct note note = { .kind = NOTE_SOURCE };
	char line[NOTE_SIZE];
	size_t length;

	snprintf(note.name, sizeof note.name, "%s", name);
	length = note_write(&note, line);
	return send(fd, line, length, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)length;
}

static void put_off(struct talk *talk)
{
	talk->due = clock_ms() + (INT64_C(1000) << talk->failures);
	if (talk->failures < BACK_OFF_MAX)
		talk->failures++;
}

void talk_connect(struct talk *talk, const char *name)
{
	int fd;

	if (talk->fd >= 0 || clock_ms() < talk->due)
		return;
	fd = link_open(talk->path);
	/* Told once: until it works again. */
	if (fd < 0 && talk->failures == 0)
		log_warning("%s: %s. Is avocetd running? Nothing is lost meanwhile, and it is "
			    "tried again",
			talk->path, strerror(-fd));
	talk->fd = fd < 0 ? -1 : fd;
	talk->answered = false;
	talk->length = 0;
	if (talk->fd < 0)
		put_off(talk);
	else if (!say_hello(talk->fd, name))
		talk_close(talk);
}

int talk_timeout(const struct talk *talk)
{
	int64_t left = talk->due - clock_ms();

	if (talk->fd >= 0)
		return -1;
	return left > 0 ? (int)left : 0;
}

/* The answer has come; returns 1, or 0 when it is none. */
static int take_answer(struct talk *talk, struct note *ret)
{
	const char *text = talk->answer + strlen(NOTE_PREFIX);

	talk->length = 0;
	if (strncmp(talk->answer, NOTE_PREFIX, strlen(NOTE_PREFIX)) != 0
		|| note_parse(text, ret) < 0
		|| (ret->kind != NOTE_START && ret->kind != NOTE_FROM)) {
		log_warning("%s: whoever listens there does not answer as avocetd does",
			talk->path);
		talk_close(talk);
		return 0;
	}
	talk->answered = true;
	talk->failures = 0;
	return 1;
}

int talk_listen(struct talk *talk, struct note *ret)
{
	ssize_t length =
		read(talk->fd, talk->answer + talk->length, sizeof talk->answer - 1 - talk->length);
	char *end;

	if (length <= 0) {
		if (length == 0 || (errno != EAGAIN && errno != EINTR))
			talk_close(talk);
		return 0;
	}
	/* After its answer the daemon has nothing to say. */
	if (talk->answered)
		return 0;
	talk->length += (size_t)length;
	talk->answer[talk->length] = '\0';
	end = strchr(talk->answer, '\n');
	if (!end && talk->length < sizeof talk->answer - 1)
		return 0;
	if (end)
		*end = '\0';
	return take_answer(talk, ret);
}

void talk_send(struct talk *talk, struct queue *queue)
{
	const char *bytes;
	size_t length;

	while (talk->fd >= 0 && talk->answered && (length = queue_peek(queue, &bytes))) {
		ssize_t sent = send(talk->fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent >= 0)
			queue_sent(queue, (size_t)sent);
		else if (errno == EAGAIN || errno == ENOBUFS)
			return;
		else if (errno != EINTR)
			talk_close(talk);
	}
}

void talk_close(struct talk *talk)
{
	if (talk->fd >= 0)
		close(talk->fd);
	talk->fd = -1;
	talk->answered = false;
	put_off(talk);
}
