/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A privilege that counts only inside a program's own user namespace: sandboxes and containers. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "cap_userns",
	.match = {
		.manager = "kernel",
		.tclass = "cap_userns cap2_userns",
		.any_permission = "* !sys_module !mac_admin !mac_override !block_suspend !wake_alarm",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted a power of root, but only inside a sandbox or container of its own."),
	.explanation = N_("Web browsers, Flatpak, podman and others make a small world of their own (a user "
			  "namespace), in which they are root over what belongs to them. This "
			  "is far less than being root on the whole system: it reaches neither files of "
			  "others nor devices. It is no harm that they try; but what only root inside "
			  "can reach in the kernel has had holes, so the policy says who may."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is a browser, or runs sandboxes or containers"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("it looks into processes of containers, as ps and monitoring agents do, and "
			     "does its work all the same"),
		  .then = N_("leave it as it is") },
		{ .when = N_("{source} has nothing to do with sandboxes"),
		  .then = N_("find out why it made one: this is also how intruders reach holes in the "
			     "kernel") },
		FIX_ALLOW),
	.analyse = analyse,
};
