/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bubbles are made of what is new, and it is written down what was told and what was looked at, so
 * that nobody hears of an alert twice, whatever sessions he has.
 */
#include "notify.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* Holds the file: from here to leave() no other session reads or writes it. A bubble that is on its way
 * holds it, too. */
static void enter(struct notifier *notifier)
{
	if (notifier->locks++)
		return;
	notifier->lock = notifier->seen_path ? seen_lock(notifier->seen_path) : -1;
	telling_reload(notifier);
}

static void leave(struct notifier *notifier, bool changed)
{
	static bool warned;
	int error = 0;

	if (changed && notifier->seen_path)
		error = seen_store(notifier->seen_path, &notifier->seen);
	if (error < 0 && !warned)
		log_warning(_("%s: cannot be written: %s; after the next login you are told again"),
			notifier->seen_path, strerror(-error));
	warned |= error < 0;
	if (--notifier->locks == 0 && notifier->lock >= 0)
		close(notifier->lock);
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

void telling_wake(struct notifier *notifier)
{
	struct news_item *item = news_newest(notifier->news);

	while (item && item->told)
		item = news_older(notifier->news, item);
	if (item)
		pace_wake(notifier->pace);
}

static void note_told(struct notifier *notifier, const int64_t *ids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct news_item *item = news_find(notifier->news, ids[i]);

		ranges_add(&notifier->seen.told, ids[i], ids[i]);
		if (item)
			item->told = true;
	}
}

/* The alert that speaks is asked for once more: it may be gone, muted or mended by now. */
static void on_words(int error, const struct alert *alert, void *userdata);

void telling_tell(void *userdata)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct notifier *notifier = userdata;
	struct gathering gathering;

	if (notifier->telling)
		return; /* what came meanwhile is told afterwards */
	gather(notifier, &gathering);
	notifier->speaks = gathering.speaks;
	notifier->telling = gathering.alerts && client_ask(notifier->client,
		arena_printf(arena, "%" PRId64, gathering.speaks), on_words, notifier) >= 0;
	gathering_end(&gathering);
}

/* True when it was handed on. It was not if another session told of it meanwhile, or if something worse came
 * that is to speak. */
static bool say(struct notifier *notifier, const struct alert *alert)
{
	const struct news_item *item;
	struct gathering gathering;

	gather(notifier, &gathering);
	item = news_find(notifier->news, alert->id);
	if (!item || item->told || item->level < gathering.level) {
		gathering_end(&gathering);
		return false;
	}
	gathering.speaks = alert->id;
	gathering_speak(&gathering, alert);
	voice_show(notifier->voice, &gathering);
	return true;
}

static void on_words(int error, const struct alert *alert, void *userdata)
{
	struct notifier *notifier = userdata;

	notifier->telling = false;
	if (error == -EHOSTUNREACH)
		return; /* the daemon is gone; when it comes again, all is asked */
	if (error == -EBUSY) {
		telling_wake(notifier);
		return;
	}
	if (error < 0 || !news_worth(alert)) {
		if (news_remove(notifier->news, notifier->speaks))
			tray_changed(notifier->tray);
		telling_tell(notifier);
		return;
	}
	enter(notifier);
	notifier->telling = say(notifier, alert);
	if (notifier->telling)
		return; /* telling_said() leaves */
	leave(notifier, false);
	telling_tell(notifier);
}

/* Whether the server shows what it has not answered, nobody knows: it is not told again while that server
 * lives, and not written down. */
static void note_doubt(struct notifier *notifier, const int64_t *ids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct news_item *item = news_find(notifier->news, ids[i]);

		if (item)
			item->told = item->doubtful = true;
	}
}

void telling_said(enum shown shown, const int64_t *ids, size_t count, void *userdata)
{
	struct notifier *notifier = userdata;

	if (shown == SHOWN)
		note_told(notifier, ids, count);
	else if (shown == SHOWN_LATE)
		note_doubt(notifier, ids, count);
	leave(notifier, shown == SHOWN);
	notifier->telling = false;
	/* Without a server it is tried again with the next alert, or when there is one. */
	if (shown != NOT_SHOWN)
		telling_wake(notifier);
}

void telling_server_gone(struct notifier *notifier)
{
	struct news_item *item = news_newest(notifier->news);

	for (; item; item = news_older(notifier->news, item)) {
		item->told &= !item->doubtful;
		item->doubtful = false;
	}
}

static void take_as_read(struct notifier *notifier, int64_t id)
{
	ranges_add(&notifier->seen.told, id, id);
	ranges_add(&notifier->seen.read, id, id);
}

void telling_read(struct notifier *notifier, const int64_t *ids, size_t count)
{
	enter(notifier);
	for (size_t i = 0; i < count; i++) {
		take_as_read(notifier, ids[i]);
		news_remove(notifier->news, ids[i]);
	}
	leave(notifier, true);
	tray_changed(notifier->tray);
}

void telling_read_all(struct notifier *notifier)
{
	struct news_item *item = news_newest(notifier->news);

	enter(notifier);
	for (; item; item = news_older(notifier->news, item))
		take_as_read(notifier, item->id);
	news_clear(notifier->news);
	leave(notifier, true);
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
