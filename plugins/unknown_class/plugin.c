/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel, or a program that asks SELinux, knows something that the policy does not know yet. */
#include <avocet-plugin.h>

#include <string.h>

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *treated = host->on_unknown(host);

	if (treated && strcmp(treated, "allow") == 0)
		host->ground(host, N_("By this policy unknown things are allowed, so another policy was in "
				      "force then."));
	else if (treated)
		host->ground(host, N_("By this policy unknown things are denied."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "unknown_class",
	.match = { .reason = "unknown-class" },
	.confidence = 95,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("Your kernel, or a program of the system, is newer than your SELinux policy."),
	.explanation = N_("It asked about something that the policy has no word for ({target.class}: "
			  "{permissions}), so no rule can allow it or forbid it. What happens then is a "
			  "setting of the policy as a whole: on most systems unknown things are "
			  "allowed."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("there are updates for the policy"),
		  .then = N_("install them (selinux-policy, on Debian selinux-policy-default), and restart") },
		{ .when = N_("there are none, and something does not work"),
		  .then = N_("start the kernel that came with this version of the system. \"dmesg\" shows at "
			     "the start which classes and permissions are unknown, and whether they are "
			     "allowed or denied") }),
	.analyse = analyse,
};
