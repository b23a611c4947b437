/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet mute, unmute, mutes: what nobody wants to be told of for a while. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"

struct muting {
	struct common common;
	const char *db;
	json_t *mute;
	bool has_filter;
};

enum key { KEY_FOR = 0x200, KEY_REASON };

static const struct argp_option mute_options[] = {
	{ "for", KEY_FOR, "TIME", 0, N_("So long: 90min, 12h, 30d, 4w; without it, for ever"), 0 },
	{ "reason", KEY_REASON, "TEXT", 0, N_("Why, for whoever finds it later"), 0 },
	{ 0 },
};

/* An age, but forward. */
static void set_end(struct muting *muting, const char *text, const struct argp_state *state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	int64_t now = time_now(), past;

	if (*text < '0' || *text > '9' || strchr(text, '-') || time_parse(text, now, &past) < 0
		|| past >= now)
		argp_error(state, _("\"%s\" is no length of time; write 90min, 12h, 30d or 4w"), text);
	json_object_set_new(muting->mute, "until",
		json_string(time_rfc3339(arena, now + (now - past))));
}

static void set_id(struct muting *muting, const char *id, const struct argp_state *state)
{
	if (json_object_get(muting->mute, "id"))
		argp_error(state, _("one alert at a time"));
	filter_set_text(muting->mute, "id", id, state);
}

/* Without either, all would be muted. */
static void check_mute(const struct muting *muting, const struct argp_state *state)
{
	size_t others = 0;
	const char *name;
	json_t *value;

	json_object_foreach(muting->mute, name, value)
		others += !text_matches_any("id until reason", name);
	if (!json_object_get(muting->mute, "id") && !others)
		argp_error(state,
			_("which alerts? give the number of one, or filters such as --container"));
	if (json_object_get(muting->mute, "id") && others)
		argp_error(state, _("give the number of an alert, or filters, but not both"));
}

static error_t parse_mute(int key, char *argument, struct argp_state *state)
{
	struct muting *muting = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = muting->mute;
		state->child_inputs[1] = &muting->db;
		state->child_inputs[2] = &muting->common;
		return 0;
	case KEY_FOR:
		set_end(muting, argument, state);
		return 0;
	case KEY_REASON:
		filter_set_text(muting->mute, "reason", argument, state);
		return 0;
	case ARGP_KEY_ARG:
		set_id(muting, argument, state);
		return 0;
	case ARGP_KEY_END:
		check_mute(muting, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp mute_argp = {
	.options = mute_options,
	.parser = parse_mute,
	.args_doc = "ID\n--FILTER=VALUE...",
	.doc = N_("Mutes one alert, or all that the filters fit, also those to come: they go on being "
	       "counted, but are "
	       "not listed and not announced. SELinux goes on stopping what it stopped."),
	.children = (const struct argp_child[]){ { &filter_argp, 0, NULL, 0 },
		{ &history_argp, 0, NULL, 0 }, { &colour_argp, 0, NULL, 0 }, { 0 } },
};

static void say_muted(const struct muting *muting)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *until = json_string_value(json_object_get(muting->mute, "until"));
	int64_t ms;

	if (until && time_parse(until, 0, &ms) == 0)
		printf(_("Muted until %s. avocet mutes tells what is muted.\n"),
			time_local(arena, ms));
	else
		printf(_("Muted for ever. avocet mutes tells what is muted.\n"));
}

int command_mute(int argc, char **argv)
{
	struct muting muting = { .mute = json_object() };
	struct history *history;
	int error, code = EXIT_DONE;

	check_options(&mute_argp, argv);
	argp_parse(&mute_argp, argc, argv, 0, NULL, &muting);
	error = history_open(muting.db, &history);
	if (error >= 0)
		error = history_mute(history, muting.mute);
	if (error < 0)
		code = history_report(history, error);
	else
		say_muted(&muting);
	history_close(history);
	json_decref(muting.mute);
	return code;
}

/* ---- unmute ---- */

struct unmuting {
	struct common common;
	const char *db;
	char **ids;
};

static error_t parse_unmute(int key, char *argument, struct argp_state *state)
{
	struct unmuting *unmuting = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &unmuting->db;
		state->child_inputs[1] = &unmuting->common;
		return 0;
	case ARGP_KEY_ARGS:
		unmuting->ids = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, _("which? avocet mutes shows their numbers"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp unmute_argp = {
	.parser = parse_unmute,
	.args_doc = "NUMBER...",
	.doc = N_("Ends mutes: their numbers are those that avocet mutes shows."),
	.children = (const struct argp_child[]){ { &history_argp, 0, NULL, 0 },
		{ &colour_argp, 0, NULL, 0 }, { 0 } },
};

static int unmute(struct history *history, const char *text)
{
	char *end;
	int64_t id = strtoll(text, &end, 10);
	int error;

	if (*end || end == text || id < 1) {
		log_error(_("\"%s\" is no number of a mute; avocet mutes shows them"), text);
		return EXIT_NOTHING;
	}
	error = history_unmute(history, id);
	return error < 0 ? history_report(history, error) : EXIT_DONE;
}

int command_unmute(int argc, char **argv)
{
	struct unmuting unmuting = { 0 };
	struct history *history;
	int error, code = EXIT_DONE;

	check_options(&unmute_argp, argv);
	argp_parse(&unmute_argp, argc, argv, 0, NULL, &unmuting);
	error = history_open(unmuting.db, &history);
	if (error < 0)
		code = history_report(history, error);
	for (char **id = unmuting.ids; error >= 0 && *id; id++) {
		int one = unmute(history, *id);

		code = one == EXIT_DONE ? code : one;
	}
	history_close(history);
	return code;
}
