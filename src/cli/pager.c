/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pager for what is longer than the screen: $AVOCET_PAGER, $PAGER or less, run without a shell.
 * less by itself shows at once what fits on one screen, and ends.
 */
#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS_MAX 16

static pid_t pager;

/* With sudo somebody may run us and nothing else: then no pager of theirs, and less without its
 * ways to other programs. */
bool pager_is_lent(void)
{
	return getenv("SUDO_UID") && geteuid() == 0;
}

/* NULL: none is wanted. */
static const char *wanted(void)
{
	const char *own = getenv("AVOCET_PAGER"), *usual = getenv("PAGER");
	const char *command = pager_is_lent() ? NULL : own ? own : usual && *usual ? usual : NULL;

	if (!command)
		return "less";
	return *command && !text_equal(command, "cat") ? command : NULL;
}

/* Words between blanks: there is no shell, so no quotes. */
static char **split(char *command, char *argv[ARGUMENTS_MAX + 1])
{
	size_t count = 0;

	for (char *word; (word = strtok_r(command, " \t", &command)) && count < ARGUMENTS_MAX;)
		argv[count++] = word;
	argv[count] = NULL;
	return argv;
}

/* The reader has seen enough. Only what a signal handler may do is done here. */
static void reader_left(int signal_number)
{
	waitpid(pager, NULL, 0);
	_exit(EXIT_DONE);
}

static void go_on_through(int pipe_in)
{
	struct sigaction leave = { .sa_handler = reader_left };

	fflush(stdout);
	dup2(pipe_in, STDOUT_FILENO);
	setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
	sigaction(SIGPIPE, &leave, NULL);
	signal(SIGINT, SIG_IGN); /* Ctrl-C is for the pager */
}

static int spawn(char *const *argv, const int ends[2])
{
	posix_spawn_file_actions_t actions;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	error = posix_spawnp(&pager, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

void pager_begin(void)
{
	const char *command = wanted();
	_cleanup_free_ char *copy = command ? strdup(command) : NULL;
	char *argv[ARGUMENTS_MAX + 1];
	int ends[2];

	if (!copy || pager || !*split(copy, argv) || pipe(ends) < 0)
		return;
	setenv("LESS", "FRSX", pager_is_lent());
	setenv("LESSCHARSET", "utf-8", 0);
	if (pager_is_lent())
		setenv("LESSSECURE", "1", 1);
	if (spawn(argv, ends) == 0)
		go_on_through(ends[1]);
	else
		pager = 0; /* then without */
	close(ends[0]);
	close(ends[1]);
}

void pager_end(void)
{
	if (!pager)
		return;
	close(STDOUT_FILENO);
	while (waitpid(pager, NULL, 0) < 0 && errno == EINTR)
		;
	pager = 0;
}
