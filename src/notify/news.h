/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a user has not looked at yet, and the words for it: no screen and no bus is needed here, so
 * tests and fuzzers see all of it.
 */
#ifndef AVOCET_NEWS_H
#define AVOCET_NEWS_H

#include "alert.h"

/* ---- ranges.c: many numbers, mostly neighbours, in little room ---- */

#define RANGES_MAX 128

/* In order, with gaps between them. When they are too many, the gaps between the lowest close. */
struct ranges {
	struct range {
		int64_t from, to;
	} items[RANGES_MAX];
	size_t count;
};
bool ranges_have(const struct ranges *ranges, int64_t number);
/* From 1 on; what makes no sense is ignored. */
void ranges_add(struct ranges *ranges, int64_t from, int64_t to);
/* All numbers up to this one are in it. */
int64_t ranges_floor(const struct ranges *ranges);

/* ---- seen.c: what this user was told of, in any of his sessions ---- */

struct seen {
	int64_t since;		/* ms: what began before is no news */
	int64_t newest;		/* the highest number so far; 0: none */
	char uuid[40];		/* that alert's, to know when the history began anew */
	int64_t written;	/* ms */
	struct ranges told;	/* a bubble was shown */
	struct ranges read;	/* looked at, or said to be seen */
};
/* The file, $XDG_STATE_HOME/avocet/seen; the folders are made. NULL: there is no home. */
char *seen_path(struct arena *arena);
/* Waits until no other session is at it, for half a second, and returns a descriptor to close when done. */
int seen_lock(const char *path);
/* Without a file, or with one that makes no sense, seen is as it is on the first day. */
int seen_load(const char *path, struct seen *ret);
/* Written anew and put in the old one's place. */
int seen_store(const char *path, const struct seen *seen);
/* The history began anew: numbers mean nothing any more, times do. */
void seen_begin_anew(struct seen *seen);

/* ---- news.c: alerts that were not looked at ---- */

struct news_item {
	int64_t id;
	enum level level;
	bool told;		/* or not to be told of */
	bool doubtful;		/* told to a server that did not answer */
	char *source;		/* the program, by which bubbles are told apart */
	char *name;		/* what people call it; raw */
	char *label;		/* of a menu */
};
struct news;

struct news *news_new(void);
void news_free(struct news *news);
/* Is it worth to be told of? What was let through, is harmless, muted or mended is not. */
bool news_worth(const struct alert *alert);
/* The new item, or the one that is there already. */
struct news_item *news_add(struct news *news, const struct alert *alert);
struct news_item *news_find(const struct news *news, int64_t id);
bool news_remove(struct news *news, int64_t id);
void news_clear(struct news *news);
unsigned news_count(const struct news *news);
/* How many may be attacks. */
unsigned news_attacks(const struct news *news);
/* The one that came last, and the one before it; NULL: no more. */
struct news_item *news_newest(const struct news *news);
struct news_item *news_older(const struct news *news, const struct news_item *item);

/* ---- labels.c ---- */

/* The sentence for a menu: short, harmless, "_" doubled, for one alone would be taken away. */
char *label_of(struct arena *arena, const struct alert *alert);
/* "3 new denials"; "No new denials". Nothing in it comes from outside. */
char *label_count(struct arena *arena, unsigned count);
/* The program that was stopped: by its file, else by what it calls itself, else by its type. */
const char *source_of(const struct denial *denial);

/* ---- gathering.c: several alerts that are told of together ---- */

struct gathered_source {
	const char *source, *name;
	unsigned alerts;
};
struct gathering {
	struct arena *arena;
	struct gathered_source *sources;
	size_t n_sources, sources_room;
	int64_t *ids;
	size_t alerts, ids_room;
	enum level level;	/* the worst */
	int64_t speaks;		/* the first of the worst that was added: its sentence is shown */
	const char *title, *markup, *plain; /* set by gathering_speak() */
};
void gathering_begin(struct gathering *gathering);
void gathering_end(struct gathering *gathering); /* fine for one that never began */
void gathering_add(struct gathering *gathering, const struct news_item *item);
/* Takes the texts of the alert that speaks. */
void gathering_speak(struct gathering *gathering, const struct alert *alert);
/* Puts more to what a bubble says already; of equals the newer one speaks. */
void gathering_merge(struct gathering *into, const struct gathering *from);
/* Plain text without control characters. */
const char *gathering_title(struct arena *arena, const struct gathering *gathering);
const char *gathering_body(struct arena *arena, const struct gathering *gathering, bool markup);

/* ---- settings.c: ~/.config/avocet/notify.conf ---- */

struct settings {
	enum level level;	/* bubbles from this level on */
	bool bubbles, tray;
	unsigned pause;		/* seconds between two bubbles while more and more come */
};
/* What is wrong was told; the defaults hold then. */
void settings_read(struct settings *ret);

#endif
