/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants a part in the audit log: to write to it, to read along, or to rule it. */
#include <avocet-plugin.h>

#include <string.h>

#include "modules.h"

/* Programs that change accounts note that in the audit log; those without accounts do not. */
static bool only_writes(const struct avocet_denial *denial)
{
	for (const char *const *p = denial->permissions; *p; p++)
		if (strcmp(*p, "audit_write") != 0)
			return false;
	return true;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (only_writes(denial)) {
		host->word(host, "writes", "audit_write");
		host->ground(host, N_("It wanted to write a note of its own there ({writes}), as programs do "
				      "that log people in or change accounts."));
		module_report(host, AVOCET_RULE_ALLOW);
		return;
	}
	host->word(host, "rules", "auditctl");
	host->ground(host, N_("It wanted to read along or to change the settings of the log."));
	host->risk(host, AVOCET_RISK_HIGH);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "audit_capability",
	.match = {
		.manager = "kernel",
		.tclass = "capability capability2",
		.any_permission = "audit_write audit_control audit_read",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted a part in the audit log."),
	.explanation = N_("The audit log tells who did what. Few programs may write to it, fewer read it, "
			  "and hardly any may change what it notes: an intruder would like to fill it with "
			  "lies, or to silence it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it is su, sudo or a login, run by somebody who may not become another user "
			     "({writes})"),
		  .then = N_("leave it as it is: that is how the account is meant to be") },
		{ .when = N_("{source} is no program for audit logs, such as {rules}"),
		  .then = N_("do not allow it, and find out why it tried") },
		{ .when = N_("{source} is one, and you know it"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it "
			     "to its makers") },
		FIX_ALLOW),
	.analyse = analyse,
};
