/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program looks at or changes priorities, limits and groups of processes. */
#include <avocet-plugin.h>

#include <string.h>

static bool changes(const struct avocet_denial *denial)
{
	for (const char *const *item = denial->permissions; *item; item++)
		if (strncmp(*item, "set", strlen("set")) == 0)
			return true;
	return false;
}

/* A process can only give up privileges. */
static bool gives_up(const struct avocet_denial *denial)
{
	return strcmp(denial->permissions[0], "setcap") == 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool itself = denial->source.type && denial->target.type &&
		strcmp(denial->source.type, denial->target.type) == 0;

	if (itself) {
		host->word(host, "own_type", denial->source.type);
		host->word(host, gives_up(denial) ? "frugal_type" : "tuned_type", denial->source.type);
		host->make_module(host, AVOCET_RULE_ALLOW);
	} else {
		host->word(host, "other_type", denial->target.type);
		host->risk(host, changes(denial) ? AVOCET_RISK_MEDIUM : AVOCET_RISK_LOW);
		host->make_module(host, AVOCET_RULE_DONTAUDIT);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "tuning",
	.match = {
		.manager = "kernel",
		.tclass = "process",
		.only_permissions = "setsched getsched setrlimit getrlimit setpgid getpgid getsession "
				    "setcap getcap getattr share",
		.reason = "!allowed !constraint",
	},
	.confidence = 78,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("It is about the priority, the limits, the group or the privileges of a process, which "
		      "seldom matters."),
	.explanation = N_("Every process has a priority, limits for what it may use up, a group that it "
			  "belongs to, and privileges that it can give up. Programs ask for these and "
			  "set them out of habit, for example libraries at their start. When it is "
			  "refused nearly all go on as if nothing had happened."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} works as it should"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("it does not, and it is a service"),
		  .then = N_("set priority and limits in its unit (Nice=, LimitNOFILE= and the like), so that "
			     "systemd does it; {tuned_type} need not do it itself then") },
		{ .when = N_("it does not, and it is a service"),
		  .then = N_("have systemd take away the privileges that it does not need, with User= and "
			     "CapabilityBoundingSet= in its unit; {frugal_type} need not do it itself then") },
		{ .when = N_("it must do that itself, and updates of the policy did not help"),
		  .then = N_("allow programs of the type {own_type} to do it to each other"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("you do not want to read about it again"),
		  .then = N_("have it refused in silence, where it is about {other_type}"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
