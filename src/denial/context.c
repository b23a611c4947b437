/* SPDX-License-Identifier: GPL-2.0-or-later */
/* user:role:type[:range], taken apart; and the names of outcomes. */
#include "denial.h"

#include <errno.h>
#include <string.h>

int context_parse(const char *text, struct arena *arena, struct context *ret)
{
	char *parts = arena_strdup(arena, text), *rest = parts;
	const char *user, *role, *type;

	*ret = (struct context){ .text = arena_strdup(arena, text) };
	user = strsep(&rest, ":");
	role = strsep(&rest, ":");
	type = strsep(&rest, ":");
	if (!type || !*user || !*role || !*type)
		return -EINVAL;
	ret->user = user;
	ret->role = role;
	ret->type = type;
	ret->range = rest; /* levels have colons of their own */
	return 0;
}

static const char *const outcomes[] = {
	[OUTCOME_DENIED] = "denied",
	[OUTCOME_PERMITTED] = "permitted",
	[OUTCOME_GRANTED] = "granted",
};

const char *outcome_name(enum outcome outcome)
{
	return outcomes[outcome];
}

int outcome_from_name(const char *name, enum outcome *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(outcomes); i++)
		if (text_equal(outcomes[i], name)) {
			*ret = (enum outcome)i;
			return 0;
		}
	return -EINVAL;
}
