/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet-notify: tells the user of this session when SELinux stopped something. */
#include "notify.h"

#include <argp.h>
#include <errno.h>
#include <gio/gio.h>
#include <inttypes.h>
#include <string.h>

#include "config.h"

#define NAME "org.avocet.Notify"
#define SERVER "org.freedesktop.Notifications"
#define QUIET_SECONDS 3600

/* systemd starts us again, and with us a new connection. */
static void on_system_lost(int error, void *userdata)
{
	struct notifier *notifier = userdata;

	log_error(_("the system bus is gone: %s"), strerror(-error));
	notifier->exit_code = EXIT_NO_DAEMON;
	g_main_loop_quit(notifier->loop);
}

/* The session is over. */
static void on_session_lost(int error, void *userdata)
{
	g_main_loop_quit(((struct notifier *)userdata)->loop);
}

/* ---- what the user does ---- */

static void open_details(struct notifier *notifier, int64_t id, const char *token)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	if (details_open(id, token))
		return;
	voice_say(notifier->voice, _("No terminal was found"),
		arena_printf(arena, _("To see more, run: %s"),
			id ? arena_printf(arena, "avocet show %" PRId64, id) : "avocet list"));
}

static void on_details(const int64_t *ids, size_t count, const char *token, void *userdata)
{
	struct notifier *notifier = userdata;

	open_details(notifier, count == 1 ? ids[0] : 0, token);
	telling_read(notifier, ids, count);
}

static void on_muted(int error, const char *sentence, const int64_t *ids, size_t count, void *userdata)
{
	struct notifier *notifier = userdata;

	if (error < 0)
		voice_say(notifier->voice, _("Not muted"), sentence);
	else
		telling_read(notifier, ids, count);
}

static void on_mute(const int64_t *ids, size_t count, void *userdata)
{
	struct notifier *notifier = userdata;

	mute_for_a_day(client_bus(notifier->client), ids, count, on_muted, notifier);
}

static void on_tray_details(int64_t id, void *userdata)
{
	open_details(userdata, id, NULL);
	if (id)
		telling_read(userdata, &id, 1);
}

static gboolean on_hour_over(void *userdata)
{
	struct notifier *notifier = userdata;

	notifier->quiet_timer = 0;
	tray_set_quiet(notifier->tray, false);
	pace_hold(notifier->pace, HOLD_QUIET, false);
	return G_SOURCE_REMOVE;
}

static void on_quiet(bool on, void *userdata)
{
	struct notifier *notifier = userdata;

	if (notifier->quiet_timer)
		g_source_remove(notifier->quiet_timer);
	notifier->quiet_timer =
		on ? g_timeout_add_seconds(QUIET_SECONDS, on_hour_over, notifier) : 0;
	tray_set_quiet(notifier->tray, on);
	pace_hold(notifier->pace, HOLD_QUIET, on);
}

static void on_all_seen(void *userdata)
{
	telling_read_all(userdata);
}

/* ---- the notification server, and other sessions ---- */

static int on_server(sd_bus_message *signal, void *userdata, sd_bus_error *error)
{
	struct notifier *notifier = userdata;
	const char *name, *before, *now;

	if (sd_bus_message_read(signal, "sss", &name, &before, &now) <= 0)
		return 0;
	voice_forget(notifier->voice);
	telling_server_gone(notifier);
	presence_ask(notifier->session, notifier->pace);
	if (*now)
		telling_wake(notifier);
	return 0;
}

static void on_file(GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, void *userdata)
{
	telling_look_again(userdata);
}

/* There may be no way to watch it: then other sessions' news is read with the next alert. */
static GFileMonitor *watch_file(struct notifier *notifier)
{
	g_autoptr(GFile) file = NULL;
	GFileMonitor *monitor;

	if (!notifier->seen_path)
		return NULL;
	file = g_file_new_for_path(notifier->seen_path);
	monitor = g_file_monitor_file(file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
	if (monitor)
		g_signal_connect(monitor, "changed", G_CALLBACK(on_file), notifier);
	return monitor;
}

/* ---- the beginning ---- */

static int join_session(struct notifier *notifier)
{
	static const char match[] = "type='signal',sender='org.freedesktop.DBus',"
				    "interface='org.freedesktop.DBus',member='NameOwnerChanged',"
				    "arg0='" SERVER "'";
	int r = sd_bus_open_user(&notifier->session);

	if (r >= 0)
		r = sd_bus_request_name(notifier->session, NAME, 0);
	if (r >= 0)
		r = sd_bus_add_match(notifier->session, NULL, match, on_server, notifier);
	return r;
}

static int listen_to_all(struct notifier *notifier)
{
	static struct tray_actions tray_actions = {
		.details = on_tray_details, .quiet = on_quiet, .all_seen = on_all_seen };
	int error;

	tray_actions.userdata = notifier;
	if (notifier->settings.tray)
		notifier->tray = tray_new(notifier->session, notifier->news, &tray_actions);
	error = client_open(&notifier->client);
	if (error < 0)
		return error;
	presence_watch(client_bus(notifier->client), notifier->session, notifier->pace);
	error = hearing_start(notifier);
	if (error < 0)
		return error;
	loop_add_bus(client_bus(notifier->client), on_system_lost, notifier);
	loop_add_bus(notifier->session, on_session_lost, notifier);
	return 0;
}

static int run(struct notifier *notifier)
{
	GFileMonitor *monitor;
	int error = join_session(notifier);

	if (error == -EEXIST) {
		log_info(_("avocet-notify runs already in this session"));
		return EXIT_DONE;
	}
	if (error < 0) {
		log_error(_("the session's bus cannot be reached: %s"), strerror(-error));
		return EXIT_NOTHING;
	}
	if (listen_to_all(notifier) < 0) {
		log_error("%s", client_error(notifier->client));
		return EXIT_NO_DAEMON;
	}
	monitor = watch_file(notifier);
	g_main_loop_run(notifier->loop);
	g_clear_object(&monitor);
	return notifier->exit_code;
}

static void finish(struct notifier *notifier)
{
	if (notifier->timer)
		g_source_remove(notifier->timer);
	if (notifier->quiet_timer)
		g_source_remove(notifier->quiet_timer);
	pace_free(notifier->pace);
	voice_free(notifier->voice);
	tray_free(notifier->tray);
	news_free(notifier->news);
	client_close(notifier->client);
	sd_bus_flush_close_unref(notifier->session);
	g_main_loop_unref(notifier->loop);
}

static int notify(void)
{
	static struct notifier notifier = { .exit_code = EXIT_DONE };
	static struct voice_actions actions = {
		.bubble = { .details = on_details, .mute = on_mute, .userdata = &notifier },
		.said = telling_said };
	_cleanup_arena_ struct arena *arena = arena_new();
	int result;

	settings_read(&notifier.settings);
	notifier.seen_path = seen_path(arena);
	telling_reload(&notifier);
	notifier.loop = g_main_loop_new(NULL, FALSE);
	notifier.news = news_new();
	notifier.voice = voice_new(&actions);
	notifier.pace = pace_new(notifier.settings.pause, telling_tell, &notifier);
	result = run(&notifier);
	finish(&notifier);
	return result;
}

static const struct argp_option options[] = {
	{ "details", 'd', "ID", 0, N_("Show alert ID (or \"list\": all) here and wait for Enter: what a "
				      "click on a notification runs in a terminal"), 0 },
	{ 0 },
};

static error_t take_option(int key, char *value, struct argp_state *state)
{
	const char **details = state->input;

	if (key == 'd')
		*details = value;
	else if (key == ARGP_KEY_ARG)
		argp_usage(state);
	else
		return ARGP_ERR_UNKNOWN;
	return 0;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = take_option,
		.doc = N_("Tells the user of this desktop session when SELinux stopped a program: a "
			  "notification that opens the details, and an item in the tray that counts what "
			  "was not looked at.\v"
			  "It is started with the session and waits for avocetd; what may be set is in "
			  "~/.config/avocet/notify.conf, see avocet-notify(1)."),
	};
	const char *details = NULL;

	language_begin();
	argp_program_version = "avocet-notify " AVOCET_VERSION;
	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(&argp, argc, argv, 0, NULL, &details))
		return EXIT_USAGE;
	return details ? details_show(details) : notify();
}
