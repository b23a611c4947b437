/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to set a label that the policy does not know. */
#include <avocet-plugin.h>

#include "label-choice.h"

/* Two records tell of it: the right to do it was refused, and the label itself. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool refused = label_wants(denial, "mac_admin");

	if (!refused && !(denial->invalid_context &&
				pattern_in("setxattr fscreate sockcreate", denial->operation)))
		return;
	if (denial->invalid_context) {
		host->word(host, "bad_label", denial->invalid_context);
		host->ground(host, N_("The label is {bad_label}."));
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "invalid_label",
	.match = { .manager = "kernel", .reason = "!allowed" },
	.confidence = 90,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} tried to set a label that the policy of this system does not know."),
	.explanation = N_("This happens when files come from another system with their labels, when an "
			  "image of another system is made, or when a module of the policy is missing. "
			  "The right to do it (mac_admin) is not for ordinary programs: with it they "
			  "could put anything on the disk as a label."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the label belongs to an application"),
		  .then = N_("install the module of the policy that comes with it (often a package whose "
			     "name ends in -selinux)") },
		{ .when = N_("files are copied or unpacked (rsync -X, cp -a, tar --selinux)"),
		  .then = N_("leave their labels out, and run restorecon on them afterwards") },
		{ .when = N_("another system is being built (an image, a chroot)"),
		  .then = N_("use a tool that labels it when it first starts, or without SELinux inside") },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("do not allow it, and find out what it was doing") }),
	.analyse = analyse,
};
