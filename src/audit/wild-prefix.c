/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The time at the beginning of a line, as syslog, the journal and logcat write it. */
#include "wild.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* Long enough for every form, short enough for the stack. */
#define PREFIX_MAX 80

struct moment {
	struct tm tm;
	bool has_year;
	const char *rest;	/* behind the seconds */
};

/* Those of the journal, of syslog and of logcat. Weekdays are passed over. */
static const struct {
	const char *format;
	bool has_year;
} forms[] = {
	{ "%Y-%m-%dT%H:%M:%S", true },
	{ "%Y-%m-%d %H:%M:%S", true },
	{ "%b %d %H:%M:%S", false },
	{ "%m-%d %H:%M:%S", false },
	{ "%b %d %Y %H:%M:%S", true },
	{ "%d %b %Y %H:%M:%S", true },
};

static bool begins_with_weekday(const char *text)
{
	static const char *const days[] = { "Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun " };

	for (size_t i = 0; i < ARRAY_SIZE(days); i++)
		if (strncmp(text, days[i], strlen(days[i])) == 0)
			return true;
	return false;
}

static bool take_moment(const char *text, struct moment *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		*ret = (struct moment){ .has_year = forms[i].has_year };
		ret->rest = strptime(text, forms[i].format, &ret->tm);
		if (ret->rest)
			return true;
	}
	return false;
}

/* ".123", ",123456" */
static int64_t take_fraction(const char **text)
{
	int64_t ms = 0, unit = 100;

	if (**text != '.' && **text != ',')
		return 0;
	for ((*text)++; **text >= '0' && **text <= '9'; (*text)++, unit /= 10)
		ms += (**text - '0') * unit;
	return ms;
}

/* "+0200", "+02:00", "Z", " UTC"; another name of a zone is taken for the local one. */
static bool take_zone(const char *text, int64_t *ret_offset_ms)
{
	int hours, minutes, sign = *text == '-' ? -1 : 1;

	*ret_offset_ms = 0;
	if (*text == 'Z' || strncmp(text, " UTC", 4) == 0 || strncmp(text, " GMT", 4) == 0)
		return true;
	if ((*text != '+' && *text != '-') || (sscanf(text + 1, "%2d:%2d", &hours, &minutes) != 2
		&& sscanf(text + 1, "%2d%2d", &hours, &minutes) != 2))
		return false;
	*ret_offset_ms = sign * (hours * INT64_C(60) + minutes) * 60 * 1000;
	return true;
}

static bool to_ms(const struct tm *clock, bool utc, int64_t *ret)
{
	struct tm tm = *clock;
	time_t seconds;

	tm.tm_isdst = -1;
	seconds = utc ? timegm(&tm) : mktime(&tm);
	if (seconds < 0 || tm.tm_mday != clock->tm_mday)
		return false;
	*ret = (int64_t)seconds * 1000;
	return true;
}

/* The newest year that the day exists in and that does not make it the future. */
static bool guess_year(struct moment *moment, int64_t now, int64_t *ret)
{
	time_t seconds = (time_t)(now / 1000);
	struct tm today;

	if (!localtime_r(&seconds, &today))
		return false;
	for (int back = 0; back < 9; back++) {
		moment->tm.tm_year = today.tm_year - back;
		if (to_ms(&moment->tm, false, ret) && *ret <= now + DAY_MS)
			return true;
	}
	return false;
}

/* "1665247367.123456 ", as journalctl -o short-unix has it. */
static bool take_unix(const char *text, int64_t *ret)
{
	char *rest;
	long seconds = strtol(text, &rest, 10);
	const char *fraction = rest;

	if (rest - text < 9 || rest - text > 11 || *rest != '.')
		return false;
	*ret = (int64_t)seconds * 1000 + take_fraction(&fraction);
	return *fraction == ' ';
}

int date_of_prefix(const struct piece *prefix, int64_t now, int64_t *ret_ms)
{
	size_t length = prefix->length < PREFIX_MAX ? prefix->length : PREFIX_MAX - 1;
	char text[PREFIX_MAX], *start = text;
	struct moment moment;
	int64_t ms, fraction, offset = 0;
	bool utc;

	memcpy(text, prefix->text, length);
	text[length] = '\0';
	start += strspn(start, " ");
	if (begins_with_weekday(start))
		start += 4;
	if (take_unix(start, ret_ms))
		return 0;
	if (!take_moment(start, &moment))
		return -EINVAL;
	fraction = take_fraction(&moment.rest);
	utc = take_zone(moment.rest, &offset);
	if (!(moment.has_year ? to_ms(&moment.tm, utc, &ms) : guess_year(&moment, now, &ms)))
		return -EINVAL;
	*ret_ms = ms + fraction - offset;
	return 0;
}
