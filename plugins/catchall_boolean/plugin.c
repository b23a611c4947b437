/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of the policy (booleans) would allow it: the narrowest, best first. */
#include <avocet-plugin.h>

#include "boolean-choice.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	struct boolean_choice best[BOOLEAN_CHOICES];
	size_t count = boolean_is_told_elsewhere(denial) ? 0 : booleans_choose(host, denial, best);

	for (size_t i = 0; i < count; i++) {
		if (boolean_set_has(best[i].set, "*_unified"))
			continue; /* httpd_unified weighs that one */
		boolean_words(host, &best[i]);
		host->report(host);
	}
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "catchall_boolean",
	.match = { .reason = "!allowed !constraint !role !bounds" },
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("A setting of the policy decides about this. To allow it, {boolean_changes}."),
	.explanation = N_("Some things are needed on one system and dangerous on another, so the "
			  "policy has settings for them, called booleans. Each covers all that it "
			  "was made for, not only what was stopped now."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you want {source} to be able to do this"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("you do not"),
		  .then = N_("leave the settings as they are") }),
	.analyse = analyse,
};
