/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program may not use the network at all, or not in this way. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

static bool has(const struct avocet_denial *denial, const char *permission)
{
	for (const char *const *item = denial->permissions; item && *item; item++)
		if (strcmp(*item, permission) == 0)
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool own = denial->source.type && denial->target.type &&
		strcmp(denial->source.type, denial->target.type) == 0;

	if (!own) {
		domain_stem_word(host, "owner", denial->target.type);
		host->ground(host, N_("The connection was opened by a program of the type {target.type}, which "
				      "passed it on."));
	} else if (has(denial, "create")) {
		condition(host, "if_none");
		host->ground(host, N_("Not even {socket} may be made by {source.type}: the policy gave it no "
				      "network of this kind."));
	} else {
		condition(host, "if_some");
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "network_use",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS " !sandbox_t !sandbox_*_t",
		.tclass = "tcp_socket udp_socket dccp_socket",
		.any_permission = "* !name_bind !name_connect !node_bind",
		.reason = "!allowed !constraint",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to use the network, which the policy does not expect of it."),
	.explanation = N_("A program that needs no network gets none, so that nothing can be sent away "
			  "should it be broken into. A new version may well look up a name or ask for "
			  "updates for the first time."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work without the network{if_none}"),
		  .then = N_("leave it forbidden") },
		{ .when = N_("it should go on using the connection of {owner}"),
		  .then = N_("install the newest updates of both programs and of the policy") },
		{ .when = N_("it came with an update or is new{if_some}"),
		  .then = N_("install the newest updates of the policy") },
		FIX_ALLOW,
		{ .when = N_("you do not know what {source} wants there"),
		  .then = N_("find out before you allow anything") }),
	.analyse = analyse,
};
