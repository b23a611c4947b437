/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet delete: forgets alerts. */
#include "cli.h"

#include "history.h"

struct deleting {
	struct common common;
	const char *db;
	json_t *ids;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct deleting *deleting = state->input;
	json_t *id;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &deleting->db;
		state->child_inputs[1] = &deleting->common;
		return 0;
	case ARGP_KEY_ARG:
		id = json_string(argument);
		if (!id)
			argp_error(state, _("the ID is not valid UTF-8"));
		json_array_append_new(deleting->ids, id);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, _("which alert? avocet list shows their numbers"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "ID...",
	.doc = N_("Forgets alerts, with all that is stored of them. If it happens again, it is a new "
	       "alert; to hear no "
	       "more of it, see avocet mute."),
	.children = (const struct argp_child[]){ { &history_argp, 0, NULL, 0 },
		{ &colour_argp, 0, NULL, 0 }, { 0 } },
};

int command_delete(int argc, char **argv)
{
	struct deleting deleting = { .ids = json_array() };
	struct history *history;
	int error, code = EXIT_DONE;
	size_t count;

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &deleting);
	count = json_array_size(deleting.ids);
	error = history_open(deleting.db, &history);
	if (error >= 0)
		error = history_delete(history, deleting.ids);
	if (error < 0)
		code = history_report(history, error);
	else
		printf(ngettext("%zu alert is forgotten.\n", "%zu alerts are forgotten.\n", count),
			count);
	history_close(history);
	json_decref(deleting.ids);
	return code;
}
