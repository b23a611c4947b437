/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The filters that several commands have: which alerts are meant. They go to the history as they are. */
#include "cli.h"

#include <string.h>

enum key { KEY_FILTER = 0x300, KEY_RANGE = 0x340, KEY_PERMISSIVE = 0x400, KEY_ALL, KEY_FIXED };

/* The name is the filter's key. */
static const struct argp_option options[] = {
	{ "level", KEY_FILTER, "LEVEL", 0, N_("red, yellow or green"), 0 },
	{ "source-type", KEY_FILTER + 1, "TYPE", 0,
		N_("Type of the program, such as httpd_t; * and ? fit "
		"anything"),
		0 },
	{ "target-type", KEY_FILTER + 2, "TYPE", 0, N_("Type of what it wanted"), 0 },
	{ "class", KEY_FILTER + 3, "CLASS", 0, N_("file, dir, tcp_socket, …"), 0 },
	{ "permission", KEY_FILTER + 4, "NAME", 0, N_("read, write, name_bind, …"), 0 },
	{ "path", KEY_FILTER + 5, "PATH", 0, N_("Path of what it wanted"), 0 },
	{ "exe", KEY_FILTER + 6, "PATH", 0, N_("Path of the program"), 0 },
	{ "unit", KEY_FILTER + 7, "UNIT", 0, N_("The systemd unit, such as httpd.service"), 0 },
	{ "container", KEY_FILTER + 8, "NAME", 0, N_("The container or virtual machine"), 0 },
	{ "plugin", KEY_FILTER + 9, "NAME", 0, N_("Explained by this plugin"), 0 },
	{ "permissive", KEY_PERMISSIVE, NULL, 0, N_("Only what was let through"), 0 },
	{ 0 },
};
#define TEXT_FILTERS 10

static const struct argp_option range_options[] = {
	{ "since", KEY_RANGE, "TIME", 0,
		N_("Last seen since then: today, yesterday, 2h, 3d, "
		"2026-11-22 09:00, …"),
		0 },
	{ "until", KEY_RANGE + 1, "TIME", 0, N_("Last seen until then"), 0 },
	{ "all", KEY_ALL, NULL, 0, N_("Muted alerts, too"), 0 },
	{ "fixed", KEY_FIXED, NULL, 0, N_("Only what the policy allows by now"), 0 },
	{ 0 },
};
#define TEXT_RANGES 2

void filter_set_text(json_t *filter, const char *name, const char *text,
	const struct argp_state *state)
{
	json_t *value = json_string(text);

	if (!value)
		argp_error(state, _("the text for %s is not valid UTF-8"), name);
	json_object_set_new(filter, name, value);
}

static void check_time(const char *name, const char *text, const struct argp_state *state)
{
	static const char *const words[] = { "now", "today", "yesterday", "this-week", NULL };
	const char *meant;
	int64_t ms;

	if (!text_matches_any("since until", name) || time_parse(text, time_now(), &ms) == 0)
		return;
	meant = suggest(text, words);
	if (meant)
		argp_error(state, _("\"%s\" is no time; did you mean %s?"), text, meant);
	argp_error(state, _("\"%s\" is no time; write today, yesterday, 2h, 3d or 2026-11-22 09:00"),
		text);
}

static void check_level(const char *name, const char *text, const struct argp_state *state)
{
	static const char *const words[] = { "red", "yellow", "green", NULL };
	const char *meant = suggest(text, words);
	enum level level;

	if (!text_equal(name, "level") || level_from_name(text, &level) == 0)
		return;
	if (meant)
		argp_error(state, _("\"%s\" is no level; did you mean %s?"), text, meant);
	argp_error(state, _("\"%s\" is no level; write red, yellow or green"), text);
}

/* Here, so that a typo is told at once. */
static void check_value(const char *name, const char *text, const struct argp_state *state)
{
	check_time(name, text, state);
	check_level(name, text, state);
}

static void add_word(json_t *filter, const char *word, const struct argp_state *state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *before = json_string_value(json_object_get(filter, "words"));

	filter_set_text(filter, "words", before ? arena_printf(arena, "%s %s", before, word) : word,
		state);
}

static error_t set(json_t *filter, const char *name, const char *text,
	const struct argp_state *state)
{
	check_value(name, text, state);
	filter_set_text(filter, name, text, state);
	return 0;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	json_t *filter = state->input;

	if (key >= KEY_FILTER && key < KEY_FILTER + TEXT_FILTERS)
		return set(filter, options[key - KEY_FILTER].name, argument, state);
	switch (key) {
	case KEY_PERMISSIVE:
		json_object_set_new(filter, "permissive", json_true());
		return 0;
	case ARGP_KEY_ARG:
		add_word(filter, argument, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_range(int key, char *argument, struct argp_state *state)
{
	json_t *filter = state->input;

	if (key >= KEY_RANGE && key < KEY_RANGE + TEXT_RANGES)
		return set(filter, range_options[key - KEY_RANGE].name, argument, state);
	switch (key) {
	case KEY_ALL:
		json_object_set_new(filter, "all", json_true());
		return 0;
	case KEY_FIXED:
		json_object_set_new(filter, "fixed", json_true());
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp filter_argp = { .options = options, .parser = parse };
const struct argp range_argp = { .options = range_options, .parser = parse_range };
