/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tray's menu, as com.canonical.dbusmenu: the newest alerts, and what can be done about all. */
#include "notify.h"

#include <errno.h>
#include <string.h>

#define MENU_INTERFACE "com.canonical.dbusmenu"
#define ALERTS_MAX 10

/* Alerts have their own numbers from ALERTS_FROM on: what is clicked is what was read, even when the
 * menu changed meanwhile. */
enum item { ROOT, NOTHING, LIST, QUIET, ALL_SEEN, LINE_ONE, LINE_TWO, ALERTS_FROM = 100 };

struct menu {
	sd_bus *bus;
	sd_bus_slot *slot;
	struct news *news;
	const struct tray_actions *actions;
	uint32_t revision;
	bool quiet;
};

static const struct entry {
	enum item item;
	const char *label;	/* NULL: a line between the others */
	bool choice;		/* on or off */
} entries[] = {
	{ LINE_ONE, NULL, false },
	{ LIST, N_("Open the list"), false },
	{ ALL_SEEN, N_("Mark all as seen"), false },
	{ LINE_TWO, NULL, false },
	{ QUIET, N_("No bubbles for an hour"), true },
};

static const char *const level_icons[] = {
	[LEVEL_GREEN] = "avocet-symbolic",
	[LEVEL_YELLOW] = "avocet-attention-symbolic",
	[LEVEL_RED] = "avocet-red-symbolic",
};

static int number_of(const struct news_item *item)
{
	return item->id <= INT32_MAX - ALERTS_FROM ? (int)item->id + ALERTS_FROM : NOTHING;
}

/* ---- the properties of one item, a{sv} ---- */

static int append_alert(sd_bus_message *message, const struct news_item *item)
{
	return sd_bus_message_append(message, "a{sv}", 2, "label", "s", item->label, "icon-name", "s",
		level_icons[item->level]);
}

static int append_entry(const struct menu *menu, sd_bus_message *message, const struct entry *entry)
{
	if (!entry->label)
		return sd_bus_message_append(message, "a{sv}", 1, "type", "s", "separator");
	if (entry->choice)
		return sd_bus_message_append(message, "a{sv}", 3, "label", "s", _(entry->label),
			"toggle-type", "s", "checkmark", "toggle-state", "i", (int)menu->quiet);
	return sd_bus_message_append(message, "a{sv}", 2, "label", "s", _(entry->label), "enabled", "b",
		entry->item != ALL_SEEN || news_count(menu->news) > 0);
}

static int append_properties(const struct menu *menu, sd_bus_message *message, int32_t id)
{
	const struct news_item *item;

	if (id == ROOT)
		return sd_bus_message_append(message, "a{sv}", 1, "children-display", "s", "submenu");
	if (id == NOTHING)
		return sd_bus_message_append(message, "a{sv}", 2, "label", "s", _("No new denials"),
			"enabled", "b", false);
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
		if ((int32_t)entries[i].item == id)
			return append_entry(menu, message, &entries[i]);
	item = id >= ALERTS_FROM ? news_find(menu->news, id - ALERTS_FROM) : NULL;
	return item ? append_alert(message, item) : -ENOENT;
}

/* ---- the layout ---- */

typedef int (*each_fn)(const struct menu *menu, sd_bus_message *message, int32_t id);

/* All items in their order. */
static int for_each(const struct menu *menu, sd_bus_message *message, each_fn each)
{
	const struct news_item *item = news_newest(menu->news);
	int r = item ? 0 : each(menu, message, NOTHING);

	for (size_t i = 0; item && i < ALERTS_MAX && r >= 0; i++, item = news_older(menu->news, item))
		r = each(menu, message, number_of(item));
	for (size_t i = 0; i < ARRAY_SIZE(entries) && r >= 0; i++)
		r = each(menu, message, entries[i].item);
	return r;
}

/* (ia{sv}av) without children, in a variant. */
static int append_child(const struct menu *menu, sd_bus_message *message, int32_t id)
{
	int r = sd_bus_message_open_container(message, 'v', "(ia{sv}av)");

	if (r >= 0)
		r = sd_bus_message_open_container(message, 'r', "ia{sv}av");
	if (r >= 0)
		r = sd_bus_message_append(message, "i", id);
	if (r >= 0)
		r = append_properties(menu, message, id);
	if (r >= 0)
		r = sd_bus_message_append(message, "av", 0);
	if (r >= 0)
		r = sd_bus_message_close_container(message);
	return r < 0 ? r : sd_bus_message_close_container(message);
}

static int append_layout(const struct menu *menu, sd_bus_message *message, int32_t id, bool children)
{
	int r = sd_bus_message_open_container(message, 'r', "ia{sv}av");

	if (r >= 0)
		r = sd_bus_message_append(message, "i", id);
	if (r >= 0)
		r = append_properties(menu, message, id);
	if (r >= 0)
		r = sd_bus_message_open_container(message, 'a', "v");
	if (r >= 0 && children)
		r = for_each(menu, message, append_child);
	if (r >= 0)
		r = sd_bus_message_close_container(message);
	return r < 0 ? r : sd_bus_message_close_container(message);
}

static int send_or_drop(sd_bus_message *reply, int r)
{
	if (r >= 0)
		r = sd_bus_send(sd_bus_message_get_bus(reply), reply, NULL);
	sd_bus_message_unref(reply);
	return r < 0 ? r : 1;
}

/* Which properties are wanted is not asked: they are few. */
static int on_get_layout(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	struct menu *menu = userdata;
	sd_bus_message *reply = NULL;
	int32_t parent, depth;
	int r = sd_bus_message_read(call, "ii", &parent, &depth);

	if (r >= 0)
		r = sd_bus_message_new_method_return(call, &reply);
	if (r >= 0)
		r = sd_bus_message_append(reply, "u", menu->revision);
	if (r >= 0)
		r = append_layout(menu, reply, parent, parent == ROOT && depth != 0);
	return send_or_drop(reply, r);
}

static int append_group_item(const struct menu *menu, sd_bus_message *message, int32_t id)
{
	int r = sd_bus_message_open_container(message, 'r', "ia{sv}");

	if (r >= 0)
		r = sd_bus_message_append(message, "i", id);
	if (r >= 0)
		r = append_properties(menu, message, id);
	return r < 0 ? r : sd_bus_message_close_container(message);
}

/* Does the item exist? */
static bool is_there(const struct menu *menu, int32_t id)
{
	if (id >= ALERTS_FROM)
		return news_find(menu->news, id - ALERTS_FROM) != NULL;
	return id >= ROOT && id <= LINE_TWO;
}

static int append_group(const struct menu *menu, sd_bus_message *message, const int32_t *ids, size_t count)
{
	int r = 0;

	for (size_t i = 0; i < count && r >= 0; i++)
		if (is_there(menu, ids[i]))
			r = append_group_item(menu, message, ids[i]);
	return count ? r : for_each(menu, message, append_group_item);
}

static int on_get_group(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	sd_bus_message *reply = NULL;
	const void *ids;
	size_t bytes;
	int r = sd_bus_message_read_array(call, 'i', &ids, &bytes);

	if (r >= 0)
		r = sd_bus_message_new_method_return(call, &reply);
	if (r >= 0)
		r = sd_bus_message_open_container(reply, 'a', "(ia{sv})");
	if (r >= 0)
		r = append_group(userdata, reply, ids, bytes / sizeof(int32_t));
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	return send_or_drop(reply, r);
}

/* ---- clicks ---- */

static void click(struct menu *menu, int32_t id)
{
	const struct tray_actions *actions = menu->actions;

	if (id == LIST)
		actions->details(0, actions->userdata);
	else if (id == ALL_SEEN)
		actions->all_seen(actions->userdata);
	else if (id == QUIET)
		actions->quiet(!menu->quiet, actions->userdata);
	else if (id > ALERTS_FROM)
		actions->details(id - ALERTS_FROM, actions->userdata);
}

static int take_event(struct menu *menu, sd_bus_message *call)
{
	const char *event;
	int32_t id;
	int r = sd_bus_message_read(call, "is", &id, &event);

	if (r > 0 && text_equal(event, "clicked"))
		click(menu, id);
	if (r > 0)
		r = sd_bus_message_skip(call, "vu");
	return r;
}

static int on_event(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	int r = take_event(userdata, call);

	return r < 0 ? r : sd_bus_reply_method_return(call, "");
}

static int on_event_group(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	int r = sd_bus_message_enter_container(call, 'a', "(isvu)");

	while (r >= 0 && (r = sd_bus_message_enter_container(call, 'r', "isvu")) > 0) {
		r = take_event(userdata, call);
		if (r >= 0)
			r = sd_bus_message_exit_container(call);
	}
	return r < 0 ? r : sd_bus_reply_method_return(call, "ai", 0);
}

/* It is always up to date. */
static int on_about_to_show(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return sd_bus_reply_method_return(call, "b", false);
}

static int on_about_to_show_group(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return sd_bus_reply_method_return(call, "aiai", 0, 0);
}

static int get_version(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "u", 3);
}

static int get_text(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "s", text_equal(property, "Status") ? "normal" : "ltr");
}

static int get_icon_paths(sd_bus *bus, const char *path, const char *interface,
	const char *property, sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "as", 0);
}

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("Version", "u", get_version, 0, 0),
	SD_BUS_PROPERTY("TextDirection", "s", get_text, 0, 0),
	SD_BUS_PROPERTY("Status", "s", get_text, 0, 0),
	SD_BUS_PROPERTY("IconThemePath", "as", get_icon_paths, 0, 0),
	SD_BUS_METHOD("GetLayout", "iias", "u(ia{sv}av)", on_get_layout, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("GetGroupProperties", "aias", "a(ia{sv})", on_get_group, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Event", "isvu", "", on_event, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("EventGroup", "a(isvu)", "ai", on_event_group, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("AboutToShow", "i", "b", on_about_to_show, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("AboutToShowGroup", "ai", "aiai", on_about_to_show_group, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_SIGNAL("LayoutUpdated", "ui", 0),
	SD_BUS_SIGNAL("ItemsPropertiesUpdated", "a(ia{sv})a(ias)", 0),
	SD_BUS_SIGNAL("ItemActivationRequested", "iu", 0),
	SD_BUS_VTABLE_END,
};

struct menu *menu_new(sd_bus *session, struct news *news, const struct tray_actions *actions)
{
	struct menu *menu = g_new0(struct menu, 1);

	*menu = (struct menu){ .bus = session, .news = news, .actions = actions, .revision = 1 };
	if (sd_bus_add_object_vtable(session, &menu->slot, MENU_PATH, MENU_INTERFACE, vtable, menu) >= 0)
		return menu;
	g_free(menu);
	return NULL;
}

void menu_free(struct menu *menu)
{
	if (!menu)
		return;
	sd_bus_slot_unref(menu->slot);
	g_free(menu);
}

void menu_changed(struct menu *menu)
{
	sd_bus_emit_signal(
		menu->bus, MENU_PATH, MENU_INTERFACE, "LayoutUpdated", "ui", ++menu->revision, ROOT);
}

void menu_set_quiet(struct menu *menu, bool quiet)
{
	menu->quiet = quiet;
}
