/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is anybody there, and may he be disturbed? logind and screen savers tell when the screen is
 * locked, some notification servers that they hold everything back. Who is not there is not missed.
 */
#include "notify.h"

#include <string.h>

#define LOGIN "org.freedesktop.login1"
#define LOGIN_SESSION LOGIN ".Session"
#define PROPERTIES "org.freedesktop.DBus.Properties"

/* What servers call it. Others keep silent by themselves. */
static const struct disturb {
	const char *interface, *property;
} disturbs[] = {
	{ "org.freedesktop.Notifications", "Inhibited" },
	{ "org.dunstproject.cmd0", "paused" },
};
#define SERVER "org.freedesktop.Notifications"
#define SERVER_PATH "/org/freedesktop/Notifications"

static const char screen_savers[] =
	"org.freedesktop.ScreenSaver org.gnome.ScreenSaver org.cinnamon.ScreenSaver "
	"org.mate.ScreenSaver org.xfce.ScreenSaver";

/* The value of one property of PropertiesChanged (sa{sv}as); false: it is not among them. */
static bool changed_to(sd_bus_message *signal, const char *interface, const char *property, bool *ret)
{
	const char *text;
	bool found = false;
	int value;

	sd_bus_message_rewind(signal, true);
	if (sd_bus_message_read(signal, "s", &text) < 0 || strcmp(text, interface) != 0 ||
		sd_bus_message_enter_container(signal, 'a', "{sv}") < 0)
		return false;
	while (sd_bus_message_enter_container(signal, 'e', "sv") > 0) {
		if (sd_bus_message_read(signal, "s", &text) < 0)
			return false;
		if (strcmp(text, property) != 0)
			sd_bus_message_skip(signal, "v");
		else if (sd_bus_message_read(signal, "v", "b", &value) > 0)
			found = true;
		else
			return false;
		sd_bus_message_exit_container(signal);
	}
	if (found)
		*ret = value;
	return found;
}

/* ---- the lock ---- */

static int on_session(sd_bus_message *signal, void *userdata, sd_bus_error *error)
{
	bool locked;

	if (changed_to(signal, LOGIN_SESSION, "LockedHint", &locked))
		pace_hold(userdata, HOLD_LOCKED, locked);
	return 0;
}

static int on_hint(sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	int locked;

	if (!sd_bus_message_is_method_error(reply, NULL) &&
		sd_bus_message_read(reply, "v", "b", &locked) > 0)
		pace_hold(userdata, HOLD_LOCKED, locked);
	return 0;
}

static int on_session_path(sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	sd_bus *bus = sd_bus_message_get_bus(reply);
	const char *path;

	if (sd_bus_message_is_method_error(reply, NULL) ||
		sd_bus_message_read(reply, "o", &path) < 0)
		return 0;
	sd_bus_match_signal_async(
		bus, NULL, LOGIN, path, PROPERTIES, "PropertiesChanged", on_session, NULL, userdata);
	sd_bus_call_method_async(bus, NULL, LOGIN, path, PROPERTIES, "Get", on_hint, userdata, "ss",
		LOGIN_SESSION, "LockedHint");
	return 0;
}

static int on_screen_saver(sd_bus_message *signal, void *userdata, sd_bus_error *error)
{
	const char *interface = sd_bus_message_get_interface(signal);
	int active;

	if (interface && text_matches_any(screen_savers, interface) &&
		sd_bus_message_read(signal, "b", &active) > 0)
		pace_hold(userdata, HOLD_LOCKED, active);
	return 0;
}

/* ---- do not disturb ---- */

static int on_server(sd_bus_message *signal, void *userdata, sd_bus_error *error)
{
	bool held;

	for (size_t i = 0; i < ARRAY_SIZE(disturbs); i++)
		if (changed_to(signal, disturbs[i].interface, disturbs[i].property, &held))
			pace_hold(userdata, HOLD_DISTURB, held);
	return 0;
}

static int on_disturb(sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	int held;

	if (!sd_bus_message_is_method_error(reply, NULL) &&
		sd_bus_message_read(reply, "v", "b", &held) > 0)
		pace_hold(userdata, HOLD_DISTURB, held);
	return 0;
}

/* Asking must not start a server. */
static void ask(sd_bus *session, const struct disturb *disturb, struct pace *pace)
{
	sd_bus_message *call = NULL;

	if (sd_bus_message_new_method_call(session, &call, SERVER, SERVER_PATH, PROPERTIES, "Get") < 0)
		return;
	if (sd_bus_message_append(call, "ss", disturb->interface, disturb->property) >= 0 &&
		sd_bus_message_set_auto_start(call, false) >= 0)
		sd_bus_call_async(session, NULL, call, on_disturb, pace, 0);
	sd_bus_message_unref(call);
}

void presence_ask(sd_bus *session, struct pace *pace)
{
	pace_hold(pace, HOLD_DISTURB, false);
	for (size_t i = 0; i < ARRAY_SIZE(disturbs); i++)
		ask(session, &disturbs[i], pace);
}

void presence_watch(sd_bus *system, sd_bus *session, struct pace *pace)
{
	sd_bus_call_method_async(system, NULL, LOGIN, "/org/freedesktop/login1", LOGIN ".Manager",
		"GetSession", on_session_path, pace, "s", "auto");
	sd_bus_match_signal_async(
		session, NULL, NULL, NULL, NULL, "ActiveChanged", on_screen_saver, NULL, pace);
	sd_bus_match_signal_async(session, NULL, SERVER, SERVER_PATH, PROPERTIES, "PropertiesChanged",
		on_server, NULL, pace);
	presence_ask(session, pace);
}
