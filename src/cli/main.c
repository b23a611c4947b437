/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet: the command line. Finds the sub-command and hands over. */
#include "cli.h"

#include <config.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct {
	const char *name;
	char title[24];		/* what --help and messages call it */
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "delete", "avocet delete", command_delete },
	{ "explain", "avocet explain", command_explain },
	{ "export", "avocet export", command_export },
	{ "help", "avocet help", command_help },
	{ "import", "avocet import", command_import },
	{ "list", "avocet list", command_list },
	{ "mail", "avocet mail", command_mail },
	{ "mute", "avocet mute", command_mute },
	{ "mutes", "avocet mutes", command_mutes },
	{ "plugins", "avocet plugins", command_plugins },
	{ "show", "avocet show", command_show },
	{ "stats", "avocet stats", command_stats },
	{ "status", "avocet status", command_status },
	{ "unmute", "avocet unmute", command_unmute },
	{ "watch", "avocet watch", command_watch },
};

static const char usage[] =
	N_("Explains what SELinux denied, and what to do about it."
	"\v"
	"Commands:\n"
	"  list [WORD...]      list stored alerts, newest first\n"
	"  show ID...          show an alert in full, and what to do\n"
	"  watch               follow new alerts as they come\n"
	"  stats               count denials by day, hour, program\n"
	"  mute ID             hear no more of an alert, or of what filters fit\n"
	"  mutes               list what is muted\n"
	"  unmute NUMBER...    end a mute\n"
	"  delete ID...        forget an alert\n"
	"  export              write the history as JSON, CSV, HTML or SARIF\n"
	"  explain [FILE...]   explain the denials in audit logs; needs no daemon\n"
	"  import FILE...      take old audit logs into the history\n"
	"  mail                tell how mail goes; send a test, or digests\n"
	"  plugins [NAME...]   list the plugins that explain denials\n"
	"  status              tell how the daemon and its sources are\n"
	"  help [COMMAND]      open the manual page\n"
	"\n"
	"avocet COMMAND --help tells more about each.\n"
	"\n"
	"Exit status: 0 done, 1 nothing found or the thing asked about is bad,\n"
	"2 wrong usage, 3 the daemon cannot be reached, 4 not authorised.");

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

bool is_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(name, commands[i].name) == 0)
			return true;
	return false;
}

int unknown_command(const char *name)
{
	const char *names[ARRAY_SIZE(commands) + 1] = { NULL }, *meant;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i].name;
	meant = suggest(name, names);
	if (meant)
		log_error(_("there is no command \"%s\"; did you mean %s?"), name, meant);
	else
		log_error(_("there is no command \"%s\"; avocet --help lists them"), name);
	return EXIT_USAGE;
}

int run_command(char **argv)
{
	int argc = 0;

	while (argv[argc])
		argc++;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(argv[0], commands[i].name) != 0)
			continue;
		argv[0] = program_invocation_name = commands[i].title;
		return commands[i].run(argc, argv);
	}
	if (argv[0][0] != '-')
		return unknown_command(argv[0]);
	argp_help(&argp, stdout, ARGP_HELP_STD_HELP & ~(unsigned)(ARGP_HELP_EXIT_OK | ARGP_HELP_EXIT_ERR),
		(char[]){ "avocet" });
	return EXIT_DONE;
}

/* A full disk must not pass for a result. */
static int finish(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout)) {
		pager_end();
		return code;
	}
	log_error(_("standard output: not everything could be written: %s"), strerror(errno));
	return EXIT_NOTHING;
}

int main(int argc, char **argv)
{
	int command = 0;

	language_begin();
	argp_program_version = "avocet " AVOCET_VERSION;
	signal(SIGPIPE, SIG_DFL); /* a closed pager ends us quietly */
	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &command))
		return EXIT_USAGE;
	if (!command) {
		argp_help(&argp, stderr, ARGP_HELP_STD_USAGE, (char[]){ "avocet" });
		return EXIT_USAGE;
	}
	return finish(run_command(argv + command));
}
