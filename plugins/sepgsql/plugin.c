/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PostgreSQL asks SELinux what a client may do with tables, columns and rows. */
#include <avocet-plugin.h>

#include "booleans.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	boolean_or_module_report(host, "*sql*", NULL);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "sepgsql",
	.match = { .tclass = "db_*", .reason = "!allowed !unknown-class" },
	.confidence = 65,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The database keeps something labelled {target.type} from {source.type}."),
	.explanation = N_("With its module sepgsql, PostgreSQL gives labels to tables, columns and "
			  "functions, and asks SELinux besides its own GRANTs. So a client needs both: the "
			  "right of its database user, and that of its SELinux type."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("clients of this kind should be able to do this"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("just this table or column has the wrong label"),
		  .then = N_("give it another one in the database, with SECURITY LABEL") },
		{ .when = N_("the client is an administrator's"),
		  .then = N_("connect in the role of an administrator (\"newrole -r sysadm_r\")") },
		FIX_ALLOW),
	.analyse = analyse,
};
