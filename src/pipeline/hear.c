/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first half of the line, from top to bottom as a denial travels it:
 *
 *	bytes → line → record → event → denial → signature → who wants to know
 */
#include "hear.h"

#include <stdlib.h>
#include <string.h>

struct hear {
	struct lines *lines;
	struct wild *wild;		/* NULL: only plain records */
	struct assembler *assembler;
	struct record_memory memory;
	struct dull dull;
	struct guests *guests;
	const char *bytes;		/* what is being fed: lines within stay until it is over */
	size_t length;
	struct hear_to to;
	struct hear_counts counts;
	uint64_t lost_before, lost;	/* before the last reboot, and since */
	uint64_t backlogs;
};

/* ---- lines that are no records ---- */

/* The kernel's count of lost records begins anew when it boots. */
static void take_lost(struct hear *hear, const char *digits, const char *end)
{
	uint64_t lost = 0;

	for (; digits < end && *digits >= '0' && *digits <= '9'; digits++)
		lost = lost * 10 + (uint64_t)(*digits - '0');
	if (lost < hear->lost)
		hear->lost_before += hear->lost;
	hear->lost = lost;
}

/* The kernel's own words in its log, some 60 bytes. */
static void listen_for_losses(struct hear *hear, const char *line, size_t length)
{
	static const char lost[] = "audit_lost=", backlog[] = "audit: backlog limit exceeded";
	const char *at = memmem(line, length, lost, strlen(lost));

	if (at)
		take_lost(hear, at + strlen(lost), line + length);
	else if (memmem(line, length, backlog, strlen(backlog)))
		hear->backlogs++;
}

static bool is_note(const char *line, size_t length)
{
	return length >= strlen(NOTE_PREFIX) && memcmp(line, NOTE_PREFIX, strlen(NOTE_PREFIX)) == 0;
}

static void take_note(struct hear *hear, const char *line, size_t length)
{
	_cleanup_free_ char *text = NULL;

	if (!hear->to.note)
		return;
	text = strndup(line + strlen(NOTE_PREFIX), length - strlen(NOTE_PREFIX));
	if (!text)
		abort();
	hear->to.note(text, hear->to.userdata);
}

/* Whether a line that is no record wanted to be one. */
static bool looks_like_record(const char *line, size_t length)
{
	return memmem(line, length, "type=", 5) && memmem(line, length, "audit(", 6);
}

/* ---- records ---- */

static void take_record(const struct record *record, bool cut, void *userdata)
{
	struct hear *hear = userdata;

	hear->counts.records++;
	hear->counts.not_selinux += record->type == RECORD_SECCOMP;
	if (record->type == RECORD_VIRT_MACHINE_ID)
		guests_learn(hear->guests, record);
	assembler_take(hear->assembler, record, cut);
}

/* Its bytes do not stay. */
static void take_wild_record(const struct record *record, bool cut, void *userdata)
{
	struct hear *hear = userdata;

	take_record(record, cut, hear);
	assembler_keep(hear->assembler);
}

static void extend_record(const char *text, size_t length, void *userdata)
{
	struct hear *hear = userdata;

	assembler_extend(hear->assembler, text, length);
}

static void take_wild_line(struct hear *hear, const char *line, size_t length, bool cut)
{
	enum wild_line what = wild_take(hear->wild, line, length, cut);

	hear->counts.damaged += what == WILD_DAMAGED;
	hear->counts.not_selinux += what == WILD_FOREIGN;
}

/* Most lines lie in what is being fed; one that was torn lies elsewhere, and not for long. */
static bool stays(const struct hear *hear, const char *line)
{
	return (uintptr_t)line - (uintptr_t)hear->bytes < hear->length;
}

static void take_other_line(struct hear *hear, const char *line, size_t length, bool cut)
{
	if (is_note(line, length)) {
		take_note(hear, line, length);
		return;
	}
	listen_for_losses(hear, line, length);
	if (hear->wild)
		take_wild_line(hear, line, length, cut);
	else
		hear->counts.damaged += cut || looks_like_record(line, length);
}

static void take_line(const char *line, size_t length, bool cut, void *userdata)
{
	struct hear *hear = userdata;
	struct record record;

	if (record_parse_next(line, length, &hear->memory, &record) < 0) {
		take_other_line(hear, line, length, cut);
		return;
	}
	if (hear->wild && wild_wants(hear->wild, &record)) {
		take_wild_line(hear, line, length, cut);
		return;
	}
	take_record(&record, cut, hear);
	if (!stays(hear, line))
		assembler_keep(hear->assembler);
}

static size_t pass_over(const char *bytes, size_t length, void *userdata)
{
	struct hear *hear = userdata;

	return dull_pass(&hear->dull, bytes, length);
}

/* ---- events and denials ---- */

static void take_denial(const struct denial *denial, void *userdata)
{
	struct hear *hear = userdata;
	const char *guest = guests_find(hear->guests, denial);
	char signature[SIGNATURE_SIZE];
	struct denial named;

	hear->counts.denials++;
	hear->counts.damaged += denial->damage != NULL;
	denial_signature(denial, signature);
	if (guest) {
		named = *denial;
		named.container = guest;
		denial = &named;
	}
	hear->to.denial(denial, signature, hear->to.userdata);
}

static void take_change(const struct policy_change *change, void *userdata)
{
	struct hear *hear = userdata;

	hear->to.policy_changed(change, hear->to.userdata);
}

static void take_event(struct event *event, void *userdata)
{
	struct hear *hear = userdata;
	size_t foreign;

	denials_as_wished(event, &hear->to.wishes, take_denial, hear, &foreign);
	hear->counts.not_selinux += foreign;
	if (hear->to.policy_changed)
		changes_of_event(event, take_change, hear);
}

/* ---- from outside ---- */

struct hear *hear_new(const struct hear_to *to)
{
	struct hear *hear = calloc(1, sizeof *hear);
	const struct wild_to wild = {
		.take = take_wild_record,
		.extend = extend_record,
		.userdata = hear,
	};

	if (!hear)
		abort();
	hear->to = *to;
	hear->lines = lines_new(take_line, hear);
	hear->assembler = assembler_new(take_event, hear);
	hear->wild = to->plain ? NULL : wild_new(&wild);
	hear->guests = guests_new();
	hear->dull = (struct dull){ hear->assembler, hear->wild, &hear->memory, 0 };
	lines_pass_over(hear->lines, pass_over);
	return hear;
}

void hear_free(struct hear *hear)
{
	if (!hear)
		return;
	lines_free(hear->lines);
	if (hear->wild)
		wild_free(hear->wild);
	assembler_free(hear->assembler);
	guests_free(hear->guests);
	free(hear);
}

void hear_feed(struct hear *hear, const char *bytes, size_t length)
{
	hear->bytes = bytes;
	hear->length = length;
	lines_feed(hear->lines, bytes, length);
	assembler_keep(hear->assembler);
	hear->length = 0;
}

void hear_expire(struct hear *hear, int64_t now)
{
	if (hear->wild)
		wild_end(hear->wild);
	assembler_expire(hear->assembler, now);
}

bool hear_waiting(const struct hear *hear)
{
	return assembler_waiting(hear->assembler) > 0;
}

void hear_end(struct hear *hear)
{
	lines_end(hear->lines);
	hear_broke_off(hear);
}

void hear_broke_off(struct hear *hear)
{
	if (hear->wild)
		wild_end(hear->wild);
	assembler_flush(hear->assembler);
}

const struct hear_counts *hear_counts(struct hear *hear)
{
	uint64_t lost = hear->lost_before + hear->lost;

	hear->counts.records += hear->dull.records;
	hear->dull.records = 0;
	hear->counts.events = assembler_begun(hear->assembler);
	hear->counts.lost = lost > hear->backlogs ? lost : hear->backlogs;
	return &hear->counts;
}

void hear_bookmark(const struct hear *hear, struct arena *arena, struct bookmark *ret)
{
	assembler_bookmark(hear->assembler, arena, ret);
}

void hear_resume(struct hear *hear, const struct bookmark *bookmark)
{
	assembler_resume(hear->assembler, bookmark);
}

void hear_resumed(struct hear *hear)
{
	assembler_resumed(hear->assembler);
}
