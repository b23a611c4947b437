/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet status: how the daemon, its sources and its worker are; what is wrong comes in words. */
#include "cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct common *common = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = common; return 0;
	case ARGP_KEY_ARG: argp_error(state, "status takes no arguments"); return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse,
	.doc = "Tells how the daemon is: what it hears, what it remembers, whether anything is wrong.",
	.children = (const struct argp_child[]){ { &common_argp, 0, NULL, 0 }, { 0 } },
};

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : _("unknown");
}

static long long number_of(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void row(struct arena *arena, const char *name, const char *text)
{
	printf("%-12s %s\n", name, escape_terminal(arena, text));
}

static const char *age(struct arena *arena, long long seconds)
{
	if (seconds < 120)
		return arena_printf(arena, _("%lld seconds"), seconds);
	if (seconds < 7200)
		return arena_printf(arena, _("%lld minutes"), seconds / 60);
	if (seconds < 48 * 3600)
		return arena_printf(arena, _("%lld hours"), seconds / 3600);
	return arena_printf(arena, _("%lld days"), seconds / (24 * 3600));
}

static const char *local_time(struct arena *arena, const char *rfc3339)
{
	int64_t ms;

	return time_parse(rfc3339, 0, &ms) < 0 ? rfc3339 : time_local(arena, ms);
}

static void print_source(struct arena *arena, const json_t *source)
{
	const char *last = json_string_value(json_object_get(source, "last_record"));
	bool connected = json_is_true(json_object_get(source, "connected"));

	row(arena, _("Source"), arena_printf(arena, "%s: %s", text_of(source, "name"), connected
		? _("connected")
		: _("not connected; it connects with the next denial, if auditd runs with its plugin avocet")));
	row(arena, "", last ? arena_printf(arena, _("last record %s"), local_time(arena, last))
			    : _("no record heard yet"));
	row(arena, "", arena_printf(arena,
		_("%lld records, %lld events, %lld denials, %lld damaged, %lld of other security modules"),
		number_of(source, "records"), number_of(source, "events"), number_of(source, "denials"),
		number_of(source, "damaged"), number_of(source, "not_selinux")));
}

static void print_sources(struct arena *arena, const json_t *status)
{
	size_t i;
	json_t *source;

	json_array_foreach(json_object_get(status, "sources"), i, source)
		print_source(arena, source);
}

/* Most of the time there is no worker: it comes when it is needed. */
static const char *worker_state(const json_t *worker)
{
	const char *state = text_of(worker, "state");

	return strcmp(state, "absent") == 0 ? _("not needed now") : state;
}

static void print_worker(struct arena *arena, const json_t *worker)
{
	const char *error = json_string_value(json_object_get(worker, "last_error"));
	const char *policy = json_string_value(json_object_get(worker, "policy"));

	row(arena, _("Analysis"), arena_printf(arena, _("%s; asked %lld times, crashed %lld times"),
		worker_state(worker), number_of(worker, "analyses"), number_of(worker, "crashes")));
	if (policy)
		row(arena, _("Policy"), policy);
	if (error)
		row(arena, _("Problem"), error);
}

static void print_quarantined(struct arena *arena, const json_t *names)
{
	size_t i;
	json_t *name;

	json_array_foreach(names, i, name)
		row(arena, _("Quarantine"), arena_printf(arena, _("the plugin %s crashed twice and is not "
			"asked any more"), json_string_value(name)));
}

static void print_database(struct arena *arena, const json_t *status)
{
	const char *error = json_string_value(json_object_get(status, "database_error"));

	row(arena, _("Database"), arena_printf(arena, "%s, %lld kB", text_of(status, "database"),
		number_of(status, "bytes") / 1024));
	row(arena, "", arena_printf(arena, _("%lld alerts, %lld of them not explained yet; %lld denials"),
		number_of(status, "alerts"), number_of(status, "pending"), number_of(status, "denials")));
	if (error)
		row(arena, _("Problem"), error);
}

static void print(const json_t *status)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	row(arena, _("Daemon"), arena_printf(arena, "avocetd %s", text_of(status, "version")));
	if (!json_object_get(status, "database")) {
		row(arena, "", _("you may not see more; ask as root, or as a member of wheel, adm or avocet"));
		return;
	}
	row(arena, "", arena_printf(arena, _("running for %s"), age(arena, number_of(status, "uptime"))));
	print_sources(arena, status);
	print_database(arena, status);
	print_worker(arena, json_object_get(status, "worker"));
	print_quarantined(arena, json_object_get(status, "quarantined"));
}

static int show_status(const struct common *common, struct client *client)
{
	json_t *status;
	int error = client_status(client, &status);

	if (error < 0)
		return report_client_error(client, error);
	if (common->json) {
		output_json(status);
	} else {
		print(status);
		json_decref(status);
	}
	return EXIT_DONE;
}

int command_status(int argc, char **argv)
{
	struct common common = { 0 };
	struct client *client;
	int error, code;

	argp_parse(&argp, argc, argv, 0, NULL, &common);
	error = client_open(&client);
	code = error < 0 ? report_client_error(client, error) : show_status(&common, client);
	client_close(client);
	return code;
}
