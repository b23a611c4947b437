/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A test's own folder for policies, gone after it. */
#ifndef TESTS_POLICY_FOLDER_H
#define TESTS_POLICY_FOLDER_H

#include "policy-cil.h"

struct fixture {
	struct arena *arena;
	const char *folder;
};

static inline int set_up(void **state)
{
	struct arena *arena = arena_new();
	struct fixture *fixture = arena_alloc(arena, sizeof *fixture);

	fixture->arena = arena;
	fixture->folder = folder_new(arena);
	*state = fixture;
	return 0;
}

static inline struct arena *arena_of(void **state)
{
	return ((struct fixture *)*state)->arena;
}

static inline const char *folder_of(void **state)
{
	return ((struct fixture *)*state)->folder;
}

static inline int tear_down(void **state)
{
	folder_remove(folder_of(state));
	arena_free(arena_of(state));
	return 0;
}

#endif
