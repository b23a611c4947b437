/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program sends a signal to another one. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

static const struct {
	const char *permission;
	int confidence;
	const char *ground;
} kinds[] = {
	{ "sigkill", 70, N_("This signal kills the other program at once.") },
	{ "sigstop", 70, N_("This signal makes the other program stand still.") },
	{ "signal", 65, N_("Such signals mostly ask the other program to end or to read its settings "
			   "again.") },
	{ "signull", 75, N_("This signal does nothing: it is only to see whether the other program "
			    "still runs.") },
	{ "sigchld", 75, N_("This signal only tells the program that started this one that it has "
			    "ended.") },
};

static bool has(const struct avocet_denial *denial, const char *permission)
{
	for (const char *const *item = denial->permissions; *item; item++)
		if (strcmp(*item, permission) == 0)
			return true;
	return false;
}

/* Asking and telling are harmless; what ends or stops programs is not. */
static const char *purpose_of(const char *permission)
{
	if (strcmp(permission, "signull") == 0)
		return "if_asks";
	return strcmp(permission, "sigchld") == 0 ? "if_tells" : "if_order";
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!has(denial, kinds[i].permission))
			continue;
		host->ground(host, kinds[i].ground);
		host->confidence(host, kinds[i].confidence);
		condition(host, purpose_of(kinds[i].permission));
		module_report(host, AVOCET_RULE_ALLOW);
		return;
	}
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "signals",
	.match = {
		.manager = "kernel",
		.source_type = "!svirt* !container*_t",
		.tclass = "process",
		.only_permissions = "signal sigkill sigstop signull sigchld",
		.reason = "!allowed !constraint",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} sent a signal to {process}, which the policy does not expect of it."),
	.explanation = N_("A signal is a short call from one program to another. A program may send "
			  "signals to those that it works with, but not to all, so that one that was "
			  "broken into cannot silence the others. Scripts that watch or restart "
			  "services are a common harmless reason."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: this signal was only a question{if_asks}") },
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: this signal only told that it had ended{if_tells}") },
		{ .when = N_("a script of yours is to end or restart other services"),
		  .then = N_("let it call \"systemctl restart\" or \"systemctl reload\" instead of sending "
			     "the signal itself{if_order}") },
		FIX_ALLOW,
		{ .when = N_("you do not know what {source} has to do with {target.type}"),
		  .then = N_("find out why it sent that signal: it may have been broken into") }),
	.analyse = analyse,
};
