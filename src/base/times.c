/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Milliseconds since 1970, shown to people and read from them. */
#include "base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)

int64_t time_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * SECOND + now.tv_nsec / 1000000;
}

/* Rounded down, before 1970 too. */
static time_t whole_seconds(int64_t ms)
{
	return (time_t)(ms / SECOND - (ms % SECOND < 0));
}

/* A time that the calendar cannot hold is shown as its number. */
char *time_rfc3339(struct arena *arena, int64_t ms)
{
	time_t seconds = whole_seconds(ms);
	char date[64];
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) || !strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &tm))
		return arena_printf(arena, "@%lld", (long long)ms);
	return arena_printf(arena, "%s.%03dZ", date, (int)((ms % SECOND + SECOND) % SECOND));
}

char *time_local(struct arena *arena, int64_t ms)
{
	time_t seconds = whole_seconds(ms);
	char date[64];
	struct tm tm;

	if (!localtime_r(&seconds, &tm) || !strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &tm))
		return arena_printf(arena, "@%lld", (long long)ms);
	return arena_strdup(arena, date);
}

/* Midnight at the beginning of the day that lies so many days before now, in the local zone. */
static int64_t midnight(int64_t now, int days_before)
{
	time_t seconds = whole_seconds(now);
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return now;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_mday -= days_before;
	tm.tm_isdst = -1;
	return mktime(&tm) * SECOND;
}

static int64_t week_start(int64_t now)
{
	time_t seconds = whole_seconds(now);
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return now;
	return midnight(now, (tm.tm_wday + 6) % 7); /* Monday */
}

static int parse_word(const char *text, int64_t now, int64_t *ret)
{
	if (strcmp(text, "now") == 0)
		*ret = now;
	else if (strcmp(text, "today") == 0)
		*ret = midnight(now, 0);
	else if (strcmp(text, "yesterday") == 0)
		*ret = midnight(now, 1);
	else if (strcmp(text, "this-week") == 0)
		*ret = week_start(now);
	else
		return -EINVAL;
	return 0;
}

static int64_t unit_of(const char *text)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = {
		{ "s", SECOND }, { "m", MINUTE }, { "min", MINUTE }, { "h", HOUR }, { "d", DAY }, { "w", WEEK },
	};

	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (strcmp(text, units[i].name) == 0)
			return units[i].ms;
	return 0;
}

static int parse_age(const char *text, int64_t now, int64_t *ret)
{
	char *end;
	long number;
	int64_t unit, age;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	number = strtol(text, &end, 10);
	unit = unit_of(end);
	if (errno || !unit || __builtin_mul_overflow(number, unit, &age))
		return -EINVAL;
	*ret = now - age;
	return 0;
}

/* Z or +HH:MM at the end of a date makes it UTC; what is neither is refused. */
static int parse_zone(const char *text, bool *ret_utc, int64_t *ret_offset)
{
	int hours, minutes, used = 0;
	char sign;

	*ret_utc = *text != '\0';
	*ret_offset = 0;
	if (*text == '\0' || strcmp(text, "Z") == 0)
		return 0;
	if (sscanf(text, "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3 || text[used]
		|| (sign != '+' && sign != '-'))
		return -EINVAL;
	*ret_offset = (hours * HOUR + minutes * MINUTE) * (sign == '-' ? -1 : 1);
	return 0;
}

static const char *parse_fraction(const char *text, int64_t *ret_ms)
{
	int64_t unit = SECOND;

	*ret_ms = 0;
	if (*text != '.')
		return text;
	for (text++; *text >= '0' && *text <= '9'; text++) {
		unit /= 10;
		*ret_ms += (*text - '0') * unit;
	}
	return text;
}

static int parse_date(const char *text, int64_t *ret)
{
	static const char *const forms[] = { "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",
		"%Y-%m-%d" };

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		struct tm tm = { .tm_isdst = -1 };
		const char *rest = strptime(text, forms[i], &tm);
		int64_t fraction, offset;
		bool utc;

		if (!rest)
			continue;
		rest = parse_fraction(rest, &fraction);
		if (parse_zone(rest, &utc, &offset) < 0)
			continue;
		*ret = (utc ? timegm(&tm) : mktime(&tm)) * SECOND + fraction - offset;
		return 0;
	}
	return -EINVAL;
}

int time_parse(const char *text, int64_t now, int64_t *ret_ms)
{
	if (parse_word(text, now, ret_ms) == 0 || parse_age(text, now, ret_ms) == 0)
		return 0;
	return parse_date(text, ret_ms);
}
