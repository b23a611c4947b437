/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files without a name that the kernel makes for new ways of working: io_uring and others. */
#include <avocet-plugin.h>

#include <string.h>

#include "modules.h"

static const struct {
	const char *anonclass, *ground;
} kinds[] = {
	{ "[io_uring]", N_("It is io_uring, a faster way to read and write. Programs that do not get it "
			   "fall back to the usual one, a little slower.") },
	{ "[userfaultfd]", N_("It is userfaultfd, with which a program takes care of its missing memory "
			      "itself, as virtual machines and Java do. Attacks on the kernel use it, "
			      "too.") },
	{ "[secretmem]", N_("It is secretmem, memory that not even the kernel can read: good for keys.") },
	{ "[perf_event]", N_("It is a counter of perf.") },
};

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; denial->anonclass && i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strcmp(denial->anonclass, kinds[i].anonclass) != 0)
			continue;
		host->ground(host, kinds[i].ground);
		host->confidence(host, 80);
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "anon_inode",
	.match = {
		.manager = "kernel",
		.tclass = "anon_inode",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 65,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to use one of the kernel's newer ways of working ({anonclass})."),
	.explanation = N_("The kernel gives programs files without a name for such things, and SELinux "
			  "controls them since Linux 5.12. Policies learn only bit by bit which "
			  "programs use them, so mostly the policy is older than the program. The "
			  "kernel's code behind them is young, and has had holes."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: it uses another way") },
		{ .when = N_("it does not"),
		  .then = N_("install the newest updates of the policy; if they do not help, look in the "
			     "settings of {source} for a way to switch this off, and report it to its "
			     "makers") },
		FIX_ALLOW),
	.analyse = analyse,
};
