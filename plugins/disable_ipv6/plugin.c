/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPv6 was switched off by leaving out its driver, and programs still try it. */
#include <avocet-plugin.h>

#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "disable_ipv6",
	.match = {
		.manager = "kernel",
		.tclass = "system",
		.any_permission = "module_request",
		.kmod = "net-pf-10",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 92,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("IPv6 is switched off on this system, and {source} tried to use it."),
	.explanation = N_("Most programs try IPv6 first and go on with IPv4. Here the driver of IPv6 is "
			  "not loaded, so the kernel looks for it each time, and SELinux does not let "
			  "{source} cause that. Nothing is missing; it only fills the log."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you want no IPv6, and no more such alerts"),
		  .then = N_("let the driver be loaded, and switch IPv6 off inside it: do not use "
			     "\"ipv6.disable=1\" or a list of forbidden modules for that, but the line "
			     "\"net.ipv6.conf.all.disable_ipv6 = 1\" in a file in /etc/sysctl.d") },
		{ .when = N_("you want IPv6"),
		  .then = N_("take away what forbids its driver: \"ipv6.disable=1\" on the kernel's "
			     "command line, or a line about ipv6 in /etc/modprobe.d") },
		FIX_SILENCE),
	.analyse = analyse,
};
