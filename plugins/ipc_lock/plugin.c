/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants its memory never to be swapped out: a limit that can be raised without power. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "ipc_lock",
	.match = {
		.manager = "kernel",
		.tclass = "capability",
		.any_permission = "ipc_lock",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 75,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} wanted to keep more memory from being swapped out than it may."),
	.explanation = N_("Programs lock memory so that secrets never reach the disk, or so that they "
			  "never have to wait for it. A little of it everybody may lock; more needs "
			  "the privilege ipc_lock. Most programs go on without."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} says that it could not lock its memory"),
		  .then = N_("raise the limit where it is started: LimitMEMLOCK= of its systemd unit, "
			     "or \"memlock\" in /etc/security/limits.conf") },
		FIX_SILENCE),
	.analyse = analyse,
};
