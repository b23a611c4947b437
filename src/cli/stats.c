/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet stats: how much was denied, when, to whom, and what is behind it. */
#include "cli.h"

#include <string.h>

#include "history.h"
#include "report.h"

/* Rows of each table. */
#define LEVEL_COLUMNS 7
#define SHOWN_MAX 10

struct counting {
	struct common common;
	const char *db;
	json_t *filter;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct counting *counting = state->input;

	if (key != ARGP_KEY_INIT)
		return ARGP_ERR_UNKNOWN;
	state->child_inputs[0] = counting->filter;
	state->child_inputs[1] = counting->filter;
	state->child_inputs[2] = &counting->common;
	state->child_inputs[3] = &counting->db;
	return 0;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "[WORD...]",
	.doc = N_("Counts denials: by level, day, hour, program, target, and by the plugin that "
	       "explains them."),
	.children =
		(const struct argp_child[]){
			{ &filter_argp, 0, NULL, 0 },
			{ &range_argp, 0, NULL, 0 },
			{ &common_argp, 0, NULL, 0 },
			{ &history_argp, 0, NULL, 0 },
			{ 0 },
		},
};

static int64_t number(const json_t *json, const char *name)
{
	return json_integer_value(json_object_get(json, name));
}

static const char *text(const json_t *json, const char *name)
{
	const char *value = json_string_value(json_object_get(json, name));

	return value ? value : "";
}

struct printing {
	struct arena *arena;
	struct text_style style;
};

static void heading(const struct printing *printing, const char *title)
{
	printf("\n%s%s%s\n", printing->style.colour ? COLOUR_BOLD : "", title,
		printing->style.colour ? COLOUR_END : "");
}

static const char *date(struct arena *arena, const json_t *stats, const char *name)
{
	int64_t ms = 0;

	if (time_parse(text(stats, name), 0, &ms) < 0)
		return _("unknown");
	return time_local(arena, ms);
}

static void print_level(const struct printing *printing, enum level level, int64_t denials)
{
	const char *word = level_word(level);
	size_t columns = text_columns(word, strlen(word));

	printf("  %s%s%*s%s %lld\n", printing->style.colour ? level_colour(level) : "", word,
		columns < LEVEL_COLUMNS ? (int)(LEVEL_COLUMNS - columns) : 0, "",
		printing->style.colour ? COLOUR_END : "", (long long)denials);
}

static void print_totals(const struct printing *printing, const json_t *stats)
{
	const json_t *levels = json_object_get(stats, "levels");
	static const enum level order[] = { LEVEL_RED, LEVEL_YELLOW, LEVEL_GREEN };
	int64_t denials = number(stats, "denials"), kinds = number(stats, "alerts");

	printf(ngettext("%lld denial", "%lld denials", (unsigned long)denials), (long long)denials);
	printf(ngettext(" of %lld kind", " of %lld kinds", (unsigned long)kinds), (long long)kinds);
	printf(_(", from %s to %s\n"), date(printing->arena, stats, "since"),
		date(printing->arena, stats, "until"));
	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		print_level(printing, order[i], number(levels, level_name(order[i])));
	if (number(stats, "muted"))
		printf(ngettext("  %lld alert is muted\n", "  %lld alerts are muted\n",
			       (unsigned long)number(stats, "muted")),
			(long long)number(stats, "muted"));
}

static void print_days(const struct printing *printing, const json_t *days)
{
	size_t count = json_array_size(days);
	struct bar *bars = arena_alloc(printing->arena, (count + 1) * sizeof *bars);

	if (!count)
		return;
	for (size_t i = 0; i < count; i++) {
		const json_t *day = json_array_get(days, i);

		bars[i].label = escape_terminal(printing->arena, text(day, "day"));
		bars[i].value = number(day, "red") + number(day, "yellow") + number(day, "green");
	}
	heading(printing, _("By day"));
	chart_columns(stdout, bars, count, &printing->style);
}

static void print_hours(const struct printing *printing, const json_t *hours)
{
	struct bar bars[24];

	if (json_array_size(hours) != ARRAY_SIZE(bars))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(bars); i++) {
		bars[i].label = arena_printf(printing->arena, "%02zu:00", i);
		bars[i].value = json_integer_value(json_array_get(hours, i));
	}
	heading(printing, _("By hour of the day"));
	chart_columns(stdout, bars, ARRAY_SIZE(bars), &printing->style);
}

/* "httpd_t, /usr/sbin/httpd" */
static const char *label(struct arena *arena, const json_t *row, const char *first,
	const char *second)
{
	const char *name = *text(row, first) ? text(row, first) : _("unknown");
	const char *also = second ? text(row, second) : "";

	return *also ? arena_printf(arena, "%s, %s", name, also) : name;
}

static void print_rows(const struct printing *printing, const json_t *rows, const char *title,
	const char *first, const char *second)
{
	size_t count = json_array_size(rows);
	struct bar bars[SHOWN_MAX];

	if (!count)
		return;
	count = count > SHOWN_MAX ? SHOWN_MAX : count;
	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(rows, i);

		bars[i].label = label(printing->arena, row, first, second);
		bars[i].value = number(row, "denials");
	}
	heading(printing, title);
	chart_rows(stdout, bars, count, &printing->style);
}

static void print(const struct common *common, const json_t *stats)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct printing printing = { arena, output_style(common) };

	if (printing.style.width)
		pager_begin();
	print_totals(&printing, stats);
	print_days(&printing, json_object_get(stats, "days"));
	print_hours(&printing, json_object_get(stats, "hours"));
	print_rows(&printing, json_object_get(stats, "sources"), _("Who was refused most"),
		"source", "exe");
	print_rows(&printing, json_object_get(stats, "targets"), _("What was wanted most"),
		"target", "class");
	print_rows(&printing, json_object_get(stats, "plugins"), _("What is behind it most"),
		"plugin", NULL);
}

static int count(struct counting *counting, struct history *history)
{
	json_t *stats = NULL;
	int error = history_stats(history, counting->filter, &stats), code = EXIT_DONE;

	if (error < 0)
		return history_report(history, error);
	if (counting->common.json) {
		output_json(json_incref(stats));
	} else if (!number(stats, "alerts")) {
		say_nothing_fits(history, counting->filter);
		code = EXIT_NOTHING;
	} else {
		print(&counting->common, stats);
	}
	json_decref(stats);
	return code;
}

int command_stats(int argc, char **argv)
{
	struct counting counting = { .filter = json_object() };
	struct history *history;
	int error, code;

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &counting);
	error = history_open(counting.db, &history);
	code = error < 0 ? history_report(history, error) : count(&counting, history);
	history_close(history);
	json_decref(counting.filter);
	return code;
}
