/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet show: stored alerts in full. */
#include "cli.h"

#include <stdlib.h>
#include <unistd.h>

struct showing {
	struct common common;
	const char *db;
	bool raw;
	char **ids;
};

enum key { KEY_RAW = 'r' };

static const struct argp_option options[] = {
	{ "raw", KEY_RAW, NULL, 0, "Only the raw records", 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct showing *showing = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &showing->common;
		state->child_inputs[1] = &showing->db;
		return 0;
	case KEY_RAW: showing->raw = true; return 0;
	case ARGP_KEY_ARGS: showing->ids = state->argv + state->next; return 0;
	case ARGP_KEY_NO_ARGS: argp_error(state, "which alert? avocet list shows their numbers"); return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "ID...",
	.doc = "Shows alerts in full: what happened, why, what to do, and the records. An ID is the number "
	       "that avocet list shows, or the beginning of a UUID.",
	.children = (const struct argp_child[]){ { &common_argp, 0, NULL, 0 }, { &history_argp, 0, NULL, 0 }, { 0 } },
};

/* As they are, for another program; a terminal would obey them. */
static void print_raw(const char *const *records)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	for (; records && *records; records++)
		puts(isatty(STDOUT_FILENO) ? escape_terminal(arena, *records) : *records);
}

static void print(const struct showing *showing, const struct alert *alert, bool first)
{
	struct text_style style = output_style(&showing->common);

	style.records = true;
	if (showing->raw) {
		print_raw(alert->denial.records);
	} else if (showing->common.json) {
		output_json(alert_to_json(alert));
	} else {
		if (!first)
			putchar('\n');
		alert_print(stdout, alert, &style);
	}
}

static int show_all(const struct showing *showing, struct history *history)
{
	int code = EXIT_DONE;

	for (char **id = showing->ids; *id; id++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct alert alert;
		int error = history_get(history, *id, arena, &alert);

		if (error < 0)
			code = history_report(history, error);
		else
			print(showing, &alert, id == showing->ids);
		if (code == EXIT_NO_DAEMON)
			break;
	}
	return code;
}

int command_show(int argc, char **argv)
{
	struct showing showing = { 0 };
	struct history *history;
	int error, code;

	argp_parse(&argp, argc, argv, 0, NULL, &showing);
	error = history_open(showing.db, &history);
	code = error < 0 ? history_report(history, error) : show_all(&showing, history);
	history_close(history);
	return code;
}
