/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that is not about networks wants to change network settings: mostly larger buffers. */
#include <avocet-plugin.h>

#include <string.h>

#include "modules.h"

/* Libraries ask for larger buffers than allowed, and take what they get. */
static bool only_tries(const struct avocet_denial *denial)
{
	return denial->syscall && strcmp(denial->syscall, "setsockopt") == 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (only_tries(denial)) {
		host->ground(host, N_("It was an option of a socket (setsockopt). Libraries of systemd "
				      "and others try for a larger buffer so, and do without it."));
		host->confidence(host, 90);
		host->risk(host, AVOCET_RISK_LOW);
	}
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "net_admin",
	.match = {
		.manager = "kernel",
		.tclass = "capability",
		.any_permission = "net_admin",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 55,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} asked for a power over the network that belongs to administrators."),
	.explanation = N_("The privilege net_admin covers everything from larger buffers to addresses, "
			  "routes and firewall rules. Most programs that ask for it only try, and "
			  "go on without. One whose work is not the network does not need it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("{source} is there to set up the network, and cannot"),
		  .then = N_("install the newest updates of the policy; if they do not help, report "
			     "it to its makers") },
		FIX_SILENCE),
	.analyse = analyse,
};
