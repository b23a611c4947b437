/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The events of the journal, whose lines have no serial: it is made of the second and of who logged,
 * so that reading the same lines again gives the same. And where no auditd runs, the journal has
 * them twice: from the audit system and from the kernel's ring buffer.
 */
#include "wild.h"

#include <string.h>

/* The kernel's own serials have 32 bits: these are above them, and below what JSON can hold. */
#define SERIAL_BIT (UINT64_C(1) << 48)

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

uint64_t made_serial(uint64_t hash)
{
	return SERIAL_BIT | (hash & (SERIAL_BIT - 1));
}

static struct journal_event *find(struct journal_events *events, int64_t ms, uint64_t who)
{
	int64_t second = ms / 1000;
	struct journal_event *event;

	for (size_t i = 0; i < ARRAY_SIZE(events->recent); i++) {
		event = &events->recent[i];
		if (event->second == second && event->who == who)
			return event;
	}
	event = &events->recent[events->next++ % ARRAY_SIZE(events->recent)];
	*event = (struct journal_event){ .second = second, .ms = ms, .who = who };
	return event;
}

static bool stands_alone(enum record_type type)
{
	return type == RECORD_PROCTITLE || type == RECORD_EOE || type == RECORD_USER_AVC
		|| record_is_message(type);
}

static void begin_another(struct journal_event *event)
{
	event->round++;
	event->ms = -1; /* that of its first line */
	event->called = false;
}

void journal_stamp(struct journal_events *events, int64_t ms, uint64_t who, enum record_type type,
	struct event_id *id)
{
	struct journal_event *event = find(events, ms, who);
	uint64_t hash;

	if (event->called && record_is_refusal(type))
		begin_another(event); /* the kernel tells its refusals before the call ends */
	if (event->ms < 0)
		event->ms = ms;
	hash = mix(mix(mix(0, (uint64_t)event->second), who), event->round);
	id->ms = event->ms;
	id->serial = made_serial(hash);
	event->called |= type == RECORD_SYSCALL;
	if (stands_alone(type))
		begin_another(event);
}

bool journal_had_it(struct journal_twins *twins, bool from_journal, int64_t ms, uint64_t body)
{
	struct journal_twin *twin;

	for (size_t i = 0; i < ARRAY_SIZE(twins->recent); i++) {
		twin = &twins->recent[i];
		if (twin->waiting && twin->from_journal != from_journal && twin->body == body
			&& twin->ms / 1000 - ms / 1000 <= 1 && ms / 1000 - twin->ms / 1000 <= 1) {
			twin->waiting = false;
			return true;
		}
	}
	twin = &twins->recent[twins->next++ % ARRAY_SIZE(twins->recent)];
	*twin = (struct journal_twin){ .body = body, .ms = ms, .from_journal = from_journal,
		.waiting = true };
	return false;
}
