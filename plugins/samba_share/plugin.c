/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samba is to share a folder that is not labelled for it. */
#include <avocet-plugin.h>

#include "shares.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	share_offer(host, denial, "samba_share_t");
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "samba_share",
	.match = {
		.manager = "kernel",
		.source_type = "smbd_t nmbd_t",
		.tclass = "file dir lnk_file sock_file fifo_file",
		.any_permission = "* !relabelfrom !relabelto !mounton",
		.reason = "!allowed !constraint !invalid-context",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("Samba may only share what is labelled for it, and {target.path} is not."),
	.explanation = N_("Samba lets other computers use folders of this one. Lest a slip in its "
			  "settings shows them everything, each shared folder must be labelled as "
			  "such. This is nearly always harmless."),
	.fixes = SHARE_FIXES,
	.analyse = analyse,
};
