/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of any form become plain records: stamps and dates, made serials, what is split or joined. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "wild.h"

struct heard {
	char *lines[64];
	bool cut[64];
	size_t count;
	char *extended;
};

static void take(const struct record *record, bool cut, void *userdata)
{
	struct heard *heard = userdata;

	assert_in_range(heard->count, 0, ARRAY_SIZE(heard->lines) - 1);
	heard->cut[heard->count] = cut;
	heard->lines[heard->count++] = strndup(record->line, record->length);
}

static void extend(const char *text, size_t length, void *userdata)
{
	struct heard *heard = userdata;

	free(heard->extended);
	heard->extended = strndup(text, length);
}

static void forget(struct heard *heard)
{
	for (size_t i = 0; i < heard->count; i++)
		free(heard->lines[i]);
	free(heard->extended);
	*heard = (struct heard){ 0 };
}

/* As hear.c does it. */
static enum wild_line say(struct wild *wild, struct heard *heard, const char *line)
{
	struct record record;

	if (record_parse(line, strlen(line), &record) < 0 || wild_wants(wild, &record))
		return wild_take(wild, line, strlen(line), false);
	take(&record, false, heard);
	return WILD_TAKEN;
}

static void say_all(struct heard *heard, const char *const *lines)
{
	struct wild *wild = wild_new(&(struct wild_to){ take, extend, heard });

	for (; *lines; lines++)
		say(wild, heard, *lines);
	wild_end(wild);
	wild_free(wild);
}

static void set_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

static void dates(void **state)
{
	static const struct {
		const char *zone, *date;
		int64_t seconds;
	} cases[] = {
		{ "UTC", "04/19/2023 14:07:38.570", 1681913258 },
		{ "UTC", "19/04/2023 14:07:38.570", 1681913258 },
		{ "UTC", "19.04.2023 14:07:38.570", 1681913258 },
		{ "UTC", "19.4.2023 14:07:38.570", 1681913258 },
		{ "UTC", "2023-04-19 14:07:38.570", 1681913258 },
		{ "UTC", "2023/04/19 14:07:38.570", 1681913258 },
		{ "UTC", "19-04-23 14:07:38.570", 1681913258 },
		{ "UTC", "04/19/23 14:07:38.570", 1681913258 },
		{ "UTC", "230419 14:07:38.570", 1681913258 },
		{ "UTC", "20230419 14:07:38.570", 1681913258 },
		{ "UTC", "2023년 04월 19일 14:07:38.570", 1681913258 },
		{ "UTC", "2023. 4. 19. 14:07:38.570", 1681913258 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", "04/19/2023 14:07:38.570", 1681906058 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", "12/19/2023 14:07:38.570", 1702991258 },
		{ "EST5EDT,M3.2.0,M11.1.0", "04/19/2023 14:07:38.570", 1681927658 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct date_habit habit = { .now = INT64_C(1790000000000) };
		struct piece text = { cases[i].date, strlen(cases[i].date) };
		int64_t ms = 0;

		set_zone(cases[i].zone);
		assert_int_equal(date_parse(&text, 0, &habit, &ms), 0);
		assert_int_equal(ms, cases[i].seconds * 1000 + 570);
	}
	set_zone("UTC");
}

static void what_is_no_date(void **state)
{
	static const char *const wrong[] = { "", " ", "14:07:38.570", "04/19/2023", "31/31/2023 14:07:38",
		"30.02.2023 14:07:38.0", "04/19/2023 24:07:38", "04/19/2023 14:60:38", "1/2 14:07:38",
		"1/2/3/4 14:07:38", "99999999999/1/1 14:07:38", "12345 14:07:38", "x y 14:07:38" };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct date_habit habit = { .now = INT64_C(1790000000000) };
		struct piece text = { wrong[i], strlen(wrong[i]) };
		int64_t ms = 7;

		assert_int_equal(date_parse(&text, 0, &habit, &ms), -EINVAL);
		assert_int_equal(ms, 7);
	}
}

static int64_t date_after(const char *before, const char *date, int64_t now)
{
	struct date_habit habit = { .now = now };
	struct piece first = { before, strlen(before) }, text = { date, strlen(date) };
	int64_t ms = 0;

	if (*before)
		assert_int_equal(date_parse(&first, 0, &habit, &ms), 0);
	assert_int_equal(date_parse(&text, 0, &habit, &ms), 0);
	return ms / 1000;
}

static void dates_that_can_be_read_in_several_ways(void **state)
{
	const int64_t now = INT64_C(1681913258000); /* 2023-04-19 */

	set_zone("UTC");
	assert_int_equal(date_after("", "02/03/2023 00:00:00.0", now), 1675382400);
	/* A date that left no doubt tells how the next one is meant. */
	assert_int_equal(date_after("25/12/2022 00:00:00.0", "02/03/2023 00:00:00.0", now), 1677715200);
	/* What would be the future is not meant: the third of June, in April. */
	assert_int_equal(date_after("", "06/03/2023 00:00:00.0", now), 1678060800);
	assert_int_equal(date_after("", "22/11/30 00:00:00.0", now), 1669766400);
}

static void stamps(void **state)
{
	static const struct {
		const char *stamp, *body;
		int64_t ms;
		uint64_t serial;
		bool whole;
	} cases[] = {
		{ "1337845201.123:44", "", 1337845201123, 44, true },
		{ "1337845201.18:44", "", 1337845201018, 44, true },
		{ "0.0:1696", "", 0, 1696, true },
		{ "1110220458.356:0", "", 1110220458356, 0, true }, /* as old kernels had it */
		{ "1337845201", "", 1337845201000, 0, false },
		{ "1337845201.009", "", 1337845201009, 0, false },
		{ "1337845201.009:", "", 1337845201009, 0, false },
		{ "", "", 0, 0, false },
		{ "yesterday", "", 0, 0, false },
		{ "99999999999999999999.1:1", "", 0, 1, false },
		{ "04/19/2023 14:07:38.570:322", "", 1681913258570, 322, true },
		{ "04/19/2023 14:07:38.570", "", 1681913258570, 0, false },
		{ "120721 16:27:22.859:5", "", 1342888042859, 5, true },
		{ "120721 16:27:22.859:5", "avc: … permissive=1", 1638894442859, 5, true },
	};

	set_zone("UTC");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct date_habit habit = { .now = INT64_C(1790000000000) };
		struct piece stamp = { cases[i].stamp, strlen(cases[i].stamp) };
		struct piece body = { cases[i].body, strlen(cases[i].body) };
		struct event_id id;

		assert_int_equal(stamp_read(&stamp, &body, &habit, &id), cases[i].whole);
		assert_int_equal(id.ms, cases[i].ms);
		assert_int_equal(id.serial, cases[i].serial);
	}
}

static void times_before_a_line(void **state)
{
	static const struct {
		const char *prefix;
		int64_t ms;
	} cases[] = {
		{ "Oct 08 18:42:47 host ", INT64_C(1665254567000) },
		{ "Oct  8 18:42:47 host ", INT64_C(1665254567000) },
		{ "Dec 08 18:42:47.250 host ", INT64_C(1638988967250) },	/* that of last year */
		{ "Feb 29 00:00:00 host ", INT64_C(1582934400000) },		/* the newest there was */
		{ "2022-10-08T18:42:47+0200 host ", INT64_C(1665247367000) },
		{ "2022-10-08T18:42:47.5-03:30 host ", INT64_C(1665267167500) },
		{ "2022-10-08 18:42:47 host ", INT64_C(1665254567000) },
		{ "Sat 2022-10-08 18:42:47 UTC host ", INT64_C(1665254567000) },
		{ "1665247367.123456 host ", INT64_C(1665247367123) },
		{ "10-08 18:42:47.131  5152  5152 W audit   : ", INT64_C(1665254567131) },
	};
	const int64_t now = INT64_C(1667000000000); /* 2022-10-28 */
	int64_t ms;

	set_zone("UTC");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct piece prefix = { cases[i].prefix, strlen(cases[i].prefix) };

		assert_int_equal(date_of_prefix(&prefix, now, &ms), 0);
		assert_int_equal(ms, cases[i].ms);
	}
	assert_int_equal(date_of_prefix(&(struct piece){ "host kernel: ", 13 }, now, &ms), -EINVAL);
	assert_int_equal(date_of_prefix(&(struct piece){ "", 0 }, now, &ms), -EINVAL);
}

#define JOURNAL "2023-10-08T18:42:47+00:00 host audit"
#define AVC_BODY "avc:  denied  { read } for  pid=911 scontext=a:b:c_t tcontext=a:b:d_t tclass=file"

static const char *const journal[] = {
	JOURNAL "[911]: AVC " AVC_BODY,
	JOURNAL "[911]: SYSCALL arch=c000003e syscall=2 subj=a:b:c_t key=(null)",
	JOURNAL "[911]: PROCTITLE proctitle=\"x\"",
	JOURNAL "[911]: AVC " AVC_BODY,
	JOURNAL "[912]: AVC " AVC_BODY,
	JOURNAL ": SELINUX_ERR op=setxattr invalid_context=\"a:b:c_t\"",
	JOURNAL "[7]: <audit-1334> prog-id=1 op=LOAD",
	NULL,
};

static uint64_t serial_of(const char *line)
{
	struct record record;

	assert_int_equal(record_parse(line, strlen(line), &record), 0);
	return record.id.serial;
}

static void journal_lines_make_events(void **state)
{
	struct heard heard = { 0 }, again = { 0 };

	say_all(&heard, journal);
	say_all(&again, journal);
	assert_int_equal(heard.count, 7);
	for (size_t i = 0; i < heard.count; i++)
		assert_string_equal(heard.lines[i], again.lines[i]);
	assert_int_equal(serial_of(heard.lines[0]), serial_of(heard.lines[1]));
	assert_int_equal(serial_of(heard.lines[0]), serial_of(heard.lines[2]));
	assert_int_not_equal(serial_of(heard.lines[0]), serial_of(heard.lines[3]));
	assert_int_not_equal(serial_of(heard.lines[3]), serial_of(heard.lines[4]));
	assert_non_null(strstr(heard.lines[6], "type=1334 msg=audit(1696790567.000:"));
	forget(&heard);
	forget(&again);
}

static const char whole[] = "type=AVC msg=audit(5.001:7): " AVC_BODY;

static void what_is_wanted(void **state)
{
	static const struct {
		const char *line;
		bool wanted;
	} cases[] = {
		{ whole, false },
		{ "type=SYSCALL msg=audit(5.001:7): arch=c000003e subj=a:b:c_t key=(null)", false },
		{ "type=PROCTITLE msg=audit(5.001:7): proctitle=\"x\"", false },
		{ "type=AVC msg=audit(5.001:7): avc:  denied  { read } for  pid=911", true },
		{ "type=AVC msg=audit(5.001:7): apparmor=\"DENIED\" operation=\"open\"", false },
		{ "type=AVC msg=audit(5.001:7): " AVC_BODY "</pre>", true },
		{ "type=AVC msg=audit(5.001:7): " AVC_BODY " type=CWD msg=audit(5.001:7): cwd=\"/\"", true },
		{ "type= msg=audit(5.001:7): " AVC_BODY, true },
		{ "type=USER_AVC msg=audit(5.001:7): pid=1 msg='avc:  denied  { start }", true },
	};
	struct heard heard = { 0 };
	struct wild *wild = wild_new(&(struct wild_to){ take, extend, &heard });
	struct record record;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(record_parse(cases[i].line, strlen(cases[i].line), &record), 0);
		assert_int_equal(wild_wants(wild, &record), cases[i].wanted);
	}
	assert_int_equal(record_parse(whole, strlen(whole), &record), 0);
	wild_take(wild, "type=AVC", 8, false); /* waits for its msg= */
	assert_true(wild_wants(wild, &record));
	wild_end(wild);
	assert_false(wild_wants(wild, &record));
	assert_int_equal(heard.count, 0);
	wild_free(wild);
}

static void the_rest_of_a_line(void **state)
{
	struct heard heard = { 0 };

	say_all(&heard, (const char *const[]){ whole, "permissive=1", NULL });
	assert_int_equal(heard.count, 1);
	assert_string_equal(heard.extended, "permissive=1");
	forget(&heard);
	say_all(&heard, (const char *const[]){ whole, "colour=red", "Hash: a,b", "permissive", NULL });
	assert_null(heard.extended);
	forget(&heard);
}

static void heads_that_were_wrapped(void **state)
{
	static const char *const cases[][4] = {
		{ "type=AVC", "msg=audit(5.001:7): avc:  denied  { read } for", "pid=911 scontext=a:b:c_t "
			"tcontext=a:b:d_t tclass=file" },
		{ "> type=AVC msg=audit(5.0", "> 01:7): avc:  denied  { read } for  pid=911 scontext=a:b:c_t",
			"> tcontext=a:b:d_t tclass=file" },
		{ "type=AVC msg=audit(5.001:7):", "avc:  denied  { read } for  pid=911 scontext=a:b:c_t",
			"tcontext=a:b:d_t tclass=file" },
		{ "type=AVC msg=", "audit(5.001:7): avc:  denied  { read", "} for  pid=911 scontext=a:b:c_t "
			"tcontext=a:b:d_t tclass=file" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct heard heard = { 0 };
		struct record record;

		say_all(&heard, cases[i]);
		assert_int_equal(heard.count, 1);
		assert_int_equal(record_parse(heard.lines[0], strlen(heard.lines[0]), &record), 0);
		assert_int_equal(record.type, RECORD_AVC);
		assert_int_equal(record.id.ms, 5001);
		assert_int_equal(record.id.serial, 7);
		assert_non_null(strstr(heard.lines[0], "{ read } for"));
		assert_non_null(strstr(heard.lines[0], " scontext=a:b:c_t tcontext=a:b:d_t tclass=file"));
		forget(&heard);
	}
}

static void what_lines_are(void **state)
{
	static const struct {
		const char *line;
		enum wild_line what;
	} cases[] = {
		{ "Nov 14 22:13:20 host sshd[1]: Accepted publickey for audit(user)", WILD_NOTHING },
		{ "call audit() or avc: denied, it does not matter", WILD_NOTHING },
		{ "Nov 14 22:13:20 host audit: NOTE that this is no record", WILD_NOTHING },
		{ "Nov 14 22:13:20 host audit: BPF prog-id=0 op=UNLOAD", WILD_TAKEN },
		{ "type=SYSCALL msg=audit(yesterday): arch=c000003e", WILD_DAMAGED },
		{ "type=AVC msg=audit(1337845201):", WILD_DAMAGED },
		{ "type=AVC msg=audit(yesterday): " AVC_BODY, WILD_TAKEN },
		{ "[1.2] audit: type=1400 audit(5.001:7): apparmor=\"DENIED\"", WILD_FOREIGN },
		{ "[1.2] audit: type=1326 audit(5.001:7): auid=1 sig=31", WILD_FOREIGN },
		{ "[1.2] audit: type=1400 audit(5.001:7): " AVC_BODY, WILD_TAKEN },
		{ "[1.2] audit: type=1305 audit(5.001:7): audit_pid=1", WILD_TAKEN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct heard heard = { 0 };
		struct wild *wild = wild_new(&(struct wild_to){ take, extend, &heard });

		assert_int_equal(wild_take(wild, cases[i].line, strlen(cases[i].line), false), cases[i].what);
		assert_int_equal(heard.count, cases[i].what == WILD_TAKEN);
		wild_free(wild);
		forget(&heard);
	}
}

/* Whoever writes such a log, what comes out are records, and no more than went in. */
static void check_record(const struct record *record, bool cut, void *userdata)
{
	struct record again;
	size_t *bytes = userdata;

	assert_int_equal(record_parse(record->line, record->length, &again), 0);
	assert_int_equal(again.type, record->type);
	assert_true(record->length <= LINE_MAX_BYTES + 512);
	*bytes += record->body_length;
}

static void count_bytes(const char *text, size_t length, void *userdata)
{
	*(size_t *)userdata += length;
}

static void random_lines(void **state)
{
	static const char *const parts[] = { "type=", "AVC", "USER_AVC", " ", " ", "msg=", "audit(", ")", ":",
		"audit[", "]: ", "avc:  denied  { ", " } for ", "pid=1", "\"", "'", "=", "=\"", "msg='", "node=",
		"1337845201.123:44", "04/19/2023", "14:07:38.570:3", "scontext=a:b:c", " tclass=file", "=3D", "=\n",
		"\n", "\n", "> ", "#012", "&quot;", "\xe2\x90\x9d", "----", "permissive=1", "{", "}", "\x1d", "" };
	const char *fixed = getenv("AVOCET_SEED");
	unsigned seed = fixed ? (unsigned)atoi(fixed) : (unsigned)time(NULL);
	size_t in = 0, out = 0;
	struct wild *wild = wild_new(&(struct wild_to){ check_record, count_bytes, &out });

	print_message("# AVOCET_SEED=%u\n", seed);
	srandom(seed);
	for (int i = 0; i < 20000; i++) {
		char line[2048] = "";
		struct record record;
		size_t length;

		for (int words = (int)(random() % 30); words > 0; words--)
			strcat(line, parts[(size_t)random() % ARRAY_SIZE(parts)]);
		length = strlen(line);
		in += length + 1;
		if (record_parse(line, length, &record) == 0)
			wild_wants(wild, &record);
		wild_take(wild, line, length, random() % 50 == 0);
	}
	wild_end(wild);
	wild_free(wild);
	assert_true(out > 0 && out <= in);
}

static void long_lines(void **state)
{
	static const char *const units[] = { "audit(", "type=AVC msg=audit(1.001:1): avc: ", "='", "=\"",
		"=3D", "&quot;", "#012", "> ", "avc:  denied  {", "audit[1]: AVC ", "{ ", "\xe2\x90\x9d", NULL };
	char *line = malloc(LINE_MAX_BYTES);
	size_t out = 0;
	struct wild *wild = wild_new(&(struct wild_to){ check_record, count_bytes, &out });

	for (const char *const *unit = units; *unit; unit++) {
		for (size_t i = 0; i < LINE_MAX_BYTES; i++)
			line[i] = (*unit)[i % strlen(*unit)];
		for (int i = 0; i < 3; i++)
			wild_take(wild, line, LINE_MAX_BYTES, true);
	}
	wild_end(wild);
	wild_free(wild);
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates),
		cmocka_unit_test(what_is_no_date),
		cmocka_unit_test(dates_that_can_be_read_in_several_ways),
		cmocka_unit_test(stamps),
		cmocka_unit_test(times_before_a_line),
		cmocka_unit_test(journal_lines_make_events),
		cmocka_unit_test(what_is_wanted),
		cmocka_unit_test(the_rest_of_a_line),
		cmocka_unit_test(heads_that_were_wrapped),
		cmocka_unit_test(what_lines_are),
		cmocka_unit_test(random_lines),
		cmocka_unit_test(long_lines),
	};

	return cmocka_run_group_tests_name("wild", tests, NULL, NULL);
}
