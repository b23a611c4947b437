/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet show: stored alerts in full, and what helps with all of them. */
#include "cli.h"

#include <config.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "report.h"

struct showing {
	struct common common;
	const char *db;
	bool raw, html;
	char **ids;
	struct text_style style;
	struct report *report; /* of --json and --html */
	struct arena *arena;
	struct incident_part *parts; /* all that were shown */
	size_t shown;
};

enum key { KEY_RAW = 'r', KEY_HTML = 0x200 };

static const struct argp_option options[] = {
	{ "raw", KEY_RAW, NULL, 0, N_("Only the raw records"), 0 },
	{ "html", KEY_HTML, NULL, 0, N_("Print a page of HTML"), 0 },
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
	case KEY_RAW:
		showing->raw = true;
		return 0;
	case KEY_HTML:
		showing->html = true;
		return 0;
	case ARGP_KEY_ARGS:
		showing->ids = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, _("which alert? avocet list shows their numbers"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "ID...",
	.doc = N_("Shows alerts in full: what happened, why, what to do, and the records; of several, "
	       "also what "
	       "helps with all of them. An ID is the number that avocet list shows, or the "
	       "beginning of a UUID."),
	.children = (const struct argp_child[]){ { &common_argp, 0, NULL, 0 },
		{ &history_argp, 0, NULL, 0 }, { 0 } },
};

/* As they are, for another program; a terminal would obey them. */
static void print_raw(const char *const *records)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	for (; records && *records; records++)
		puts(output_is_terminal() ? escape_terminal(arena, *records) : *records);
}

static void print(struct showing *showing, const struct alert *alert)
{
	if (showing->raw) {
		print_raw(alert->denial.records);
	} else if (showing->report) {
		report_alert(showing->report, alert);
	} else {
		if (showing->shown)
			putchar('\n');
		alert_print(stdout, alert, &showing->style);
		incident_part_of(showing->arena, alert, &showing->parts[showing->shown]);
	}
	showing->shown++;
}

static void print_rules(const struct remedy *remedy, struct arena *arena)
{
	const char *rules = remedy->rules;

	printf(_("  Put this into the file %s.cil, and no more:\n"),
		escape_terminal(arena, remedy->name));
	while (*rules) {
		size_t length = strcspn(rules, "\n");

		printf("    %s\n", escape_terminal(arena, arena_strndup(arena, rules, length)));
		rules += length + (rules[length] == '\n');
	}
}

/* The reader chose them, so they belong together whenever they were. */
static void print_together(const struct showing *showing)
{
	struct arena *arena = showing->arena;
	const struct incident_part **parts =
		arena_alloc(arena, (showing->shown + 1) * sizeof *parts);
	const struct incident incident = { .parts = parts, .n_parts = showing->shown };
	struct remedy remedy;

	for (size_t i = 0; i < showing->shown; i++)
		parts[i] = &showing->parts[i];
	if (!incident_remedy(arena, &incident, &remedy))
		return;
	printf("\n%s%s%s\n", showing->style.colour ? COLOUR_BOLD : "",
		_("What helps with all of them, if what stands after \"If\" above is true:"),
		showing->style.colour ? COLOUR_END : "");
	if (remedy.rules)
		print_rules(&remedy, arena);
	for (; *remedy.commands; remedy.commands++)
		printf("  # %s\n", escape_command(arena, *remedy.commands));
}

static int show_all(struct showing *showing, struct history *history)
{
	int code = EXIT_DONE;

	for (char **id = showing->ids; *id; id++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct alert alert;
		int error = history_get(history, *id, arena, &alert);

		if (error < 0)
			code = history_report(history, error);
		else
			print(showing, &alert);
		if (code == EXIT_NO_DAEMON)
			break;
	}
	return code;
}

static size_t length_of(char *const *list)
{
	size_t count = 0;

	while (list[count])
		count++;
	return count;
}

static int show(struct showing *showing, struct history *history)
{
	const struct report_options how = {
		.format = showing->html ? REPORT_HTML : REPORT_JSON,
		.out = stdout,
		.terminal = output_is_terminal(),
		.version = AVOCET_VERSION,
		.now = time_now(),
	};
	int code;

	showing->style = output_style(&showing->common);
	showing->style.records = true;
	showing->parts =
		arena_alloc(showing->arena, length_of(showing->ids) * sizeof *showing->parts);
	if ((showing->html || showing->common.json) && !showing->raw)
		showing->report = report_begin(&how);
	else if (showing->style.width)
		pager_begin();
	code = show_all(showing, history);
	if (showing->report)
		report_end(showing->report);
	else if (!showing->raw)
		print_together(showing);
	return code;
}

int command_show(int argc, char **argv)
{
	struct showing showing = { 0 };
	struct history *history;
	int error, code;

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &showing);
	showing.arena = arena_new();
	error = history_open(showing.db, &history);
	code = error < 0 ? history_report(history, error) : show(&showing, history);
	history_close(history);
	arena_free(showing.arena);
	return code;
}
