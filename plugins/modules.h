/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What many plugins have as their last remedy: a module of one's own with a single rule. */
#ifndef AVOCET_MODULES_H
#define AVOCET_MODULES_H

#include <avocet-plugin.h>

/* For denials that stop nothing; goes with module_report(host, AVOCET_RULE_DONTAUDIT). */
#define FIX_SILENCE                                                                                \
	{                                                                                          \
		.when = N_("{source} does its work all the same, and you want to hear no more of " \
			   "this"),                                                                \
		.then = N_("silence it with a small module of your own: it stays forbidden, and is " \
			   "not logged any more"),                                                 \
		.action = AVOCET_LOAD_MODULE,                                                      \
	}

/* For what the policy lacks; goes with module_report(host, AVOCET_RULE_ALLOW). */
#define FIX_ALLOW                                                                                  \
	{                                                                                          \
		.when = N_("updates do not help, and you trust {source} with this"),               \
		.then = N_("allow just this with a small module of your own, until the policy "    \
			   "knows it"),                                                            \
		.action = AVOCET_LOAD_MODULE,                                                      \
	}

/* Where no module can help, the fix that needs one is left out, and the rest is said. */
static inline void module_report(struct avocet_host *host, enum avocet_rule rule)
{
	host->make_module(host, rule);
	host->report(host);
}

#endif
