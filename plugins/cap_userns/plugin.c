/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A privilege that counts only inside a program's own user namespace: sandboxes and containers. */
#include <avocet-plugin.h>

#include <string.h>

#include "domains.h"
#include "modules.h"

/* These are about another process, and count where that one is: whoever lists all processes meets those
 * of sandboxes and containers, too. */
static bool is_about_others(const struct avocet_denial *denial)
{
	static const char *const others[] = { "sys_ptrace", "kill", "sys_nice", NULL };

	for (const char *const *item = denial->permissions; *item; item++)
		if (!pattern_listed(others, *item))
			return false;
	return true;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_about_others(denial)) {
		condition(host, "if_others");
		host->ground(host, N_("It was about the process of somebody else, inside a sandbox or "
				      "container."));
		host->confidence(host, 80);
		host->risk(host, AVOCET_RISK_LOW);
		module_report(host, AVOCET_RULE_DONTAUDIT);
		return;
	}
	condition(host, "if_own");
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
	.summary = N_("{source} wanted a power of root, but only inside a sandbox or container."),
	.explanation = N_("Web browsers, Flatpak, podman and others make a small world of their own (a user "
			  "namespace), in which they are root over what belongs to them. This "
			  "is far less than being root on the whole system: it reaches neither files of "
			  "others nor devices. It is no harm that they try; but what only root inside "
			  "can reach in the kernel has had holes, so the policy says who may."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it looks into processes of containers, as ps and monitoring agents do, and "
			     "does its work all the same{if_others}"),
		  .then = N_("leave it as it is") },
		{ .when = N_("{source} is a browser, or runs sandboxes or containers{if_own}"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("{source} has nothing to do with sandboxes{if_own}"),
		  .then = N_("find out why it made one: this is also how intruders reach holes in the "
			     "kernel") },
		{ .when = N_("{source} has no reason to look into them{if_others}"),
		  .then = N_("find out why it tried") },
		{ .when = N_("{source} does its work all the same, and you want to hear no more of "
			     "this{if_others}"),
		  .then = N_("silence it with a small module of your own: it stays forbidden, and is not "
			     "logged any more"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("updates do not help, and you trust {source} with this{if_own}"),
		  .then = N_("allow just this with a small module of your own, until the policy knows it"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
