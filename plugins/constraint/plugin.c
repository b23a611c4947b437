/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule allows it, but another one compares the users or roles of both labels, and they differ. */
#include <avocet-plugin.h>

#include <string.h>

static bool equal(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Files that people made, and that a service takes care of. */
static void tell_user(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->ground(host, N_("The SELinux user of {source} is {source.user}, that of the target "
			      "{target.user}; the constraint wants them to be the same."));
	if (equal(denial->source.user, "system_u") && denial->path && denial->path[0] == '/')
		host->word(host, "system_user", "system_u");
	else if (equal(denial->target.user, "system_u"))
		host->word(host, "nobodys_user", denial->target.user);
	else
		host->word(host, "other_user", denial->target.user);
}

static void tell_role(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->ground(host, N_("The role of {source} is {source.role}, that of the target "
			      "{target.role}; the policy does not let the one act on the other."));
	if (!equal(denial->target.role, "object_r"))
		host->word(host, "other_role", denial->target.role);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool role = equal(denial->reason, "role") || equal(denial->constraint, "role");

	if (role && denial->target.role)
		tell_role(host, denial);
	else if (equal(denial->constraint, "user") && denial->target.user)
		tell_user(host, denial);
	else
		host->confidence(host, 60);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "constraint",
	.match = { .reason = "constraint role", .constraint = "!level" },
	.confidence = 88,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The two labels do not go together: a constraint of the policy stands in the "
		      "way."),
	.explanation = N_("A constraint compares the users, roles or levels of both labels. It "
			  "counts also where a rule allows the access, so no further rule, boolean "
			  "or module can help: one of the labels would have to be another."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{target.path} belongs to the system, not to a person"),
		  .then = N_("run restorecon -F on it, which also gives it the user {system_user}, "
			     "as root in an administrator's own session") },
		{ .when = N_("you run {source} by hand, and administer this system"),
		  .then = N_("do it as root in an administrator's own session: what belongs to {nobodys_user} is "
			     "the system's, and nobody logs in as that") },
		{ .when = N_("you run {source} by hand"),
		  .then = N_("do it in a session of the SELinux user {other_user}") },
		{ .when = N_("you run {source} by hand, and may act as {other_role}"),
		  .then = N_("change into that role first, with newrole -r {other_role} or sudo -r "
			     "{other_role}") },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("leave it as it is, and find out who started it") }),
	.analyse = analyse,
};
