/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last resort: nobody else knew anything, and that is said. */
#include <avocet-plugin.h>

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->make_module(host, AVOCET_RULE_ALLOW); /* where no rule helps, that fix is left out */
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "catchall",
	.match = { .reason = "!allowed" },
	.confidence = AVOCET_LAST_RESORT,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("No good way to allow this is known."),
	.explanation = N_("The policy does not expect a program of this kind ({source.type}) to do this. "
			  "It may be a fault of the program, a gap in the policy, or the work of an "
			  "intruder."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("{source} does not work without it"),
		  .then = N_("install the newest updates; if they do not help, report it to the "
			     "makers of the program") },
		{ .when = N_("{source} should not do this at all"),
		  .then = N_("find out why it did: it may have been broken into") },
		{ .when = N_("you know why {source} needs this, and updates do not help"),
		  .then = N_("allow just this with a small module of your own, named {module_name}, and "
			     "remove it when it is not needed any more"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
