/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that is not about networks wants to change network settings: mostly larger buffers. */
#include <avocet-plugin.h>

#include <string.h>

#include "deeds.h"
#include "domains.h"
#include "modules.h"

/* Libraries ask for larger buffers than allowed, and take what they get. */
static bool only_tries(const struct avocet_denial *denial)
{
	return denial->syscall && strcmp(denial->syscall, "setsockopt") == 0;
}

/* These are there to change the network, and do nothing else. */
static bool is_tool(const struct avocet_denial *denial)
{
	static const char *const tools[] = {
		"ip", "ifconfig", "route", "tc", "bridge", "iw", "iwconfig", "brctl", "ethtool", "nft", "ipset",
		"ip*tables*", "eb*tables*", "arp*tables*", "xtables-*", "conntrack", "wg", "tunctl",
		"vconfig", NULL,
	};

	return deed_by_tool(denial, tools);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_tool(denial)) {
		host->word(host, "tool", denial->exe);
		host->ground(host, N_("{tool} is a program for changing network settings."));
		host->confidence(host, 70);
		host->report(host);
		return;
	}
	condition(host, "if_no_tool");
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
		{ .when = N_("programs of the type {source.type} have no reason to run {tool}"),
		  .then = N_("do not allow it, and find out who started this: it may have been broken into") },
		{ .when = N_("{tool} was only to show how the network is set up"),
		  .then = N_("leave it as it is: most of that is shown without this power") },
		{ .when = N_("it is the work of {source.type} to set up the network with {tool}"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to its "
			     "makers") },
		{ .when = N_("{source} does its work all the same{if_no_tool}"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("{source} is there to set up the network, and cannot{if_no_tool}"),
		  .then = N_("install the newest updates of the policy; if they do not help, report "
			     "it to its makers") },
		FIX_SILENCE),
	.analyse = analyse,
};
