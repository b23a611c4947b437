/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The item in the tray: org.kde.StatusNotifierItem. The icon says how things are, a number on it how
 * many alerts were not looked at; nothing in it comes from outside.
 */
#include "notify.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define ITEM_PATH "/StatusNotifierItem"
#define ITEM_INTERFACE "org.kde.StatusNotifierItem"
#define WATCHER "org.kde.StatusNotifierWatcher"
#define SPACING_MS 1000
#define COUNT_MAX 9

struct tray {
	sd_bus *bus;
	struct news *news;
	const struct tray_actions *actions;
	struct menu *menu;
	char *name;
	bool quiet;
	gint64 shown;	/* when it was shown last, by the monotonic clock */
	guint timer;
};

/* ---- what is shown ---- */

enum state { STATE_CALM, STATE_NEWS, STATE_ATTACK };
static const struct look {
	const char *status, *icon;
} looks[] = {
	[STATE_CALM] = { "Passive", "avocet-symbolic" },
	[STATE_NEWS] = { "Active", "avocet-attention-symbolic" },
	[STATE_ATTACK] = { "NeedsAttention", "avocet-red-symbolic" },
};

static const struct look *look_of(const struct tray *tray)
{
	if (news_attacks(tray->news))
		return &looks[STATE_ATTACK];
	return &looks[news_count(tray->news) ? STATE_NEWS : STATE_CALM];
}

static const char *overlay(struct arena *arena, const struct tray *tray)
{
	unsigned count = news_count(tray->news);

	if (!count)
		return "";
	return count > COUNT_MAX ? "avocet-count-more" : arena_printf(arena, "avocet-count-%u", count);
}

static const char *tooltip(struct arena *arena, const struct tray *tray)
{
	unsigned attacks = news_attacks(tray->news);
	const char *text = label_count(arena, news_count(tray->news));

	if (attacks)
		text = arena_printf(arena, ngettext("%s, %u of them may be an attack",
			"%s, %u of them may be attacks", attacks), text, attacks);
	return tray->quiet ? arena_printf(arena, _("%s (quiet)"), text) : text;
}

static int get_text(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	static const char *const constants[][2] = {
		{ "Category", "SystemServices" },
		{ "Id", "avocet" },
		{ "Title", "Avocet" },
		{ "IconThemePath", "" },
		{ "AttentionMovieName", "" },
	};
	_cleanup_arena_ struct arena *arena = arena_new();
	struct tray *tray = userdata;
	const char *text = "";

	for (size_t i = 0; i < ARRAY_SIZE(constants); i++)
		if (text_equal(property, constants[i][0]))
			text = constants[i][1];
	if (text_equal(property, "Status"))
		text = look_of(tray)->status;
	else if (text_equal(property, "OverlayIconName"))
		text = overlay(arena, tray);
	else if (text_equal(property, "AttentionIconName"))
		text = looks[STATE_ATTACK].icon;
	else if (text_equal(property, "IconName"))
		text = look_of(tray)->icon;
	return sd_bus_message_append(reply, "s", text);
}

/* Our icons have names; pictures are for those that have none. */
static int get_no_picture(sd_bus *bus, const char *path, const char *interface,
	const char *property, sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "a(iiay)", 0);
}

static int get_tooltip(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct tray *tray = userdata;
	int r = sd_bus_message_open_container(reply, 'r', "sa(iiay)ss");

	if (r >= 0)
		r = sd_bus_message_append(reply, "s", look_of(tray)->icon);
	if (r >= 0)
		r = sd_bus_message_append(reply, "a(iiay)", 0);
	if (r >= 0)
		r = sd_bus_message_append(reply, "ss", "Avocet", tooltip(arena, tray));
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int get_menu(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "o", MENU_PATH);
}

/* A click opens the menu. */
static int get_is_menu(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "b", true);
}

static int get_window(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "i", 0);
}

static int on_activate(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	struct tray *tray = userdata;

	tray->actions->details(0, tray->actions->userdata);
	return sd_bus_reply_method_return(call, "");
}

/* The host shows the menu itself; a wheel means nothing here. */
static int on_nothing(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return sd_bus_reply_method_return(call, "");
}

#define TEXT_PROPERTY(name) SD_BUS_PROPERTY(name, "s", get_text, 0, 0)
#define PICTURE_PROPERTY(name) SD_BUS_PROPERTY(name, "a(iiay)", get_no_picture, 0, 0)
static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	TEXT_PROPERTY("Category"),
	TEXT_PROPERTY("Id"),
	TEXT_PROPERTY("Title"),
	TEXT_PROPERTY("Status"),
	SD_BUS_PROPERTY("WindowId", "i", get_window, 0, 0),
	TEXT_PROPERTY("IconThemePath"),
	TEXT_PROPERTY("IconName"),
	PICTURE_PROPERTY("IconPixmap"),
	TEXT_PROPERTY("OverlayIconName"),
	PICTURE_PROPERTY("OverlayIconPixmap"),
	TEXT_PROPERTY("AttentionIconName"),
	PICTURE_PROPERTY("AttentionIconPixmap"),
	TEXT_PROPERTY("AttentionMovieName"),
	SD_BUS_PROPERTY("ToolTip", "(sa(iiay)ss)", get_tooltip, 0, 0),
	SD_BUS_PROPERTY("ItemIsMenu", "b", get_is_menu, 0, 0),
	SD_BUS_PROPERTY("Menu", "o", get_menu, 0, 0),
	SD_BUS_METHOD("ContextMenu", "ii", "", on_nothing, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Activate", "ii", "", on_activate, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("SecondaryActivate", "ii", "", on_nothing, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Scroll", "is", "", on_nothing, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_SIGNAL("NewTitle", "", 0),
	SD_BUS_SIGNAL("NewIcon", "", 0),
	SD_BUS_SIGNAL("NewAttentionIcon", "", 0),
	SD_BUS_SIGNAL("NewOverlayIcon", "", 0),
	SD_BUS_SIGNAL("NewToolTip", "", 0),
	SD_BUS_SIGNAL("NewStatus", "s", 0),
	SD_BUS_VTABLE_END,
};

/* ---- the watcher, which tells the panel of us ---- */

static void register_item(struct tray *tray)
{
	sd_bus_message *call = NULL;

	if (sd_bus_message_new_method_call(tray->bus, &call, WATCHER, "/StatusNotifierWatcher", WATCHER,
		    "RegisterStatusNotifierItem") < 0)
		return;
	if (sd_bus_message_append(call, "s", tray->name) >= 0 &&
		sd_bus_message_set_auto_start(call, false) >= 0 &&
		sd_bus_message_set_expect_reply(call, false) >= 0)
		sd_bus_send(tray->bus, call, NULL);
	sd_bus_message_unref(call);
}

static int on_watcher(sd_bus_message *signal, void *userdata, sd_bus_error *error)
{
	const char *name, *before, *now;

	if (sd_bus_message_read(signal, "sss", &name, &before, &now) > 0 && *now)
		register_item(userdata);
	return 0;
}

static int join(struct tray *tray)
{
	static const char match[] = "type='signal',sender='org.freedesktop.DBus',"
				    "interface='org.freedesktop.DBus',member='NameOwnerChanged',"
				    "arg0='" WATCHER "'";
	int r = sd_bus_add_object_vtable(tray->bus, NULL, ITEM_PATH, ITEM_INTERFACE, vtable, tray);

	if (r >= 0)
		r = sd_bus_add_match(tray->bus, NULL, match, on_watcher, tray);
	if (r >= 0)
		r = sd_bus_request_name(tray->bus, tray->name, 0);
	return r;
}

struct tray *tray_new(sd_bus *session, struct news *news, const struct tray_actions *actions)
{
	struct tray *tray = g_new0(struct tray, 1);

	*tray = (struct tray){ .bus = session, .news = news, .actions = actions,
		.name = g_strdup_printf("%s-%d-1", ITEM_INTERFACE, (int)getpid()),
		.menu = menu_new(session, news, actions) };
	if (!tray->menu || join(tray) < 0) {
		tray_free(tray);
		return NULL;
	}
	register_item(tray);
	return tray;
}

void tray_free(struct tray *tray)
{
	if (!tray)
		return;
	if (tray->timer)
		g_source_remove(tray->timer);
	menu_free(tray->menu);
	g_free(tray->name);
	g_free(tray);
}

/* ---- what changes ---- */

static void show(struct tray *tray)
{
	static const char *const signals[] = { "NewIcon", "NewOverlayIcon", "NewToolTip" };

	tray->shown = g_get_monotonic_time();
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sd_bus_emit_signal(tray->bus, ITEM_PATH, ITEM_INTERFACE, signals[i], "");
	sd_bus_emit_signal(
		tray->bus, ITEM_PATH, ITEM_INTERFACE, "NewStatus", "s", look_of(tray)->status);
	menu_changed(tray->menu);
}

static gboolean on_timer(void *userdata)
{
	struct tray *tray = userdata;

	tray->timer = 0;
	show(tray);
	return G_SOURCE_REMOVE;
}

void tray_changed(struct tray *tray)
{
	gint64 since;

	if (!tray || tray->timer)
		return;
	since = (g_get_monotonic_time() - tray->shown) / 1000;
	if (!tray->shown || since >= SPACING_MS)
		show(tray);
	else
		tray->timer = g_timeout_add((guint)(SPACING_MS - since), on_timer, tray);
}

void tray_set_quiet(struct tray *tray, bool quiet)
{
	if (!tray)
		return;
	tray->quiet = quiet;
	menu_set_quiet(tray->menu, quiet);
	tray_changed(tray);
}
