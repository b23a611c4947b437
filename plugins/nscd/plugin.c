/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Helpers that programs may ask for names, keys or labels, and do without. */
#include <avocet-plugin.h>

#include <string.h>

#include "modules.h"

static const struct {
	const char *tclass, *ground;
} helpers[] = {
	{ "nscd", N_("It is nscd, which remembers names of users and hosts. Without it programs look "
		     "them up themselves.") },
	{ "proxy", N_("It is gssproxy, which keeps the keys of Kerberos. A program that may not ask it "
		      "needs its own.") },
	{ "context", N_("It is mcstrans, which has words for levels such as s0:c1. Without it they are "
			"shown as they are.") },
};

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(helpers) / sizeof(*helpers); i++)
		if (strcmp(denial->tclass, helpers[i].tclass) == 0)
			host->ground(host, helpers[i].ground);
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "nscd",
	.match = { .tclass = "nscd proxy context", .reason = "!allowed !unknown-class" },
	.confidence = 65,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("A helper of the system did not answer a program of the type {source.type}."),
	.explanation = N_("Some services only make life easier for other programs. They ask SELinux before "
			  "they answer. Those who get no answer mostly help themselves, so this is "
			  "nearly always harmless."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("it does not"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		FIX_ALLOW),
	.analyse = analyse,
};
