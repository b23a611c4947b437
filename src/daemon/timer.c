/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Timers that ring once and then let the process sleep. */
#include <stdlib.h>

#include "daemon.h"

#define BACK_OFF_MAX 60
#define LATE_MAX_USEC 250000

void timer_arm(sd_event *event, sd_event_source **timer, uint64_t ms, sd_event_time_handler_t call,
	void *userdata)
{
	uint64_t usec = ms * 1000, late = usec / 4 < LATE_MAX_USEC ? usec / 4 : LATE_MAX_USEC;
	int r;

	/* sd-event takes 0 for a quarter of a second. */
	late = late ? late : 1;
	if (!*timer) {
		r = sd_event_add_time_relative(
			event, timer, CLOCK_MONOTONIC, usec, late, call, userdata);
	} else {
		r = sd_event_source_set_time_relative(*timer, usec);
		if (r >= 0)
			r = sd_event_source_set_time_accuracy(*timer, late);
		if (r >= 0)
			r = sd_event_source_set_enabled(*timer, SD_EVENT_ONESHOT);
	}
	/* Only without memory or descriptors; better to begin anew than to never wake. */
	if (r < 0)
		abort();
}

void timer_stop(sd_event_source *timer)
{
	if (timer)
		sd_event_source_set_enabled(timer, SD_EVENT_OFF);
}

bool timer_armed(sd_event_source *timer)
{
	return timer && sd_event_source_get_enabled(timer, NULL) > 0;
}

unsigned back_off(unsigned failures)
{
	return failures > 6 ? BACK_OFF_MAX : failures ? 1U << (failures - 1) : 1;
}
