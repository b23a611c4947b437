/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was refused then is allowed now. */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "allowed",
	.match = { .reason = "allowed" },
	.confidence = 75,
	.risk = AVOCET_RISK_NONE,
	.summary = N_("The policy as it is now allows this: it should not happen again."),
	.explanation = N_("Since {source} was refused, something was changed: a setting (a "
			  "boolean), the policy by an update, or a rule that somebody added. Or "
			  "the records come from another machine, whose policy refuses it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it has not happened again"),
		  .then = N_("there is nothing to do") },
		{ .when = N_("it still happens"),
		  .then = N_("run semodule -B, which builds the policy anew and loads it: the "
			     "kernel may still have an older one. If that changes nothing, report "
			     "it with the records") },
		{ .when = N_("{source} should not do this at all"),
		  .then = N_("look for what was changed lately, and by whom: somebody opened this "
			     "way") }),
};
