/* SPDX-License-Identifier: GPL-2.0-or-later */
/* auditd's lines through the filter and the queue: what comes out is what was taken, in order. */
#include "dispatch.h"
#include "fuzz.h"

struct journey {
	struct queue *queue;
	size_t pushed, sent, lines;
	bool refused;
};

static bool forward(const char *line, size_t length, bool cut, bool begins, void *userdata)
{
	struct journey *journey = userdata;

	/* Now and then there is no room. */
	if (journey->lines++ % 7 == 6 || !queue_push(journey->queue, line, length, cut, begins))
		return false;
	journey->pushed += length + 1 + (cut ? LINE_MAX_BYTES + 1 - length : 0);
	return true;
}

static void take(const char *line, size_t length, bool cut, void *userdata)
{
	filter_take(userdata, line, length, cut);
}

static void drain(struct journey *journey)
{
	const char *bytes;
	size_t length;

	while ((length = queue_peek(journey->queue, &bytes)) > 0) {
		length = length > 1 ? length / 2 : length;
		journey->sent += length;
		queue_sent(journey->queue, length);
	}
	REQUIRE(queue_is_empty(journey->queue));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct journey journey = { .queue = queue_new() };
	struct filter *filter = filter_new(forward, &journey);
	struct lines *lines = lines_new(take, filter);

	lines_feed(lines, (const char *)data, size);
	lines_end(lines);
	drain(&journey);
	REQUIRE(journey.sent == journey.pushed);
	lines_free(lines);
	filter_free(filter);
	queue_free(journey.queue);
	return 0;
}
