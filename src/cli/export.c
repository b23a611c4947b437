/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet export: the whole history, or a part of it, alert by alert. */
#include "cli.h"

#include <config.h>
#include <string.h>

#include "history.h"
#include "report.h"

struct exporting {
	struct common common;
	const char *db;
	json_t *filter;
	enum report_format format;
	bool full;
	struct history *history;
	struct report *report;
};

enum key { KEY_FORMAT = 'f', KEY_FULL = 0x200 };

static const struct argp_option options[] = {
	{ "format", KEY_FORMAT, "FORMAT", 0, N_("json (the usual), csv, html or sarif"), 0 },
	{ "full", KEY_FULL, NULL, 0,
		N_("Also raw records, hours, and what was said earlier; takes longer"), 0 },
	{ 0 },
};

static void set_format(struct exporting *exporting, const char *name,
	const struct argp_state *state)
{
	const char *meant = suggest(name, report_formats);

	if (report_format_from_name(name, &exporting->format) == 0)
		return;
	if (meant)
		argp_error(state, _("\"%s\" is no format; did you mean %s?"), name, meant);
	argp_error(state, _("\"%s\" is no format; write json, csv, html or sarif"), name);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct exporting *exporting = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = exporting->filter;
		state->child_inputs[1] = exporting->filter;
		state->child_inputs[2] = &exporting->db;
		state->child_inputs[3] = &exporting->common;
		return 0;
	case KEY_FORMAT:
		set_format(exporting, argument, state);
		return 0;
	case KEY_FULL:
		exporting->full = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[WORD...]",
	.doc = N_("Writes stored alerts for other programs, newest first: all, or those that the "
	       "filters let through."),
	.children =
		(const struct argp_child[]){
			{ &filter_argp, 0, NULL, 0 },
			{ &range_argp, 0, NULL, 0 },
			{ &history_argp, 0, NULL, 0 },
			{ &colour_argp, 0, NULL, 0 },
			{ 0 },
		},
};

static int take(const struct alert *alert, void *userdata)
{
	struct exporting *exporting = userdata;
	_cleanup_arena_ struct arena *arena = NULL;
	struct alert whole;

	if (exporting->full) {
		arena = arena_new();
		/* Whatever was deleted meanwhile is told as it was listed. */
		if (history_get(exporting->history,
			    arena_printf(arena, "%lld", (long long)alert->id), arena, &whole)
			== 0)
			alert = &whole;
	}
	report_alert(exporting->report, alert);
	return 0;
}

static int export(struct exporting *exporting)
{
	json_t *stats = NULL;
	const struct report_options how = {
		.format = exporting->format,
		.out = stdout,
		.terminal = output_is_terminal(),
		.version = AVOCET_VERSION,
		.now = time_now(),
	};
	struct report_options with_stats = how;
	int error = 0;

	if (exporting->format == REPORT_HTML)
		error = history_stats(exporting->history, exporting->filter, &stats);
	if (error < 0)
		return history_report(exporting->history, error);
	with_stats.stats = stats;
	exporting->report = report_begin(&with_stats);
	error = history_list(exporting->history, exporting->filter, HISTORY_VERDICTS, take, exporting);
	report_end(exporting->report);
	json_decref(stats);
	return error < 0 ? history_report(exporting->history, error) : EXIT_DONE;
}

int command_export(int argc, char **argv)
{
	struct exporting exporting = { .filter = json_object() };
	int error, code;

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &exporting);
	error = history_open(exporting.db, &exporting.history);
	code = error < 0 ? history_report(exporting.history, error) : export(&exporting);
	history_close(exporting.history);
	json_decref(exporting.filter);
	return code;
}
