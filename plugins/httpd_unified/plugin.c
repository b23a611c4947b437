/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One setting makes all content of web servers alike: it helps, and is hardly ever what is wanted. */
#include <avocet-plugin.h>

#include "boolean-choice.h"

/* Only for the web server's own content, and only when nothing narrower is there: neither another
 * set of booleans nor a better label. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_boolean_set *set = boolean_find(host, "*_unified");
	struct boolean_choice choice = { .set = set, .confidence = 30 };

	if (!set || set->booleans[1].name || set != host->boolean_sets(host))
		return;
	if (!label_is_kin(denial->source.type, denial->target.type))
		return;
	boolean_words(host, &choice);
	host->ground(host, N_("{boolean} concerns all content of all web sites, not only {target.path}."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "httpd_unified",
	.match = {
		.manager = "kernel",
		.source_type = "httpd_*",
		.target_type = "httpd_*content_t httpd_*script_exec_t httpd_*_htaccess_t",
		.tclass = "file dir lnk_file",
		.reason = "!allowed !constraint",
	},
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("The policy tells apart which parts of a web site may be read, written and run; "
		      "a setting makes them all alike."),
	.explanation = N_("With that setting the web server may change and run all that it may show. "
			  "That is convenient, but then an intruder may, too."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("only some folders must be written to or run"),
		  .then = N_("give these the labels for it, and leave the setting as it is") },
		{ .when = N_("the sites are made so that labels cannot tell their parts apart"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN }),
	.analyse = analyse,
};
