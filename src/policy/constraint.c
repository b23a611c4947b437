/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a constraint is about. libsepol writes it down with "-Fail-" behind each term that does not
 * hold, but without the brackets that tell which term belongs to which. So it is read as people
 * write constraints: first what source and target must have in common, then who is excused from it.
 */
#include "policy-internal.h"

#include <stdlib.h>
#include <string.h>

/* "(u1 == u2 -Fail-)" */
struct term {
	char left;			/* u, r, t, l or h */
	bool compares_sides;		/* source with target, not either with names */
	bool failed;
};

static bool is_side(const char *word)
{
	return strchr("urtlh", word[0]) && strchr("123", word[1])
		&& strchr(" )", word[2]);
}

/* Reads the term behind an opening bracket; false when it is none. */
static bool read_term(const char *text, struct term *ret)
{
	size_t length = strcspn(text, "()");
	const char *right;

	if (length < strlen("u1 == x") || !is_side(text))
		return false;
	right = text + 3 + strcspn(text + 3, " )");
	ret->left = text[0];
	ret->compares_sides = *right == ' ' && right + 3 <= text + length && is_side(right + 1);
	ret->failed = memmem(text, length, "-Fail-", strlen("-Fail-"));
	return true;
}

static bool is_negated(const char *text, const char *bracket)
{
	static const char word[] = "not ";
	size_t length = strlen(word);

	return (size_t)(bracket - text) >= length
		&& strncmp(bracket - length, word, length) == 0;
}

static const char *kind_of(char left)
{
	switch (left) {
	case 'u':
		return "user";
	case 'r':
		return "role";
	case 't':
		return "type";
	default:
		return "level";
	}
}

/* What differs tells more than who is not excused, and of those the names of types least. */
static int weight(const struct term *term)
{
	return term->compares_sides ? 3 : term->left != 't' ? 2 : 1;
}

const char *policy_constraint_kind(const char *detail)
{
	bool marked = detail && strstr(detail, "-Fail-");
	const char *kind = NULL;
	struct term term;
	int best = 0;

	for (const char *at = detail; at && (at = strchr(at, '(')); at++) {
		if (!read_term(at + 1, &term))
			continue;
		if (marked && term.failed == is_negated(detail, at))
			continue;
		if (weight(&term) > best) {
			best = weight(&term);
			kind = kind_of(term.left);
		}
	}
	return kind;
}
