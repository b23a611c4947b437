/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program talks to the kernel's audit system, which writes down who did what. */
#include <avocet-plugin.h>

#include "domains.h"

static bool has(const struct avocet_denial *denial, const char *pattern)
{
	for (const char *const *item = denial->permissions; item && *item; item++)
		if (pattern_fits(pattern, *item))
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (has(denial, "nlmsg_write") || has(denial, "nlmsg_tty_audit")) {
		condition(host, "if_changes");
		host->ground(host, N_("It wanted to change what is written down, or to switch it off."));
		host->confidence(host, 90);
	} else if (has(denial, "nlmsg_relay")) {
		condition(host, "if_writes");
		host->ground(host, N_("It wanted to write an entry of its own, as programs do that let people "
				      "log in."));
	} else {
		condition(host, "if_opens");
		host->ground(host, N_("Programs that let people log in do this, by way of a library; others "
				      "have no reason."));
	}
	if (domain_is_service(denial))
		host->ground(host, N_("It runs as a service ({source.type})."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "netlink_audit",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS,
		.tclass = "netlink_audit_socket",
		.reason = "!allowed",
	},
	.confidence = 82,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} wanted to reach the audit system, which records what is done on this "
		      "computer."),
	.explanation = N_("The audit log shows afterwards who did what. An intruder would like to write "
			  "false entries into it or to stop it, so only a few programs may reach it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} should have nothing to do with logins{if_opens}"),
		  .then = N_("keep it forbidden, and find out why it tried to reach the audit system") },
		{ .when = N_("it checks passwords or opens sessions, so that it has a reason{if_writes}"),
		  .then = N_("install the newest updates of the program and of the policy; if they do not "
			     "help, report it to their makers") },
		{ .when = N_("it checks passwords or opens sessions, so that it has a reason{if_opens}"),
		  .then = N_("install the newest updates of the program and of the policy; if they do not "
			     "help, report it to their makers") },
		{ .when = N_("it was you who changed audit rules{if_changes}"),
		  .then = N_("do it from an administrator's shell that is not confined") },
		{ .when = N_("nobody changed audit rules{if_changes}"),
		  .then = N_("treat it as an attack: somebody may want to hide what they do") }),
	.analyse = analyse,
};
