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
	struct assembler *assembler;
	struct hear_to to;
	struct hear_counts counts;
};

/* Whether a line that is no record wanted to be one. */
static bool looks_like_record(const char *line, size_t length)
{
	return memmem(line, length, "type=", 5) && memmem(line, length, "audit(", 6);
}

static void take_line(const char *line, size_t length, bool cut, void *userdata)
{
	struct hear *hear = userdata;
	struct record record;

	if (record_parse(line, length, &record) < 0) {
		hear->counts.damaged += cut || looks_like_record(line, length);
		return;
	}
	hear->counts.records++;
	assembler_take(hear->assembler, &record, cut);
}

static void take_denial(const struct denial *denial, void *userdata)
{
	struct hear *hear = userdata;
	char signature[SIGNATURE_SIZE];

	hear->counts.denials++;
	hear->counts.damaged += denial->damage != NULL;
	denial_signature(denial, signature);
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

	denials_of_event(event, take_denial, hear, &foreign);
	hear->counts.not_selinux += foreign;
	if (hear->to.policy_changed)
		changes_of_event(event, take_change, hear);
}

struct hear *hear_new(const struct hear_to *to)
{
	struct hear *hear = calloc(1, sizeof *hear);

	if (!hear)
		abort();
	hear->to = *to;
	hear->lines = lines_new(take_line, hear);
	hear->assembler = assembler_new(take_event, hear);
	return hear;
}

void hear_free(struct hear *hear)
{
	if (!hear)
		return;
	lines_free(hear->lines);
	assembler_free(hear->assembler);
	free(hear);
}

void hear_feed(struct hear *hear, const char *bytes, size_t length)
{
	lines_feed(hear->lines, bytes, length);
}

void hear_expire(struct hear *hear, int64_t now)
{
	assembler_expire(hear->assembler, now);
}

bool hear_waiting(const struct hear *hear)
{
	return assembler_waiting(hear->assembler) > 0;
}

void hear_end(struct hear *hear)
{
	lines_end(hear->lines);
	assembler_flush(hear->assembler);
}

const struct hear_counts *hear_counts(struct hear *hear)
{
	hear->counts.events = assembler_begun(hear->assembler);
	return &hear->counts;
}
