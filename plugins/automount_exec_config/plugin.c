/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The automounter runs its tables as programs when they are marked as such. */
#include <avocet-plugin.h>

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	unsigned mode = denial->mode >= 0 ? (unsigned)denial->mode : 0;
	const struct avocet_file *file;

	if (denial->mode < 0 && denial->path) {
		file = host->file(host, denial->path);
		mode = file ? file->mode : 0;
	}
	if (mode & 0111) {
		host->ground(host, N_("{target.path} is marked as a program (its permissions have an x)."));
		host->confidence(host, 95);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "automount_exec_config",
	.match = {
		.manager = "kernel",
		.source_type = "automount_t",
		.target_type = "etc_t automount_etc_t",
		.tclass = "file",
		.any_permission = "execute execute_no_trans",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 85,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("The automounter took one of its tables for a program."),
	.explanation = N_("The files that say what is mounted where (auto.master, auto.misc and others) are "
			  "mostly plain lists. But when one is marked as a program, the automounter runs it "
			  "and takes what it prints. Usually the mark was set by mistake."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{target.path} is a plain list"),
		  .then = N_("take the mark away (chmod -x)") },
		{ .when = N_("it is a program that makes the list"),
		  .then = N_("give it the label of a program: bin_t, with semanage fcontext and restorecon") }),
	.analyse = analyse,
};
