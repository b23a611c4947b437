/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program starts one that it has no business with: another service's, or a shell. */
#include <avocet-plugin.h>

#include "domains.h"

static bool is_shell(const char *type)
{
	return type && strcmp(type, "shell_exec_t") == 0;
}

/* Where the program file would lead: its domain, when it has one of its own. */
static void name_owner(struct avocet_host *host, const struct avocet_denial *denial)
{
	domain_stem_word(host, "owner", denial->target.type);
	host->ground(host, N_("By its label {target.type} the program belongs to {owner}."));
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_shell(denial->target.type)) {
		host->word(host, "shell", "shell");
		host->risk(host, AVOCET_RISK_HIGH);
		host->confidence(host, 80);
		host->ground(host, N_("It is a command shell."));
	} else if (strcmp(denial->target.type, "bin_t") == 0) {
		condition(host, "if_tool");
		host->confidence(host, 70);
		host->ground(host, N_("It is one of the system's common programs, and the policy gave "
				      "{source.type} none of these to use."));
	} else {
		name_owner(host, denial);
		host->confidence(host, 80);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "foreign_program",
	.match = {
		.manager = "kernel",
		.target_type = "*_exec_t bin_t !*_script_exec_t !user_*",
		.tclass = "file",
		.any_permission = "execute execute_no_trans !entrypoint !write !execmod",
		.reason = "!allowed !constraint",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} tried to start a program that the policy does not expect it to start."),
	.explanation = N_("A service seldom needs more than a few helpers, and the policy knows them. "
			  "Whoever breaks into a service starts other programs from it, a shell first "
			  "of all. A new version, a plug-in or a script of yours is the harmless "
			  "reason."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("nothing in the settings of {source} makes it call a {shell}"),
		  .then = N_("treat it as an attack: look into its files and logs, and keep it forbidden") },
		{ .when = N_("you have it call a {shell} script"),
		  .then = N_("have a timer or a service of its own do that work, so that {source} need not "
			     "start anything") },
		{ .when = N_("{source} should use the service of {owner}"),
		  .then = N_("have it ask the running service, or have systemd start it, instead of starting "
			     "that program itself") },
		{ .when = N_("it came with an update{if_tool}"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "the makers of {source}") },
		{ .when = N_("you cannot explain it"),
		  .then = N_("keep it forbidden, and find out why {source} did it: it may have been broken "
			     "into") }),
	.analyse = analyse,
};
