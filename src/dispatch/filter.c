/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which lines the daemon needs. Only heads of records are looked at. The kernel tells the refusal
 * first and what happened around it afterwards, but not every source keeps to that order: a few
 * lines that seem not to matter are held back until their event is old.
 */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>

#define KNOWN_EVENTS 256
#define HELD_LINES FILTER_HELD_LINES
#define HELD_LINE_BYTES (12 * 1024) /* the kernel's records end at 9 kB */

/* A host's name is only compared: its hash will do. Two that fell together would send a few lines
 * too many. */
struct event_key {
	int64_t ms;
	uint64_t serial, node;
};

struct known {
	struct event_key key;
	bool used;
	bool refused; /* a line had no room: the rest stays behind */
};

struct held {
	struct event_key key;
	size_t length; /* 0: the place is free */
	char line[HELD_LINE_BYTES];
};

struct filter {
	forward_fn forward;
	void *userdata;
	struct known known[KNOWN_EVENTS];
	size_t next_known;
	int64_t newest_known, newest_held;	/* none of them is newer, in ms */
	struct held held[HELD_LINES];
	size_t next_held, held_bytes;
};

struct filter *filter_new(forward_fn forward, void *userdata)
{
	struct filter *filter = calloc(1, sizeof *filter);

	if (!filter)
		abort();
	filter->newest_known = filter->newest_held = INT64_MIN;
	filter->forward = forward;
	filter->userdata = userdata;
	return filter;
}

void filter_free(struct filter *filter)
{
	free(filter);
}

static struct event_key key_of(const struct record *record)
{
	return (struct event_key){
		.ms = record->id.ms,
		.serial = record->id.serial,
		.node = record_node_hash(record),
	};
}

static bool key_equal(const struct event_key *a, const struct event_key *b)
{
	return a->serial == b->serial && a->ms == b->ms && a->node == b->node;
}

/* Most lines are more of the newest event, or begin one that is newer still. */
static struct known *find_known(struct filter *filter, const struct event_key *key)
{
	if (key->ms > filter->newest_known)
		return NULL;
	for (size_t i = 1; i <= KNOWN_EVENTS; i++) {
		struct known *known = &filter->known[(filter->next_known - i) % KNOWN_EVENTS];

		if (known->used && key_equal(&known->key, key))
			return known;
	}
	return NULL;
}

static struct known *make_known(struct filter *filter, const struct event_key *key)
{
	struct known *known = &filter->known[filter->next_known++ % KNOWN_EVENTS];

	*known = (struct known){ .key = *key, .used = true };
	if (key->ms > filter->newest_known)
		filter->newest_known = key->ms;
	return known;
}

static void send_on(struct filter *filter, struct known *known, const char *line, size_t length,
	bool cut, bool begins)
{
	if (!known->refused)
		known->refused = !filter->forward(line, length, cut, begins, filter->userdata);
}

static void let_go(struct filter *filter, struct held *held)
{
	filter->held_bytes -= held->length;
	held->length = 0;
}

static void hold(
	struct filter *filter, const struct event_key *key, const char *line, size_t length)
{
	struct held *held;

	if (length > HELD_LINE_BYTES)
		return;
	held = &filter->held[filter->next_held++ % HELD_LINES];
	let_go(filter, held);
	/* The oldest are next in turn. */
	for (size_t i = 0; filter->held_bytes + length > FILTER_HELD_MAX; i++)
		let_go(filter, &filter->held[(filter->next_held + i) % HELD_LINES]);
	held->key = *key;
	held->length = length;
	if (key->ms > filter->newest_held)
		filter->newest_held = key->ms;
	filter->held_bytes += length;
	memcpy(held->line, line, length);
}

/* Sends what was held back of the event, oldest first; returns whether there was anything. */
static bool send_held(struct filter *filter, struct known *known)
{
	bool any = false;

	for (size_t i = 0; i < HELD_LINES && known->key.ms <= filter->newest_held; i++) {
		struct held *held = &filter->held[(filter->next_held + i) % HELD_LINES];

		if (!held->length || !key_equal(&held->key, &known->key))
			continue;
		send_on(filter, known, held->line, held->length, false, !any);
		let_go(filter, held);
		any = true;
	}
	return any;
}

/* What the daemon must hear whatever else is in its event. */
static bool matters(enum record_type type)
{
	return record_is_refusal(type) || record_is_policy_change(type) || type == RECORD_VIRT_MACHINE_ID;
}

void filter_record(struct filter *filter, const struct record *record, bool cut)
{
	struct event_key key = key_of(record);
	struct known *known = find_known(filter, &key);
	bool begins = false;

	if (!known) {
		if (!matters(record->type)) {
			hold(filter, &key, record->line, record->length);
			return;
		}
		known = make_known(filter, &key);
		begins = !send_held(filter, known);
	}
	send_on(filter, known, record->line, record->length, cut, begins);
}

void filter_take(struct filter *filter, const char *line, size_t length, bool cut)
{
	struct record record;

	if (record_parse(line, length, &record) == 0)
		filter_record(filter, &record, cut);
}

void filter_reset(struct filter *filter)
{
	memset(filter->known, 0, sizeof filter->known);
	for (size_t i = 0; i < HELD_LINES; i++)
		filter->held[i].length = 0;
	filter->held_bytes = 0;
	filter->newest_known = filter->newest_held = INT64_MIN;
}
