/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was meant by a word that is none: the nearest of those that are. */
#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* Longer words are nobody's typo. */
#define LETTERS_MAX 32

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many letters must be changed, added, left out or swapped with the next. */
static unsigned distance(const char *a, const char *b)
{
	unsigned rows[LETTERS_MAX + 1][LETTERS_MAX + 1];
	size_t n = strlen(a), m = strlen(b);

	if (n > LETTERS_MAX || m > LETTERS_MAX)
		return UINT32_MAX;
	for (size_t i = 0; i <= n; i++) {
		for (size_t j = 0; j <= m; j++) {
			if (!i || !j) {
				rows[i][j] = (unsigned)(i + j);
				continue;
			}
			rows[i][j] = least(least(rows[i - 1][j], rows[i][j - 1]) + 1,
				rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				rows[i][j] = least(rows[i][j], rows[i - 2][j - 2] + 1);
		}
	}
	return rows[n][m];
}

const char *suggest(const char *word, const char *const *candidates)
{
	/* In a short word two letters are most of it. */
	unsigned best = strlen(word) < 6 ? 2 : (unsigned)strlen(word) / 3 + 1;
	const char *nearest = NULL;

	for (; *candidates; candidates++) {
		unsigned far = distance(word, *candidates);

		if (far < best) {
			best = far;
			nearest = *candidates;
		}
	}
	return nearest;
}

/* ---- options: argp would only say that it does not know them ---- */

struct known {
	struct strings names;
	const struct argp_option *found;
	struct arena *arena;
};

static void collect(struct known *known, const struct argp *argp, const char *word, size_t length)
{
	const struct argp_option *option = argp->options;
	const struct argp_child *child = argp->children;

	for (; option && (option->name || option->key || option->doc); option++) {
		if (!option->name)
			continue;
		strings_add(&known->names, known->arena, option->name);
		if (strncmp(option->name, word, length) == 0)
			known->found = option;
	}
	for (; child && child->argp; child++)
		collect(known, child->argp, word, length);
}

static void refuse(const char *word, size_t length, struct known *known)
{
	const char *name = arena_strndup(known->arena, word, length);
	const char *meant = suggest(name, known->names.items);

	log_error(meant ? _("there is no option --%s; did you mean --%s?")
			: _("there is no option --%s; "
			  "--help lists them"),
		name, meant);
	exit(EXIT_USAGE);
}

void check_options(const struct argp *argp, char *const *argv)
{
	static const char *const everywhere[] = { "help", "usage", "version", NULL };
	_cleanup_arena_ struct arena *arena = arena_new();

	for (argv++; *argv && strcmp(*argv, "--") != 0; argv++) {
		struct known known = { .arena = arena };
		const char *word = *argv + 2;
		size_t length;
		bool common = false;

		if (strncmp(*argv, "--", 2) != 0)
			continue;
		length = strcspn(word, "=");
		for (size_t i = 0; everywhere[i]; i++) {
			strings_add(&known.names, arena, everywhere[i]);
			common = common || strncmp(everywhere[i], word, length) == 0;
		}
		collect(&known, argp, word, length);
		if (!known.found && !common)
			refuse(word, length, &known);
		/* The next one is its value, whatever it looks like. */
		if (known.found && known.found->arg && !(known.found->flags & OPTION_ARG_OPTIONAL)
			&& word[length] != '=' && argv[1])
			argv++;
	}
}
