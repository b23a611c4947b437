/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What escapes promise, held against random bytes. AVOCET_SEED=N repeats a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base.h"

#define ROUNDS 2000

static unsigned seed;

/* Random, but with a liking for what is dangerous. */
static char *random_text(struct arena *arena)
{
	static const char *const nasty[] = { "$(reboot)", "`id`", "'", "\"", "\\", "\n", "\033[31m", "\u202e",
		"\u2028", "</b>", "&amp;", "<!--", "]]>", " ", "-rf", "{source}", "%s", "\xff", "\xe2\x80",
		"\xc2\x9b", "\x7f", "ä", "𝄞" };
	const char *text = "";
	int parts = rand() % 12;

	for (int i = 0; i < parts; i++)
		text = rand() % 2
			? arena_printf(arena, "%s%s", text, nasty[(size_t)rand() % ARRAY_SIZE(nasty)])
			: arena_printf(arena, "%s%c", text, 1 + rand() % 255);
	return arena_strdup(arena, text);
}

static bool is_harmless(const char *text)
{
	static const char *const forbidden[] = { "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2028",
		"\u2029", "\u2066", "\u200f", "\ufeff", "\xc2\x9b", "\xc2\x85" };

	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
		if (strstr(text, forbidden[i]))
			return false;
	return text_is_utf8(text);
}

static void terminals_and_markup(void **state)
{
	for (int round = 0; round < ROUNDS; round++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		const char *text = random_text(arena), *markup = escape_markup(arena, text);

		assert_true(is_harmless(escape_terminal(arena, text)));
		assert_true(is_harmless(markup));
		assert_null(strpbrk(markup, "<>\"'"));
	}
}

/* Gives the words to bash as it would read them, and takes them back. */
static void through_bash(const char *command, char *back, size_t size)
{
	int to[2];
	pid_t child;
	ssize_t length, got = 0;

	assert_int_equal(pipe(to), 0);
	child = fork();
	if (child == 0) {
		dup2(to[1], STDOUT_FILENO);
		execl("/bin/bash", "bash", "-c", command, NULL);
		_exit(127);
	}
	close(to[1]);
	while ((length = read(to[0], back + got, size - 1 - (size_t)got)) > 0)
		got += length;
	back[got] = '\0';
	close(to[0]);
	waitpid(child, NULL, 0);
}

static void shells(void **state)
{
	for (int round = 0; round < 150; round++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		const char *word = random_text(arena);
		const char *argv[] = { "printf", "%s", word, NULL };
		const char *command = escape_command(arena, argv);
		char back[4096];

		assert_true(is_harmless(command));
		through_bash(command, back, sizeof back);
		assert_string_equal(back, word);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terminals_and_markup),
		cmocka_unit_test(shells),
	};
	const char *fixed = getenv("AVOCET_SEED");

	seed = fixed ? (unsigned)atoi(fixed) : (unsigned)time(NULL);
	fprintf(stderr, "# AVOCET_SEED=%u\n", seed);
	srand(seed);
	return cmocka_run_group_tests_name("base-escape-random", tests, NULL, NULL);
}
