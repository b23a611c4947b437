/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that are like others: patterns with * and ? as in a shell. */
#ifndef AVOCET_PATTERNS_H
#define AVOCET_PATTERNS_H

#include <fnmatch.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Most patterns differ from most names soon, and fnmatch() is slow. What nobody said (NULL) fits none. */
static inline bool pattern_fits(const char *pattern, const char *name)
{
	const char *rest = pattern;

	if (!name)
		return false;
	for (; *rest && !strchr("*?[", *rest); rest++, name++)
		if (*rest != *name)
			return false;
	if (*rest == '*' && !strpbrk(rest + 1, "*?[")) {
		size_t wanted = strlen(rest + 1), there = strlen(name);

		return there >= wanted && strcmp(name + there - wanted, rest + 1) == 0;
	}
	return *rest ? fnmatch(rest, name, 0) == 0 : !*name;
}

/* True when one of the patterns fits; the list ends with NULL, and name may be NULL. */
static inline bool pattern_listed(const char *const *patterns, const char *name)
{
	for (; name && *patterns; patterns++)
		if (pattern_fits(*patterns, name))
			return true;
	return false;
}

/* The same for patterns in one text, with blanks between them. */
static inline bool pattern_in(const char *words, const char *name)
{
	char word[64];

	for (; name && *(words += strspn(words, " ")); words += strcspn(words, " ")) {
		size_t length = strcspn(words, " ");

		if (length >= sizeof(word))
			continue;
		memcpy(word, words, length);
		word[length] = '\0';
		if (pattern_fits(word, name))
			return true;
	}
	return false;
}

#endif
