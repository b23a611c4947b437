/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tunnel card (TUN or TAP), as VPNs and virtual machines have, that belongs to another program. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool own = denial->source.type && denial->target.type &&
		strcmp(denial->source.type, denial->target.type) == 0;

	if (own) {
		host->word(host, "own_type", denial->source.type);
	} else {
		domain_stem_word(host, "maker", denial->target.type);
		host->ground(host, N_("The tunnel was made by a program of the type {target.type}."));
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "tun_sockets",
	.match = { .manager = "kernel", .tclass = "tun_socket", .reason = "!allowed !constraint" },
	.confidence = 82,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to use a network tunnel, as VPNs and virtual machines do."),
	.explanation = N_("A tunnel looks like a network card, but a program gets all that is sent through "
			  "it. One program often makes it and hands it to another, and the policy must know "
			  "of both."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} works for a VPN or a virtual machine that {maker} set up"),
		  .then = N_("install the newest updates of both programs and of the policy") },
		{ .when = N_("{source} is a VPN program ({own_type})"),
		  .then = N_("install the newest updates of it and of the policy") },
		FIX_ALLOW,
		{ .when = N_("{source} has nothing to do with VPNs or virtual machines"),
		  .then = N_("keep it forbidden, and find out why it tried: whole networks can be listened to "
			     "that way") }),
	.analyse = analyse,
};
