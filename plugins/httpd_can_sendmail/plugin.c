/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A web server wants to send mail: often wanted, and often spam sent by an intruder's script. */
#include <avocet-plugin.h>

#include "boolean-choice.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_boolean_set *set = boolean_find(host, "*mail*");
	struct boolean_choice choice = { .set = set, .confidence = 88 };

	if (!set) {
		host->confidence(host, 30);
		host->report(host);
		return;
	}
	boolean_words(host, &choice);
	host->ground(host, N_("It is the narrowest setting that allows it."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "httpd_can_sendmail",
	.match = {
		.manager = "kernel",
		.source_type = "httpd_* nginx_t phpfpm_t",
		.target_type = "smtp_port_t sendmail_exec_t system_mail_t postfix_* exim_exec_t",
		.tclass = "tcp_socket file process",
		.any_permission = "* !name_bind !node_bind",
		.reason = "!allowed !constraint !role !bounds",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} is a web server, and it tried to send mail."),
	.explanation = N_("Web sites send mail for contact forms and forgotten passwords. But those "
			  "who break into a web site mostly use it to send unwanted mail, so this is "
			  "stopped until somebody says that it is meant to be."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("your web site is meant to send mail"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("your web site is not meant to send mail"),
		  .then = N_("look for scripts that you did not put there, and update the software of "
			     "the site: somebody may be sending mail in your name") }),
	.analyse = analyse,
};
