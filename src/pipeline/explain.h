/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The second half of the line: a denial → why → ranked verdicts → an alert. The worker and
 * `avocet explain` both explain through this.
 */
#ifndef AVOCET_EXPLAIN_H
#define AVOCET_EXPLAIN_H

#include "alert.h"

struct explainer;

struct explainer_options {
	struct policy_files files;
	const char *plugins;		/* folder of plugins; NULL: the installed ones */
	void (*complain)(const char *sentence, void *userdata);	/* about plugins, about no policy */
	/* Before a plugin is loaded, by the name of its file, and before one runs; NULL: all are
	 * loaded. May be NULL. */
	void (*running)(const char *plugin, void *userdata);
	const char *const *without;	/* plugins not to be loaded, ends with NULL; may be NULL */
	void *userdata;
};
/* Works without a policy too: complain() is told, and the reason is then "no-policy".
 * Returns 0, or a negative errno when the plugins' folder cannot be read. */
int explainer_new(const struct explainer_options *options, struct explainer **ret);
void explainer_free(struct explainer *explainer);
/* Where the plugins are that are asked unless a folder is named. */
const char *explainer_plugins_folder(struct arena *arena);
struct plugins *explainer_plugins(struct explainer *explainer);
/* NULL when there is none. */
struct policy *explainer_policy(struct explainer *explainer);

/* Sets reason, reason_detail, verdicts and level of the alert from its denial; what they need is
 * allocated in arena. */
void explain(struct explainer *explainer, struct arena *arena, struct alert *alert);

#endif
