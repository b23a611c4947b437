/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet: the command line. Finds the sub-command and hands over. */
#include "cli.h"

#include <config.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct {
	const char *name;
	char title[24];		/* what --help and messages call it */
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "explain", "avocet explain", command_explain },
	{ "list", "avocet list", command_list },
	{ "plugins", "avocet plugins", command_plugins },
	{ "show", "avocet show", command_show },
	{ "status", "avocet status", command_status },
};

static const char usage[] =
	"Explains what SELinux denied, and what to do about it."
	"\v"
	"Commands:\n"
	"  explain [FILE...]   explain the denials in audit logs; needs no daemon\n"
	"  list                list stored alerts, newest first\n"
	"  plugins [NAME...]   list the plugins that explain denials\n"
	"  show ID...          show an alert in full\n"
	"  status              tell how the daemon and its sources are\n"
	"\n"
	"avocet COMMAND --help tells more about each.\n"
	"\n"
	"Exit status: 0 done, 1 nothing found or the thing asked about is bad,\n"
	"2 wrong usage, 3 the daemon cannot be reached, 4 not authorised.";

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key == ARGP_KEY_ARG) {
		*(int *)state->input = state->next - 1;
		state->next = state->argc; /* the rest belongs to the sub-command */
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = { .parser = parse, .args_doc = "COMMAND [ARGUMENT...]", .doc = usage };

static int run(int argc, char **argv)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(argv[0], commands[i].name) != 0)
			continue;
		argv[0] = program_invocation_name = commands[i].title;
		return commands[i].run(argc, argv);
	}
	log_error("there is no command \"%s\"; avocet --help lists them", argv[0]);
	return EXIT_USAGE;
}

/* A full disk must not pass for a result. */
static int finish(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	log_error("standard output: not everything could be written: %s", strerror(errno));
	return EXIT_NOTHING;
}

int main(int argc, char **argv)
{
	int command = 0;

	setlocale(LC_ALL, "");
	argp_program_version = "avocet " AVOCET_VERSION;
	signal(SIGPIPE, SIG_DFL); /* a closed pager ends us quietly */
	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &command))
		return EXIT_USAGE;
	if (!command) {
		argp_help(&argp, stderr, ARGP_HELP_STD_USAGE, (char[]){ "avocet" });
		return EXIT_USAGE;
	}
	return finish(run(argc - command, argv + command));
}
