/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants a name on the message bus, under which others could reach it. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (denial->service)
		host->word(host, "bus_name", denial->service);
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "dbus_name",
	.match = {
		.tclass = "dbus",
		.any_permission = "acquire_svc",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to be a service on the message bus (D-Bus)."),
	.explanation = N_("Whoever has a name on the bus gets the messages that others send to that name. A "
			  "program that takes the name of another could listen to what is meant for it. "
			  "So only kinds of program may take names that the policy knows as "
			  "services of the bus."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{bus_name} is the name of this very program"),
		  .then = N_("install the newest updates of the policy, or the package with the program's "
			     "own policy (its name often ends in -selinux); if they do not help, report it "
			     "to its makers") },
		{ .when = N_("{bus_name} belongs to another program, or you do not know it"),
		  .then = N_("do not allow it, and find out why {source} wanted it") },
		FIX_ALLOW),
	.analyse = analyse,
};
