/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The SSH server cannot read somebody's list of keys, since its label is wrong. */
#include <avocet-plugin.h>

#include "label-choice.h"

static bool is_about_keys(const struct avocet_denial *denial)
{
	return pattern_in("*/.ssh/* */.ssh", denial->path) ||
		pattern_in("authorized_keys* .ssh .shosts .rhosts", label_name_of(denial));
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = host->default_type(host, denial->path, denial->tclass);

	if (!is_about_keys(denial))
		return;
	if (type && strcmp(type, denial->target.type) != 0 && host->allows_on(host, type))
		return; /* restorecon tells it */
	if (denial->path)
		host->word(host, "odd_place", denial->path);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "sshd_root",
	.match = {
		.manager = "kernel",
		.source_type = "sshd_t",
		.target_type = "admin_home_t user_home_t user_home_dir_t default_t var_t var_lib_t "
			       "home_root_t unlabeled_t etc_t usr_t user_tmp_t",
		.tclass = "file dir lnk_file",
		.reason = "!allowed !constraint",
	},
	.confidence = 85,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("The SSH server could not look up which keys may log in, since they are not labelled "
		      "as such."),
	.explanation = N_("The folder .ssh in a home has a label of its own, which the SSH server may read. "
			  "When it was made or copied in an unusual way it lacks that label, and keys "
			  "do not work any more."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the home is in an unusual place ({odd_place})"),
		  .then = N_("tell the system that homes are there: \"semanage fcontext -a -e /home\" and "
			     "the folder of the homes, then restorecon -R on it") },
		{ .when = N_("the user is meant to log in with a key"),
		  .then = N_("run \"restorecon -Rv\" on the folder .ssh in the user's home") },
		{ .when = N_("nobody is meant to log in with keys"),
		  .then = N_("leave it as it is") }),
	.analyse = analyse,
};
