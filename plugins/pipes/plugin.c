/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pipe between two programs: it has the label of the one that made it. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

static bool is_of_process(const struct avocet_denial *denial)
{
	return denial->target.role && denial->target.type && denial->source.type &&
		strcmp(denial->target.role, "object_r") != 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!is_of_process(denial))
		return;
	if (strcmp(denial->source.type, denial->target.type) == 0) {
		host->word(host, "own_type", denial->source.type);
		host->ground(host, N_("The pipe belongs to programs of its own type. Nearly every type may use "
				      "those: rules for {own_type} are missing."));
		module_report(host, AVOCET_RULE_ALLOW);
		return;
	}
	host->word(host, "maker_type", denial->target.type);
	host->ground(host, N_("The pipe was made by a program of the type {maker_type}, which passed it on."));
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "pipes",
	.match = {
		.manager = "kernel",
		.tclass = "fifo_file",
		.only_permissions = "read write append getattr ioctl lock",
		.reason = "!allowed !constraint",
	},
	.confidence = 45,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} may not use a pipe, through which one program hands its output to another."),
	.explanation = N_("A program that starts another one often connects it to a pipe, to hear what it says, "
			  "or has left one open. The policy must let both use it. Mostly only messages "
			  "are lost when it does not."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is") },
		{ .when = N_("what it says to {maker_type} is missing"),
		  .then = N_("have it write to a file or to the system's log instead, and install the newest "
			     "updates of the policy") },
		{ .when = N_("{source} does its work all the same, and you want to hear no more of this from "
			     "{maker_type}"),
		  .then = N_("silence it with a small module of your own: it stays forbidden, and is not "
			     "logged any more"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("{source} does not work"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to the "
			     "makers of the policy for {own_type}") },
		{ .when = N_("updates do not help"),
		  .then = N_("allow programs of the type {own_type} to use their own pipes, with a small module"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
