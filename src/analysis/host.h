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
	const struct avocet_denial *denial;	/* as plugins see it */
	struct arena *arena;
	const struct avocet_plugin *plugin; /* the one that is being asked */
	struct draft draft;
	const struct avocet_boolean_set *boolean_sets; /* once asked for */
	void (*deliver)(struct host *host);    /* takes the draft */
};

/* access and denial are for the caller to set. */
void host_init(struct host *host, const struct analysis *analysis, struct arena *arena);
/* A verdict of the plugin begins: what was said before is forgotten. */
void host_begin(struct host *host, const struct avocet_plugin *plugin);
/* False when there is no policy, or when the denial lacks what a question to it needs. */
bool host_can_try(const struct host *host);

/* Each gives the face its part: host-policy.c, host-machine.c, remedies.c. */
void host_answer_from_policy(struct avocet_host *face);
void host_answer_from_machine(struct avocet_host *face);
void host_make_remedies(struct avocet_host *face);

/* The value of a word of the draft, or NULL. */
const char *draft_word(const struct draft *draft, const char *name);
/* Sets a word that plugins cannot set themselves: what it stands for is done later as it is. */
void host_set_word(struct host *host, const char *name, const char *value);

/* ---- remedies.c: what can be done is made ready, and tried ---- */

/* Tries the action with the draft's words. */
enum verified remedy_try(struct host *host, enum avocet_action action);
/* "httpd_use_nfs=on …": the settings that the draft is about, or NULL. */
const char *remedy_booleans(const struct host *host);

/* ---- module.c ---- */

/* Sets {module_name} and {module_cil}: one rule for what is missing. */
bool module_make(struct host *host, enum avocet_rule rule);

/* ---- never.c: what is never advised, whatever a plugin says ---- */

/* True when the action must not be offered for this denial, or not with the draft's words. */
bool never_advised(const struct host *host, const struct avocet_fix *fix);
/* True when nothing that allows it may be offered. */
bool never_allowed(const struct avocet_denial *denial);

/* ---- fixes.c: which fixes of the plugin can be offered ---- */

/* Whether the action gives the program more power. */
bool action_allows(enum avocet_action action);
/* Puts into the verdict what is worth offering, and grounds for it; returns false when the plugin
 * had remedies and not one of its fixes is left. */
bool fixes_choose(struct host *host, struct verdict *verdict);

/* ---- settle.c: verdicts that speak against each other ---- */

/* Ranks them, after what one says of an attack or of a wrong label has bound the others. */
void verdicts_settle(struct verdicts *verdicts, struct arena *arena);

#endif
