/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bubbles are made of what is new, and it is written down what was told and what was looked at, so
 * that nobody hears of an alert twice, whatever sessions he has.
 */
#include "notify.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* Holds the file: from here to leave() no other session reads or writes it. */
static int enter(struct notifier *notifier)
{
	int lock;

	if (!notifier->seen_path)
		return -1;
	lock = seen_lock(notifier->seen_path);
	if (lock >= 0)
		telling_reload(notifier);
	return lock;
}

static void leave(struct notifier *notifier, int lock, bool changed)
{
	static bool warned;
	int error = 0;

	if (changed && notifier->seen_path)
		error = seen_store(notifier->seen_path, &notifier->seen);
	if (error < 0 && !warned)
		log_warning(_("%s: cannot be written: %s; after the next login you are told again"),
			notifier->seen_path, strerror(-error));
	warned |= error < 0;
	if (lock >= 0)
		close(lock);
}

/* What is not written yet is kept: the newest alert's number. */
void telling_reload(struct notifier *notifier)
{
	struct seen before = notifier->seen;

	if (!notifier->seen_path || seen_load(notifier->seen_path, &notifier->seen) < 0)
		return;
	if (before.newest > notifier->seen.newest) {
		notifier->seen.newest = before.newest;
		memcpy(notifier->seen.uuid, before.uuid, sizeof before.uuid);
	}
}

/* All that is to be told of; what another session told of in the meantime is not. */
static void gather(struct notifier *notifier, struct gathering *gathering)
{
	struct news_item *item = news_newest(notifier->news);

	gathering_begin(gathering);
	for (; item; item = news_older(notifier->news, item)) {
		item->told |= ranges_have(&notifier->seen.told, item->id);
		if (!item->told)
			gathering_add(gathering, item);
	}
}

/* The alert that speaks is asked for once more: it may be gone, muted or mended by now. */
static bool find_words(struct notifier *notifier, struct gathering *gathering)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = { 0 };

	if (client_get(notifier->client, arena_printf(arena, "%" PRId64, gathering->speaks), arena,
		    &alert) < 0 || !news_worth(&alert))
		return false;
	gathering_speak(gathering, &alert);
	return true;
}

void telling_wake(struct notifier *notifier)
{
	struct news_item *item = news_newest(notifier->news);

	while (item && item->told)
		item = news_older(notifier->news, item);
	if (item)
		pace_wake(notifier->pace);
}

static void note_told(struct notifier *notifier, const struct gathering *gathering)
{
	for (size_t i = 0; i < gathering->alerts; i++) {
		struct news_item *item = news_find(notifier->news, gathering->ids[i]);

		ranges_add(&notifier->seen.told, gathering->ids[i], gathering->ids[i]);
		if (item)
			item->told = true;
	}
}

void telling_tell(void *userdata)
{
	struct notifier *notifier = userdata;
	struct gathering gathering;
	bool shown = false;
	int lock = enter(notifier);

	gather(notifier, &gathering);
	while (gathering.alerts && !find_words(notifier, &gathering)) {
		news_remove(notifier->news, gathering.speaks);
		gathering_end(&gathering);
		gather(notifier, &gathering);
	}
	if (gathering.alerts)
		shown = bubbles_show(notifier->bubbles, &gathering);
	if (shown)
		note_told(notifier, &gathering);
	gathering_end(&gathering);
	leave(notifier, lock, shown);
}

static void take_as_read(struct notifier *notifier, int64_t id)
{
	ranges_add(&notifier->seen.told, id, id);
	ranges_add(&notifier->seen.read, id, id);
}

void telling_read(struct notifier *notifier, const int64_t *ids, size_t count)
{
	int lock = enter(notifier);

	for (size_t i = 0; i < count; i++) {
		take_as_read(notifier, ids[i]);
		news_remove(notifier->news, ids[i]);
	}
	leave(notifier, lock, true);
	tray_changed(notifier->tray);
}

void telling_read_all(struct notifier *notifier)
{
	struct news_item *item = news_newest(notifier->news);
	int lock = enter(notifier);

	for (; item; item = news_older(notifier->news, item))
		take_as_read(notifier, item->id);
	news_clear(notifier->news);
	leave(notifier, lock, true);
	tray_changed(notifier->tray);
}

void telling_look_again(struct notifier *notifier)
{
	struct news_item *item = news_newest(notifier->news), *older;

	telling_reload(notifier);
	for (; item; item = older) {
		older = news_older(notifier->news, item);
		if (ranges_have(&notifier->seen.read, item->id))
			news_remove(notifier->news, item->id);
	}
	tray_changed(notifier->tray);
}
