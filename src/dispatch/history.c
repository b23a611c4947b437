/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is told again: the log from the mark on, then what of the ring the log does not hold. auditd
 * writes each line to the log first, so at the log's end the two meet, and stdin goes on from there.
 */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK (64 * 1024)
/* Lines that were read from the log and have not come on stdin yet: they wait in auditd's queue (its
 * q_depth) or in the socket. */
#define AHEAD_MAX 32768
/* So many lines of stdin later, what has not come never will. */
#define AHEAD_PATIENCE 65536
/* A log that is behind stdin may catch up within this time. */
#define LAG_MS 2000

enum stage {
	STAGE_NONE,	/* nothing is to be told */
	STAGE_NEAR,	/* the mark is sought from a likely file on */
	STAGE_ALL,	/* … from the oldest file on */
	STAGE_LATER,	/* it is not there: what is newer is told */
	STAGE_TELL,	/* it was found */
};

struct history {
	struct log log;
	struct ring *ring;
	struct history_to to;
	struct lines *lines;
	enum stage stage;
	struct mark mark;
	unsigned skip;
	bool oldest;			/* the reading began with the oldest file */
	struct line_id last;		/* the line of the log that was read last */
	int64_t gap;			/* one begins at that time and was not told yet; -1: none */
	uint64_t cursor;		/* lines of the ring before it are behind us */
	uint64_t joined;		/* where the ring was when the log's last line was told */
	uint64_t told_until;		/* so are these, as far as telling goes … */
	struct line_id *told;		/* … copied, since the ring moves on; NULL: there are none */
	size_t n_told, next_told;
	bool met, met_telling;		/* the log had lines of the ring, and they were told */
	int64_t floor;			/* no line of the ring from the cursor on is older */
	int64_t lagging;		/* since when, by clock_ms(); 0: it is not */
	struct line_id ahead[AHEAD_MAX];
	uint64_t ahead_first, ahead_end;
	int64_t ahead_newest;		/* none of them is newer, in ms */
	unsigned patience;
};

static void take_line(const char *bytes, size_t length, bool cut, void *userdata);

struct history *history_new(const char *log_path, struct ring *ring, const struct history_to *to)
{
	struct history *history = calloc(1, sizeof *history);

	if (!history)
		abort();
	history->log = (struct log)LOG_INIT(log_path);
	history->ring = ring;
	history->to = *to;
	history->stage = STAGE_NONE;
	return history;
}

void history_free(struct history *history)
{
	if (!history)
		return;
	log_close(&history->log);
	lines_free(history->lines);
	free(history);
}

bool history_logged(const struct history *history)
{
	struct log log = LOG_INIT(history->log.path);
	bool oldest, logged = log_open(&log, INT64_MAX, &oldest) == 0;

	log_close(&log);
	return logged;
}

/* ---- where log and stdin meet ---- */

static void add_ahead(struct history *history, const struct line_id *id)
{
	history->ahead[history->ahead_end++ % AHEAD_MAX] = *id;
	if (history->ahead_end - history->ahead_first > AHEAD_MAX)
		history->ahead_first++;
	if (id->ms > history->ahead_newest)
		history->ahead_newest = id->ms;
}

static void clear_ahead(struct history *history)
{
	history->ahead_first = history->ahead_end;
	history->ahead_newest = -1;
}

bool history_told(struct history *history, const struct line_id *id)
{
	uint64_t first = id->ms > history->ahead_newest ? history->ahead_end : history->ahead_first;

	for (uint64_t i = first; i < history->ahead_end; i++) {
		if (!line_same(&history->ahead[i % AHEAD_MAX], id))
			continue;
		/* stdin keeps the log's order: those before it do not come any more. */
		history->ahead_first = i + 1;
		return true;
	}
	if (history->stage == STAGE_NONE && history->patience && --history->patience == 0)
		clear_ahead(history);
	return false;
}

static void find_floor(struct history *history)
{
	uint64_t i = history->cursor, first = ring_first(history->ring);

	history->floor = INT64_MAX;
	for (i = i > first ? i : first; i < ring_end(history->ring); i++) {
		int64_t ms = ring_get(history->ring, i).id.ms;

		if (ms < history->floor)
			history->floor = ms;
	}
}

static void tell_ring_line(struct history *history, uint64_t number)
{
	struct ring_line line = ring_get(history->ring, number);
	struct record record;

	if (line.told || number < history->told_until)
		return;
	if (record_parse(line.bytes, line.length, &record) == 0)
		history->to.line(&line, &record, history->to.userdata);
}

/* Whether a line of the ring, that the log does not hold comes after what was read and done. */
static bool comes_after(const struct history *history, const struct line_id *id)
{
	if (line_later(&history->mark.id, id) || line_later(&history->last, id))
		return false;
	return history->stage != STAGE_LATER || line_later(id, &history->mark.id);
}

/* Tells the lines of the ring from the cursor to that one, which it leaves out. */
static void tell_ring(struct history *history, uint64_t until, bool all)
{
	if (history->cursor < ring_first(history->ring))
		history->cursor = ring_first(history->ring);
	for (; history->cursor < until; history->cursor++) {
		struct ring_line line = ring_get(history->ring, history->cursor);

		if (all || comes_after(history, &line.id))
			tell_ring_line(history, history->cursor);
	}
}

/* A line of the log was read. What stdin brought before it and the log does not hold (the end of an
 * event; anything, when the disk was full) goes first. */
static void meet(struct history *history, const struct line_id *id, bool telling)
{
	uint64_t end = ring_end(history->ring);
	uint64_t twin = id->ms < history->floor ? end : ring_find(history->ring, history->cursor, id);

	if (twin == end) {
		add_ahead(history, id);
		return;
	}
	if (telling)
		tell_ring(history, twin, history->met_telling);
	history->cursor = twin + 1;
	history->met = true;
	history->met_telling = telling;
	clear_ahead(history);
}

/* ---- the mark ---- */

static bool node_fits(const char *node, const struct record *record)
{
	return !*node || !record->node_length ||
		(strlen(node) == record->node_length &&
			memcmp(node, record->node, record->node_length) == 0);
}

static bool is_mark(struct history *history, const struct line_id *id, const struct record *record)
{
	const struct mark *mark = &history->mark;

	if (mark->exact)
		return line_same(id, &mark->id) && history->skip-- == 0;
	return id->ms == mark->id.ms && id->serial == mark->id.serial &&
		node_fits(mark->node, record);
}

static void tell_gap(struct history *history, int64_t until)
{
	if (history->gap < 0)
		return;
	history->to.gap(history->gap, until, history->to.userdata);
	history->gap = -1;
}

/* Whether the line is to be told. */
static bool wanted(struct history *history, const struct line_id *id, const struct record *record)
{
	switch (history->stage) {
	case STAGE_NEAR:
	case STAGE_ALL:
		if (is_mark(history, id, record))
			history->stage = STAGE_TELL;
		return history->stage == STAGE_TELL;
	case STAGE_LATER:
		return line_later(id, &history->mark.id);
	default:
		return true;
	}
}

/* Whether stdin had brought the line before its missing neighbours were sought. */
static bool was_told(struct history *history, const struct line_id *id)
{
	for (size_t i = history->next_told; i < history->n_told; i++)
		if (line_same(&history->told[i], id)) {
			history->next_told = i + 1;
			return true;
		}
	return false;
}

static void take_line(const char *bytes, size_t length, bool cut, void *userdata)
{
	struct history *history = userdata;
	struct record record;
	struct ring_line line = { .bytes = bytes, .length = length, .cut = cut };
	bool telling;

	if (record_parse(bytes, length, &record) < 0)
		return;
	line.id = line_identify(&record);
	telling = wanted(history, &line.id, &record);
	if (telling)
		tell_gap(history, line.id.ms);
	meet(history, &line.id, telling);
	history->last = line.id;
	history->lagging = 0;
	if (telling && !was_told(history, &line.id))
		history->to.line(&line, &record, history->to.userdata);
}

/* ---- the way through ---- */

static void start_reading(struct history *history, enum stage stage, int64_t ms)
{
	/* Without a log that can be read, the ring is all there is. */
	log_open(&history->log, ms, &history->oldest);
	lines_free(history->lines);
	history->lines = lines_new(take_line, history);
	history->stage = stage;
	history->skip = history->mark.skip;
	history->last = history->mark.id;
	history->cursor = 0;
	history->met = history->met_telling = false;
	history->lagging = 0;
	clear_ahead(history);
}

static void forget_told(struct history *history)
{
	free(history->told);
	history->told = NULL;
	history->n_told = history->next_told = 0;
	history->told_until = 0;
}

/* The mark's line, and all that the ring has: told, whatever the log says. */
static void note_told(struct history *history)
{
	uint64_t first = ring_first(history->ring), end = ring_end(history->ring);

	history->told = calloc(1 + (size_t)(end - first), sizeof *history->told);
	if (!history->told)
		abort();
	history->told[history->n_told++] = history->mark.id;
	for (uint64_t i = first; i < end; i++)
		history->told[history->n_told++] = ring_get(history->ring, i).id;
	history->told_until = end;
}

void history_begin(struct history *history, const struct mark *mark)
{
	history->mark = *mark;
	history->gap = -1;
	forget_told(history);
	if (mark->only_missing)
		note_told(history);
	if (mark->everything)
		history->mark.id = (struct line_id){ 0 };
	start_reading(history, mark->everything ? STAGE_TELL : STAGE_NEAR, history->mark.id.ms);
}

void history_stop(struct history *history)
{
	log_close(&history->log);
	lines_free(history->lines);
	history->lines = NULL;
	forget_told(history);
	history->stage = STAGE_NONE;
	history->patience = AHEAD_PATIENCE;
}

/* A line that the log has and that is behind us: what it has after it, and the ring has not, is
 * missing. Before the two were joined, the log told more than stdin brought. */
bool history_mark_missing(const struct history *history, uint64_t before, struct mark *ret)
{
	struct mark mark = { .exact = true, .only_missing = true, .id = history->last };
	uint64_t first = ring_first(history->ring);

	/* The log has no ends of events. */
	while (before > first && ring_get(history->ring, before).ends)
		before--;
	if (before < first || (before < history->joined && first > history->joined))
		return false;
	if (before >= history->joined && !ring_get(history->ring, before).told) {
		mark.id = ring_get(history->ring, before).id;
		mark.skip = ring_alike(history->ring, before, &mark.id);
	}
	*ret = mark;
	return true;
}

/* The mark in the ring; ring_end() when it is not there. */
static uint64_t mark_in_ring(const struct history *history)
{
	const struct mark *mark = &history->mark;
	uint64_t number;

	if (!mark->exact)
		return ring_find_event(history->ring, mark->id.ms, mark->id.serial);
	number = ring_find(history->ring, 0, &mark->id);
	for (unsigned i = 0; i < mark->skip && number < ring_end(history->ring); i++)
		number = ring_find(history->ring, number + 1, &mark->id);
	return number;
}

static enum history_state finish(struct history *history)
{
	tell_ring(history, ring_end(history->ring), true);
	history->joined = ring_end(history->ring);
	history_stop(history);
	return HISTORY_DONE;
}

/* Whether the log, which lacks something, still has time to catch up. */
static bool lags(struct history *history)
{
	if (history->log.fd < 0)
		return false;
	if (!history->lagging)
		history->lagging = clock_ms();
	return clock_ms() < history->lagging + LAG_MS;
}

/* The log ends, and had nothing of the ring: it is not written, or stdin is old. */
static enum history_state finish_apart(struct history *history)
{
	uint64_t number = ring_first(history->ring), end = ring_end(history->ring);

	for (; number < end; number++) {
		struct ring_line line = ring_get(history->ring, number);

		if (comes_after(history, &line.id))
			break;
	}
	if (number < end && number == ring_first(history->ring) && number > 0) {
		if (lags(history))
			return HISTORY_SOON;
		if (history->gap < 0)
			history->gap = history->last.ms;
	}
	for (; number < end; number++) {
		struct ring_line line = ring_get(history->ring, number);

		if (!comes_after(history, &line.id))
			continue;
		tell_gap(history, line.id.ms);
		tell_ring_line(history, number);
	}
	tell_gap(history, time_now());
	history->cursor = end;
	return finish(history);
}

static enum history_state at_end(struct history *history)
{
	uint64_t number;

	if (history->stage == STAGE_NEAR && !history->oldest) {
		start_reading(history, STAGE_ALL, 0);
		return HISTORY_MORE;
	}
	if (history->stage == STAGE_NEAR || history->stage == STAGE_ALL) {
		number = mark_in_ring(history);
		history->cursor = number;
		if (history->mark.only_missing && history->cursor < history->told_until)
			history->cursor = history->told_until;
		if (number < ring_end(history->ring) || history->mark.only_missing)
			return finish(history);
		start_reading(history, STAGE_LATER, history->mark.id.ms);
		history->gap = history->mark.id.ms;
		return HISTORY_MORE;
	}
	return history->met ? finish(history) : finish_apart(history);
}

enum history_state history_step(struct history *history)
{
	static char bytes[CHUNK];
	size_t length;
	int r;

	if (history->stage == STAGE_NONE)
		return HISTORY_DONE;
	r = log_read(&history->log, bytes, sizeof bytes, &length);
	if (r < 0)
		log_close(&history->log);
	if (history->log.jumped && history->gap < 0 && history->stage >= STAGE_LATER)
		history->gap = history->last.ms;
	history->log.jumped = false;
	switch (r) {
	case LOG_MORE:
		find_floor(history);
		lines_feed(history->lines, bytes, length);
		return HISTORY_MORE;
	case LOG_NEXT:
		find_floor(history);
		lines_end(history->lines);
		return HISTORY_MORE;
	case LOG_BUSY:
		return lags(history) ? HISTORY_SOON : at_end(history);
	default:
		return at_end(history);
	}
}
