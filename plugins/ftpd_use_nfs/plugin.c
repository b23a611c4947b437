/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An FTP server is to offer files that lie on another computer (NFS). */
#include <avocet-plugin.h>

#include "mounts.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	mount_report(host, denial);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "ftpd_use_nfs",
	.match = {
		.manager = "kernel",
		.source_type = "ftpd_t vsftpd_t",
		.target_type = "nfs_t",
		.tclass = "file dir lnk_file",
		.reason = "!allowed !constraint !invalid-context",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The FTP server tried to use files that lie on another computer (NFS)."),
	.explanation = N_("FTP hands out files to strangers, so it may only use this computer's own, "
			  "unless that is turned on. Files of other computers have one label for all, "
			  "which restorecon cannot change."),
	.fixes = MOUNT_FIXES,
	.analyse = analyse,
};
