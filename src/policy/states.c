/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How booleans are set on the host that a policy is from: a file of lines "NAME on", "NAME=1" or, as
 * getsebool -a prints them, "NAME --> on". A # begins a comment. Names that the policy lacks are
 * passed over, for a list may be from a somewhat older or newer policy; but one that knows none of
 * them is not meant for it.
 */
#include "policy-internal.h"

#include <errno.h>
#include <string.h>

static const char between[] = " \t\r=";

static const struct {
	const char *word;
	bool on;
} states[] = {
	{ "on", true }, { "off", false }, { "1", true }, { "0", false },
	{ "true", true }, { "false", false },
};

static bool read_state(const char *word, bool *ret)
{
	for (size_t i = 0; word && i < ARRAY_SIZE(states); i++) {
		if (text_equal(word, states[i].word)) {
			*ret = states[i].on;
			return true;
		}
	}
	return false;
}

/* Returns 1 for a boolean of the policy, 0 for another or an empty line, -EINVAL. */
static int apply_line(struct policy *policy, char *line)
{
	char *name = strtok_r(line, between, &line), *word = strtok_r(line, between, &line);
	bool on;

	if (!name)
		return 0;
	if (text_equal(word, "-->"))
		word = strtok_r(line, between, &line);
	if (!read_state(word, &on) || strtok_r(line, between, &line))
		return -EINVAL;
	return policy->ops->set_boolean(policy, name, on) == 0;
}

int states_apply(struct policy *policy, const char *text, size_t length, struct arena *arena,
	const char **ret_why)
{
	_cleanup_arena_ struct arena *scratch = arena_new();
	const char *end = text + length;
	size_t number = 0, known = 0;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		char *line = arena_strndup(scratch, text,
			(size_t)((newline ? newline : end) - text));
		int r;

		line[strcspn(line, "#")] = '\0';
		number++;
		r = apply_line(policy, line);
		if (r < 0) {
			*ret_why = arena_printf(arena, _(":%zu: write \"NAME on\" or \"NAME off\""), number);
			return r;
		}
		known += (size_t)r;
		text = newline ? newline + 1 : end;
		arena_reset(scratch);
	}
	if (known)
		return 0;
	*ret_why = _(": no line of this file names a boolean of the policy");
	return -EINVAL;
}
