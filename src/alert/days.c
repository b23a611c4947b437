/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the hours that the store counts by, in UTC, to the days of the reader. */
#include "alert.h"

#include <string.h>
#include <time.h>

#define DAY_SECONDS (24 * 60 * 60)

/* The number of the local day, counted from 1970. */
static int64_t day_number(int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return 0;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	return timegm(&tm) / DAY_SECONDS;
}

static const char *day_text(struct arena *arena, int64_t number)
{
	time_t seconds = (time_t)(number * DAY_SECONDS);
	char text[32];
	struct tm tm;

	if (!gmtime_r(&seconds, &tm))
		return "";
	return arena_strndup(arena, text, strftime(text, sizeof text, "%Y-%m-%d", &tm));
}

size_t alert_days(struct arena *arena, const struct alert *alert, size_t most,
	struct alert_day **ret)
{
	int64_t first, last;
	size_t count;

	if (!alert->n_hours || !most)
		return 0;
	first = day_number(alert->hours[0].ms);
	last = day_number(alert->hours[alert->n_hours - 1].ms);
	if (last < first)
		return 0;
	if (last - first >= (int64_t)most)
		first = last - (int64_t)most + 1;
	count = (size_t)(last - first) + 1;
	*ret = arena_alloc(arena, count * sizeof **ret);
	for (size_t i = 0; i < count; i++)
		(*ret)[i].day = day_text(arena, first + (int64_t)i);
	for (size_t i = 0; i < alert->n_hours; i++) {
		int64_t day = day_number(alert->hours[i].ms);

		if (day >= first && day <= last)
			(*ret)[day - first].count += alert->hours[i].count;
	}
	return count;
}
