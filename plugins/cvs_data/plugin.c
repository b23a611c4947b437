/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The CVS service is to keep its repository in a folder that is not labelled for it. */
#include <avocet-plugin.h>

#include "shares.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	share_offer(host, denial, "cvs_data_t");
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "cvs_data",
	.match = {
		.manager = "kernel",
		.source_type = "cvs_t",
		.tclass = "file dir lnk_file",
		.any_permission = "* !relabelfrom !relabelto !mounton",
		.reason = "!allowed !constraint !invalid-context",
	},
	.confidence = 86,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("CVS may only use a repository that is labelled for it, and {target.path} is "
		      "not."),
	.explanation = N_("CVS keeps the versions of texts for many users. It may only touch folders that "
			  "are labelled as repositories, so that a fault in it reaches no others."),
	.fixes = SHARE_FIXES,
	.analyse = analyse,
};
