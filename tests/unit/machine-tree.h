/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine under a folder of the test's, which is gone after it. */
#ifndef TESTS_MACHINE_TREE_H
#define TESTS_MACHINE_TREE_H

#include "machine.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;
static char *top;	/* the machine's folder */

static inline int tree_set_up(void **state)
{
	arena = arena_new();
	top = arena_strdup(arena, "/tmp/avocet-machine-XXXXXX");
	return mkdtemp(top) ? 0 : -1;
}

static inline int tree_remove_one(const char *path, const struct stat *status, int kind,
	struct FTW *where)
{
	return remove(path);
}

static inline int tree_tear_down(void **state)
{
	int r = nftw(top, tree_remove_one, 8, FTW_DEPTH | FTW_PHYS);

	arena_free(arena);
	return r;
}

/* The path of a file of the machine's, here; its folders are made. */
static inline char *tree_path(const char *path)
{
	char *whole = arena_printf(arena, "%s%s", top, path);

	for (char *slash = whole + strlen(top) + 1; (slash = strchr(slash, '/'));) {
		*slash = '\0';
		mkdir(whole, 0755);
		*slash++ = '/';
	}
	return whole;
}

static inline void tree_put(const char *path, const char *text)
{
	FILE *file = fopen(tree_path(path), "we");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static inline void tree_link(const char *path, const char *target)
{
	assert_int_equal(symlink(target, tree_path(path)), 0);
}

static inline struct machine *tree_machine(void)
{
	return machine_new(top);
}

#endif
