/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ping and traceroute need a raw network socket. */
#include <avocet-plugin.h>

#include "domains.h"

/* A boolean that by its name is about pinging. */
static void offer_switch(struct avocet_host *host)
{
	const struct avocet_boolean_set *set = host->boolean_sets(host);

	for (; set->booleans; set++) {
		if (set->booleans[1].name || !strstr(set->booleans[0].name, "ping"))
			continue;
		host->choose_booleans(host, set);
		host->confidence(host, 90);
		host->ground(host, N_("By its name {boolean} is made for this."));
		return;
	}
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (denial->source.role && strcmp(denial->source.role, "system_r") == 0)
		host->word(host, "service_type", denial->source.type);
	else
		host->word(host, "user_type", denial->source.type);
	offer_switch(host);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "ping",
	.match = {
		.manager = "kernel",
		.comm = "ping ping4 ping6 arping fping mtr mtr-packet traceroute* tracepath* clockdiff",
		.tclass = "rawip_socket icmp_socket packet_socket",
		.reason = "!allowed",
	},
	.confidence = 84,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} asks other computers whether they are there, and may not do so here."),
	.explanation = N_("For that it needs a kind of socket with which one could also forge or listen to "
			  "network traffic. So not everybody gets it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("people who are logged in ({user_type}) shall be able to do this"),
		  .then = N_("turn {boolean} {boolean_value}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("you are logged in with few rights ({user_type})"),
		  .then = N_("ask the administrator to do it for you") },
		{ .when = N_("a service ({service_type}) is to see whether others are there"),
		  .then = N_("have a timer or a monitoring service do it, or have it call a TCP port of the "
			     "other computer instead") },
		{ .when = N_("nothing of yours makes that service ({service_type}) call {source}"),
		  .then = N_("find out who did: intruders look around like this") }),
	.analyse = analyse,
};
