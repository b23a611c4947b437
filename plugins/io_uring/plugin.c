/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Special powers within io_uring: a thread of the kernel, device commands, another's rights. */
#include <avocet-plugin.h>

#include <string.h>

#include "modules.h"

static bool borrows_rights(const struct avocet_denial *denial)
{
	for (const char *const *p = denial->permissions; *p; p++)
		if (strcmp(*p, "override_creds") == 0)
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (borrows_rights(denial)) {
		host->word(host, "lender", denial->target.type ? denial->target.type : "");
		host->ground(host, N_("It wanted to work with the rights of a program of the type "
				      "{target.type}. Only few programs have a reason for that."));
		host->risk(host, AVOCET_RISK_HIGH);
		host->report(host);
		return;
	}
	host->word(host, "powers", "sqpoll");
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "io_uring",
	.match = {
		.manager = "kernel",
		.tclass = "io_uring",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 75,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted a special power of the kernel's fast input and output (io_uring)."),
	.explanation = N_("io_uring is a faster way to read and write. With it a program may also ask for a "
			  "thread of the kernel that waits for its orders (sqpoll), send commands to devices "
			  "(cmd), or work with another's rights (override_creds). Mostly the policy is "
			  "older than the program that asks."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same without {powers} and the like"),
		  .then = N_("leave it as it is: it uses another way") },
		{ .when = N_("you do not know why {source} wants the rights of {lender}"),
		  .then = N_("do not allow it, and find out: it may have been broken into") },
		{ .when = N_("it does not work"),
		  .then = N_("install the newest updates of the policy; if they do not help, look in the "
			     "settings of {source} for a way to do without io_uring, and report it to "
			     "its makers") },
		FIX_ALLOW),
	.analyse = analyse,
};
