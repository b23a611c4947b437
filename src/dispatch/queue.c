/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where lines wait for the daemon: a ring of bytes that holds whole lines and never grows. Its
 * start is always the start of a line, so that a new reader never gets the tail of one.
 */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>

struct queue {
	size_t start; /* the first line that has not gone completely */
	size_t length; /* bytes from there on */
	size_t gone; /* of these, already sent */
	char bytes[QUEUE_BYTES];
};

struct queue *queue_new(void)
{
	struct queue *queue = calloc(1, sizeof *queue);

	if (!queue)
		abort();
	return queue;
}

void queue_free(struct queue *queue)
{
	free(queue);
}

static void append(struct queue *queue, const char *bytes, size_t length)
{
	size_t at = (queue->start + queue->length) % QUEUE_BYTES;
	size_t until_end = QUEUE_BYTES - at;
	size_t first = length < until_end ? length : until_end;

	memcpy(queue->bytes + at, bytes, first);
	memcpy(queue->bytes, bytes + first, length - first);
	queue->length += length;
}

/* Blanks that lengthen a line which was cut beyond what lines may have. */
static size_t padding(size_t length, bool cut)
{
	return cut && length <= LINE_MAX_BYTES ? LINE_MAX_BYTES + 1 - length : 0;
}

bool queue_push(struct queue *queue, const char *line, size_t length, bool cut, bool begins)
{
	size_t blanks = padding(length, cut);
	size_t free_bytes = QUEUE_BYTES - queue->length;

	if (length + blanks + 1 + (begins ? QUEUE_RESERVE : 0) > free_bytes)
		return false;
	append(queue, line, length);
	while (blanks--)
		append(queue, " ", 1);
	append(queue, "\n", 1);
	return true;
}

size_t queue_peek(const struct queue *queue, const char **ret_bytes)
{
	size_t at = (queue->start + queue->gone) % QUEUE_BYTES;
	size_t waiting = queue->length - queue->gone;
	size_t until_end = QUEUE_BYTES - at;

	*ret_bytes = queue->bytes + at;
	return waiting < until_end ? waiting : until_end;
}

void queue_sent(struct queue *queue, size_t length)
{
	size_t at = (queue->start + queue->gone) % QUEUE_BYTES;
	const char *end = memrchr(queue->bytes + at, '\n', length);
	size_t whole;

	queue->gone += length;
	if (!end)
		return;
	whole = queue->gone - length + (size_t)(end - (queue->bytes + at)) + 1;
	queue->start = (queue->start + whole) % QUEUE_BYTES;
	queue->length -= whole;
	queue->gone -= whole;
}

void queue_rewind(struct queue *queue)
{
	queue->gone = 0;
}

void queue_clear(struct queue *queue)
{
	queue->start = queue->length = queue->gone = 0;
}

size_t queue_room(const struct queue *queue)
{
	return QUEUE_BYTES - queue->length;
}

bool queue_is_empty(const struct queue *queue)
{
	return queue->length == 0;
}
