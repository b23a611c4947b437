/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stamp of a record: "1337845201.123:44", "04/19/2023 14:07:38.570:322", or what is left of it. */
#include "wild.h"

#include <string.h>

#include "types.h"

/* SELinux came to Linux in August 2003, "permissive=" to its records in June 2014: dates before
 * that were read in the wrong order. */
#define FIRST_RECORD INT64_C(1059696000000)
#define FIRST_PERMISSIVE INT64_C(1401580800000)

/* "1337845201.123:44". What comes after "1337845201" may be missing; *ret_whole tells. Returns
 * whether nothing else stands there. */
static bool read_raw(const struct piece *stamp, struct event_id *id, bool *ret_whole)
{
	const char *at = stamp->text, *end = at + stamp->length;
	uint64_t seconds, ms;

	*ret_whole = false;
	if (!take_number(&at, end, &seconds) || seconds > INT64_MAX / 2000)
		return at == end;
	id->ms = (int64_t)seconds * 1000;
	if (at < end && *at == '.') {
		at++;
		if (take_number(&at, end, &ms) && ms < 1000)
			id->ms += (int64_t)ms;
	}
	if (at < end && *at == ':') {
		at++;
		*ret_whole = take_number(&at, end, &id->serial) && at == end;
	}
	return at == end;
}

/* The number behind the last colon; the stamp loses both. */
static uint64_t split_serial(struct piece *stamp)
{
	const char *end = stamp->text + stamp->length;
	const char *colon = memrchr(stamp->text, ':', stamp->length), *at = colon ? colon + 1 : end;
	const char *point = memrchr(stamp->text, '.', stamp->length);
	uint64_t serial = 0;

	if (!colon || !point || point > colon || !take_number(&at, end, &serial) || at < end)
		return 0;
	stamp->length = (size_t)(colon - stamp->text);
	return serial;
}

bool stamp_read(const struct piece *stamp, const struct piece *body, struct date_habit *habit,
	struct event_id *ret)
{
	struct piece date = *stamp;
	int64_t earliest = memmem(body->text, body->length, " permissive=", 12)
		? FIRST_PERMISSIVE : FIRST_RECORD;
	bool whole;

	*ret = (struct event_id){ 0 };
	if (!stamp->length)
		return false;
	if (read_raw(stamp, ret, &whole))
		return whole;
	*ret = (struct event_id){ .serial = split_serial(&date) };
	return date_parse(&date, earliest, habit, &ret->ms) == 0 && date.length < stamp->length;
}
