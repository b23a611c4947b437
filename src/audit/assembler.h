/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to audit: how an assembler remembers events. */
#ifndef AVOCET_ASSEMBLER_H
#define AVOCET_ASSEMBLER_H

#include <string.h>
#include <sys/queue.h>

#include "audit.h"

/* So many events are known by their IDs, the newest that began; and so many newer ones may have
 * begun before an open one is delivered as it is. */
#define KNOWN_MAX 512
#define OPEN_MAX 256
/* An event has a dozen records, now and then a hundred. */
#define RECORDS_MAX 512
#define EVENT_BYTES_MAX ((size_t)256 * 1024)
#define OPEN_BYTES_MAX ((size_t)2 * 1024 * 1024)

#define BUCKETS 1024
/* Room that an event begins with. */
#define FEW_RECORDS 8

/* A record that waits for the rest of its event. */
struct held {
	const char *line;
	uint32_t length, body;	/* where the body begins */
	uint32_t room;		/* of a copy that may grow; 0: it is none */
	uint8_t type;
	bool interpreted;
};

/* What is written when one begins comes first: of most events no more is ever touched. */
struct known {
	struct event_id id;		/* its node is ours */
	char *node;
	size_t node_length;
	uint64_t number;		/* how many began before it */
	struct known *next;		/* in the bucket */
	uint64_t heard_before;		/* the assembler's heard when it began */
	bool used, open;
	bool late;			/* its first records may have come long before */
	bool done;			/* when the bookmark was made */
	bool old;			/* what still comes is delivered at once */
	unsigned told;			/* refusals and changes that were delivered */
	unsigned wanted;		/* those that wait to be */
	unsigned pass;			/* those that are not new while a stream is told again */
	const char *damage;
	int64_t seen;			/* the first assembler_expire() that saw it; 0: none yet */
	struct arena *arena;		/* NULL until something must be copied */
	struct held *few, *records;	/* few: while it is open */
	size_t n_records, room, kept;	/* so many of the records are copies */
	size_t bytes;
	TAILQ_ENTRY(known) order;
} __attribute__((aligned(64))); /* of the processor's memory, so that the first part is two pieces */
TAILQ_HEAD(known_list, known);

/* Arenas and first rooms are used again: an event is over before most others begin. */
#define SPARE_MAX 4
#define SPARE_FEW_MAX 16

struct assembler {
	event_fn deliver;
	void *userdata;
	struct known *known;		/* KNOWN_MAX, by number */
	struct known *buckets[BUCKETS];
	struct known_list open;		/* oldest first */
	struct known *last;		/* whose record was taken last */
	struct arena *spare[SPARE_MAX];
	struct held *spare_few[SPARE_FEW_MAX];
	size_t n_spare, n_spare_few, n_open;
	size_t bytes;			/* in open events */
	int64_t earliest;		/* no open event is of before */
	uint64_t begun;			/* events that have a number */
	uint64_t events;		/* with those that have none */
	uint64_t heard;			/* refusals and changes */
	/* What is told again after assembler_resume(). */
	uint64_t again;			/* refusals and changes still to come */
	uint64_t loaded;		/* events that were known before the first record */
	struct arena *resumed;
	struct event_id from;
	struct done_event *awaited;	/* those of which no record came yet */
	size_t n_awaited;
};

static inline bool known_same_node(const struct known *known, const struct record *record)
{
	return known->node_length == record->node_length
		&& (!record->node_length
			|| memcmp(known->node, record->node, record->node_length) == 0);
}
static inline bool known_is_of(const struct known *known, const struct record *record)
{
	return known->id.serial == record->id.serial && known->id.ms == record->id.ms
		&& known_same_node(known, record);
}
/* Whether the record, the event's count-th, is its last: the kernel tells the title last, ausearch first. */
static inline bool record_ends_event(enum record_type type, size_t count)
{
	return type == RECORD_PROCTITLE ? count > 1 : type == RECORD_EOE || type == RECORD_USER_AVC;
}
/* As if all records of an event were taken that holds nothing wanted, from the first to this, the last.
 * Returns whether it could: nothing must be known of that event. */
bool assembler_pass(struct assembler *assembler, const struct record *record);
/* The event of a record, or NULL. */
struct known *known_find(struct assembler *assembler, const struct record *record);
/* Makes place for one more; what had it before must not be open. */
struct known *known_add(struct assembler *assembler, const struct record *record);
/* Whose place known_add() would take; it may be unused. */
struct known *known_oldest(struct assembler *assembler);
/* As if it had begun now, so that it is not forgotten soon. */
struct known *known_renew(struct assembler *assembler, struct known *known,
	const struct record *record);
void known_open(struct assembler *assembler, struct known *known);
/* It is open no longer; its records are forgotten. */
void known_close(struct assembler *assembler, struct known *known);
struct arena *known_arena(struct assembler *assembler, struct known *known);
void known_free(struct assembler *assembler);

/* An event that is done but of which no record came yet: it is known from now on. */
struct known *resume_claim(struct assembler *assembler, const struct record *record);

#endif
