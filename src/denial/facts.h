/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to denial: what the fields of an event's records say about a denial. */
#ifndef AVOCET_FACTS_H
#define AVOCET_FACTS_H

#include "denial.h"

struct span {
	const char *text;
	size_t length;
};

/* The fields around a program's message: sets manager; returns the message itself. */
struct span facts_of_manager(struct denial *denial, const struct span *body, struct arena *arena);
/* The fields of the refusal's own record. Returns whether it says permissive=1. */
bool facts_of_record(struct denial *denial, enum record_type type, const struct span *text,
	struct arena *arena);
/* What the event's other records add: program, syscall, path. */
void facts_of_event(struct denial *denial, enum record_type type, const struct event *event);

/* ---- path.c ---- */

/* Sets denial->path from the event's CWD and PATH records, when they tell it. */
void path_of_event(struct denial *denial, const struct event *event);

#endif
