/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to change files that belong to others: their owner, mode, times or flags. */
#include <avocet-plugin.h>

#include <stdio.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	char mode[8];

	if (denial->path)
		host->word(host, "file", denial->path);
	if (denial->path && denial->owner && denial->mode >= 0) {
		snprintf(mode, sizeof(mode), "%04o", (unsigned)denial->mode & 07777);
		host->word(host, "owner", denial->owner);
		host->word(host, "mode", mode);
		host->ground(host, N_("{file} belongs to {owner} and has the permissions {mode}."));
		host->confidence(host, 80);
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "chown",
	.match = {
		.manager = "kernel",
		.tclass = "capability",
		.any_permission = "chown fowner fsetid",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 65,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to treat a file as its own that belongs to somebody else."),
	.explanation = N_("Only the owner of a file may change its permissions and times, and nobody but "
			  "root may give files away. {source} has not got root's power over them. "
			  "Often its files simply belong to the wrong account, for example since it "
			  "was once started by hand as root."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{file} is one of the program's own"),
		  .then = N_("give it to the account that {source} runs as, with chown, and it need not "
			     "do so itself") },
		{ .when = N_("{source} only wants to set up its folders when it starts"),
		  .then = N_("let systemd do that: StateDirectory=, RuntimeDirectory= or LogsDirectory= "
			     "in its unit, or a file in /etc/tmpfiles.d") },
		FIX_ALLOW),
	.analyse = analyse,
};
