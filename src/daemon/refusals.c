/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who asks more than their share is refused, but not at once: who floods us waits for the answers before they ask
 * on, so that the bus and we have time for others. Beyond a few hundred that wait there is no answer at all.
 */
#include "bus.h"
#include "daemon.h"

/* The answers to a flood go out together, so often. */
#define REFUSAL_MS 100
#define REFUSALS_MAX 512

static sd_bus_message *refusals[REFUSALS_MAX];
static size_t count;
static sd_event_source *timer;

static int on_time(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct daemon *daemon = userdata;
	sd_bus *bus = link_bus(daemon->link);

	for (size_t i = 0; i < count; i++) {
		if (bus)
			sd_bus_send(bus, refusals[i], NULL);
		sd_bus_message_unref(refusals[i]);
	}
	count = 0;
	return 0;
}

int refuse_later(struct daemon *daemon, sd_bus_message *call)
{
	static const sd_bus_error error = SD_BUS_ERROR_MAKE_CONST(BUS_ERROR_LIMITS,
		"you ask more than your share of the avocetd service's time; wait for a moment");

	if (count == REFUSALS_MAX || sd_bus_message_get_expect_reply(call) <= 0 ||
		sd_bus_message_new_method_error(call, &refusals[count], &error) < 0)
		return 1;
	if (count++ == 0)
		timer_arm(daemon->event, &timer, REFUSAL_MS, on_time, daemon);
	return 1;
}

void refusals_forget(void)
{
	while (count)
		sd_bus_message_unref(refusals[--count]);
	timer = sd_event_source_disable_unref(timer);
}
