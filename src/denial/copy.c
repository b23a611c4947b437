/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A denial that outlives its event. */
#include "denial.h"

#include <stddef.h>

#define MEMBER(name) offsetof(struct denial, name)

const size_t denial_texts[DENIAL_TEXTS] = {
	MEMBER(id.node), MEMBER(manager), MEMBER(tclass), MEMBER(exe), MEMBER(comm), MEMBER(syscall),
	MEMBER(path), MEMBER(name), MEMBER(device), MEMBER(protocol), MEMBER(ioctlcmd), MEMBER(kmod),
	MEMBER(anonclass), MEMBER(ocomm), MEMBER(destination), MEMBER(interface), MEMBER(member),
	MEMBER(cmdline), MEMBER(function), MEMBER(operation), MEMBER(invalid_context), MEMBER(damage),
	MEMBER(source.text), MEMBER(source.user), MEMBER(source.role), MEMBER(source.type),
	MEMBER(source.range), MEMBER(target.text), MEMBER(target.user), MEMBER(target.role),
	MEMBER(target.type), MEMBER(target.range),
};

static const char *const *copy_list(const char *const *list, struct arena *arena)
{
	struct strings copy = { 0 };

	strings_add(&copy, arena, NULL);
	copy.count = 0;
	for (size_t i = 0; list && list[i]; i++)
		strings_add(&copy, arena, arena_strdup(arena, list[i]));
	return copy.items;
}

struct denial *denial_copy(const struct denial *denial, struct arena *arena)
{
	struct denial *copy = arena_alloc(arena, sizeof *copy);

	*copy = *denial;
	for (size_t i = 0; i < DENIAL_TEXTS; i++) {
		const char **text = (const char **)((char *)copy + denial_texts[i]);

		*text = arena_strdup(arena, *text);
	}
	copy->permissions = copy_list(denial->permissions, arena);
	copy->records = copy_list(denial->records, arena);
	return copy;
}
