/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream that breaks anywhere, and again, is taken up from its bookmark with nothing lost and
 * nothing told twice. AVOCET_SEED repeats a run.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "hear.h"
#include "hostile.h"

/* ---- as text ---- */

static void texts(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct done_event done[] = {
		{ { NULL, 1795318207016, 73 }, .told = 1, .older = true, .old = true },
		{ { "web 1\xff", 1795318207018, 75 }, .told = 0, .open = true },
		{ { NULL, 1795318207017, 999999999999999999 }, .told = 4000000000u },
	};
	const struct bookmark bookmark = { { "b@<~x", 1795318207017, 74 }, 17, done, ARRAY_SIZE(done) };
	struct bookmark again;

	assert_int_equal(bookmark_parse(bookmark_text(&bookmark, arena), arena, &again), 0);
	assert_string_equal(again.from.node, bookmark.from.node);
	assert_int_equal(again.from.ms, bookmark.from.ms);
	assert_int_equal(again.from.serial, bookmark.from.serial);
	assert_int_equal(again.heard, 17);
	assert_int_equal(again.n_done, ARRAY_SIZE(done));
	for (size_t i = 0; i < ARRAY_SIZE(done); i++) {
		assert_true(text_equal(again.done[i].id.node, done[i].id.node));
		assert_int_equal(again.done[i].id.ms, done[i].id.ms);
		assert_int_equal(again.done[i].id.serial, done[i].id.serial);
		assert_int_equal(again.done[i].told, done[i].told);
		assert_int_equal(again.done[i].older, done[i].older);
		assert_int_equal(again.done[i].open, done[i].open);
		assert_int_equal(again.done[i].old, done[i].old);
	}
}

static void damaged_texts_are_refused(void **state)
{
	static const char *const wrong[] = {
		"", "1", "1 ", "2 1:1 0", "1 1:1", "1 1 0", "1 1:1 -1", "1 1:1 x", "1 1:1@ 0", "1 1:1@z 0",
		"1 1:1@abc 0", "1 1:1 0 ", "1 1:1 0 1", "1 1:1 0 1:", "1 1:1 0 1:1y", "1 1:1 0 1:1x",
		"1 1:1 0 1:1x-1", "1 1:1 0 1:1~<", "1 1:1 0  1:1", "1 99999999999999999999:1 0",
		"1 9223372036854775807:1 0 1:1",
	};
	_cleanup_arena_ struct arena *arena = arena_new();
	struct bookmark bookmark;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(bookmark_parse(wrong[i], arena, &bookmark), -EINVAL);
	assert_int_equal(bookmark_parse("1 0:0 0", arena, &bookmark), 0);
	assert_int_equal(bookmark.n_done, 0);
}

/* ---- a stream of many events at once ---- */

#define LINES_MAX 6000
#define EVENTS_MAX 3000

/* How an event's records follow each other: a AVC, s SYSCALL, c CWD, p PROCTITLE, e EOE, u USER_AVC,
 * m MAC_STATUS, o of a program. */
static const char *const shapes[] = {
	"ascp", "ascp", "ascpe", "aascp", "asapcp", "ascpa", "ascpase", "asc", "a", "as", "aasca", "scp", "sc",
	"scpe", "scpasp", "u", "u", "msp", "mspa", "am", "o", "scap", "aaaaaaaaaasp", "ascpasasa",
};

struct stream {
	struct arena *arena;
	const char *lines[LINES_MAX];
	size_t event_of[LINES_MAX], n_lines;
	struct event_id ids[EVENTS_MAX];
	unsigned refusals[EVENTS_MAX], changes[EVENTS_MAX];
	size_t last_line[EVENTS_MAX], n_events;
};

struct active {
	size_t event;
	const char *rest;
};

static const char *body_of(struct stream *stream, char kind, size_t line)
{
	switch (kind) {
	case 'a':
		return arena_printf(stream->arena, "type=AVC msg=%%s avc:  denied  { read } for  pid=%zu "
			"comm=\"x\" scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 tclass=file permissive=0", line);
	case 'u':
		return arena_printf(stream->arena, "type=USER_AVC msg=%%s pid=1 uid=0 msg='avc:  denied  "
			"{ send_msg } for  spid=%zu scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 tclass=dbus'", line);
	case 'm':
		return "type=MAC_STATUS msg=%s enforcing=0 old_enforcing=1 auid=0 ses=1";
	case 's':
		return "type=SYSCALL msg=%s arch=c000003e syscall=2 success=no exit=-13 exe=\"/x\"";
	case 'c':
		return "type=CWD msg=%s cwd=\"/\"";
	case 'p':
		return "type=PROCTITLE msg=%s proctitle=\"x\"";
	case 'e':
		return "type=EOE msg=%s ";
	default:
		return "type=USER_LOGIN msg=%s pid=1 uid=0 msg='op=login res=success'";
	}
}

static void add_line(struct stream *stream, size_t event, char kind)
{
	const struct event_id *id = &stream->ids[event];
	const char *stamp = arena_printf(stream->arena, "audit(%lld.%03d:%llu):",
		(long long)(id->ms / 1000), (int)(id->ms % 1000), (unsigned long long)id->serial);
	const char *format = body_of(stream, kind, stream->n_lines), *hole = strstr(format, "%s");

	stream->lines[stream->n_lines] = arena_printf(stream->arena, "%s%s%s%.*s%s%s\n",
		id->node ? "node=" : "", id->node ? id->node : "", id->node ? " " : "",
		(int)(hole - format), format, stamp, hole + 2);
	stream->event_of[stream->n_lines] = event;
	stream->last_line[event] = stream->n_lines++;
	stream->refusals[event] += kind == 'a' || kind == 'u';
	stream->changes[event] += kind == 'm';
}

static void begin_event(struct stream *stream, struct active *active, int64_t *ms)
{
	static const char *const nodes[] = { NULL, NULL, NULL, "web1", "a@<~b" };
	size_t event = stream->n_events++;

	*ms += hostile_random(100) ? (int64_t)hostile_random(6) : (int64_t)hostile_random(5000);
	stream->ids[event].ms = *ms - (int64_t)hostile_random(3);
	stream->ids[event].serial = 1000 + event;
	stream->ids[event].node = nodes[hostile_random(ARRAY_SIZE(nodes))];
	active->event = event;
	active->rest = shapes[hostile_random(ARRAY_SIZE(shapes))];
}

/* width: so many events are told at once. */
static void make_stream(struct stream *stream, size_t n_lines, size_t width)
{
	struct active active[400] = { 0 };
	int64_t ms = 1795318207000;

	memset(stream, 0, sizeof *stream);
	stream->arena = arena_new();
	while (stream->n_lines < n_lines) {
		/* Mostly of the same few, as it is. */
		struct active *one = &active[hostile_random(1 + hostile_random(width))];

		if (!one->rest || !*one->rest)
			begin_event(stream, one, &ms);
		add_line(stream, one->event, *one->rest++);
	}
}

/* ---- hearing it in several lives ---- */

struct tally {
	unsigned lines[LINES_MAX];	/* how often its refusal was told */
	unsigned changes[EVENTS_MAX];
	uint64_t ordinals[EVENTS_MAX];	/* a bit each */
	bool doubled;			/* an ordinal */
};

struct listening {
	struct hear *hear;
	struct tally tally;
};

static void take(const struct denial *denial, const char *signature, void *userdata)
{
	struct tally *tally = &((struct listening *)userdata)->tally;
	size_t event = denial->id.serial - 1000;
	uint64_t bit = UINT64_C(1) << denial->ordinal;

	tally->lines[denial->pid]++;
	tally->doubled |= (tally->ordinals[event] & bit) != 0;
	tally->ordinals[event] |= bit;
}

static void changed(const struct policy_change *change, void *userdata)
{
	((struct listening *)userdata)->tally.changes[change->id.serial - 1000]++;
}

static size_t first_line_of(const struct stream *stream, const struct event_id *id)
{
	if (!id->serial)
		return 0;
	for (size_t i = 0; i < stream->n_lines; i++) {
		const struct event_id *other = &stream->ids[stream->event_of[i]];

		if (other->serial == id->serial && other->ms == id->ms
			&& text_equal(other->node, id->node))
			return i;
	}
	fail();
	return 0;
}

static void feed(struct hear *hear, const char *line)
{
	size_t length = strlen(line), torn = hostile_random(4) ? 0 : hostile_random(length);
	char *copy = strdup(line);

	hear_feed(hear, copy, torn);
	hear_feed(hear, copy + torn, length - torn);
	free(copy); /* whoever looks at it later is caught */
}

/* From first to last; at caught_up the source says that all was told again. */
static void feed_lines(struct listening *listening, const struct stream *stream, size_t first,
	size_t last, size_t caught_up, int64_t *clock)
{
	for (size_t i = first; i < last; i++) {
		if (i == caught_up)
			hear_resumed(listening->hear);
		feed(listening->hear, stream->lines[i]);
		if (hostile_random(50) == 0)
			hear_expire(listening->hear, *clock += (int64_t)hostile_random(1500));
	}
}

/* One life: hears from the bookmark on to somewhere, and dies some lines after the next one. */
static char *live(const struct stream *stream, const char *text, size_t *furthest, bool last,
	struct tally *kept, struct arena *arena)
{
	struct listening listening = { .tally = *kept };
	struct hear *hear = hear_new(&(struct hear_to){
		.denial = take, .policy_changed = changed, .plain = true, .userdata = &listening });
	size_t begin = 0, end = stream->n_lines, caught_up = *furthest + hostile_random(20);
	struct bookmark bookmark;
	int64_t clock = 1;

	listening.hear = hear;
	if (text) {
		assert_int_equal(bookmark_parse(text, arena, &bookmark), 0);
		begin = first_line_of(stream, &bookmark.from);
		hear_resume(hear, &bookmark);
	}
	if (!last)
		end = begin + hostile_random(hostile_random(4) ? 60 : stream->n_lines - begin);
	if (end > stream->n_lines)
		end = stream->n_lines;
	feed_lines(&listening, stream, begin, end, caught_up, &clock);
	*furthest = end > *furthest ? end : *furthest;
	if (last)
		hear_end(hear);
	hear_bookmark(hear, arena, &bookmark);
	assert_true(bookmark.n_done <= 1024);
	*kept = listening.tally;
	if (!last) /* what comes after the bookmark is forgotten */
		feed_lines(&listening, stream, end,
			end + hostile_random(stream->n_lines - end + 1) / 8, caught_up, &clock);
	hear_free(hear);
	return bookmark_text(&bookmark, arena);
}

/* Line by line, so that a failure shows what was heard wrongly. */
static void compare(const struct stream *stream, const struct tally *tally)
{
	for (size_t i = 0; i < stream->n_lines; i++) {
		const char *line = stream->lines[i];
		unsigned truth = strstr(line, "denied") != NULL;

		if (tally->lines[i] != truth)
			print_error("told %u times: %zu %s", tally->lines[i], i, line);
		assert_int_equal(tally->lines[i], truth);
	}
	for (size_t i = 0; i < stream->n_events; i++)
		assert_int_equal(tally->changes[i], stream->changes[i]);
}

static size_t cut_and_compare(size_t n_lines, size_t width)
{
	static struct stream stream;
	struct tally *tally = calloc(1, sizeof *tally);
	size_t lives = hostile_random(12), furthest = 0;
	char *text = NULL;

	make_stream(&stream, n_lines, width);
	for (size_t i = 0; i <= lives; i++)
		text = live(&stream, text, &furthest, i == lives, tally, stream.arena);
	compare(&stream, tally);
	if (n_lines < LINES_MAX) /* else some are forgotten before their last record comes */
		assert_false(tally->doubled);
	arena_free(stream.arena);
	free(tally);
	return lives + 1;
}

static void cut_anywhere(void **state)
{
	size_t lives = 0;

	hostile_begin();
	for (int round = 0; round < 2000; round++)
		lives += cut_and_compare(40 + hostile_random(400), 1 + hostile_random(20));
	for (int round = 0; round < 30; round++)
		lives += cut_and_compare(LINES_MAX, 1 + hostile_random(399));
	print_message("# %zu lives\n", lives);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(damaged_texts_are_refused),
		cmocka_unit_test(cut_anywhere),
	};

	return cmocka_run_group_tests_name("bookmark", tests, NULL, NULL);
}
