/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wanted to run a file whose label is none for programs. */
#include <avocet-plugin.h>

#include "domains.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!denial->target.type || host->has_attribute(host, denial->target.type, "exec_type"))
		return;
	host->word(host, "label_now", denial->target.type);
	if (denial->path && domain_is_installed(denial->path)) {
		host->word(host, "installed", denial->path);
		host->risk(host, AVOCET_RISK_LOW);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "not_a_program",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS " !svirt*",
		.target_type = "!*_exec_t !unlabeled_t !file_t",
		.tclass = "file",
		.any_permission = "execute execute_no_trans",
		.path = "!/memfd:* !*(deleted)",
		.reason = "!allowed !constraint",
	},
	.confidence = 25,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} tried to run {target.path} as a program, but its label ({target.type}) is not one "
		      "for programs."),
	.explanation = N_("Services may run programs only from where the system keeps them, so that a file which "
			  "somebody slipped in is not run. Scripts that were put among data, and programs "
			  "that were copied by hand, do not have the right label."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("a package of the system brought {installed}"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("you put it there yourself, and {source} is meant to run it (now it is labelled "
			     "{label_now})"),
		  .then = N_("move it to /usr/local/bin and run restorecon on it there: then it has the label "
			     "of a program") },
		{ .when = N_("{source} only has it among its data and need not run it"),
		  .then = N_("take away its right to be run, with \"chmod a-x\", or mend the settings of "
			     "{source}") },
		{ .when = N_("you do not know the file"),
		  .then = N_("do not allow it: an intruder would put one there") }),
	.analyse = analyse,
};
