/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much mail a recipient gets, whatever happens: so many within a minute, so many within an hour of the
 * clock. What is more waits, and comes in one mail. What waits is not noted: it is what is new then.
 */
#include "mail.h"

int64_t caps_open(struct outbox *outbox, const char *recipient, int64_t now)
{
	const int64_t hour = now - now % HOUR_MS;
	int64_t in_hour, in_minute, first;
	int error = outbox_count(outbox, recipient, hour, now, &in_hour, &first);

	if (error >= 0)
		error = outbox_count(outbox, recipient, now - MINUTE_MS + 1, now, &in_minute, &first);
	if (error < 0)
		return error;
	if (in_hour >= CAPS_HOUR)
		return hour + HOUR_MS;
	return in_minute < CAPS_MINUTE ? now : first + MINUTE_MS;
}
