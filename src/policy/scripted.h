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
	bool is_attribute;
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

struct policy_scripted {
	struct policy policy;		/* first: the two are cast into each other */
	struct name *names;		/* in the order in which the text mentions them */
	struct rule *allows, *accesses;
	struct switchable *booleans;
	struct port_line *ports;
	struct label_line *labels;
};

/* Adds an item behind the last of a list. */
#define APPEND(list, item)                                    \
	do {                                                  \
		__typeof__(&(list)) end_ = &(list);           \
		while (*end_)                                 \
			end_ = &(*end_)->next;                \
		*end_ = (item);                               \
	} while (0)

struct name *scripted_find(const struct policy_scripted *scripted, const char *text);
/* Gives the text's names and lines to scripted, all of it in arena. Returns 0, or -EINVAL with
 * ":LINE: what is wrong" in *ret_why. */
int scripted_read(struct policy_scripted *scripted, const char *text, size_t length,
	struct arena *arena, const char **ret_why);

#endif
