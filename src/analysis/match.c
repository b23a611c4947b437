/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a denial is one of those that a plugin asked for: words with * and ?, !word excludes. */
#include "analysis.h"

#include <string.h>

enum hit {
	HIT_NONE,
	HIT_LISTED,
	HIT_EXCLUDED,
};

/* A hundred plugins are asked of each denial: strspn() and its like take longer to begin than this. */
static const char *word_begin(const char *words)
{
	while (*words == ' ')
		words++;
	return words;
}

static size_t word_length(const char *word)
{
	size_t length = 0;

	while (word[length] && word[length] != ' ')
		length++;
	return length;
}

/* Patterns that only exclude list everything else, a missing text included. */
static enum hit look_up(const char *patterns, const char *text)
{
	bool listed = false, only_excludes = true;

	for (const char *word = patterns; *(word = word_begin(word));) {
		size_t length = word_length(word);

		if (*word != '!') {
			only_excludes = false;
			listed = listed || (text && text_matches(word, length, text));
		} else if (text && text_matches(word + 1, length - 1, text)) {
			return HIT_EXCLUDED;
		}
		word += length;
	}
	return listed || only_excludes ? HIT_LISTED : HIT_NONE;
}

static bool holds(const char *patterns, const char *text)
{
	return !patterns || look_up(patterns, text) == HIT_LISTED;
}

static bool any_holds(const char *patterns, const char *const *permissions)
{
	bool any = false;

	if (!patterns)
		return true;
	if (!permissions || !permissions[0])
		return look_up(patterns, NULL) == HIT_LISTED;
	for (; *permissions; permissions++) {
		enum hit hit = look_up(patterns, *permissions);

		if (hit == HIT_EXCLUDED)
			return false;
		any = any || hit == HIT_LISTED;
	}
	return any;
}

static bool only_holds(const char *patterns, const char *const *permissions)
{
	if (!patterns)
		return true;
	if (!permissions || !permissions[0])
		return look_up(patterns, NULL) == HIT_LISTED;
	for (; *permissions; permissions++)
		if (look_up(patterns, *permissions) != HIT_LISTED)
			return false;
	return true;
}

/* What tells most plugins apart comes first. */
bool plugin_matches(const struct avocet_match *match, const struct avocet_denial *denial)
{
	return holds(match->tclass, denial->tclass) &&
		any_holds(match->any_permission, denial->permissions) &&
		only_holds(match->only_permissions, denial->permissions) &&
		holds(match->manager, denial->manager) &&
		holds(match->source_type, denial->source.type) &&
		holds(match->target_type, denial->target.type) &&
		holds(match->path, denial->path) && holds(match->exe, denial->exe) &&
		holds(match->syscall, denial->syscall) && holds(match->reason, denial->reason) &&
		holds(match->name, denial->name) && holds(match->comm, denial->comm) &&
		holds(match->operation, denial->operation) &&
		holds(match->container, denial->container) && holds(match->kmod, denial->kmod) &&
		holds(match->anonclass, denial->anonclass) &&
		holds(match->constraint, denial->constraint) &&
		holds(match->outcome ? match->outcome : "!granted", denial->outcome);
}
