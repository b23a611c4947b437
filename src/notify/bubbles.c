/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One bubble a program: what comes later from the same program takes the place of what its bubble
 * said, so that a storm fills neither the screen nor the memory.
 */
#include "notify.h"

#include <libnotify/notify.h>
#include <string.h>

#define BUBBLES_MAX 64
#define ICON "org.avocet.Avocet"
#define DESKTOP_FILE "org.avocet.Notify"

struct bubble {
	char *source;			/* the program; NULL: the place is free */
	NotifyNotification *notification;
	int64_t id;			/* the newest alert in it */
	unsigned alerts;		/* how many it stands for since it was closed last */
	bool shown;
	uint64_t used;			/* the bubble with the lowest number makes room */
};

struct bubbles {
	struct bubble places[BUBBLES_MAX];
	uint64_t clock;
	const char *icon;
};

/* Themes are searched by the server; we only see whether the icon was installed at all. */
static const char *choose_icon(void)
{
	static const char file[] = "icons/hicolor/scalable/apps/" ICON ".svg";

	for (const char *const *folder = g_get_system_data_dirs(); *folder; folder++) {
		g_autofree char *path = g_build_filename(*folder, file, NULL);

		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return ICON;
	}
	return "dialog-warning";
}

struct bubbles *bubbles_new(void)
{
	struct bubbles *bubbles = g_new0(struct bubbles, 1);

	bubbles->icon = choose_icon();
	return bubbles;
}

static void bubble_clear(struct bubble *bubble)
{
	if (bubble->notification)
		g_signal_handlers_disconnect_by_data(bubble->notification, bubble);
	g_clear_object(&bubble->notification);
	g_free(bubble->source);
	*bubble = (struct bubble){ 0 };
}

void bubbles_free(struct bubbles *bubbles)
{
	if (!bubbles)
		return;
	for (size_t i = 0; i < BUBBLES_MAX; i++)
		bubble_clear(&bubbles->places[i]);
	g_free(bubbles);
}

static void on_closed(NotifyNotification *notification, void *userdata)
{
	struct bubble *bubble = userdata;

	bubble->alerts = 0;
}

static void on_clicked(NotifyNotification *notification, char *action, void *userdata)
{
	details_open(((struct bubble *)userdata)->id);
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
	oldest->source = g_strdup(source);
	return oldest;
}

static NotifyUrgency urgency(enum level level)
{
	static const NotifyUrgency urgencies[] = {
		[LEVEL_GREEN] = NOTIFY_URGENCY_LOW,
		[LEVEL_YELLOW] = NOTIFY_URGENCY_NORMAL,
		[LEVEL_RED] = NOTIFY_URGENCY_CRITICAL,
	};

	return urgencies[level];
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

static const char *body(struct arena *arena, const struct alert *alert, unsigned others,
	bool markup)
{
	const char *text = markup ? alert_markup_body(arena, alert) : alert_plain_body(arena, alert);
	const char *who = words_value(arena, "source", alert, NULL);

	if (!others)
		return text;
	if (!who)
		who = "the same program";
	return arena_printf(arena, "%s\n… and %u more by %s", text, others,
		markup ? escape_markup(arena, who) : escape_terminal(arena, who));
}

static void dress(struct bubble *bubble, const struct alert *alert, bool actions)
{
	NotifyNotification *notification = bubble->notification;

	notify_notification_set_app_name(notification, "Avocet");
	notify_notification_set_urgency(notification, urgency(alert->level));
	notify_notification_set_category(notification, "x-avocet.denial");
	notify_notification_set_hint(notification, "desktop-entry", g_variant_new_string(DESKTOP_FILE));
	notify_notification_clear_actions(notification);
	if (actions)
		notify_notification_add_action(notification, "default", "Show details", on_clicked, bubble,
			NULL);
}

static void fill(struct bubble *bubble, const struct alert *alert, const char *icon)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct abilities abilities = ask_abilities();
	const char *title = alert_markup_title(arena, alert);
	const char *text = body(arena, alert, bubble->alerts, abilities.markup);

	if (bubble->notification) {
		notify_notification_update(bubble->notification, title, text, icon);
	} else {
		bubble->notification = notify_notification_new(title, text, icon);
		g_signal_connect(bubble->notification, "closed", G_CALLBACK(on_closed), bubble);
	}
	dress(bubble, alert, abilities.actions);
	bubble->id = alert->id;
	bubble->alerts++;
	bubble->shown = false;
}

/* Shows what is not on the screen yet: the newest, and all that found no server before. */
static void show_all(struct bubbles *bubbles)
{
	for (size_t i = 0; i < BUBBLES_MAX; i++) {
		struct bubble *bubble = &bubbles->places[i];
		g_autoptr(GError) error = NULL;

		if (!bubble->source || bubble->shown)
			continue;
		bubble->shown = notify_notification_show(bubble->notification, &error);
		if (!bubble->shown) {
			log_warning("the desktop shows no notifications now: %s; tried again with the next alert",
				error ? error->message : "no reason given");
			return;
		}
	}
}

/* The program that was stopped: by its file, else by what it calls itself, else by its type. */
static const char *source_of(const struct denial *denial)
{
	if (denial->exe)
		return denial->exe;
	if (denial->comm)
		return denial->comm;
	return denial->source.type ? denial->source.type : "";
}

void bubbles_show(struct bubbles *bubbles, const struct alert *alert)
{
	struct bubble *bubble = bubble_find(bubbles, source_of(&alert->denial));

	fill(bubble, alert, bubbles->icon);
	bubble->used = ++bubbles->clock;
	show_all(bubbles);
}
