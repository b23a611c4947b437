/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet help: the manual page at the place of the command, or what its --help prints. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the page is not installed, man's words about that are of no use. */
static bool has_page(void)
{
	char *argv[] = { (char[]){ "man" }, (char[]){ "-w" }, (char[]){ "1" }, (char[]){ "avocet" },
		NULL };
	posix_spawn_file_actions_t quiet;
	pid_t pid = 0;
	int error, status = 1;

	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&quiet, STDOUT_FILENO, STDERR_FILENO);
	error = posix_spawnp(&pid, argv[0], &quiet, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&quiet);
	if (error)
		return false;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Does not come back when there is a page. man hands MANLESS to less, which goes to that line. */
static void open_page(const char *command)
{
	char *argv[] = { (char[]){ "man" }, (char[]){ "1" }, (char[]){ "avocet" }, NULL };
	_cleanup_arena_ struct arena *arena = arena_new();

	if (!output_is_terminal() || pager_is_lent() || !has_page())
		return;
	if (command)
		setenv("MANLESS", arena_printf(arena, "+/^   *%s$", command), 1);
	execvp(argv[0], argv);
}

int command_help(int argc, char **argv)
{
	char *help[] = { argv[1], (char[]){ "--help" }, NULL };

	if (argc > 2) {
		log_error(_("help tells of one command at a time"));
		return EXIT_USAGE;
	}
	if (argc == 2 && argv[1][0] == '-') {
		puts(_("Usage: avocet help [COMMAND]\n"
		       "Opens the manual page at that command; where there is none, prints its "
		       "options."));
		return text_equal(argv[1], "--help") || text_equal(argv[1], "-?") ? EXIT_DONE
										  : EXIT_USAGE;
	}
	if (argc == 2 && !is_command(argv[1]))
		return unknown_command(argv[1]);
	open_page(argv[1]);
	return run_command(argc == 2 ? help : help + 1);
}
