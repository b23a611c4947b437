/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program asked SELinux something, and changed nothing. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

static bool reads_policy(const struct avocet_denial *denial)
{
	static const char *const all[] = { "read_policy", NULL };

	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (pattern_listed(all, *permission))
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (reads_policy(denial)) {
		host->word(host, "all_rules", N_("policy"));
		host->ground(host, N_("It wanted to read all rules. Nothing can be changed that way, but an "
				      "intruder would look for gaps in them."));
		host->risk(host, AVOCET_RISK_MEDIUM);
		host->confidence(host, 65);
	} else {
		host->ground(host, N_("It was a single question ({permissions})."));
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "security_questions",
	.match = {
		.manager = "kernel",
		.tclass = "security",
		.only_permissions = "check_context compute_av compute_create compute_member "
				    "compute_relabel compute_user validate_trans read_policy",
		.reason = "!allowed",
	},
	.confidence = 80,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} only asked SELinux something: nothing was changed."),
	.explanation = N_("Programs that give out labels, or that ask SELinux before they do something "
			  "for others, put questions to it. Some libraries do so out of habit. The "
			  "answers are no secret, but only some types of program are expected to ask."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you do not know why {source} wants to read the whole {all_rules}"),
		  .then = N_("find out who started it, and do not allow it") },
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is") },
		{ .when = N_("{source} must give labels, or decide for others, and does not work"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		FIX_ALLOW),
	.analyse = analyse,
};
