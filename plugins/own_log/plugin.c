/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service wants to change or to remove its own log, to which it may only add. */
#include <avocet-plugin.h>

#include "deeds.h"
#include "logs.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!log_is_kept_from_its_writer(host, denial) || deed_is_mislabelled(host, denial))
		return;
	host->ground(host, N_("{source.type} may append to what is labelled {target.type}."));
	deed_tell_who(host, denial);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "own_log",
	.match = {
		.manager = "kernel",
		.target_type = "*_log_t !var_log_t !auditd_log_t",
		.tclass = "file dir lnk_file",
		.any_permission = "write unlink rename remove_name rmdir link",
		.reason = "!allowed !constraint !invalid-context",
	},
	.confidence = 75,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} tried to change or remove its own log, to which it may only add."),
	.explanation = N_("A log tells what a service did. The policy lets the service write new lines at the "
			  "end and do no more, so that whoever breaks into it cannot hide that. Most often "
			  "the service, or something that runs in it, only opens its log in the wrong way."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is meant to write this log"),
		  .then = N_("have it opened for appending, and leave it to logrotate to empty or remove old "
			     "logs") },
		{ .when = N_("it is no log, but something that {source} must change"),
		  .then = N_("keep it elsewhere, among the data of {source}, and run restorecon on it there") },
		{ .when = N_("nothing explains why {source} does this"),
		  .then = N_("do not allow it, and keep a copy of the logs elsewhere: somebody may want to hide "
			     "what was done") }),
	.analyse = analyse,
};
