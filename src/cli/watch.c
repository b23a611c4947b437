/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet watch: the last alerts, and then each as it comes, until somebody presses Ctrl-C. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "history.h"

#define LAST 10
#define LAST_MAX 1000
/* Signals that came while others were being shown. More than that, and the newest counts for all. */
#define WAITING_MAX 256

struct watching {
	struct common common;
	long last;
	json_t *filter;		/* of those that are told; empty: all */
	struct text_style style;
	struct history *history;
	/* Of the list, to be told oldest first. */
	struct arena *arena;
	int64_t listed[LAST_MAX];
	size_t n_listed;
	int64_t waiting[WAITING_MAX];
	size_t n_waiting;
};

enum key { KEY_LAST = 'n' };

static const struct argp_option options[] = {
	{ "lines", KEY_LAST, "NUMBER", 0, N_("So many old ones first; 10 when not given"), 0 },
	{ 0 },
};

static void set_last(struct watching *watching, const char *argument,
	const struct argp_state *state)
{
	char *end;

	watching->last = strtol(argument, &end, 10);
	if (*end || end == argument || watching->last < 0 || watching->last > LAST_MAX)
		argp_error(state, _("\"%s\" is no number from 0 to %d"), argument, LAST_MAX);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct watching *watching = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = watching->filter;
		state->child_inputs[1] = &watching->common;
		return 0;
	case KEY_LAST:
		set_last(watching, argument, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[WORD...]",
	.doc = N_("Prints the last alerts, and then each new one, and each that happens again, as it "
	       "comes. Ctrl-C ends it."),
	.children =
		(const struct argp_child[]){
			{ &filter_argp, 0, NULL, 0 },
			{ &common_argp, 0, NULL, 0 },
			{ 0 },
		},
};

static void tell(const struct watching *watching, const struct alert *alert)
{
	if (watching->common.json)
		output_json(alert_to_json(alert));
	else
		alert_print_line(stdout, alert, &watching->style);
	fflush(stdout);
}

static int take_fitting(const struct alert *alert, void *userdata)
{
	*(bool *)userdata = true;
	return 0;
}

/* Whether the filter fits the alert as it is now. */
static int fits(const struct watching *watching, int64_t id, bool *ret)
{
	json_t *filter;
	int error;

	*ret = json_object_size(watching->filter) == 0;
	if (*ret)
		return 0;
	filter = json_copy(watching->filter);
	json_object_set_new(filter, "id", json_integer(id));
	error = history_list(watching->history, filter, HISTORY_SENTENCES, take_fitting, ret);
	json_decref(filter);
	return error;
}

static int tell_one(const struct watching *watching, int64_t id)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert;
	int error = history_get(watching->history, arena_printf(arena, "%lld", (long long)id),
		arena, &alert);

	if (error == 0)
		tell(watching, &alert);
	/* Deleted or muted meanwhile, or of another login. */
	return error == -ENOENT || error == -EACCES ? 0 : error;
}

static int tell_fitting(const struct watching *watching, int64_t id)
{
	bool told;
	int error = fits(watching, id, &told);

	return error < 0 || !told ? error : tell_one(watching, id);
}

static int take_listed(const struct alert *alert, void *userdata)
{
	struct watching *watching = userdata;

	if (watching->n_listed < LAST_MAX)
		watching->listed[watching->n_listed++] = alert->id;
	return 0;
}

static int tell_last(struct watching *watching)
{
	json_t *filter = json_copy(watching->filter);
	int error = 0;

	json_object_set_new(filter, "limit", json_integer(watching->last));
	if (watching->last)
		error = history_list(watching->history, filter, HISTORY_SENTENCES, take_listed,
			watching);
	json_decref(filter);
	for (size_t i = watching->n_listed; error >= 0 && i-- > 0;)
		error = tell_one(watching, watching->listed[i]);
	return error;
}

static void wait_for(struct watching *watching, int64_t id)
{
	for (size_t i = 0; i < watching->n_waiting; i++)
		if (watching->waiting[i] == id)
			return;
	if (watching->n_waiting < WAITING_MAX)
		watching->waiting[watching->n_waiting++] = id;
}

static void added(int64_t id, const char *level, void *userdata)
{
	wait_for(userdata, id);
}

static void changed(int64_t id, int64_t count, const char *level, void *userdata)
{
	wait_for(userdata, id);
}

/* What has come is told when all signals were read, so that one that repeats is told once. */
static int tell_waiting(struct watching *watching)
{
	int error = 0;

	for (size_t i = 0; error >= 0 && i < watching->n_waiting; i++)
		error = tell_fitting(watching, watching->waiting[i]);
	watching->n_waiting = 0;
	return error;
}

static int follow(struct watching *watching)
{
	sd_bus *bus = client_bus(history_client(watching->history));
	int error;

	for (;;) {
		error = sd_bus_process(bus, NULL);
		if (error < 0)
			return error;
		if (error > 0)
			continue;
		error = tell_waiting(watching);
		if (error < 0)
			return history_report(watching->history, error);
		error = sd_bus_wait(bus, UINT64_MAX);
		if (error < 0 && error != -EINTR)
			return error;
	}
}

static int watch(struct watching *watching)
{
	const struct client_watch wish = { .added = added,
		.changed = changed,
		.userdata = watching };
	int error;

	/* First the signals, lest one is missed between the list and them. */
	error = client_watch(history_client(watching->history), &wish);
	if (error >= 0)
		error = tell_last(watching);
	if (error < 0)
		return history_report(watching->history, error);
	error = follow(watching);
	if (error > 0)
		return error;
	log_error(_("the system bus: %s"), strerror(-error));
	return EXIT_NO_DAEMON;
}

int command_watch(int argc, char **argv)
{
	struct watching watching = { .last = LAST, .filter = json_object() };
	int error, code;

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &watching);
	watching.style = output_style(&watching.common);
	error = history_open(NULL, &watching.history);
	code = error < 0 ? history_report(watching.history, error) : watch(&watching);
	history_close(watching.history);
	json_decref(watching.filter);
	return code;
}
