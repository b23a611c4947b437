/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants a user namespace: the beginning of a sandbox, a container, or an attack. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "user_namespace",
	.match = {
		.manager = "kernel",
		.tclass = "user_namespace",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 75,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to make a small world of its own, in which it is root (a user "
		      "namespace)."),
	.explanation = N_("Browsers lock web pages into such worlds, and podman, Flatpak and the sandboxes "
			  "of systemd are made of them. They protect; but inside them parts of the kernel "
			  "can be reached that otherwise only root can reach, and those have had many "
			  "holes. So the policy lets only known programs make one. A browser "
			  "without it runs on, with a weaker sandbox."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is a browser, or runs sandboxes or containers"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("{source} has no use for sandboxes, or does its work all the same"),
		  .then = N_("leave it as it is: this closes a way into the kernel") },
		FIX_ALLOW),
	.analyse = analyse,
};
