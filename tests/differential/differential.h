/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the differential test share: the one place where differences are judged. */
#ifndef AVOCET_DIFFERENTIAL_H
#define AVOCET_DIFFERENTIAL_H

#include <auparse.h>

#include "denial.h"

/* One value as the two read it; NULL where one has none. */
struct pair {
	const char *type;	/* of the record: "AVC" */
	const char *field;
	const char *ours, *theirs;
	const char *line;	/* the record, for the report */
};
/* Counts the pair; when the two differ, and no exception of the table covers it, says so. */
void judge(const struct pair *pair);
/* An event that libauparse alone delivered. */
void judge_event(const struct event_id *id, const char *problem);
/* Whether the record has permissions of 256 bytes or more: libauparse drops it. */
bool has_long_list(const char *line);
/* Whether the record is as the kernel and auditd write it: of what ausearch -i and other tools made of
 * it libauparse makes numbers, and those are wrong. */
bool is_raw(const char *line);
/* Prints the figures, and exceptions that nothing needed any more. Returns whether all is well. */
bool judgement(void);

/* ---- fields.c: each field of each record ---- */

/* The record that libauparse stands at. */
void compare_fields(auparse_state_t *theirs);

/* ---- theirs.c: all fields of an event ---- */

struct their_field {
	const char *type, *name, *raw, *meant;
	unsigned record;
	bool enriched;
};

struct theirs {
	struct arena *arena;
	struct their_field *fields;
	size_t count, room;
	const char *line;	/* of the refusal at hand */
	unsigned record;
};

/* Where a value may stand: in records of these types, which are patterns. */
struct their_source {
	const char *types, *field;
};
void theirs_gather(struct theirs *theirs, auparse_state_t *state);
/* The first such field, of this refusal or of the event, or NULL. */
const struct their_field *their_field(const struct theirs *theirs,
	const struct their_source *source);
/* Of the record that libauparse stands at; "?" where it knows none. */
const char *type_name(auparse_state_t *state);
bool is_refusal(const char *type);

/* ---- facts.c: what the denials say ---- */

/* The denials that were heard in the same bytes. */
struct heard;
struct heard *hear_all(const char *bytes, size_t length);
void heard_free(struct heard *heard);
/* Compares the refusals of the event that libauparse stands at. */
void compare_facts(const struct heard *heard, auparse_state_t *theirs);

/* Judges the denials that compare_facts() never met. */
void judge_unread(const struct heard *heard);

/* ---- generated.c: events with what fixtures seldom have ---- */

/* A log of that many events, as a kernel would write them. */
char *generate_log(size_t events);

#endif
