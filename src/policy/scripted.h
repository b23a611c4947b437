/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A scripted policy in memory: the lines of the text, in their order. */
#ifndef AVOCET_POLICY_SCRIPTED_H
#define AVOCET_POLICY_SCRIPTED_H

#define HASH_NONFATAL_OOM 0
#include <uthash.h>

#include "policy-internal.h"

/* A type or an attribute. */
struct name {
	const char *text;
	bool is_attribute, is_permissive;
	const char *parent;		/* that bounds it, or NULL */
	struct strings attributes;	/* that the type has */
	UT_hash_handle hh;
};

struct rule {
	const char *source, *target, *tclass;
	const char *const *permissions;	/* ends with NULL; "*" is any */
	enum policy_reason reason;	/* of access lines */
	const char *detail;
	struct rule *next;
};

struct switchable {
	const char *name;
	bool on;
	bool turned;			/* for a question, to the other state */
	struct rule *while_on, *while_off;
	struct switchable *next;
};

struct port_line {
	const char *protocol, *type;
	unsigned first, last;
	struct port_line *next;
};

struct label_line {
	const char *pattern, *tclass, *context;
	struct label_line *next;
};

/* "folder TYPE /PATH", "meaning BOOLEAN WORDS" */
struct pair_line {
	const char *name, *value;
	struct pair_line *next;
};

struct policy_scripted {
	struct policy policy;		/* first: the two are cast into each other */
	struct name *names;		/* in the order in which the text mentions them */
	struct rule *allows, *accesses;
	struct rule *transitions;	/* the new type is the only permission */
	struct switchable *booleans;
	struct port_line *ports;
	struct label_line *labels;
	struct pair_line *folders, *meanings;
	struct strings machine;
	const char *unknown;		/* what is done with classes that it lacks */
};

/* Adds an item behind the last of a list. */
#define APPEND(list, item)                                    \
	do {                                                  \
		__typeof__(&(list)) end_ = &(list);           \
		while (*end_)                                 \
			end_ = &(*end_)->next;                \
		*end_ = (item);                               \
	} while (0)

static inline struct policy_scripted *scripted_of(struct policy *policy)
{
	return (struct policy_scripted *)policy;
}

/* ---- policy-scripted.c ---- */

/* An access in the script's terms. */
struct question {
	struct policy_scripted *scripted;
	const char *source, *target, *tclass;	/* types */
	const char *const *permissions;
};
/* Returns 0, or -EINVAL with what is wrong in *ret_why. */
int scripted_ask(struct policy *policy, const struct policy_access *access, struct arena *arena,
	struct question *ret, struct policy_why *ret_why);
void scripted_why(struct policy *policy, const struct policy_access *access, struct arena *arena,
	struct policy_why *ret);
/* Whether allow lines and booleans in force allow all of it; access lines are left aside. */
bool scripted_rules_allow(const struct question *question);
/* Whether the word of a line, a type, an attribute or *, is said of the type. */
bool scripted_fits(const struct policy_scripted *scripted, const char *word, const char *type);

/* ---- scripted-booleans.c ---- */

/* On how many types besides its target they allow it. */
unsigned scripted_other_targets(const struct question *question);
size_t scripted_boolean_sets(struct policy *policy, const struct policy_access *access,
	struct arena *arena, const struct policy_boolean_set **ret);
int scripted_boolean_state(struct policy *policy, const char *name, bool *ret_on);
int scripted_set_boolean(struct policy *policy, const char *name, bool on);

/* ---- scripted-read.c ---- */

struct name *scripted_find(const struct policy_scripted *scripted, const char *text);
/* Gives the text's names and lines to scripted, all of it in arena. Returns 0, or -EINVAL with
 * ":LINE: what is wrong" in *ret_why. */
int scripted_read(struct policy_scripted *scripted, const char *text, size_t length,
	struct arena *arena, const char **ret_why);

#endif
