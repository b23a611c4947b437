/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream that breaks again and again, and is taken up by its bookmark each time: every refusal is
 * told once, as if nothing had happened. Each byte makes a record of one of the last events, or a
 * break.
 */
#include "fuzz.h"
#include "hear.h"

#define RECORDS_MAX 1000
#define BREAKS_MAX 12		/* each makes a new assembler, which takes its time */
#define OPEN_EVENTS 13		/* how far back a record may belong */
#define START_MS INT64_C(1795338000000)

/* The log as auditd would have it. */
struct log {
	struct arena *arena;
	const char *lines[RECORDS_MAX];
	uint64_t serials[RECORDS_MAX];
	size_t count;
};

/* How many refusals of each event were told, by its serial. */
struct told {
	unsigned times[RECORDS_MAX + 1];
};

static void take(const struct denial *denial, const char *signature, void *userdata)
{
	struct told *told = userdata;

	REQUIRE(denial->id.serial <= RECORDS_MAX);
	told->times[denial->id.serial]++;
}

/* ---- what a byte means ---- */

static const char *const bodies[] = {
	"type=AVC msg=audit(%s): avc:  denied  { read } for  pid=1 comm=\"a\" scontext=u:r:a_t:s0 "
		"tcontext=u:object_r:b_t:s0 tclass=file permissive=0\n",
	"type=SYSCALL msg=audit(%s): arch=c000003e syscall=2 success=no exit=-13 comm=\"a\" exe=\"/a\"\n",
	"type=PATH msg=audit(%s): item=0 name=\"/x\" inode=1\n",
	"type=PROCTITLE msg=audit(%s): proctitle=\"a\"\n",
	"type=EOE msg=audit(%s): \n",
	"type=USER_AVC msg=audit(%s): pid=1 uid=0 auid=4294967295 ses=4294967295 subj=s msg='avc:  denied  "
		"{ start } for scontext=u:r:a_t:s0 tcontext=u:object_r:b_t:s0 tclass=service  "
		"exe=\"/b\" sauid=0'\n",
	"type=MAC_STATUS msg=audit(%s): enforcing=0 old_enforcing=1 auid=0 ses=1\n",
	"type=CWD msg=audit(%s): cwd=\"/\"\n",
};
enum { BREAK = 15, EXPIRE = 14, NEW_EVENT = 13 };

static void add_record(struct log *log, unsigned body, uint64_t serial)
{
	/* A second has some fifty events, so that waiting ends now and then. */
	char *stamp = arena_printf(log->arena, "%lld.%03d:%llu",
		(long long)(START_MS / 1000 + (int64_t)serial / 50), (int)(serial % 50) * 20,
		(unsigned long long)serial);
	const char *form = bodies[body % ARRAY_SIZE(bodies)], *hole = strstr(form, "%s");

	log->lines[log->count] = arena_printf(log->arena, "%.*s%s%s", (int)(hole - form), form, stamp,
		hole + 2);
	log->serials[log->count++] = serial;
}

static void write_log(struct log *log, const uint8_t *data, size_t size)
{
	uint64_t newest = 1;

	for (size_t i = 0; i < size && log->count < RECORDS_MAX; i++) {
		unsigned back = data[i] & 15;

		if (back >= EXPIRE)
			continue;
		newest += back == NEW_EVENT || newest <= back;
		add_record(log, data[i] >> 4, back == NEW_EVENT ? newest : newest - back);
	}
}

/* ---- reading it, with breaks or without ---- */

/* The bookmark as it comes back from the database, and the place in the log where it leads. */
static size_t keep_and_resume(const struct log *log, const struct hear *from, struct hear *to,
	size_t reached)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct bookmark bookmark, again;
	const char *text;
	size_t start = 0;

	hear_bookmark(from, arena, &bookmark);
	text = bookmark_text(&bookmark, arena);
	REQUIRE(bookmark_parse(text, arena, &again) == 0);
	REQUIRE(strcmp(text, bookmark_text(&again, arena)) == 0);
	hear_resume(to, &again);
	while (again.from.serial && start < reached && log->serials[start] != again.from.serial)
		start++;
	return start;
}

static struct hear *break_off(const struct log *log, struct hear *hear, const struct hear_to *to,
	size_t reached)
{
	struct hear *next = hear_new(to);
	size_t at = keep_and_resume(log, hear, next, reached);

	hear_free(hear); /* not hear_end(): what is open is told again */
	for (; at < reached; at++)
		hear_feed(next, log->lines[at], strlen(log->lines[at]));
	hear_resumed(next);
	return next;
}

static void hear_log(const struct log *log, const uint8_t *data, size_t size, bool breaks,
	struct told *told)
{
	const struct hear_to to = { .denial = take, .plain = true, .userdata = told };
	struct hear *hear = hear_new(&to);
	size_t at = 0, breaks_left = breaks ? BREAKS_MAX : 0;
	int64_t clock = 1000;

	memset(told, 0, sizeof *told);
	for (size_t i = 0; i < size && at < log->count; i++) {
		unsigned back = data[i] & 15;

		if (back == BREAK && breaks_left && breaks_left--)
			hear = break_off(log, hear, &to, at);
		else if (back == EXPIRE && (data[i] & 0x30) == 0)
			hear_expire(hear, clock += 1500);
		if (back < EXPIRE) {
			hear_feed(hear, log->lines[at], strlen(log->lines[at]));
			at++;
		}
	}
	hear_end(hear);
	hear_free(hear);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct told once, broken;
	struct log log = { .arena = arena_new() };

	write_log(&log, data, size);
	hear_log(&log, data, size, false, &once);
	hear_log(&log, data, size, true, &broken);
	for (size_t i = 0; i <= RECORDS_MAX; i++)
		REQUIRE(once.times[i] == broken.times[i]);
	arena_free(log.arena);
	return 0;
}
