/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How big a message is, before anything is made of it: D-Bus allows 128 MB, in 64 containers. */
#include <stdlib.h>
#include <string.h>

#include "bus.h"

/* A thousand ids for Delete(), or a filter whose texts are all as long as they may be. */
#define BYTES_MAX ((size_t)128 * 1024)
#define ITEM_BYTES 8
#define DEPTH_MAX 48

static bool take(size_t *left, size_t bytes)
{
	if (bytes > *left)
		return false;
	*left -= bytes;
	return true;
}

static bool walk(sd_bus_message *message, size_t *left, unsigned depth);

static bool walk_container(
	sd_bus_message *message, char type, const char *contents, size_t *left, unsigned depth)
{
	_cleanup_free_ char *inside = strdup(contents); /* what peeking gives ends with the next call */

	return inside && depth < DEPTH_MAX &&
		sd_bus_message_enter_container(message, type, inside) >= 0 &&
		walk(message, left, depth + 1) && sd_bus_message_exit_container(message) >= 0;
}

static bool walk_basic(sd_bus_message *message, char type, size_t *left)
{
	union {
		uint64_t number;
		double real;
		const char *text;
	} value = { 0 };

	if (sd_bus_message_read_basic(message, type, &value) < 0)
		return false;
	return !strchr("sog", type) || take(left, strlen(value.text));
}

static bool walk(sd_bus_message *message, size_t *left, unsigned depth)
{
	const char *contents;
	char type;
	int r;

	while ((r = sd_bus_message_peek_type(message, &type, &contents)) > 0) {
		if (!take(left, ITEM_BYTES))
			return false;
		if (!(strchr("avre", type) ? walk_container(message, type, contents, left, depth)
					   : walk_basic(message, type, left)))
			return false;
	}
	return r == 0;
}

bool bus_is_small(sd_bus_message *message)
{
	size_t left = BYTES_MAX;
	bool small = walk(message, &left, 0);

	sd_bus_message_rewind(message, true);
	return small;
}
