/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys that the kernel keeps for programs: whose they are depends on who started the program. */
#include <avocet-plugin.h>

#include <string.h>

#include "modules.h"

static void tell_owner(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *source = denial->source.type, *target = denial->target.type;

	if (source && target && strcmp(source, target) == 0)
		host->ground(host, N_("The key is of its own type: the policy does not know that "
				      "{source.type} uses keys."));
	else if (target && strcmp(target, "kernel_t") == 0)
		host->ground(host, N_("The key belongs to the kernel, which makes the first key rings of each "
				      "user."));
	else if (denial->target.role && strcmp(denial->target.role, "system_r") != 0)
		host->ground(host, N_("The key belongs to somebody's session ({target.type}): most likely "
				      "{source} was started by hand, or from a session, and got its key "
				      "ring."));
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	tell_owner(host, denial);
	if (denial->target.role && strcmp(denial->target.role, "system_r") != 0
		&& denial->source.type && denial->target.type
		&& strcmp(denial->source.type, denial->target.type) != 0)
		host->word(host, "session", denial->target.type);
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "key",
	.match = {
		.manager = "kernel",
		.tclass = "key",
		.reason = "!allowed !unknown-class !constraint",
	},
	.confidence = 65,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to use a key ring of the kernel that the policy keeps from it."),
	.explanation = N_("The kernel keeps keys and tickets for programs: of Kerberos, encrypted disks, "
			  "network file systems. They lie in rings that a program inherits from the one "
			  "that started it. Most programs touch their ring only because a library "
			  "looks there, and do without."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is a service that was started from the session of {session}"),
		  .then = N_("start it with systemctl, so that systemd gives it a key ring of its own") },
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("it misses its keys or tickets"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		FIX_ALLOW),
	.analyse = analyse,
};
