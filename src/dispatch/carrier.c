/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Live or behind. What stdin brings is told at once while there is room for it; else, and whenever
 * the daemon was away, it is told from the log, which holds the same. Nothing is lost or told twice:
 * the log is always right, and live is only faster.
 */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>

/* The most that one line can push: what was held back of its event, itself, and ends of lines. */
#define LINE_ROOM (FILTER_HELD_MAX + FILTER_HELD_LINES + LINE_MAX_BYTES + 2)
/* The same for one step of history, and some notes. */
#define STEP_ROOM (HISTORY_STEP_MAX + LINE_ROOM + 4 * NOTE_SIZE)
/* Steps before stdin has its turn. */
#define STEPS 8
#define SOON_MS 50
/* What stdin left out is looked for at most this often. */
#define LOOK_MS 5000
/* Of audit time: how often avocetd is told that nothing mattered since. */
#define SEEN_MS (10 * 60 * 1000)

struct carrier {
	struct link *link;
	enum carrier_state state;
	struct ring *ring;
	struct history *history;
	struct filter *filter, *sieve;
	struct queue *queue;
	bool logged;			/* a log is written; else the ring keeps only what matters */
	bool replay_noted;
	uint64_t replayed;
	bool more, soon;		/* of history, at once or in SOON_MS */
	struct holes holes;		/* of stdin */
	int64_t looked;			/* when they were last looked for */
	int64_t seen;			/* what avocetd was told of that; 0: not since it is live */
};

_Static_assert(STEP_ROOM < QUEUE_BYTES, "a step of history fits into the queue");

/* ---- telling ---- */

static bool forward(const char *line, size_t length, bool cut, bool begins, void *userdata)
{
	struct carrier *carrier = userdata;

	carrier->replayed += carrier->state == CARRIER_BEHIND;
	carrier->link->missed = true;
	/* There is room: nobody comes here before that is certain. */
	return queue_push(carrier->queue, line, length, cut, false);
}

static void say(struct carrier *carrier, const struct note *note)
{
	char line[NOTE_SIZE];
	size_t length = note_write(note, line);

	queue_push(carrier->queue, line, length - 1, false, false);
}

static void tell_history(const struct ring_line *line, const struct record *record, void *userdata)
{
	struct carrier *carrier = userdata;

	filter_record(carrier->filter, record, line->cut);
}

/* Whether anything was in it, only avocetd may know (NOTE_SEEN). */
static void tell_gap(int64_t since, int64_t until, void *userdata)
{
	say(userdata, &(struct note){ .kind = NOTE_GAP, .ms = since, .until = until });
	notice(LOG_NOTICE, "the audit log does not go back to the last denial that avocetd has; "
			   "avocet status says whether any may be missing");
}

/* Else a log without denials, once rotated away, would look like a gap. */
static void tell_seen(struct carrier *carrier, int64_t ms)
{
	if (!carrier->seen)
		carrier->seen = ms;
	if (ms - carrier->seen < SEEN_MS)
		return;
	carrier->seen = ms;
	say(carrier, &(struct note){ .kind = NOTE_SEEN, .ms = ms });
}

/* ---- stdin ---- */

static void begin(struct carrier *carrier, const struct mark *mark)
{
	carrier->state = CARRIER_BEHIND;
	carrier->replay_noted = false;
	carrier->replayed = 0;
	carrier->more = true;
	carrier->seen = 0;
	holes_forget(&carrier->holes);
	history_begin(carrier->history, mark);
}

/* What never came on stdin is told from the log too, when it is told again anyway. */
static void fall_behind(struct carrier *carrier, const struct ring_line *line)
{
	uint64_t end = ring_end(carrier->ring);
	struct mark mark = { .id = line->id, .exact = true };

	mark.skip = ring_alike(carrier->ring, end, &line->id);
	if (carrier->holes.count && carrier->logged)
		history_mark_missing(carrier->history, carrier->holes.list[0].before, &mark);
	begin(carrier, &mark);
}

/* The ring must still reach back to the oldest hole: when it is about to forget, there is no time. */
static bool is_urgent(const struct carrier *carrier)
{
	uint64_t first = ring_first(carrier->ring), end = ring_end(carrier->ring);

	return first > 0 && carrier->holes.count &&
		carrier->holes.list[0].before < first + (end - first) / 2;
}

/* auditd dropped something for us: its log has it, next to what came. */
static void look_for_missing(struct carrier *carrier)
{
	struct mark mark;
	bool urgent = is_urgent(carrier);

	if (!urgent && (!holes_ripe(&carrier->holes) || clock_ms() < carrier->looked + LOOK_MS))
		return;
	carrier->looked = clock_ms();
	if (history_mark_missing(carrier->history, carrier->holes.list[0].before, &mark))
		begin(carrier, &mark);
	else
		say(carrier, &(struct note){ .kind = NOTE_LOST, .count = carrier->holes.list[0].missing });
	holes_forget(&carrier->holes);
}

static void take_wanted(
	struct carrier *carrier, struct ring_line *line, const struct record *record)
{
	bool live = carrier->state == CARRIER_LIVE;

	if (live || carrier->state == CARRIER_BEHIND)
		line->told = history_told(carrier->history, &line->id);
	/* The log has no end of an event to begin with. */
	if (live && !line->told && queue_room(carrier->queue) < LINE_ROOM && !line->ends) {
		fall_behind(carrier, line);
		live = false;
	}
	holes_take(&carrier->holes, record, ring_end(carrier->ring));
	ring_push(carrier->ring, line);
	if (line->told)
		return;
	if (live && queue_room(carrier->queue) >= LINE_ROOM) {
		filter_record(carrier->filter, record, line->cut);
		tell_seen(carrier, record->id.ms);
	} else if (!live && line->matters) {
		carrier->link->wanted = carrier->link->missed = true;
	}
}

static bool take_record(struct carrier *carrier, const char *line, size_t length, bool cut)
{
	struct ring_line wanted = { .bytes = line, .length = length, .cut = cut };
	struct record record;

	if (record_parse(line, length, &record) < 0)
		return true;
	wanted.id = line_identify(&record);
	wanted.matters = record_is_refusal(record.type) || record_is_policy_change(record.type);
	wanted.ends = record.type == RECORD_EOE;
	take_wanted(carrier, &wanted, &record);
	return true;
}

static bool take_sieved(const char *line, size_t length, bool cut, bool begins, void *userdata)
{
	return take_record(userdata, line, length, cut);
}

void carrier_take(struct carrier *carrier, const char *line, size_t length, bool cut)
{
	if (carrier->logged)
		take_record(carrier, line, length, cut);
	else
		filter_take(carrier->sieve, line, length, cut);
}

/* ---- the daemon ---- */

/* How many events of before the mark stdin had left out, when the daemon went and they had not been
 * looked for: they will not be told again. */
static uint64_t missing_before(const struct carrier *carrier, const struct mark *mark)
{
	uint64_t missing = 0;

	for (size_t i = 0; i < carrier->holes.count; i++) {
		const struct hole *hole = &carrier->holes.list[i];
		struct line_id before;

		if (hole->before < ring_first(carrier->ring))
			continue;
		before = ring_get(carrier->ring, hole->before).id;
		missing += line_later(&mark->id, &before) ? hole->missing : 0;
	}
	return missing;
}

/* What is known of the last time is dropped: all that it may not have is told again. */
static void begin_telling(struct carrier *carrier, const struct note *from)
{
	uint64_t missing;
	struct mark mark = {
		.everything = from->kind == NOTE_START,
		.id = { .ms = from->ms, .serial = from->serial },
	};

	memcpy(mark.node, from->node, sizeof mark.node);
	queue_clear(carrier->queue);
	filter_reset(carrier->filter);
	carrier->link->missed = false;
	missing = carrier->logged ? missing_before(carrier, &mark) : 0;
	carrier->logged = history_logged(carrier->history);
	begin(carrier, &mark);
	if (missing)
		say(carrier, &(struct note){ .kind = NOTE_LOST, .count = missing });
}

void carrier_lost(struct carrier *carrier)
{
	if (carrier->state == CARRIER_BEHIND)
		holes_forget(&carrier->holes); /* the log has them, and told as far as it was read */
	link_close(carrier->link);
	queue_clear(carrier->queue);
	history_stop(carrier->history);
	carrier->state = CARRIER_AWAY;
	carrier->more = carrier->soon = false;
}

static void hear_answer(struct carrier *carrier)
{
	struct note from;
	int r = link_answer(carrier->link, &from);

	if (r < 0 || (r == 0 && link_late(carrier->link)))
		carrier_lost(carrier);
	else if (r > 0)
		begin_telling(carrier, &from);
}

static void tell_more(struct carrier *carrier)
{
	carrier->more = carrier->soon = false;
	for (int i = 0; i < STEPS && queue_room(carrier->queue) >= STEP_ROOM; i++) {
		if (!carrier->replay_noted)
			say(carrier, &(struct note){ .kind = NOTE_REPLAY });
		carrier->replay_noted = true;
		switch (history_step(carrier->history)) {
		case HISTORY_MORE:
			continue;
		case HISTORY_SOON:
			carrier->soon = true;
			return;
		default:
			say(carrier, &(struct note){ .kind = NOTE_LIVE, .count = carrier->replayed });
			carrier->state = CARRIER_LIVE;
			holes_forget(&carrier->holes); /* the log had what was missing */
			return;
		}
	}
	carrier->more = true;
}

void carrier_work(struct carrier *carrier)
{
	if (carrier->state == CARRIER_AWAY && link_connect(carrier->link))
		carrier->state = CARRIER_HELLO;
	if (carrier->state == CARRIER_HELLO)
		hear_answer(carrier);
	if (carrier->state == CARRIER_LIVE && carrier->logged)
		look_for_missing(carrier);
	if (carrier->state == CARRIER_BEHIND)
		tell_more(carrier);
	if (carrier->state >= CARRIER_BEHIND && link_send(carrier->link, carrier->queue) < 0)
		carrier_lost(carrier);
}

/* ---- for the loop ---- */

enum carrier_state carrier_state(const struct carrier *carrier)
{
	return carrier->state;
}

bool carrier_sending(const struct carrier *carrier)
{
	return !queue_is_empty(carrier->queue);
}

bool carrier_done(const struct carrier *carrier)
{
	if (carrier->state == CARRIER_AWAY)
		return carrier->logged || !carrier->link->missed;
	return carrier->state == CARRIER_LIVE && queue_is_empty(carrier->queue);
}

/* How long until what is missing is to be looked for; -1: nothing is. */
static int missing_timeout(const struct carrier *carrier)
{
	int due = holes_timeout(&carrier->holes);
	int64_t pause = carrier->looked + LOOK_MS - clock_ms();

	return due >= 0 && due < pause ? (int)pause : due;
}

int carrier_timeout(const struct carrier *carrier)
{
	if (carrier->state < CARRIER_BEHIND)
		return link_timeout(carrier->link);
	if (carrier->more && queue_room(carrier->queue) >= STEP_ROOM)
		return 0;
	if (carrier->state == CARRIER_LIVE && carrier->logged)
		return missing_timeout(carrier);
	return carrier->soon ? SOON_MS : -1;
}

struct carrier *carrier_new(const char *log_path, struct link *link)
{
	struct carrier *carrier = calloc(1, sizeof *carrier);

	if (!carrier)
		abort();
	carrier->link = link;
	carrier->ring = ring_new();
	carrier->history = history_new(log_path, carrier->ring,
		&(struct history_to){
			.line = tell_history, .gap = tell_gap, .userdata = carrier });
	carrier->filter = filter_new(forward, carrier);
	carrier->sieve = filter_new(take_sieved, carrier);
	carrier->queue = queue_new();
	carrier->looked = -LOOK_MS;
	carrier->logged = history_logged(carrier->history);
	return carrier;
}

void carrier_free(struct carrier *carrier)
{
	history_free(carrier->history);
	ring_free(carrier->ring);
	filter_free(carrier->filter);
	filter_free(carrier->sieve);
	queue_free(carrier->queue);
	free(carrier);
}
