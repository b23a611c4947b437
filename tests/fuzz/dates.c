/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dates as others print them: none is too odd, and one that we write ourselves is understood. */
#include <time.h>

#include "fuzz.h"
#include "wild.h"

#define NOW_MS INT64_C(1795338000000)
#define SPAN_S 0x35000000	/* the years before that */

static void check_any(const char *text, size_t length)
{
	struct date_habit habit = { .now = NOW_MS };
	struct piece piece = { text, length };
	int64_t ms;

	if (date_parse(&piece, 0, &habit, &ms) == 0)
		REQUIRE(ms >= 0);
	if (date_of_prefix(&piece, NOW_MS, &ms) == 0)
		REQUIRE(ms >= 0);
}

/* Ways in which day, month and year cannot be confused. */
static void check_written(uint32_t seed)
{
	time_t seconds = (time_t)(NOW_MS / 1000 - seed % SPAN_S);
	struct date_habit habit = { .now = NOW_MS };
	char text[80], separator = "-/."[seed % 3];
	struct tm tm;
	int64_t ms;

	REQUIRE(gmtime_r(&seconds, &tm));
	snprintf(text, sizeof text, "%d%c%02d%c%02d %02d:%02d:%02d.%03u", 1900 + tm.tm_year, separator,
		tm.tm_mon + 1, separator, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, seed % 1000);
	REQUIRE(date_parse(&(struct piece){ text, strlen(text) }, 0, &habit, &ms) == 0);
	REQUIRE(ms == (int64_t)seconds * 1000 + seed % 1000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *end = text + size;
	uint32_t seed = 0;

	setenv("TZ", "UTC", 1);
	memcpy(&seed, data, size < sizeof seed ? size : sizeof seed);
	check_written(seed);
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));

		stop = stop ? stop : end;
		check_any(text, (size_t)(stop - text));
		text = stop + 1;
	}
	return 0;
}
