/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service may not use this address of the host; mostly no policy for it is there. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (denial->target.type && strcmp(denial->target.type, "node_t") == 0) {
		condition(host, "if_plain");
		host->ground(host, N_("The address has the label that all addresses have ({target.type}), so "
				      "it is not about this one."));
	} else {
		host->word(host, "own_label", denial->target.type);
		host->ground(host, N_("Somebody gave this address a label of its own ({target.type})."));
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "node_bind",
	.match = {
		.manager = "kernel",
		.tclass = "*_socket",
		.only_permissions = "node_bind",
		.reason = "!allowed",
	},
	.confidence = 80,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to be reached at an address of this host, and may not offer "
		      "anything on the network."),
	.explanation = N_("Before a program can be called from elsewhere it takes an address and a port. "
			  "The policy lets only those do so that are meant to serve others."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} came with an update or is new here"),
		  .then = N_("install the newest updates of the policy: nothing is wrong with the "
			     "address{if_plain}") },
		{ .when = N_("{source} should listen on this address"),
		  .then = N_("look at \"semanage node -l\": the label {own_label} was given by hand, and "
			     "may have been meant for other programs") },
		FIX_ALLOW,
		{ .when = N_("{source} should not be reachable from the network"),
		  .then = N_("leave it forbidden, and find out why it tried") }),
	.analyse = analyse,
};
