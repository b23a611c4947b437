/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals. AlertAdded is sent once for each alert, which the store remembers; AlertChanged at most
 * once a second for each, so that a storm of denials is no storm of signals.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <uthash.h>

#include "bus.h"
#include "daemon.h"

#define SPACING_MS 1000

/* An alert that was told of less than SPACING_MS ago, or that has something to be told. */
struct news {
	UT_hash_handle hh;
	int64_t id, count;
	enum level level;
	int64_t due;		/* by the monotonic clock: not to be told of before */
	bool unsaid;		/* there is something to tell */
	bool pending;		/* wait for its verdicts */
	bool announced;		/* AlertAdded was sent, which the store could not note down */
};

struct announcer {
	struct daemon *daemon;
	struct news *news;
	sd_event_source *timer;
};

static int64_t clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct announcer *announcer_new(struct daemon *daemon)
{
	struct announcer *announcer = calloc(1, sizeof *announcer);

	if (!announcer)
		abort();
	announcer->daemon = daemon;
	return announcer;
}

static struct news *find(struct announcer *announcer, int64_t id)
{
	struct news *news;

	HASH_FIND(hh, announcer->news, &id, sizeof id, news);
	return news;
}

static struct news *find_or_add(struct announcer *announcer, int64_t id)
{
	struct news *news = find(announcer, id);

	if (news)
		return news;
	news = calloc(1, sizeof *news);
	if (!news)
		abort();
	news->id = id;
	HASH_ADD(hh, announcer->news, id, sizeof news->id, news);
	return news;
}

static void forget(struct announcer *announcer, struct news *news)
{
	if (!news)
		return;
	HASH_DEL(announcer->news, news);
	free(news);
}

void announcer_free(struct announcer *announcer)
{
	struct news *news, *next;

	if (!announcer)
		return;
	HASH_ITER(hh, announcer->news, news, next)
		forget(announcer, news);
	sd_event_source_disable_unref(announcer->timer);
	free(announcer);
}

/* ---- AlertChanged ---- */

static void emit_changed(struct announcer *announcer, struct news *news, int64_t now)
{
	sd_bus *bus = link_bus(announcer->daemon->link);

	if (bus)
		sd_bus_emit_signal(bus, BUS_PATH, BUS_INTERFACE, "AlertChanged", "tts",
			(uint64_t)news->id, (uint64_t)news->count, level_name(news->level));
	news->unsaid = false;
	news->due = now + SPACING_MS;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata);

/* Tells what may be told, forgets what is quiet, and sleeps until the next one may be told. */
static void tell(struct announcer *announcer)
{
	int64_t now = clock_now(), next = INT64_MAX;
	struct news *news, *after;

	HASH_ITER(hh, announcer->news, news, after) {
		if (news->pending)
			continue;
		if (news->due <= now && !news->unsaid && !news->announced) {
			forget(announcer, news);
			continue;
		}
		if (news->due <= now && news->unsaid)
			emit_changed(announcer, news, now);
		if (news->due > now && news->due < next)
			next = news->due;
	}
	if (next != INT64_MAX)
		timer_arm(announcer->daemon->event, &announcer->timer, (uint64_t)(next - now),
			on_timer, announcer);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	tell(userdata);
	return 0;
}

/* Tells now when it may, else when the timer rings. */
static void tell_of(struct announcer *announcer, struct news *news)
{
	int64_t now = clock_now();

	news->unsaid = true;
	if (news->pending)
		return;
	if (news->due <= now)
		emit_changed(announcer, news, now);
	if (!timer_armed(announcer->timer))
		timer_arm(announcer->daemon->event, &announcer->timer, (uint64_t)(news->due - now),
			on_timer, announcer);
}

void announcer_changed(struct announcer *announcer, const struct store_change *change)
{
	struct news *news;

	/* Without a bus nobody hears; a new alert is told of once it is explained. */
	if (!link_bus(announcer->daemon->link) || change->added || change->muted)
		return;
	news = find_or_add(announcer, change->id);
	news->count = change->count;
	news->level = change->level;
	news->pending = change->pending;
	tell_of(announcer, news);
}

/* ---- AlertAdded ---- */

/* Returns false when it is to be tried again. */
static bool emit_added(struct announcer *announcer, sd_bus *bus, int64_t id)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct daemon *daemon = announcer->daemon;
	struct alert alert = { 0 };

	if (daemon_alert(daemon, id, arena, &alert) < 0)
		return false;
	/* It is never told of as new: later it only changes. */
	if (alert.mute)
		return true;
	if (sd_bus_emit_signal(bus, BUS_PATH, BUS_INTERFACE, "AlertAdded", "ts", (uint64_t)id,
		    level_name(alert.level)) < 0)
		return false;
	mark_announced(daemon->settings, id);
	journal_added(daemon->journal, &alert);
	return true;
}

static void announce(struct announcer *announcer, sd_bus *bus, int64_t id)
{
	struct daemon *daemon = announcer->daemon;
	struct news *news = find(announcer, id);

	/* What waits to be taken may never be: it is told when the bus takes something again. */
	if (!link_bus(daemon->link) || link_is_doubtful(daemon->link))
		return;
	if ((!news || !news->announced) && !emit_added(announcer, bus, id))
		return;
	if (store_announced(daemon->store, id) >= 0) {
		forget(announcer, news);
		return;
	}
	log_error("that alert %" PRId64 " was told of cannot be noted down: %s", id,
		store_error(daemon->store));
	news = find_or_add(announcer, id);
	news->announced = true;
	news->pending = news->unsaid = false;
}

/* Returns whether this one was told of for the first time. */
static bool announce_all(struct announcer *announcer, sd_bus *bus, int64_t wanted)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	bool found = false;
	int64_t *ids;
	size_t count;

	if (store_unannounced(announcer->daemon->store, arena, &ids, &count) < 0) {
		log_error("which alerts are to be told of cannot be read: %s",
			store_error(announcer->daemon->store));
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		announce(announcer, bus, ids[i]);
		found |= ids[i] == wanted;
	}
	return found;
}

void announcer_catch_up(struct announcer *announcer)
{
	announce_all(announcer, link_bus(announcer->daemon->link), 0);
}

void announcer_explained(struct announcer *announcer, int64_t id, enum level before)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	sd_bus *bus = link_bus(announcer->daemon->link);
	struct alert alert = { 0 };
	struct news *news;

	if (!bus || announce_all(announcer, bus, id) ||
		daemon_alert(announcer->daemon, id, arena, &alert) < 0 || alert.pending ||
		alert.mute)
		return;
	/* Explained once more. What changed meanwhile was kept back. */
	news = find(announcer, id);
	if (!news && alert.level == before)
		return;
	news = find_or_add(announcer, id);
	news->pending = false;
	news->count = alert.count;
	if (news->unsaid || alert.level != before) {
		news->level = alert.level;
		tell_of(announcer, news);
	}
}

void announcer_removed(struct announcer *announcer, int64_t id)
{
	forget(announcer, find(announcer, id));
}
