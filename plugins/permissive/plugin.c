/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing was stopped, and nobody knows more: SELinux only watched. */
#include <avocet-plugin.h>

#include "domains.h"

static void tell_whole(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!host->has_type(host, denial->source.type))
		return;
	host->word(host, "watched_all", denial->source.type);
	host->ground(host, N_("The policy has no rule to only watch {source.type}, so the whole system was "
			      "permissive, or the policy was another one then."));
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (host->is_permissive(host, denial->source.type)) {
		host->word(host, "watched_type", denial->source.type);
		host->ground(host, N_("Only programs of the type {watched_type} are watched, by a rule of the policy; "
				      "the others are still stopped."));
	} else {
		condition(host, "if_whole");
		tell_whole(host, denial);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "permissive",
	.match = { .outcome = "permitted", .reason = "!allowed" },
	/* Whoever knows a cause speaks first; of those who can only guess this is the better word. */
	.confidence = 28,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("Nothing was stopped: SELinux only watched, and took a note."),
	.explanation = N_("SELinux can watch instead of stopping: the whole system, in a mode called "
			  "permissive, or programs of single types, by a rule of the policy. As soon "
			  "as the policy is enforced there, the same thing will be refused. More is "
			  "not known about it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("SELinux only watches while you set {source} up"),
		  .then = N_("let {source} do all that it must do, and see to what is reported "
			     "before you have the policy enforced again") },
		{ .when = N_("programs of the type {watched_type} should be stopped again"),
		  .then = N_("run \"semanage permissive -l\"; if {watched_type} is listed there as customized, "
			     "end it with \"semanage permissive -d {watched_type}\"; else it came with the policy, "
			     "whose makers will end it") },
		{ .when = N_("you do not know who switched it to watching{if_whole}"),
		  .then = N_("run getenforce and see whether the whole system is permissive. If "
			     "so, find out who did it and why, and run setenforce 1: an intruder "
			     "would do this first") }),
	.analyse = analyse,
};
