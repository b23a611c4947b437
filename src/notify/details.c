/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A click on a bubble opens a terminal with the alert in full. No shell takes part: every program
 * is started with a list of words, and the only word that varies is a number.
 */
#include "notify.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

/* Tried in this order: the desktop's own choice, Debian's, then those that people have. */
static const char *const terminals[][2] = {
	{ "xdg-terminal-exec", NULL },
	{ "x-terminal-emulator", "-e" },
	{ "gnome-terminal", "--" },
	{ "konsole", "-e" },
	{ "xfce4-terminal", "-x" },
	{ "xterm", "-e" },
};

static bool start(const char *const terminal[2], const char *self, const char *id)
{
	const char *argv[] = { terminal[0], terminal[1], self, "--details", id, NULL };

	if (!terminal[1])
		memmove(&argv[1], &argv[2], sizeof argv - 2 * sizeof *argv);
	return g_spawn_async(NULL, (char **)argv, NULL,
		G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
		NULL, NULL);
}

void details_open(int64_t id)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *number = g_strdup_printf("%" PRId64, id);

	for (size_t i = 0; self && i < ARRAY_SIZE(terminals); i++)
		if (start(terminals[i], self, number))
			return;
	log_warning("no terminal was found to show the details in: run `avocet show %s`", number);
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static int run(const char *const argv[])
{
	int error, status;
	pid_t pid;

	error = posix_spawnp(&pid, argv[0], NULL, NULL, (char *const *)argv, environ);
	if (error)
		return -error;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

int details_show(const char *id)
{
	const char *argv[] = { "avocet", "show", id, NULL };
	int error, character;

	if (!is_number(id)) {
		log_error("\"%s\" is not the number of an alert", id);
		return EXIT_USAGE;
	}
	error = run(argv);
	if (error < 0)
		log_error("avocet show %s: cannot be started: %s", id, strerror(-error));
	fputs("\nPress Enter to close this window. ", stdout);
	fflush(stdout);
	do
		character = getchar();
	while (character != '\n' && character != EOF);
	return error < 0 ? EXIT_NOTHING : EXIT_DONE;
}
