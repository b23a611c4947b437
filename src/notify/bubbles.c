/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One bubble a program, and one for many together: what comes later takes the place of what its
 * bubble said, so that a storm fills neither the screen nor the memory.
 */
#include "notify.h"

#include <libnotify/notify.h>
#include <string.h>

#define BUBBLES_MAX 64
#define DESKTOP_FILE "org.avocet.Notify"
/* More than these are muted by a filter that somebody thought about, not by a click. */
#define MUTED_MAX 64

static const struct appearance {
	NotifyUrgency urgency;
	const char *icon;
} appearances[] = {
	[LEVEL_GREEN] = { NOTIFY_URGENCY_LOW, "avocet" },
	[LEVEL_YELLOW] = { NOTIFY_URGENCY_NORMAL, "avocet-attention" },
	[LEVEL_RED] = { NOTIFY_URGENCY_CRITICAL, "avocet-red" },
};

struct bubble {
	struct bubbles *all;
	char *source;			/* the program, "" for many; NULL: the place is free */
	NotifyNotification *notification;
	struct gathering says;		/* since it was closed last */
	uint64_t used;			/* the bubble with the lowest number makes room */
};

struct bubbles {
	struct bubble places[BUBBLES_MAX];
	uint64_t clock;
	bool has_icons;
	const struct bubble_actions *actions;
};

/* Themes are searched by the server; we only see whether our icons were installed at all. */
static bool find_icons(void)
{
	static const char file[] = "icons/hicolor/scalable/apps/avocet.svg";

	for (const char *const *folder = g_get_system_data_dirs(); *folder; folder++) {
		g_autofree char *path = g_build_filename(*folder, file, NULL);

		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return true;
	}
	return false;
}

struct bubbles *bubbles_new(const struct bubble_actions *actions)
{
	struct bubbles *bubbles = g_new0(struct bubbles, 1);

	bubbles->has_icons = find_icons();
	bubbles->actions = actions;
	return bubbles;
}

static void bubble_clear(struct bubble *bubble)
{
	if (bubble->notification)
		g_signal_handlers_disconnect_by_data(bubble->notification, bubble);
	g_clear_object(&bubble->notification);
	gathering_end(&bubble->says);
	g_free(bubble->source);
	*bubble = (struct bubble){ .all = bubble->all };
}

void bubbles_forget(struct bubbles *bubbles)
{
	for (size_t i = 0; i < BUBBLES_MAX; i++)
		bubble_clear(&bubbles->places[i]);
}

void bubbles_free(struct bubbles *bubbles)
{
	if (!bubbles)
		return;
	bubbles_forget(bubbles);
	g_free(bubbles);
}

static void on_closed(NotifyNotification *notification, void *userdata)
{
	gathering_end(&((struct bubble *)userdata)->says);
}

static void on_details(NotifyNotification *notification, char *action, void *userdata)
{
	struct bubble *bubble = userdata;
	const struct bubble_actions *actions = bubble->all->actions;

	if (bubble->says.alerts)
		actions->details(bubble->says.ids, bubble->says.alerts,
			notify_notification_get_activation_token(notification), actions->userdata);
}

static void on_mute(NotifyNotification *notification, char *action, void *userdata)
{
	struct bubble *bubble = userdata;
	const struct bubble_actions *actions = bubble->all->actions;

	if (bubble->says.alerts)
		actions->mute(bubble->says.ids, bubble->says.alerts, actions->userdata);
}

static struct bubble *bubble_find(struct bubbles *bubbles, const char *source)
{
	struct bubble *oldest = &bubbles->places[0];

	for (size_t i = 0; i < BUBBLES_MAX; i++) {
		struct bubble *bubble = &bubbles->places[i];

		if (text_equal(bubble->source, source))
			return bubble;
		if (bubble->used < oldest->used)
			oldest = bubble;
	}
	bubble_clear(oldest);
	oldest->all = bubbles;
	oldest->source = g_strdup(source);
	return oldest;
}

/* What this server can do. Asked each time: another one may have taken its place. */
struct abilities {
	bool actions, markup;
};

static struct abilities ask_abilities(void)
{
	struct abilities abilities = { 0 };
	GList *names = notify_get_server_caps();

	for (GList *name = names; name; name = name->next) {
		abilities.actions |= text_equal(name->data, "actions");
		abilities.markup |= text_equal(name->data, "body-markup");
	}
	g_list_free_full(names, g_free);
	return abilities;
}

/* Servers that show no buttons still know the default action: a click on the bubble. */
static void offer(struct bubble *bubble)
{
	NotifyNotification *notification = bubble->notification;

	notify_notification_add_action(notification, "default", _("Details"), on_details, bubble, NULL);
	notify_notification_add_action(notification, "details", _("Details"), on_details, bubble, NULL);
	if (bubble->says.alerts <= MUTED_MAX)
		notify_notification_add_action(
			notification, "mute", _("Mute for a day"), on_mute, bubble, NULL);
}

static void dress(NotifyNotification *notification, enum level level)
{
	notify_notification_set_app_name(notification, "Avocet");
	notify_notification_set_urgency(notification, appearances[level].urgency);
	notify_notification_set_category(notification, "x-avocet.denial");
	notify_notification_set_hint(notification, "desktop-entry", g_variant_new_string(DESKTOP_FILE));
	notify_notification_clear_actions(notification);
}

static void fill(struct bubble *bubble)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct abilities abilities = ask_abilities();
	const char *title = gathering_title(arena, &bubble->says);
	const char *text = gathering_body(arena, &bubble->says, abilities.markup);
	const char *icon =
		bubble->all->has_icons ? appearances[bubble->says.level].icon : "dialog-warning";

	if (bubble->notification) {
		notify_notification_update(bubble->notification, title, text, icon);
	} else {
		bubble->notification = notify_notification_new(title, text, icon);
		g_signal_connect(bubble->notification, "closed", G_CALLBACK(on_closed), bubble);
	}
	dress(bubble->notification, bubble->says.level);
	if (abilities.actions)
		offer(bubble);
}

static enum shown put_up(NotifyNotification *notification)
{
	g_autoptr(GError) error = NULL;

	if (notify_notification_show(notification, &error))
		return SHOWN;
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
		return SHOWN_LATE;
	log_warning(_("the desktop shows no notifications now: %s; it is tried again later"),
		error ? error->message : _("no reason given"));
	return NOT_SHOWN;
}

enum shown bubbles_show(struct bubbles *bubbles, const struct gathering *gathering)
{
	bool alone = gathering->n_sources == 1;
	struct bubble *bubble = bubble_find(bubbles, alone ? gathering->sources[0].source : "");
	enum shown shown;

	if (!bubble->says.arena)
		gathering_begin(&bubble->says);
	gathering_merge(&bubble->says, gathering);
	bubble->used = ++bubbles->clock;
	fill(bubble);
	shown = put_up(bubble->notification);
	/* It comes again, with all that it said. */
	if (shown == NOT_SHOWN)
		bubble_clear(bubble);
	return shown;
}

void bubbles_say(struct bubbles *bubbles, const char *title, const char *text)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *body = ask_abilities().markup ? escape_markup(arena, text) : text;
	NotifyNotification *notification = notify_notification_new(title, body,
		bubbles->has_icons ? "avocet" : "dialog-information");

	dress(notification, LEVEL_YELLOW);
	put_up(notification);
	g_object_unref(notification);
}
