/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Details are opened by what the desktop file org.avocet.Details says: a program with a window, or
 * one for a terminal, which is chosen here. No shell takes part: every program is started with a list
 * of words, and the only word that varies is a number.
 */
#include "notify.h"

#include <errno.h>
#include <inttypes.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>

#define DESKTOP_FILE "applications/org.avocet.Details.desktop"
#define SCHEME "avocet:"
#define LIST "list"

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

/* ---- what the desktop file says ---- */

/* Words with the place of the alert filled in; NULL when there is none, or it makes no sense. */
static char **words_of(const char *command, const char *what)
{
	GPtrArray *words = g_ptr_array_new();
	g_auto(GStrv) given = NULL;

	if (command && g_shell_parse_argv(command, NULL, &given, NULL))
		for (char **word = given; *word; word++) {
			if (text_matches_any("%u %U", *word))
				g_ptr_array_add(words, g_strdup(what));
			else if (**word != '%')
				g_ptr_array_add(words, g_strdup(*word));
		}
	g_ptr_array_add(words, NULL);
	if (words->len > 1)
		return (char **)g_ptr_array_free(words, FALSE);
	g_ptr_array_free(words, TRUE);
	return NULL;
}

/* Where no desktop file is installed: ourselves. */
static char **own_words(const char *what)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	const char *words[] = { self, "--details", what, NULL };

	return self ? g_strdupv((char **)words) : NULL;
}

static char **read_words(const char *what, bool *ret_terminal)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autofree char *command = NULL;
	char **words = NULL;

	*ret_terminal = true;
	if (g_key_file_load_from_data_dirs(file, DESKTOP_FILE, NULL, G_KEY_FILE_NONE, NULL)) {
		command = g_key_file_get_string(file, "Desktop Entry", "Exec", NULL);
		words = words_of(command, what);
		*ret_terminal = g_key_file_get_boolean(file, "Desktop Entry", "Terminal", NULL);
	}
	if (words)
		return words;
	*ret_terminal = true;
	return own_words(what);
}

/* ---- starting it ---- */

static bool start(const char *const *before, char **words, char **environment)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();

	for (size_t i = 0; i < 2 && before && before[i]; i++)
		g_ptr_array_add(argv, (char *)before[i]);
	for (; *words; words++)
		g_ptr_array_add(argv, *words);
	g_ptr_array_add(argv, NULL);
	return g_spawn_async(NULL, (char **)argv->pdata, environment,
		G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
		NULL, NULL);
}

bool details_open(int64_t id, const char *token)
{
	g_autofree char *what = id ? g_strdup_printf(SCHEME "%" PRId64, id) : g_strdup(SCHEME LIST);
	g_auto(GStrv) environment = g_get_environ(), words = NULL;
	bool terminal;

	if (token)
		environment = g_environ_setenv(environment, "XDG_ACTIVATION_TOKEN", token, true);
	words = read_words(what, &terminal);
	if (words && !terminal)
		return start(NULL, words, environment);
	for (size_t i = 0; words && i < ARRAY_SIZE(terminals); i++)
		if (start(terminals[i], words, environment))
			return true;
	return false;
}

/* ---- in the terminal ---- */

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

int details_show(const char *what)
{
	const char *show[] = { "avocet", "show", NULL, NULL };
	static const char *const list[] = { "avocet", LIST, NULL };
	int error, character;

	if (strncmp(what, SCHEME, strlen(SCHEME)) == 0)
		what += strlen(SCHEME);
	if (!is_number(what) && strcmp(what, LIST) != 0) {
		log_error(_("\"%s\" is not the number of an alert"), what);
		return EXIT_USAGE;
	}
	show[2] = what;
	error = run(is_number(what) ? show : list);
	if (error < 0)
		log_error(_("avocet: cannot be started: %s"), strerror(-error));
	fputs(_("\nPress Enter to close this window. "), stdout);
	fflush(stdout);
	do
		character = getchar();
	while (character != '\n' && character != EOF);
	return error < 0 ? EXIT_NOTHING : EXIT_DONE;
}
