/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a denial to ranked verdicts: plugins are loaded, matched and asked; what they report is
 * tried against the policy, weighed and put in order.
 *
 * verdict.c needs neither policy nor plugins, so that those who only show verdicts link neither.
 */
#ifndef AVOCET_ANALYSIS_H
#define AVOCET_ANALYSIS_H

#include <avocet-plugin.h>

#include "denial.h"
#include "machine.h"
#include "policy.h"

/* ---- verdict.c: what a plugin said, as words ---- */

struct word {
	const char *name, *value;
};

enum verified {
	VERIFIED_UNKNOWN,	/* cannot be tried here */
	VERIFIED_YES,		/* tried against the policy: it allows the access */
	VERIFIED_NO,		/* tried: it does not help (never offered as a fix) */
};
const char *verified_name(enum verified verified);
const char *risk_name(enum avocet_risk risk);
const char *action_name(enum avocet_action action);
/* The enumerator of a name; -EINVAL when there is none such. */
int verified_from_name(const char *name, enum verified *ret);
int risk_from_name(const char *name, enum avocet_risk *ret);
int action_from_name(const char *name, enum avocet_action *ret);

/* Whether it is kept in the policy of this host, and not in a file's label alone. */
bool action_changes_policy(enum avocet_action action);

struct fix {
	unsigned number;		/* which of the plugin's fixes it is, from 0 */
	const char *when, *then;	/* templates */
	enum avocet_action action;
	enum verified verified;
};

/* Texts are templates with {words} as the plugin wrote them; see words in alert.h. */
struct verdict {
	const char *plugin;
	int confidence;			/* 1..100 */
	enum avocet_risk risk;
	const char *summary, *explanation;
	const char *const *grounds;	/* templates, ends with NULL */
	const struct word *words;	/* those that analyse() set */
	size_t n_words;
	const struct fix *fixes;	/* only those worth offering, best first */
	size_t n_fixes;
};
struct verdicts {
	struct verdict *items;
	size_t count;
};
/* Best first: attack before all, then by confidence; equal ones by plugin name. Keeps at most
 * VERDICTS_MAX. */
#define VERDICTS_MAX 5
void verdicts_rank(struct verdicts *verdicts);
/* The value of a word of the verdict, or NULL. */
const char *verdict_word(const struct verdict *verdict, const char *name);

/* ---- plugin.c: the plugins of a folder ---- */

struct plugins;

#define PLUGIN_NAME_MAX 64	/* bytes, also of the name of its file without .so */

/* Loads every DIR/NAME.so, or DIR/NAME/NAME.so, that is a plugin: one exported symbol, the right
 * ABI, owned by root or by us and writable by nobody else, nor its folder. The folder may also be
 * a single such file. What is refused is told to complain() with a sentence that names the file,
 * and does not stop the others. Returns 0, or a negative errno when the folder cannot be read. */
typedef void (*complain_fn)(const char *sentence, void *userdata);
struct plugins_options {
	complain_fn complain;	/* may be NULL */
	/* Called with NAME before NAME.so is loaded, since loading runs its code already; with NULL
	 * when all are. May be NULL. */
	void (*loading)(const char *name, void *userdata);
	const char *const *without;	/* NAMEs not to be loaded, ends with NULL; may be NULL */
	void *userdata;
};
int plugins_load(const char *folder, const struct plugins_options *options, struct plugins **ret);
void plugins_free(struct plugins *plugins);
size_t plugins_count(const struct plugins *plugins);
const struct avocet_plugin *plugins_get(const struct plugins *plugins, size_t index);
const char *plugins_file(const struct plugins *plugins, size_t index);
/* Leaves a plugin out from now on: it is quarantined. */
void plugins_disable(struct plugins *plugins, const char *name);

/* ---- match.c ---- */

bool plugin_matches(const struct avocet_match *match, const struct avocet_denial *denial);

/* ---- analyse.c and host.c: the plugins are asked ---- */

struct analysis {
	struct policy *policy;		/* NULL: there is none to ask */
	struct machine *machine;	/* NULL: nothing is known of it */
	struct plugins *plugins;
	/* Called before each plugin runs, so that a crash can be laid at its door; may be NULL. */
	void (*running)(const char *plugin, void *userdata);
	void *userdata;
};
/* Asks all plugins; verdicts are ranked and live in arena. */
void analyse(const struct analysis *analysis, const struct denial *denial,
	const struct policy_why *why, struct arena *arena, struct verdicts *ret);

#endif
