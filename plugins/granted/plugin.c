/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing was refused: the policy has some things noted whenever they are done. */
#include <avocet-plugin.h>

#include "deeds.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (denial->tclass && strcmp(denial->tclass, "security") == 0) {
		host->word(host, "guard", "SELinux");
		host->risk(host, AVOCET_RISK_MEDIUM);
	}
	deed_tell_who(host, denial);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "granted",
	.match = { .outcome = "granted" },
	.confidence = 90,
	.risk = AVOCET_RISK_NONE,
	.summary = N_("Nothing was stopped: this is allowed, and only noted."),
	.explanation = N_("Some rights are so strong that the policy has each use of them written "
			  "down (auditallow). Such a note is no fault."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it was not you, nor an update, who changed {guard} at that time"),
		  .then = N_("find out who did: look at the login above, and run getenforce and "
			     "semodule -l to see whether the policy is as you left it") },
		{ .when = N_("you know of it"),
		  .then = N_("there is nothing to do") }),
	.analyse = analyse,
};
