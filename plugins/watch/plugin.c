/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to be told when a file or folder changes. */
#include <avocet-plugin.h>

#include <string.h>

#include "domains.h"

/* fanotify lets a program decide whether others may open a file. */
static bool holds_others_up(const struct avocet_denial *denial)
{
	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (strcmp(*permission, "watch_with_perm") == 0)
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->make_module(host, AVOCET_RULE_ALLOW);
	if (holds_others_up(denial)) {
		condition(host, "if_holds");
		host->ground(host, N_("It also wanted to hold up whoever opens it, until it agrees, as virus "
				      "scanners do."));
		host->risk(host, AVOCET_RISK_MEDIUM);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "watch",
	.match = {
		.manager = "kernel",
		.tclass = "file dir lnk_file chr_file blk_file sock_file fifo_file filesystem",
		.only_permissions = "watch watch_*",
		.reason = "!allowed !constraint",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} wanted to be told of what is done with {target}."),
	.explanation = N_("Programs watch files in order to take up new settings at once. Kernels since "
			  "2019 ask the policy for that, and older policies do not know of it. It is "
			  "mostly harmless: without it a program looks again later, or when it is "
			  "started next."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is no virus scanner or the like{if_holds}"),
		  .then = N_("do not allow it, and find out why it tried: whoever holds up other programs can "
			     "bring the whole computer to a stop") },
		{ .when = N_("{source} works all the same"),
		  .then = N_("install the newest updates of the policy when they come, and leave it until "
			     "then") },
		{ .when = N_("{source} misses changes that it must notice at once"),
		  .then = N_("allow just this with a small module of your own, named {module_name}, until "
			     "the policy does"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
