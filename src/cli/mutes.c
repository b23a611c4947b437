/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet mutes: what is muted, until when, by whom and why. */
#include "cli.h"

#include <string.h>

#include "history.h"

struct listing {
	struct common common;
	const char *db;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct listing *listing = state->input;

	if (key != ARGP_KEY_INIT)
		return ARGP_ERR_UNKNOWN;
	state->child_inputs[0] = &listing->common;
	state->child_inputs[1] = &listing->db;
	return 0;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "",
	.doc = N_("Lists what is muted: its number (for avocet unmute), what, until when, by whom and "
	       "why."),
	.children = (const struct argp_child[]){ { &common_argp, 0, NULL, 0 },
		{ &history_argp, 0, NULL, 0 }, { 0 } },
};

static const char *text(const json_t *json, const char *name)
{
	return json_string_value(json_object_get(json, name));
}

/* "alert 17", or "container web, level green". */
static const char *what(struct arena *arena, const json_t *mute)
{
	const json_t *alert = json_object_get(mute, "alert"),
		     *filter = json_object_get(mute, "filter");
	const char *words = "", *name;
	json_t *value;

	if (json_is_integer(alert))
		return arena_printf(arena, _("alert %lld"), (long long)json_integer_value(alert));
	json_object_foreach((json_t *)filter, name, value) {
		const char *shown = json_is_string(value) ? json_string_value(value) : "";

		words = arena_printf(arena, "%s%s%s%s%s", words, *words ? ", " : "", name,
			*shown ? " " : "", shown);
	}
	return *words ? words : _("everything");
}

static const char *when(struct arena *arena, const json_t *mute, const char *name)
{
	const char *moment = text(mute, name);
	int64_t ms;

	return moment && time_parse(moment, 0, &ms) == 0 ? time_local(arena, ms) : NULL;
}

static void print(const json_t *mute, const struct text_style *style)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *until = when(arena, mute, "until"), *by = text(mute, "by"),
		   *reason = text(mute, "reason");
	int64_t hidden = json_integer_value(json_object_get(mute, "hidden"));
	const char *line = arena_printf(arena, "%lld: %s, ",
		(long long)json_integer_value(json_object_get(mute, "id")), what(arena, mute));

	line = until ? arena_printf(arena, _("%suntil %s"), line, until)
		     : arena_printf(arena, _("%sfor ever"), line);
	line = by ? arena_printf(arena, _("%s, by %s"), line, by) : line;
	line = reason && *reason ? arena_printf(arena, "%s (%s)", line, reason) : line;
	line = arena_printf(arena,
		ngettext("%s; %lld denial meanwhile", "%s; %lld denials meanwhile",
			(unsigned long)hidden),
		line, (long long)hidden);
	text_wrap(stdout, escape_terminal(arena, line), style->width, 0, 4);
}

static int list(const struct listing *listing, struct history *history)
{
	struct text_style style = output_style(&listing->common);
	json_t *mutes = NULL, *mute;
	size_t index;
	int error = history_mutes(history, &mutes), code = EXIT_DONE;

	if (error < 0)
		return history_report(history, error);
	json_array_foreach(mutes, index, mute) {
		if (listing->common.json)
			output_json(json_incref(mute));
		else
			print(mute, &style);
	}
	if (!json_array_size(mutes)) {
		code = EXIT_NOTHING;
		if (!listing->common.json)
			log_info(_("nothing is muted"));
	}
	json_decref(mutes);
	return code;
}

int command_mutes(int argc, char **argv)
{
	struct listing listing = { 0 };
	struct history *history;
	int error, code;

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &listing);
	error = history_open(listing.db, &history);
	code = error < 0 ? history_report(history, error) : list(&listing, history);
	history_close(history);
	return code;
}
