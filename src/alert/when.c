/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When it was, as people say it: "5 minutes ago", "yesterday 14:03", "Monday 09:00". */
#include "alert.h"

#include <time.h>

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
/* So long hours are counted, then the clock tells. */
#define HOURS_COUNTED 6
/* A week before, the day of the week would be today's. */
#define DAYS_NAMED 6

static bool calendar(int64_t ms, struct tm *ret)
{
	time_t seconds = (time_t)(ms / 1000 - (ms % 1000 < 0));

	return localtime_r(&seconds, ret) != NULL;
}

/* The days from one date to the other, by the calendar: 23:59 and 00:01 are one day apart. */
static int64_t days_between(struct tm from, struct tm to)
{
	from.tm_hour = to.tm_hour = 12;
	from.tm_min = from.tm_sec = to.tm_min = to.tm_sec = 0;
	return (timegm(&to) - timegm(&from)) / (24 * 60 * 60);
}

static const char *ago(struct arena *arena, int64_t age)
{
	int64_t minutes = age / MINUTE, hours = age / HOUR;

	if (minutes < 1)
		return _("just now");
	if (hours < 1)
		return arena_printf(arena,
			ngettext("%lld minute ago", "%lld minutes ago", (unsigned long)minutes),
			(long long)minutes);
	return arena_printf(arena,
		ngettext("%lld hour ago", "%lld hours ago", (unsigned long)hours),
		(long long)hours);
}

/* "today 09:12", "yesterday 14:03", "Monday 09:00", "2026-11-22". */
static const char *by_the_calendar(struct arena *arena, int64_t days, const struct tm *then)
{
	char text[64];
	size_t length;

	if (days == 0)
		length = strftime(text, sizeof text, _("today %H:%M"), then);
	else if (days == 1)
		length = strftime(text, sizeof text, _("yesterday %H:%M"), then);
	else if (days <= DAYS_NAMED)
		length = strftime(text, sizeof text, _("%A %H:%M"), then);
	else
		length = strftime(text, sizeof text, "%Y-%m-%d", then);
	return arena_strndup(arena, text, length);
}

const char *when_relative(struct arena *arena, int64_t ms, int64_t now)
{
	struct tm then, today;

	if (ms <= 0)
		return _("unknown");
	if (ms > now || !calendar(ms, &then) || !calendar(now, &today))
		return time_local(arena, ms);
	if (now - ms < HOURS_COUNTED * HOUR)
		return ago(arena, now - ms);
	return by_the_calendar(arena, days_between(then, today), &then);
}

const char *when_day(struct arena *arena, int64_t ms)
{
	char text[64];
	struct tm tm;

	if (!calendar(ms, &tm))
		return "";
	return arena_strndup(arena, text, strftime(text, sizeof text, "%Y-%m-%d", &tm));
}
