/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet list: stored alerts, newest first; those of one cause together. */
#include "cli.h"

#include <config.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "report.h"
#include "table.h"

/* Of all alerts, where people look and nothing else is said. */
#define NEWEST 50

struct listing {
	struct common common;
	const char *db;
	json_t *filter;
	bool csv, flat, dates;
	bool newest_only, more; /* more: there are older ones */
	bool limit_given;
	struct text_style style;
	size_t shown;
	struct report *report; /* of --json and --csv */
	struct arena *arena; /* the table's rows, which must all be known before the first */
	struct incident_part *parts;
	size_t room;
};

enum key { KEY_LIMIT = 'n', KEY_CSV = 0x200, KEY_FLAT, KEY_DATES };

static const struct argp_option options[] = {
	{ "limit", KEY_LIMIT, "NUMBER", 0, N_("At most so many; \"all\" for all, which is how it is unless a "
		"terminal shows the list and no filter is given: then the newest 50"), 0 },
	{ "csv", KEY_CSV, NULL, 0, N_("Print CSV, for spreadsheets"), 0 },
	{ "flat", KEY_FLAT, NULL, 0, N_("Each alert by itself, not those of one cause together"), 0 },
	{ "dates", KEY_DATES, NULL, 0, N_("Dates in full, not as seen from now"), 0 },
	{ 0 },
};

static void set_limit(struct listing *listing, const char *text, const struct argp_state *state)
{
	char *end;
	long limit = strtol(text, &end, 10);

	listing->limit_given = true;
	if (strcmp(text, "all") == 0) {
		json_object_del(listing->filter, "limit");
		return;
	}
	if (*end || end == text || limit < 1)
		argp_error(state, _("\"%s\" is no number of alerts"), text);
	json_object_set_new(listing->filter, "limit", json_integer(limit));
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct listing *listing = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = listing->filter;
		state->child_inputs[1] = listing->filter;
		state->child_inputs[2] = &listing->common;
		state->child_inputs[3] = &listing->db;
		return 0;
	case KEY_LIMIT:
		set_limit(listing, argument, state);
		return 0;
	case KEY_CSV:
		listing->csv = true;
		return 0;
	case KEY_FLAT:
		listing->flat = true;
		return 0;
	case KEY_DATES:
		listing->dates = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[WORD...]",
	.doc = N_("Lists stored alerts, newest first: number, last seen, count, level, sentence. With "
	       "words, only those in which all of them occur."),
	.children =
		(const struct argp_child[]){
			{ &filter_argp, 0, NULL, 0 },
			{ &range_argp, 0, NULL, 0 },
			{ &common_argp, 0, NULL, 0 },
			{ &history_argp, 0, NULL, 0 },
			{ 0 },
		},
};

/* For the table. */
static void keep(struct listing *listing, const struct alert *alert)
{
	if (listing->shown == listing->room) {
		listing->room = listing->room ? listing->room * 2 : 64;
		listing->parts = realloc(listing->parts, listing->room * sizeof *listing->parts);
		if (!listing->parts)
			abort();
	}
	incident_part_of(listing->arena, alert, &listing->parts[listing->shown]);
}

/* A pipe gets each alert at once, in a line of its own. */
static int take(const struct alert *alert, void *userdata)
{
	struct listing *listing = userdata;

	if (listing->newest_only && listing->shown == NEWEST) {
		listing->more = true;
		return 0;
	}
	if (listing->report)
		report_alert(listing->report, alert);
	else if (listing->style.width)
		keep(listing, alert);
	else
		alert_print_line(stdout, alert, &listing->style);
	listing->shown++;
	return 0;
}

/* Each by itself. */
static struct incident *apart(struct arena *arena, const struct incident_part *parts, size_t count)
{
	struct incident *incidents = arena_alloc(arena, (count + 1) * sizeof *incidents);

	for (size_t i = 0; i < count; i++) {
		size_t one;

		incidents[i] = *incidents_group(arena, &parts[i], 1, &one);
	}
	return incidents;
}

/* A terminal takes longer over each line that comes by itself than we need to make it. */
static void print_table(const struct listing *listing)
{
	static char lines[16 * 1024];
	struct table table = {
		.out = stdout,
		.style = &listing->style,
		.arena = listing->arena,
		.now = time_now(),
		.dates = listing->dates,
	};
	size_t count = listing->shown;
	struct incident *incidents =
		listing->flat ? apart(listing->arena, listing->parts, count)
			      : incidents_group(listing->arena, listing->parts, count, &count);

	setvbuf(stdout, lines, _IOFBF, sizeof lines);
	if (count)
		table_print(&table, incidents, count);
	if (listing->more)
		printf(_("\nThese are the newest %d. \"avocet list -n all\" shows the older ones, too.\n"), NEWEST);
}

static int list(struct listing *listing, struct history *history)
{
	/* A table tells of remedies that several have in common. */
	bool lines = !listing->report && !listing->style.width;
	int error = history_list(history, listing->filter, lines ? HISTORY_SENTENCES : HISTORY_VERDICTS,
		take, listing);

	if (error < 0)
		return history_report(history, error);
	if (listing->shown)
		return EXIT_DONE;
	if (!listing->report)
		say_nothing_fits(history, listing->filter);
	return EXIT_NOTHING;
}

static void begin_output(struct listing *listing, struct report_options *how)
{
	*how = (struct report_options){
		.format = listing->csv ? REPORT_CSV : REPORT_JSON,
		.out = stdout,
		.terminal = output_is_terminal(),
		.version = AVOCET_VERSION,
	};
	if (listing->csv || listing->common.json)
		listing->report = report_begin(how);
	else
		listing->style = output_style(&listing->common);
	listing->arena = arena_new();
	listing->newest_only = listing->style.width && !listing->limit_given
		&& json_object_size(listing->filter) == 0;
	if (listing->newest_only)
		json_object_set_new(listing->filter, "limit", json_integer(NEWEST + 1));
}

static int run(struct listing *listing)
{
	struct report_options how;
	struct history *history;
	int error = history_open(listing->db, &history), code;

	if (error < 0) {
		code = history_report(history, error);
		history_close(history);
		return code;
	}
	begin_output(listing, &how);
	code = list(listing, history);
	if (listing->report) {
		report_end(listing->report);
	} else if (listing->style.width && listing->shown) {
		pager_begin();
		print_table(listing);
	}
	history_close(history);
	arena_free(listing->arena);
	free(listing->parts);
	return code;
}

int command_list(int argc, char **argv)
{
	struct listing listing = { .filter = json_object() };
	int code;

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &listing);
	code = run(&listing);
	json_decref(listing.filter);
	return code;
}
