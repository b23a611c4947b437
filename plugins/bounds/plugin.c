/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A type that is bound to another one (typebounds) has a right which that one lacks. */
#include <avocet-plugin.h>

#include <string.h>

/* The kernel says so when it computes rights; else the policy did when it was asked. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool computed = denial->operation && strcmp(denial->operation, "security_compute_av") == 0;

	if (computed || (denial->reason && strcmp(denial->reason, "bounds") == 0))
		host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "bounds",
	.match = {
		.manager = "kernel",
		.operation = "!security_bounded_transition",
		.reason = "!allowed",
	},
	.confidence = 92,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source.type} is bound to a parent type, and its parent may not do this either."),
	.explanation = N_("The policy says of some types that they never have more rights than their "
			  "parent. A rule that gives them more is not followed. So it is a fault of the "
			  "policy, and one more rule for {source.type} changes nothing."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source.type} is from a policy that you installed"),
		  .then = N_("update it, or report it to its makers: the parent type needs the right too, or "
			     "the child must do without") },
		{ .when = N_("you wrote that policy"),
		  .then = N_("look for the line \"typebounds\" with {source.type}, and give the same right to "
			     "the parent type that stands there, or take the line away") }),
	.analyse = analyse,
};
