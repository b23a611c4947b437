/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file is to be used as swap space, but is not labelled as such. */
#include <avocet-plugin.h>

#include "label-choice.h"
#include "swap.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (host->allows_on(host, SWAP_TYPE))
		label_report_narrow(host, denial, SWAP_TYPE,
			N_("Its label is {target.type}; with swapfile_t the policy would allow it."));
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "swapfile",
	.match = {
		.manager = "kernel",
		.comm = "swapon swapoff mkswap",
		.target_type = "!swapfile_t !fixed_disk_device_t",
		.tclass = "file",
		.any_permission = "read write getattr open swapon",
		.path = "!/etc/* !/boot/* !/proc/* !/sys/* !/dev/*",
		.reason = "!allowed",
	},
	.confidence = 96,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} wants to use {target.path} as swap space, but its label does not say "
		      "that it is that."),
	.explanation = N_("Swap space holds what does not fit into memory, passwords among it. So the "
			  "file must be labelled in such a way that no other program can read it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{one_file} is meant as swap space"),
		  .then = N_("make swapfile_t its label"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("{target.path} is meant as swap space"),
		  .then = N_("find out where it is, and make {lost_type} its label") },
		{ .when = N_("it is not"),
		  .then = N_("take it out of the list of swap spaces, /etc/fstab") }),
	.analyse = analyse,
};
