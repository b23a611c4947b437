/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the source to the daemon. The source is read only while the daemon listens and the queue
 * has room: what waits, waits where it is.
 */
#include "relay.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>

/* The most that one record can bring out of the filter: all that it held back, and itself. */
#define ROOM_BYTES (FILTER_HELD_MAX + FILTER_HELD_LINES + LINE_MAX_BYTES + 2 + QUEUE_RESERVE)
/* Records passed on before the socket and signals have their turn. */
#define TURN_RECORDS 256

struct relay {
	const struct source *source;
	struct filter *filter;
	struct queue *queue;
	struct talk talk;
	struct event_id last;
	uint64_t told; /* records since the daemon's answer */
	bool more; /* the source may have something */
};

/* ---- what the source calls ---- */

static bool forward(const char *line, size_t length, bool cut, bool begins, void *userdata)
{
	struct relay *relay = userdata;
	struct record record;

	if (record_parse(line, length, &record) == 0)
		relay->last = record.id;
	relay->told++;
	/* There is room: no record is asked for without. */
	return queue_push(relay->queue, line, length, cut, begins);
}

void relay_pass(struct relay *relay, const struct line *line)
{
	filter_take(relay->filter, line->text, line->length, line->cut);
}

void relay_note(struct relay *relay, const struct note *note)
{
	char line[NOTE_SIZE];

	/* Its end comes with the queue. */
	queue_push(relay->queue, line, note_write(note, line) - 1, false, false);
}

struct event_id relay_last(const struct relay *relay)
{
	return relay->last;
}

uint64_t relay_told(const struct relay *relay)
{
	return relay->told;
}

/* ---- the loop ---- */

static bool has_room(const struct relay *relay)
{
	return queue_room(relay->queue) >= ROOM_BYTES;
}

static bool is_telling(const struct relay *relay)
{
	return relay->talk.fd >= 0 && relay->talk.answered;
}

/* The daemon has answered. What waits for it is told again by a source that can. */
static int begin(struct relay *relay, const struct note *answer)
{
	const struct source *source = relay->source;
	struct event_id from = { .ms = answer->ms, .serial = answer->serial };

	if (*answer->node)
		from.node = answer->node;
	if (source->keeps) {
		filter_reset(relay->filter);
		queue_clear(relay->queue);
	}
	relay->more = true;
	relay->told = 0;
	return source->begin(source->self, relay, answer->kind == NOTE_FROM ? &from : NULL);
}

static int hear_daemon(struct relay *relay)
{
	struct note answer;
	int r = talk_listen(&relay->talk, &answer) > 0 ? begin(relay, &answer) : 0;

	if (relay->talk.fd < 0)
		queue_rewind(relay->queue);
	return r;
}

static int read_source(struct relay *relay)
{
	int r = 1;

	for (int i = 0; i < TURN_RECORDS && r > 0 && has_room(relay); i++)
		r = relay->source->next(relay->source->self, relay);
	relay->more = r > 0;
	return r < 0 ? r : 0;
}

/* Waits for something to do, and does it. */
static int turn(struct relay *relay, const sigset_t *signals)
{
	const struct source *source = relay->source;
	bool ready = is_telling(relay) && has_room(relay);
	short out = is_telling(relay) && !queue_is_empty(relay->queue) ? POLLOUT : 0;
	struct pollfd fds[] = {
		{ .fd = relay->talk.fd, .events = (short)(POLLIN | out) },
		{ .fd = ready ? source->fd(source->self) : -1, .events = POLLIN },
	};
	int timeout = ready && relay->more ? 0 : talk_timeout(&relay->talk), r = 0;
	struct timespec wait = { timeout / 1000, timeout % 1000 * 1000000L };

	if (ppoll(fds, ARRAY_SIZE(fds), timeout < 0 ? NULL : &wait, signals) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents & ~POLLOUT)
		r = hear_daemon(relay);
	if (fds[1].revents) {
		source->wake(source->self);
		relay->more = true;
	}
	if (r >= 0 && is_telling(relay) && relay->more && has_room(relay))
		r = read_source(relay);
	talk_send(&relay->talk, relay->queue);
	if (relay->talk.fd < 0)
		queue_rewind(relay->queue);
	return r;
}

int relay_run(const char *socket_path, const struct source *source, const sigset_t *signals,
	const volatile sig_atomic_t *stop)
{
	struct relay relay = { .source = source, .talk = { .path = socket_path, .fd = -1 } };
	int r = 0;

	relay.filter = filter_new(forward, &relay);
	relay.queue = queue_new();
	while (!*stop && r >= 0) {
		talk_connect(&relay.talk, source->name);
		r = turn(&relay, signals);
	}
	if (relay.talk.fd >= 0)
		talk_close(&relay.talk);
	filter_free(relay.filter);
	queue_free(relay.queue);
	return r < 0 ? r : 0;
}
