/* SPDX-License-Identifier: GPL-2.0-or-later */
/* user:role:type[:range], taken apart; and the names of outcomes. */
#include "facts.h"

#include <errno.h>
#include <string.h>

/* Ends the part before the next colon; *rest is what follows, NULL when nothing does. */
static char *next_part(char **rest)
{
	char *part = *rest, *colon = part ? strchr(part, ':') : NULL;

	*rest = colon ? colon + 1 : NULL;
	if (colon)
		*colon = '\0';
	return part;
}

int context_split(const char *text, struct arena *arena, struct context *ret)
{
	char *rest = arena_strdup(arena, text);
	const char *user = next_part(&rest), *role = next_part(&rest), *type = next_part(&rest);

	*ret = (struct context){ .text = text };
	if (!type || !*user || !*role || !*type)
		return -EINVAL;
	ret->user = user;
	ret->role = role;
	ret->type = type;
	ret->range = rest; /* levels have colons of their own */
	return 0;
}

int context_parse(const char *text, struct arena *arena, struct context *ret)
{
	return context_split(arena_strdup(arena, text), arena, ret);
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
