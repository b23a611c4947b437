/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small programs that run inside the kernel (BPF), and the tables that they share. */
#include <avocet-plugin.h>

#include <string.h>

#include "modules.h"

static bool loads(const struct avocet_denial *denial)
{
	for (const char *const *p = denial->permissions; *p; p++)
		if (strcmp(*p, "prog_load") == 0 || strcmp(*p, "map_create") == 0)
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool own = denial->source.type && denial->target.type
		&& strcmp(denial->source.type, denial->target.type) == 0;

	if (loads(denial)) {
		host->ground(host, N_("It wanted to load a program of its own, or to make a table for it."));
		host->report(host);
		return;
	}
	host->risk(host, AVOCET_RISK_MEDIUM);
	if (!own)
		host->ground(host, N_("It did not load a program: it was to use one that {target.type} had "
				      "made. systemd passes such ones to the services that it starts."));
	if (!own && denial->target.role && strcmp(denial->target.role, "system_r") == 0)
		host->word(host, "maker", denial->target.type);
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "bpf",
	.match = {
		.manager = "kernel",
		.tclass = "bpf",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} wanted to use small programs that run inside the kernel (BPF)."),
	.explanation = N_("Tools for tracing, networks and containers, and systemd itself, put such programs "
			  "into the kernel. They are checked, but they see much and the check has "
			  "had holes: rootkits are made that way. So only known tools may."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it does its work all the same, and {maker} is a part of the system"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("{source} is a tool of the system, or for tracing, networks or containers"),
		  .then = N_("install the newest updates of the policy and of the tool, or run it as an "
			     "administrator; if that does not help, report it to its makers") },
		{ .when = N_("{source} is none of these"),
		  .then = N_("do not allow it, and find out why it tried: it may be an intruder's tool") },
		FIX_ALLOW),
	.analyse = analyse,
};
