/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet status: how the daemon, its sources and its worker are; what is wrong comes in words. */
#include "status.h"
#include "cli.h"
#include "client.h"

#include <string.h>

#define CHANGES_SHOWN 5

struct asked {
	struct common common;
	const char *db;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct asked *asked = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &asked->common;
		state->child_inputs[1] = &asked->db;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, _("status takes no arguments"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse,
	.doc = N_("Tells how the daemon is: what it hears, what it remembers, whether anything is "
	       "wrong."),
	.children = (const struct argp_child[]){ { &common_argp, 0, NULL, 0 }, { &history_argp, 0, NULL, 0 }, { 0 } },
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

/* Most of the time there is no worker: it comes when it is needed. */
static const char *worker_state(const json_t *worker)
{
	const char *state = text_of(worker, "state");

	return strcmp(state, "absent") == 0 ? _("not needed now") : state;
}

static void print_worker(const struct status_page *page, const json_t *worker)
{
	const char *error = json_string_value(json_object_get(worker, "last_error"));
	const char *policy = json_string_value(json_object_get(worker, "policy"));

	status_row(page, _("Analysis"),
		arena_printf(page->arena, _("%s; alerts analysed: %lld, crashes: %lld"),
			worker_state(worker), number_of(worker, "analyses"),
			number_of(worker, "crashes")));
	if (policy)
		status_row(page, _("Policy"), policy);
	if (error)
		status_row(page, _("Problem"), client_sentence(page->arena, error));
}

static void print_quarantined(const struct status_page *page, const json_t *names)
{
	size_t i;
	json_t *name;

	json_array_foreach(names, i, name)
		status_row(page, _("Quarantine"), arena_printf(page->arena,
			_("the plugin %s crashed twice and is not asked any more"),
			json_string_value(name)));
}

/* Bounds that are 0 are none. */
static void print_keep(const struct status_page *page, const json_t *status)
{
	const json_t *keep = json_object_get(status, "keep");
	const char *oldest = json_string_value(json_object_get(status, "oldest"));
	struct builder text = { .arena = page->arena };

	if (oldest)
		builder_add(&text, arena_printf(page->arena, _("since %.10s"), oldest));
	if (number_of(keep, "days"))
		builder_add(&text, arena_printf(page->arena, _("; kept for %lld days"), number_of(keep, "days")));
	if (number_of(keep, "alerts"))
		builder_add(&text, arena_printf(page->arena, _("; alerts at most: %lld"),
			number_of(keep, "alerts")));
	if (number_of(keep, "bytes"))
		builder_add(&text, arena_printf(page->arena, _("; bytes at most: %lld MB"),
			number_of(keep, "bytes") / (1024 * 1024)));
	if (text.length)
		status_row(page, "", text.bytes + (*text.bytes == ';' ? 2 : 0));
}

static void print_database(const struct status_page *page, const json_t *status)
{
	const char *error = json_string_value(json_object_get(status, "database_error"));

	status_row(page, _("Database"),
		arena_printf(page->arena, "%s, %lld kB", text_of(status, "database"),
			number_of(status, "bytes") / 1024));
	status_row(page, "",
		arena_printf(page->arena,
			_("alerts: %lld (not explained yet: %lld); denials: %lld"),
			number_of(status, "alerts"), number_of(status, "pending"),
			number_of(status, "denials")));
	print_keep(page, status);
	if (error)
		status_row(page, _("Problem"), error);
}

/* What keeps the database small when something makes a new kind of denial each time. */
static void print_folding(const struct status_page *page, const json_t *status)
{
	long long folded = number_of(status, "folded");

	if (folded > 0)
		status_row(page, _("Folding"),
			arena_printf(page->arena,
				ngettext("%lld alert stands for many kinds of denials. Something "
					 "makes ever new kinds; they are counted together, so that "
					 "the database stays small.",
					"%lld alerts stand for many kinds of denials each. "
					"Something makes ever new kinds; they are counted "
					"together, so that the database stays small.",
					(unsigned long)folded),
				folded));
}

static void print_changes(const struct status_page *page, const json_t *changes)
{
	struct policy_change list[CHANGES_SHOWN];
	size_t i, count = 0;
	json_t *change;

	json_array_foreach(changes, i, change)
		if (count < CHANGES_SHOWN && change_from_json(change, page->arena, &list[count]) >= 0)
			count++;
	if (!count)
		return;
	status_row(page, _("Changes"), _("what changed in the policy, newest first:"));
	alert_print_changes(stdout, list, count, &page->style);
}

static const char *daemon_text(const struct status_page *page, const json_t *status)
{
	const char *name = arena_printf(page->arena, "avocetd %s", text_of(status, "version"));

	if (!json_object_get(status, "uptime"))
		return name;
	return arena_printf(page->arena, _("%s, running for %s"), name,
		status_age(page->arena, number_of(status, "uptime")));
}

static void print(const struct common *common, const json_t *status)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct status_page page = { arena, output_style(common) };

	if (json_object_get(status, "version"))
		status_row(&page, _("Daemon"), daemon_text(&page, status));
	if (!json_object_get(status, "database")) {
		status_row(&page, "",
			_("you may not see more; ask as root, or as a member of wheel, adm or "
			  "avocet"));
		return;
	}
	if (json_object_get(status, "sources"))
		status_sources(&page, json_object_get(status, "sources"));
	print_database(&page, status);
	print_folding(&page, status);
	if (json_object_get(status, "worker"))
		print_worker(&page, json_object_get(status, "worker"));
	print_quarantined(&page, json_object_get(status, "quarantined"));
	print_changes(&page, json_object_get(status, "changes"));
}

static int show_status(const struct common *common, struct history *history)
{
	json_t *status;
	int error = history_status(history, &status);

	if (error < 0)
		return history_report(history, error);
	if (common->json) {
		output_json(status);
	} else {
		print(common, status);
		json_decref(status);
	}
	return EXIT_DONE;
}

int command_status(int argc, char **argv)
{
	struct asked asked = { 0 };
	struct history *history;
	int error, code;

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &asked);
	error = history_open(asked.db, &history);
	code = error < 0 ? history_report(history, error) : show_status(&asked.common, history);
	history_close(history);
	return code;
}
