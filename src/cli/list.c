/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet list: stored alerts, one a line. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct listing {
	struct common common;
	const char *db;
	json_t *filter;		/* as the D-Bus method takes it */
	size_t shown;
};

enum key { KEY_PERMISSIVE = 0x200, KEY_LIMIT = 'n', KEY_FILTER = 0x300 };

/* Options whose text goes to the daemon as it is; the name is the filter's key. */
static const struct argp_option options[] = {
	{ "since", KEY_FILTER, "TIME", 0, "Last seen since then: today, yesterday, 2h, 3d, "
		"2026-11-22 09:00, …", 0 },
	{ "until", KEY_FILTER + 1, "TIME", 0, "Last seen until then", 0 },
	{ "level", KEY_FILTER + 2, "LEVEL", 0, "red, yellow or green", 0 },
	{ "source-type", KEY_FILTER + 3, "TYPE", 0, "Type of the program, such as httpd_t; * and ? fit "
		"anything", 0 },
	{ "target-type", KEY_FILTER + 4, "TYPE", 0, "Type of what it wanted", 0 },
	{ "class", KEY_FILTER + 5, "CLASS", 0, "file, dir, tcp_socket, …", 0 },
	{ "permission", KEY_FILTER + 6, "NAME", 0, "read, write, name_bind, …", 0 },
	{ "path", KEY_FILTER + 7, "PATH", 0, "Path of what it wanted", 0 },
	{ "exe", KEY_FILTER + 8, "PATH", 0, "Path of the program", 0 },
	{ "plugin", KEY_FILTER + 9, "NAME", 0, "Explained by this plugin", 0 },
	{ "permissive", KEY_PERMISSIVE, NULL, 0, "Only what was let through", 0 },
	{ "limit", KEY_LIMIT, "NUMBER", 0, "At most so many", 0 },
	{ 0 },
};
#define TEXT_FILTERS 10

static void set_limit(struct listing *listing, const char *text, const struct argp_state *state)
{
	char *end;
	long limit = strtol(text, &end, 10);

	if (*end || end == text || limit < 1)
		argp_error(state, "\"%s\" is no number of alerts", text);
	json_object_set_new(listing->filter, "limit", json_integer(limit));
}

/* A checked copy: what is no UTF-8 cannot be asked over D-Bus. */
static void set_text(struct listing *listing, const char *name, const char *text,
	const struct argp_state *state)
{
	json_t *value = json_string(text);

	if (!value)
		argp_error(state, "the text for %s is not valid UTF-8", name);
	json_object_set_new(listing->filter, name, value);
}

/* Time is checked here, so that a typo is told at once. */
static void check_time(int key, const char *text, const struct argp_state *state)
{
	int64_t ms;

	if (key <= KEY_FILTER + 1 && time_parse(text, time_now(), &ms) < 0)
		argp_error(state, "\"%s\" is no time; write today, yesterday, 2h, 3d or "
			"2026-11-22 09:00", text);
}

static void check_level(int key, const char *text, const struct argp_state *state)
{
	enum level level;

	if (text_equal(options[key - KEY_FILTER].name, "level") && level_from_name(text, &level) < 0)
		argp_error(state, "\"%s\" is no level; write red, yellow or green", text);
}

static void add_word(struct listing *listing, const char *word, const struct argp_state *state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *before = json_string_value(json_object_get(listing->filter, "words"));

	set_text(listing, "words", before ? arena_printf(arena, "%s %s", before, word) : word, state);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct listing *listing = state->input;

	if (key >= KEY_FILTER && key < KEY_FILTER + TEXT_FILTERS) {
		check_time(key, argument, state);
		check_level(key, argument, state);
		set_text(listing, options[key - KEY_FILTER].name, argument, state);
		return 0;
	}
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &listing->common;
		state->child_inputs[1] = &listing->db;
		return 0;
	case KEY_PERMISSIVE:
		json_object_set_new(listing->filter, "permissive", json_true());
		return 0;
	case KEY_LIMIT:
		set_limit(listing, argument, state);
		return 0;
	case ARGP_KEY_ARG:
		add_word(listing, argument, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[WORD...]",
	.doc = "Lists stored alerts, newest first: number, last seen, count, level, sentence. With words, only "
	       "those in which all of them occur.",
	.children = (const struct argp_child[]){ { &common_argp, 0, NULL, 0 }, { &history_argp, 0, NULL, 0 }, { 0 } },
};

static int print(const struct alert *alert, void *userdata)
{
	struct listing *listing = userdata;
	struct text_style style = output_style(&listing->common);

	if (listing->common.json)
		output_json(alert_to_json(alert));
	else
		alert_print_line(stdout, alert, &style);
	listing->shown++;
	return 0;
}

static int list(struct listing *listing, struct history *history)
{
	int error = history_list(history, listing->filter, print, listing);

	if (error < 0)
		return history_report(history, error);
	if (listing->shown)
		return EXIT_DONE;
	if (!listing->common.json)
		log_info(json_object_size(listing->filter) ? "no alert fits" : "no alerts are stored");
	return EXIT_NOTHING;
}

int command_list(int argc, char **argv)
{
	struct listing listing = { .filter = json_object() };
	struct history *history;
	int error, code;

	argp_parse(&argp, argc, argv, 0, NULL, &listing);
	error = history_open(listing.db, &history);
	code = error < 0 ? history_report(history, error) : list(&listing, history);
	history_close(history);
	json_decref(listing.filter);
	return code;
}
