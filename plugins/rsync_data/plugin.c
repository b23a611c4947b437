/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rsync service is to hand out a folder that is not labelled for it. */
#include <avocet-plugin.h>

#include "shares.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!share_offer(host, denial, "rsync_data_t") && !share_offer(host, denial, "public_content_t"))
		share_offer_writable(host, denial);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "rsync_data",
	.match = {
		.manager = "kernel",
		.source_type = "rsync_t",
		.tclass = "file dir lnk_file",
		.any_permission = "* !relabelfrom !relabelto !mounton",
		.reason = "!allowed !constraint !invalid-context",
	},
	.confidence = 86,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("The rsync service may only hand out what is labelled for it, and {target.path} is "
		      "not."),
	.explanation = N_("As a service, rsync gives files to other computers. Lest a slip in its "
			  "settings shows them everything, each folder must be labelled for it."),
	.fixes = SHARE_FIXES,
	.analyse = analyse,
};
