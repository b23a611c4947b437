/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ears.c, connection.c and sources.c share. */
#ifndef AVOCET_EARS_H
#define AVOCET_EARS_H

#include "daemon.h"
#include "hear.h"

#define CONNECTIONS_MAX 8
#define SOURCES_MAX 8
#define GAPS_MAX 10

/* ---- sources.c: what is known of each, beyond the connection it has just now ---- */

struct gap {
	int64_t from, until;		/* ms since 1970; from 0: unknown */
};

struct source {
	char name[NOTE_NAME_MAX + 1];	/* "": this place is free */
	struct hear_counts past;	/* of connections that are gone */
	int64_t last_record;		/* ms since 1970; 0: never */
	uint64_t lost, replayed, skipped;
	struct gap gaps[GAPS_MAX];	/* the newest, oldest first */
	size_t n_gaps;
	bool replaying;
	bool policy_changed;		/* in what is told again: acted on when that is over */
	struct arena *arena;		/* holds the bookmark */
	struct bookmark bookmark;	/* where the connections that are gone stopped */
};

/* The source of that name, made when it is new; NULL when there are too many. */
struct source *source_get(struct source sources[SOURCES_MAX], const char *name);
void sources_free(struct source sources[SOURCES_MAX]);
/* Whether it tells again what it was not asked to end well for. */
bool source_replays(const struct source *source);
/* A connection has gone: its counts, and where it stopped. */
void source_count(struct source *source, struct hear *hear);
void source_keep_bookmark(struct source *source, const struct hear *hear);
/* Where it stopped, by memory or else by the store. Returns 0, or -ENOENT: it is new. */
int source_load_bookmark(struct source *source, struct store *store);
void source_add_gap(struct source *source, int64_t from, int64_t until);
/* Notes the time of the newest record among the lines that came. */
void source_saw(struct source *source, const char *bytes, size_t length);
void add_counts(struct hear_counts *sum, const struct hear_counts *more);
/* For Status. counts are those of the present connection; state is what it is doing. */
json_t *source_status(const struct source *source, bool connected, const char *state,
	const struct hear_counts *counts);

/* ---- connection.c: bytes, notes, and the end of both ---- */

struct connection {
	struct ears *ears;
	struct source *source;
	int fd;			/* -1: it broke off, and what it had begun to tell is kept */
	sd_event_source *io, *linger;
	struct hear *hear;
	uint64_t taken;		/* bytes */
	uint64_t taken_before;	/* when it was last looked how much */
	int64_t silence;	/* ms in which nothing came */
	bool named;		/* it said its name, and was told where to begin */
	size_t n_done;		/* events that it tells again in vain */
	bool doomed;		/* to be closed: it is not what it should be */
};

struct ears {
	struct daemon *daemon;
	int fd;
	sd_event_source *io, *expire;
	struct connection *connections[CONNECTIONS_MAX];
	struct source sources[SOURCES_MAX];	/* the first is auditd */
	bool paused;
};

struct connection *connection_new(struct ears *ears, int fd);
/* Reads until it pauses, ends, or has had its turn. */
void connection_read(struct connection *connection);
/* The daemon ends: what was begun is told now, or again to the next one. */
void connection_finish(struct connection *connection);

#endif
