/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to send signals to the processes of other accounts. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (denial->ocomm) {
		host->word(host, "other", denial->ocomm);
		host->ground(host, N_("The signal was for {other}."));
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "kill",
	.match = {
		.manager = "kernel",
		.tclass = "capability",
		.any_permission = "kill",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 65,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to send a signal to a process of another account."),
	.explanation = N_("Signals end a process, make it read its settings again, or only ask whether it "
			  "lives. Between processes of one account that is free; to reach those of others "
			  "{source} needs the privilege kill. Programs that start others under "
			  "another account and stop them later need it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} only wanted to know whether the other lives"),
		  .then = N_("leave it as it is: that it may not reach it is an answer, too") },
		{ .when = N_("{source} is a script that stops or reloads a service"),
		  .then = N_("let it ask systemd for that (systemctl), instead of sending signals") },
		FIX_ALLOW),
	.analyse = analyse,
};
