/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The powers that were cut out of sys_admin in Linux 5.8 and 5.9: tracing, measuring, freezing. */
#include <avocet-plugin.h>

#include <string.h>

#include "capabilities.h"
#include "modules.h"

static bool wants(const struct avocet_denial *denial, const char *permission)
{
	for (const char *const *p = denial->permissions; *p; p++)
		if (strcmp(*p, permission) == 0)
			return true;
	return false;
}

static void tell_what_for(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (wants(denial, "bpf"))
		host->ground(host, N_("bpf: to load a small program into the kernel, as systemd, tools for "
				      "tracing and for networks do."));
	if (wants(denial, "perfmon"))
		host->ground(host, N_("perfmon: to measure what the whole system does."));
	if (wants(denial, "checkpoint_restore"))
		host->ground(host, N_("checkpoint_restore: to freeze a process and to revive it later; "
				      "terminals ask for it, too, when their settings are locked."));
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	tell_what_for(host, denial);
	if (capability_allowed(host, "sys_admin")) {
		host->word(host, "greater", "sys_admin");
		host->ground(host, N_("{source.type} has the greater power {greater}, which the kernel "
				      "takes instead: nothing is missing."));
		host->confidence(host, 92);
		host->risk(host, AVOCET_RISK_LOW);
		module_report(host, AVOCET_RULE_DONTAUDIT);
		return;
	}
	host->word(host, "lacking", "sys_admin");
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "bpf_capability",
	.match = {
		.manager = "kernel",
		.tclass = "capability2",
		.any_permission = "bpf perfmon checkpoint_restore",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 65,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} asked for a power over the kernel that has a name of its own only since "
		      "Linux 5.8."),
	.explanation = N_("These powers used to be part of the great one, sys_admin. Newer kernels ask for "
			  "the small one first and for the great one next. Policies that are older than "
			  "the kernel do not give the small one to the programs that need it. In a "
			  "program that has nothing to do with tracing it would be strange, for it "
			  "reaches deep into the kernel."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the alerts fill the log ({greater} is allowed, so {source} works)"),
		  .then = N_("install the newest updates of the policy") },
		{ .when = N_("{source} is a tool of the system, or for tracing or containers, and has "
			     "neither this nor {lacking}"),
		  .then = N_("install the newest updates of the policy: it is older than the kernel, or than "
			     "{source}; if they do not help, report it to its makers") },
		{ .when = N_("{source} has no reason to look into the kernel ({lacking} is not allowed to it "
			     "either)"),
		  .then = N_("do not allow it, and find out why it tried") },
		FIX_SILENCE),
	.analyse = analyse,
};
