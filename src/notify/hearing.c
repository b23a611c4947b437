/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the daemon says. A signal is a number only; what stands behind it is asked for at once, but
 * in a storm once a second for all of it.
 */
#include "notify.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "bus.h"

#define SPACING_MS 1000
/* More than this nobody reads; the newest are asked for. */
#define LIST_MAX 10000

/* ---- what is worth to be told of ---- */

/* It may be told of when it changes: it was let through, or is not explained yet. */
static void wait_for(struct notifier *notifier, int64_t id)
{
	for (size_t i = 0; i < WAITING_MAX; i++)
		if (notifier->waiting[i] == id)
			return;
	notifier->waiting[notifier->next] = id;
	notifier->next = (notifier->next + 1) % WAITING_MAX;
}

static int64_t *find_waiting(struct notifier *notifier, int64_t id)
{
	for (size_t i = 0; i < WAITING_MAX; i++)
		if (notifier->waiting[i] == id)
			return &notifier->waiting[i];
	return NULL;
}

static void note_newest(struct seen *seen, const struct alert *alert)
{
	if (alert->id <= seen->newest || !alert->uuid)
		return;
	seen->newest = alert->id;
	snprintf(seen->uuid, sizeof seen->uuid, "%s", alert->uuid);
}

static int consider(const struct alert *alert, void *userdata)
{
	struct notifier *notifier = userdata;
	const struct settings *settings = &notifier->settings;
	int64_t *waiting = find_waiting(notifier, alert->id);
	struct news_item *item;

	note_newest(&notifier->seen, alert);
	if (!news_worth(alert)) {
		wait_for(notifier, alert->id);
		return 0;
	}
	if (waiting)
		*waiting = 0;
	if (alert->first_seen < notifier->seen.since || ranges_have(&notifier->seen.read, alert->id))
		return 0;
	item = news_add(notifier->news, alert);
	item->told |= ranges_have(&notifier->seen.told, alert->id) || !settings->bubbles ||
		alert->level < settings->level;
	return 0;
}

static void heard(struct notifier *notifier)
{
	tray_changed(notifier->tray);
	telling_wake(notifier);
}

static void catch_up(struct notifier *notifier);
static void ask_soon(struct notifier *notifier);

/* ---- asking: nothing here waits for an answer, and one question is asked after the other ---- */

static int64_t lowest(const struct notifier *notifier, int64_t id)
{
	for (size_t i = 0; i < notifier->n_wanted; i++)
		if (notifier->wanted[i] < id)
			id = notifier->wanted[i];
	return id;
}

static void answered(struct notifier *notifier)
{
	if (--notifier->unanswered)
		return;
	heard(notifier);
	if (notifier->again)
		catch_up(notifier);
	else if (notifier->wanted_from || notifier->n_wanted)
		ask_soon(notifier);
}

/* Asked too much for now: a second later, all of it in one question. */
static void ask_again_if_busy(struct notifier *notifier, int error)
{
	if (error == -EBUSY)
		notifier->wanted_from = lowest(notifier, notifier->asked_from);
}

/* Not for this user's eyes, or deleted meanwhile: nothing to tell, and nothing to try again. When the daemon
 * ended, all is asked when it is there again. */
static void on_got(int error, const struct alert *alert, void *userdata)
{
	struct notifier *notifier = userdata;

	if (error >= 0)
		consider(alert, notifier);
	ask_again_if_busy(notifier, error);
	answered(notifier);
}

/* What is there now takes the place of what was there, once the daemon has begun to tell. */
static int consider_listed(const struct alert *alert, void *userdata)
{
	struct notifier *notifier = userdata;

	if (notifier->anew)
		news_clear(notifier->news);
	notifier->anew = false;
	return consider(alert, notifier);
}

static void on_listed(int error, void *userdata)
{
	struct notifier *notifier = userdata;

	if (error >= 0 && notifier->anew)
		news_clear(notifier->news);
	notifier->anew = false;
	ask_again_if_busy(notifier, error);
	answered(notifier);
}

static void ask_for(struct notifier *notifier, int64_t id)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	if (client_ask(notifier->client, arena_printf(arena, "%" PRId64, id), on_got, notifier) >= 0)
		notifier->unanswered++;
}

static void ask_for_all_after(struct notifier *notifier, int64_t id)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *filter = json_pack("{s:I, s:s}", "limit", (json_int_t)LIST_MAX, "since",
		time_rfc3339(arena, notifier->seen.since));

	if (id > 0)
		json_object_set_new(filter, "after", json_integer(id));
	notifier->asked_from = id + 1;
	if (client_ask_list(notifier->client, filter, consider_listed, on_listed, notifier) >= 0)
		notifier->unanswered++;
	else
		notifier->anew = false;
	json_decref(filter);
}

static gboolean ask(void *userdata)
{
	struct notifier *notifier = userdata;

	notifier->timer = 0;
	notifier->asked = g_get_monotonic_time();
	telling_reload(notifier);
	notifier->asked_from = lowest(notifier, INT64_MAX);
	if (notifier->wanted_from)
		ask_for_all_after(notifier, notifier->wanted_from - 1);
	else
		for (size_t i = 0; i < notifier->n_wanted; i++)
			ask_for(notifier, notifier->wanted[i]);
	notifier->wanted_from = 0;
	notifier->n_wanted = 0;
	return G_SOURCE_REMOVE;
}

static void ask_soon(struct notifier *notifier)
{
	gint64 since = (g_get_monotonic_time() - notifier->asked) / 1000;

	if (notifier->timer || notifier->unanswered)
		return;
	if (!notifier->asked || since >= SPACING_MS)
		ask(notifier);
	else
		notifier->timer = g_timeout_add((guint)(SPACING_MS - since), ask, notifier);
}

/* Returns false when there is no room for one more. */
static bool want(struct notifier *notifier, int64_t id)
{
	if (notifier->n_wanted == WANTED_MAX)
		return false;
	notifier->wanted[notifier->n_wanted++] = id;
	ask_soon(notifier);
	return true;
}

static void on_added(int64_t id, const char *level, void *userdata)
{
	struct notifier *notifier = userdata;

	if (notifier->wanted_from ? id < notifier->wanted_from : !want(notifier, id))
		notifier->wanted_from = lowest(notifier, id);
}

/* A repetition is no news, unless there was nothing to tell before. In a storm of them some are not
 * asked for: they change again. */
static void on_changed(int64_t id, int64_t count, const char *level, void *userdata)
{
	struct notifier *notifier = userdata;

	if (find_waiting(notifier, id) && !notifier->wanted_from)
		want(notifier, id);
}

static void on_removed(int64_t id, void *userdata)
{
	struct notifier *notifier = userdata;

	if (news_remove(notifier->news, id))
		tray_changed(notifier->tray);
}

/* ---- after login, and when the daemon was away ---- */

static void list_anew(struct notifier *notifier)
{
	notifier->anew = true; /* alerts may also have gone while nobody told us */
	ask_for_all_after(notifier, ranges_floor(&notifier->seen.read));
}

static void forget_history(struct notifier *notifier)
{
	seen_begin_anew(&notifier->seen);
	news_clear(notifier->news);
	if (notifier->seen_path)
		seen_store(notifier->seen_path, &notifier->seen);
}

static int is_newer(const struct alert *alert, void *userdata)
{
	const struct seen *seen = &((struct notifier *)userdata)->seen;

	return alert->id < seen->newest && alert->first_seen > seen->written ? 1 : -ECANCELED;
}

static void on_newest_of_all(int error, void *userdata)
{
	struct notifier *notifier = userdata;

	if (error >= 0)
		forget_history(notifier);
	list_anew(notifier);
	answered(notifier);
}

/* The newest alert that we knew is gone: deleted, or the whole history began anew, and then younger
 * alerts have lower numbers. */
static void ask_for_newest_of_all(struct notifier *notifier)
{
	json_t *filter = json_pack("{s:i}", "limit", 1);

	if (client_ask_list(notifier->client, filter, is_newer, on_newest_of_all, notifier) >= 0)
		notifier->unanswered++;
	json_decref(filter);
}

static void on_newest_known(int error, const struct alert *alert, void *userdata)
{
	struct notifier *notifier = userdata;

	if (error >= 0 && !text_equal(alert->uuid, notifier->seen.uuid))
		forget_history(notifier);
	if (error == -ENOENT)
		ask_for_newest_of_all(notifier);
	else
		list_anew(notifier);
	answered(notifier);
}

/* Is it the history that we know? Then for all of it that was not looked at. */
static void catch_up(struct notifier *notifier)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *newest;

	notifier->again = notifier->unanswered > 0;
	if (notifier->again)
		return; /* asked of the daemon before */
	telling_reload(notifier);
	newest = arena_printf(arena, "%" PRId64, notifier->seen.newest);
	if (!notifier->seen.newest)
		list_anew(notifier);
	else if (client_ask(notifier->client, newest, on_newest_known, notifier) >= 0)
		notifier->unanswered++;
}

static int on_daemon(sd_bus_message *signal, void *userdata, sd_bus_error *error)
{
	const char *name, *before, *now;

	if (sd_bus_message_read(signal, "sss", &name, &before, &now) > 0 && *now)
		catch_up(userdata);
	return 0;
}

/* To ask is to start it, and that is not ours to decide. */
static bool daemon_is_there(sd_bus *bus)
{
	sd_bus_message *reply = NULL;
	int there = 0;

	if (sd_bus_call_method(bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
		    "NameHasOwner", NULL, &reply, "s", BUS_NAME) >= 0)
		sd_bus_message_read(reply, "b", &there);
	sd_bus_message_unref(reply);
	return there;
}

int hearing_start(struct notifier *notifier)
{
	static const char match[] = "type='signal',sender='org.freedesktop.DBus',"
				    "interface='org.freedesktop.DBus',member='NameOwnerChanged',"
				    "arg0='" BUS_NAME "'";
	static struct client_watch watch = {
		.added = on_added, .changed = on_changed, .removed = on_removed };
	int error;

	watch.userdata = notifier;
	error = client_watch(notifier->client, &watch);
	if (error >= 0)
		error = sd_bus_add_match(
			client_bus(notifier->client), NULL, match, on_daemon, notifier);
	if (error >= 0 && daemon_is_there(client_bus(notifier->client)))
		catch_up(notifier);
	return error;
}
