/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The engine as one plugin sees it for one denial; private to this folder. */
#ifndef AVOCET_ANALYSIS_HOST_H
#define AVOCET_ANALYSIS_HOST_H

#include "analysis.h"

/* What a plugin has said so far of the explanation that it will report next. */
struct draft {
	struct word *words;
	size_t n_words;
	struct strings grounds;
	int confidence;			/* 0: the plugin's own */
	enum avocet_risk risk;
};

struct host {
	struct avocet_host face;	/* first: all that plugins see */
	struct policy *policy;		/* NULL: every answer is empty */
	struct machine *machine;	/* NULL likewise */
	struct policy_access access;
	struct arena *arena;
	const struct avocet_plugin *plugin; /* the one that is being asked */
	struct draft draft;
	const struct avocet_boolean_set *boolean_sets; /* once asked for */
	void (*deliver)(struct host *host);    /* takes the draft */
};

void host_init(struct host *host, const struct analysis *analysis, const struct denial *denial,
	struct arena *arena);
/* A verdict of the plugin begins: what was said before is forgotten. */
void host_begin(struct host *host, const struct avocet_plugin *plugin);
/* False when there is no policy, or when the denial lacks what a question to it needs. */
bool host_can_try(const struct host *host);

/* Each gives the face its part: host-policy.c, host-machine.c, remedies.c. */
void host_answer_from_policy(struct avocet_host *face);
void host_answer_from_machine(struct avocet_host *face);
void host_make_remedies(struct avocet_host *face);

/* ---- remedies.c: what can be done is made ready, and tried ---- */

/* Tries the action with the draft's words. */
enum verified remedy_try(struct host *host, enum avocet_action action);
/* The value of a word of the draft, or NULL. */
const char *draft_word(const struct draft *draft, const char *name);

#endif
