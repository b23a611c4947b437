/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How results look: colour and width where people look, plain where programs read. */
#include "cli.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define NARROWEST 40
#define USUAL 80

enum key { KEY_NO_COLOUR = 0x100, KEY_JSON };

static const struct argp_option colour_options[] = {
	{ "no-color", KEY_NO_COLOUR, NULL, 0, N_("Print without colours"), 0 },
	{ 0 },
};
static const struct argp_option options[] = {
	{ "json", KEY_JSON, NULL, 0, N_("Print JSON Lines, one object a line"), 0 },
	{ "no-color", KEY_NO_COLOUR, NULL, 0, N_("Print without colours"), 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct common *common = state->input;

	switch (key) {
	case KEY_NO_COLOUR:
		common->no_colour = true;
		return 0;
	case KEY_JSON:
		common->json = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp colour_argp = { .options = colour_options, .parser = parse };
const struct argp common_argp = { .options = options, .parser = parse };

static unsigned terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_col)
		return USUAL;
	return size.ws_col < NARROWEST ? NARROWEST : size.ws_col;
}

static bool colours_wanted(const struct common *common)
{
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");

	return !common->no_colour && !(no_color && *no_color) && term && !text_equal(term, "dumb");
}

/* Asked once: with a pager stdout becomes a pipe, but what comes out of it is still a terminal. */
bool output_is_terminal(void)
{
	static int terminal = -1;

	if (terminal < 0)
		terminal = isatty(STDOUT_FILENO);
	return terminal;
}

struct text_style output_style(const struct common *common)
{
	bool terminal = output_is_terminal();

	return (struct text_style){
		.colour = terminal && colours_wanted(common),
		.ascii = !text_equal(nl_langinfo(CODESET), "UTF-8"),
		.width = terminal ? terminal_width() : 0,
	};
}

void output_json(json_t *json)
{
	/* A terminal would obey what it reads between the quotation marks. */
	json_dumpf(json, stdout, JSON_COMPACT | (output_is_terminal() ? JSON_ENSURE_ASCII : 0));
	putchar('\n');
	json_decref(json);
}

const char *read_problem(int error)
{
	switch (error) {
	case -EISDIR: return _("is a folder; name the log files in it");
	case -EBADMSG: return _("is a damaged archive; what could be unpacked was read");
	case -EPROTONOSUPPORT: return _("is packed in a way that is not read here; unpack it first");
	case -ENOMEM: return _("needs too much memory to unpack; unpack it with xz first");
	default: return strerror(-error);
	}
}
