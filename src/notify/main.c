/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet-notify: tells the user of this session when SELinux stopped something. */
#include "notify.h"

#include <argp.h>
#include <inttypes.h>
#include <libnotify/notify.h>
#include <string.h>

#include "config.h"

#define WAITING_MAX 64

struct notifier {
	struct client *client;
	struct bubbles *bubbles;
	GMainLoop *loop;
	int64_t waiting[WAITING_MAX];	/* alerts that had nothing to show yet; 0: a free place */
	size_t next;
	int exit_code;
};

/* Only what was really stopped, and only once its explanation is there. */
static bool worth_a_bubble(const struct alert *alert)
{
	return !alert->pending && alert->denial.outcome == OUTCOME_DENIED;
}

static bool show(struct notifier *notifier, int64_t id)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert;
	int error = client_get(notifier->client, arena_printf(arena, "%" PRId64, id), arena, &alert);

	/* Not for this user's eyes, or deleted meanwhile: nothing to tell, and nothing to try again. */
	if (error < 0)
		return true;
	if (!worth_a_bubble(&alert))
		return false;
	bubbles_show(notifier->bubbles, &alert);
	return true;
}

static void on_added(int64_t id, const char *level, void *userdata)
{
	struct notifier *notifier = userdata;

	if (show(notifier, id))
		return;
	notifier->waiting[notifier->next] = id;
	notifier->next = (notifier->next + 1) % WAITING_MAX;
}

/* A repetition is no news, unless the first time there was nothing to show: it was let through,
 * or not explained yet. */
static void on_changed(int64_t id, int64_t count, const char *level, void *userdata)
{
	struct notifier *notifier = userdata;

	for (size_t i = 0; i < WAITING_MAX; i++)
		if (notifier->waiting[i] == id && show(notifier, id))
			notifier->waiting[i] = 0;
}

/* systemd starts us again, and with us a new connection. */
static void on_lost(int error, void *userdata)
{
	struct notifier *notifier = userdata;

	log_error("the system bus is gone: %s", strerror(-error));
	notifier->exit_code = EXIT_NO_DAEMON;
	g_main_loop_quit(notifier->loop);
}

static int run(struct notifier *notifier)
{
	const struct client_watch watch = {
		.added = on_added, .changed = on_changed, .userdata = notifier };
	int error = client_open(&notifier->client);

	if (error >= 0)
		error = client_watch(notifier->client, &watch);
	if (error < 0) {
		log_error("%s", client_error(notifier->client));
		return EXIT_NO_DAEMON;
	}
	loop_add_bus(client_bus(notifier->client), on_lost, notifier);
	g_main_loop_run(notifier->loop);
	return notifier->exit_code;
}

static int notify(void)
{
	struct notifier notifier = { .exit_code = EXIT_DONE };
	int result;

	if (!notify_init("Avocet")) {
		log_error("notifications: cannot be set up");
		return EXIT_NOTHING;
	}
	notifier.loop = g_main_loop_new(NULL, FALSE);
	notifier.bubbles = bubbles_new();
	result = run(&notifier);
	bubbles_free(notifier.bubbles);
	client_close(notifier.client);
	g_main_loop_unref(notifier.loop);
	notify_uninit();
	return result;
}

static const struct argp_option options[] = {
	{ "details", 'd', "ID", 0, N_("Show alert ID here with `avocet show` and wait for Enter: what a "
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
		.doc = N_("Tells the user of this desktop session when SELinux stopped a program: one "
		       "notification a program, which opens the details when it is clicked.\v"
		       "It is started with the session and waits for avocetd; there is nothing to set up."),
	};
	const char *details = NULL;

	language_begin();
	argp_program_version = "avocet-notify " AVOCET_VERSION;
	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(&argp, argc, argv, 0, NULL, &details))
		return EXIT_USAGE;
	return details ? details_show(details) : notify();
}
