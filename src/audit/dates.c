/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dates as ausearch -i prints them, in the way of its locale. Where they can be read in several
 * ways, the order of an earlier one that could not is tried first, and then what is most common.
 */
#include "wild.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* Three numbers and what stood between them. */
struct written {
	int number[3], digits[3];
	size_t count;
	char separator;
};

/* The orders to try, the most common first. */
struct orders {
	enum date_order order[3];
};
static const struct orders year_first = { { DATE_YMD } };
static const struct orders year_last = { { DATE_DMY, DATE_MDY } };
static const struct orders year_last_slash = { { DATE_MDY, DATE_DMY } };
static const struct orders short_year = { { DATE_DMY, DATE_YMD, DATE_MDY } };
static const struct orders short_year_slash = { { DATE_MDY, DATE_DMY, DATE_YMD } };
static const struct orders glued = { { DATE_YMD, DATE_MDY, DATE_DMY } };

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* The groups of digits; false when there are more than three, or one is too long. */
static bool take_groups(const struct piece *text, struct written *ret)
{
	for (size_t i = 0; i < text->length;) {
		int number = 0, digits = 0;

		for (; i < text->length && is_digit(text->text[i]) && digits <= 8; i++, digits++)
			number = number * 10 + (text->text[i] - '0');
		if (digits > 8 || (digits && ret->count == 3))
			return false;
		if (digits) {
			ret->number[ret->count] = number;
			ret->digits[ret->count++] = digits;
			continue;
		}
		if (!ret->separator)
			ret->separator = text->text[i];
		i++;
	}
	return ret->count == 3 || ret->count == 1;
}

/* 120721 and 20120721. */
static bool take_apart(struct written *written)
{
	int whole = written->number[0], digits = written->digits[0];

	if (digits != 6 && digits != 8)
		return false;
	*written = (struct written){
		.number = { whole / 10000, whole / 100 % 100, whole % 100 },
		.digits = { digits - 4, 2, 2 },
		.count = 3,
	};
	return true;
}

static const struct orders *orders_of(const struct written *written, bool whole)
{
	bool slash = written->separator == '/';

	if (written->digits[0] == 4)
		return &year_first;
	if (written->digits[2] == 4)
		return slash ? &year_last_slash : &year_last;
	if (whole)
		return &glued;
	return slash ? &short_year_slash : &short_year;
}

static int full_year(int year, int digits)
{
	if (digits > 2)
		return year;
	return year + (year < 70 ? 2000 : 1900);
}

static bool to_ms(const struct written *written, enum date_order order, const struct tm *clock,
	int64_t *ret)
{
	static const int places[][3] = { /* of day, month, year */
		[DATE_MDY] = { 1, 0, 2 }, [DATE_DMY] = { 0, 1, 2 }, [DATE_YMD] = { 2, 1, 0 },
	};
	const int *place = places[order];
	struct tm tm = *clock;
	int day = written->number[place[0]], month = written->number[place[1]] - 1;
	time_t seconds;

	tm.tm_mday = day;
	tm.tm_mon = month;
	tm.tm_year = full_year(written->number[place[2]], written->digits[place[2]]) - 1900;
	tm.tm_isdst = -1;
	seconds = mktime(&tm);
	if (seconds == (time_t)-1 || seconds < 0 || tm.tm_mon != month || tm.tm_mday != day)
		return false; /* the 31st of February is none */
	*ret = (int64_t)seconds * 1000;
	return true;
}

/* The two digits at *text, which then points behind them and the byte after them. */
static bool take_two(const char **text, const char *end, int most, int *ret)
{
	if (end - *text < 2 || !is_digit((*text)[0]) || !is_digit((*text)[1]))
		return false;
	*ret = ((*text)[0] - '0') * 10 + ((*text)[1] - '0');
	*text += 2;
	return *ret <= most;
}

/* ".570" */
static int64_t fraction_of(const char *text, const char *end)
{
	int64_t ms = 0, digits = 0;

	for (text++; text < end && is_digit(*text) && digits < 3; text++, digits++)
		ms = ms * 10 + (*text - '0');
	for (; digits && digits < 3; digits++)
		ms *= 10;
	return ms;
}

/* "14:07:38" */
static bool take_clock(const struct piece *text, struct tm *ret)
{
	const char *at = text->text, *end = at + text->length;

	return take_two(&at, end, 23, &ret->tm_hour) && at < end && *at++ == ':'
		&& take_two(&at, end, 59, &ret->tm_min) && at < end && *at++ == ':'
		&& take_two(&at, end, 60, &ret->tm_sec);
}

/* Tries the orders; *ret_certain tells whether only one of them gives a plausible date. */
static bool choose(const struct written *written, const struct orders *orders,
	const struct tm *clock, int64_t earliest, const struct date_habit *habit,
	enum date_order *ret_order, int64_t *ret_ms)
{
	size_t plausible = 0;
	bool any = false;

	*ret_order = DATE_UNKNOWN;
	for (size_t i = 0; i < ARRAY_SIZE(orders->order) && orders->order[i]; i++) {
		int64_t ms;

		if (!to_ms(written, orders->order[i], clock, &ms))
			continue;
		if (ms < earliest || ms > habit->now + DAY_MS) {
			if (!any)
				*ret_ms = ms; /* better than none */
			any = true;
			continue;
		}
		if (!plausible++ || orders->order[i] == habit->order)
			*ret_ms = ms;
		*ret_order = orders->order[i];
		any = true;
	}
	if (plausible != 1)
		*ret_order = DATE_UNKNOWN;
	return any;
}

static int read_date(const struct piece *date, const struct piece *clock, int64_t earliest,
	struct date_habit *habit, int64_t *ret_ms)
{
	struct written written = { 0 };
	enum date_order order;
	struct tm tm = { 0 };
	bool whole;

	if (!take_clock(clock, &tm) || !take_groups(date, &written))
		return -EINVAL;
	whole = written.count == 1;
	if ((whole && !take_apart(&written))
		|| !choose(&written, orders_of(&written, whole), &tm, earliest, habit, &order, ret_ms))
		return -EINVAL;
	if (order && written.digits[0] < 4)
		habit->order = order;
	return 0;
}

static bool is_last(const struct date_read *last, const struct piece *text, int64_t earliest)
{
	return last->length == text->length && last->earliest == earliest
		&& memcmp(last->text, text->text, text->length) == 0;
}

/* Libc looks for a new zone each time it is asked, which costs more than all the rest. */
static void remember(struct date_read *last, const struct piece *text, int64_t earliest, int64_t ms)
{
	last->length = text->length < sizeof last->text ? text->length : 0;
	memcpy(last->text, text->text, last->length);
	last->earliest = earliest;
	last->ms = ms;
}

int date_parse(const struct piece *text, int64_t earliest, struct date_habit *habit,
	int64_t *ret_ms)
{
	const char *blank = memrchr(text->text, ' ', text->length), *end = text->text + text->length;
	const char *point = blank ? memchr(blank, '.', (size_t)(end - blank)) : NULL;
	struct piece second = { text->text, (size_t)((point ? point : end) - text->text) };
	struct piece date, clock;
	int64_t ms = habit->last.ms;

	if (!blank)
		return -EINVAL;
	date = (struct piece){ text->text, (size_t)(blank - text->text) };
	clock = (struct piece){ blank + 1, second.length - date.length - 1 };
	if (!is_last(&habit->last, &second, earliest)) {
		if (read_date(&date, &clock, earliest, habit, &ms) < 0)
			return -EINVAL;
		remember(&habit->last, &second, earliest, ms);
	}
	*ret_ms = ms + (point ? fraction_of(point, end) : 0);
	return 0;
}
