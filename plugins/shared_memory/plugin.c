/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory, counters (semaphores) and message queues that programs share in the old way (System V). */
#include <avocet-plugin.h>

#include <string.h>

#include "modules.h"
#include "patterns.h"

/* Permissions of those that only look what there is, as ipcs does. */
static bool only_looks(const struct avocet_denial *denial)
{
	static const char *const looks[] = { "associate", "getattr", "unix_read", NULL };

	for (const char *const *p = denial->permissions; *p; p++) {
		const char *const *look = looks;

		while (*look && strcmp(*look, *p) != 0)
			look++;
		if (!*look)
			return false;
	}
	return true;
}

static void tell_other(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *source = denial->source.type, *target = denial->target.type;

	if (!source || !target)
		return;
	if (strcmp(source, target) == 0) {
		host->word(host, "own_type", source);
		host->ground(host, N_("It is of its own kind: the policy does not know that {source.type} "
				      "shares anything."));
		return;
	}
	host->word(host, "other_type", target);
	if (pattern_fits("unconfined*_t", target) || strcmp(target, "initrc_t") == 0)
		host->word(host, "wrong_domain", target);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	tell_other(host, denial);
	if (only_looks(denial)) {
		host->word(host, "look", "ipcs");
		host->ground(host, N_("It only wanted to find it or to look at it, as {look} does."));
		host->risk(host, AVOCET_RISK_LOW);
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "shared_memory",
	.match = {
		.manager = "kernel",
		.tclass = "sem shm msgq msg ipc",
		.reason = "!allowed !unknown-class !constraint",
	},
	.confidence = 60,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to use memory, counters or messages that programs share, and the policy "
		      "does not expect it to."),
	.explanation = N_("Programs that work closely together share a piece of memory, counters to wait for "
			  "each other, or a queue of messages. Whoever can write there can steer the other "
			  "program. So the policy must know both, and that they belong together."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the other one is a service that should have a type of its own, not "
			     "{wrong_domain}"),
		  .then = N_("start it with systemctl instead of by hand, and look for the package with its "
			     "policy") },
		{ .when = N_("{source} only looks at what there is, as {look} does"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("programs of the type {own_type} are meant to share something"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("{source.type} and {other_type} belong together"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("you cannot explain it"),
		  .then = N_("do not allow it, and find out why {source} reached for it") },
		FIX_ALLOW),
	.analyse = analyse,
};
