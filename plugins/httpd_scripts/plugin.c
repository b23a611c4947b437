/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A web server wants to run a file of the web site that is not labelled as a program. */
#include <avocet-plugin.h>

#include "boolean-choice.h"

/* The label for programs of a web site; NULL when the policy has none that would do. */
static const char *script_type(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char usual[] = "httpd_sys_script_exec_t";
	const char *const *types = host->types_that_allow(host, NULL);

	if (host->has_type(host, usual) && boolean_label_helps(host, usual, "*cgi*"))
		return usual;
	for (; *types; types++)
		if (pattern_fits("*_script_exec_t", *types) &&
			label_is_kin(denial->source.type, *types))
			return *types;
	return NULL;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = script_type(host, denial);

	if (type)
		label_report_narrow(host, denial, type,
			N_("{target.type} is for what is shown, {wanted_type} for what is run."));
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "httpd_scripts",
	.match = {
		.manager = "kernel",
		.source_type = "httpd_* nginx_t phpfpm_t",
		.target_type = "httpd_*content_t !httpd_*rw_content_t default_t var_t usr_t",
		.tclass = "file",
		.any_permission = "execute execute_no_trans",
		.path = "!/tmp/* !/var/tmp/* !/dev/shm/* !/run/* !/proc/* !/memfd:* !*(deleted)",
		.reason = "!allowed !constraint",
	},
	.confidence = 82,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The web server tried to run {target.path} as a program, but its label says that "
		      "it is a page to be shown."),
	.explanation = N_("Programs of a web site, often called CGI scripts, have a label of their own. "
			  "So a file that somebody merely uploaded is never run."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you put {one_file} there as a program of the web site"),
		  .then = N_("make {wanted_type} the label of this file alone"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("you put {target.path} there as a program of the web site"),
		  .then = N_("find out where it is, and make {lost_type} the label of this file alone") },
		{ .when = N_("you did not, or do not know the file"),
		  .then = N_("do not allow it: somebody may have uploaded it in order to break in") }),
	.analyse = analyse,
};
