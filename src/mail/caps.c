/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much mail a recipient gets in an hour of the clock, whatever happens: so many single ones; what
 * is more waits, and comes in one mail when the hour is over. What waits is not noted: it is what is
 * new then.
 */
#include "mail.h"

#define HOUR_MS (INT64_C(60) * 60 * 1000)

bool caps_begin(struct progress *progress, int64_t now)
{
	int64_t hour = now / HOUR_MS;

	if (progress->hour == hour)
		return !progress->waiting;
	progress->hour = hour;
	progress->sent = 0;
	return true;
}

bool caps_waiting(const struct progress *progress)
{
	return progress->waiting;
}

bool caps_single(struct progress *progress)
{
	progress->waiting = progress->sent >= CAPS_SINGLES;
	return !progress->waiting;
}

void caps_sent(struct progress *progress)
{
	progress->sent++;
}

void caps_summary(struct progress *progress)
{
	progress->waiting = false;
}
