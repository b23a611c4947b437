/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When mail goes out: digests, quiet hours, and attempts after one that failed; by the local clock. */
#include "mail.h"

#include <time.h>

/* Of daily and weekly digests: before work begins, on Mondays. */
#define DIGEST_HOUR 7
#define DIGEST_DAY 1

static void local(int64_t ms, struct tm *ret)
{
	time_t seconds = (time_t)(ms / SECOND_MS);

	if (!localtime_r(&seconds, ret))
		*ret = (struct tm){ 0 };
}

/* mktime() mends days before the first, and finds out about summer time. */
static int64_t moment(struct tm *tm)
{
	tm->tm_isdst = -1;
	return (int64_t)mktime(tm) * SECOND_MS;
}

static int64_t last_day(int64_t now, int back)
{
	struct tm tm;

	local(now, &tm);
	tm.tm_mday -= back;
	tm.tm_hour = DIGEST_HOUR;
	tm.tm_min = tm.tm_sec = 0;
	return moment(&tm);
}

int64_t schedule_last(enum schedule schedule, int64_t now)
{
	struct tm tm;
	int64_t last;

	if (schedule == SCHEDULE_IMMEDIATE)
		return now;
	if (schedule == SCHEDULE_HOURLY)
		return now - now % HOUR_MS;
	local(now, &tm);
	last = last_day(now, schedule == SCHEDULE_WEEKLY ? (tm.tm_wday - DIGEST_DAY + 7) % 7 : 0);
	if (last <= now)
		return last;
	return last_day(now, schedule == SCHEDULE_WEEKLY ? 7 : 1);
}

int64_t schedule_span(enum schedule schedule)
{
	return schedule == SCHEDULE_WEEKLY ? 7 * DAY_MS : DAY_MS;
}

int64_t schedule_loud(const struct recipient *recipient, int64_t now)
{
	int from = recipient->quiet_from, until = recipient->quiet_until, minute;
	struct tm tm;
	bool quiet;

	local(now, &tm);
	minute = 60 * tm.tm_hour + tm.tm_min;
	quiet = from < until ? minute >= from && minute < until
			     : from > until && (minute >= from || minute < until);
	if (!quiet)
		return now;
	tm.tm_mday += minute >= until; /* tomorrow */
	tm.tm_hour = until / 60;
	tm.tm_min = until % 60;
	tm.tm_sec = 0;
	return moment(&tm);
}

int64_t schedule_wait(int64_t attempts)
{
	static const int64_t minutes[] = { 5, 15, 30, 60, 2 * 60, 4 * 60, 6 * 60 };
	size_t last = ARRAY_SIZE(minutes) - 1;

	return minutes[attempts < 1 ? 0 : (size_t)attempts > last ? last : (size_t)attempts - 1] * MINUTE_MS;
}
