/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet mail: how mail goes, and whether it would. avocet-mail does it all, for only that one uses the
 * network; here it gets its options. */
#include "cli.h"

#include <config.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { KEY_DIGEST = 0x300, KEY_NOW };

struct mailing {
	struct common common;
	const char *config, *state, *test;
	bool digest, now;
};

static const struct argp_option options[] = {
	{ "config", 'c', "FILE", 0, N_("Settings"), 0 },
	{ "digest", KEY_DIGEST, NULL, 0, N_("Show the digests that would be sent now"), 0 },
	{ "now", KEY_NOW, NULL, 0, N_("With --digest: send them, before it is their time"), 0 },
	{ "state", 's', "FOLDER", 0, N_("The outbox"), 0 },
	{ "test", 't', "ADDRESS", 0, N_("Send a test mail there"), 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct mailing *mailing = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &mailing->common; break;
	case 'c': mailing->config = argument; break;
	case 's': mailing->state = argument; break;
	case 't': mailing->test = argument; break;
	case KEY_DIGEST: mailing->digest = true; break;
	case KEY_NOW: mailing->now = true; break;
	case ARGP_KEY_ARG: argp_error(state, _("%s is too much"), argument); break;
	case ARGP_KEY_END:
		if (mailing->now && !mailing->digest)
			argp_error(state, _("--now goes with --digest"));
		if (mailing->test && mailing->digest)
			argp_error(state, _("--test and --digest are two things: one at a time"));
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

/* Texts are looked up before, since what is added varies with how Avocet was built. */
static char *filter_help(int key, const char *text, void *input)
{
	const char *path = key == 'c' ? AVOCET_CONFIG_DIR "/mail.conf" : key == 's' ? AVOCET_STATE_DIR "-mail" : NULL;
	char *with;

	return path && asprintf(&with, "%s (%s)", text, path) >= 0 ? with : (char *)text;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "",
	.doc = N_("Tells when mail was sent, what waits and what was refused; sends a test mail, or digests."),
	.help_filter = filter_help,
	.children = (const struct argp_child[]){ { &colour_argp, 0, NULL, 0 }, { 0 } },
};

static const char *path_of_program(struct arena *arena)
{
	static const char *const beside[] = { "../mail", "../sbin", NULL };

	return arena_printf(arena, "%s/avocet-mail", folder_beside_program(beside, AVOCET_SBIN_DIR, arena));
}

static void add_value(struct strings *list, struct arena *arena, const char *option, const char *value)
{
	if (value)
		strings_add(list, arena, arena_printf(arena, "--%s=%s", option, value));
}

int command_mail(int argc, char **argv)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *program = path_of_program(arena);
	struct mailing mailing = { 0 };
	struct strings list = { 0 };

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &mailing);
	strings_add(&list, arena, program);
	add_value(&list, arena, "config", mailing.config);
	add_value(&list, arena, "state", mailing.state);
	add_value(&list, arena, "test", mailing.test);
	if (mailing.digest)
		strings_add(&list, arena, "--digest");
	if (mailing.now)
		strings_add(&list, arena, "--now");
	if (!mailing.digest && !mailing.test)
		strings_add(&list, arena, "--status");
	execv(program, (char *const *)list.items);
	log_error(_("%s: %s"), program, strerror(errno));
	return EXIT_NOTHING;
}
