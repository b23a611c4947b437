/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A type that is bound to another one (typebounds) has a right which that one lacks. */
#include <avocet-plugin.h>

#include "domains.h"

/* Adds a word behind the others, while there is room. */
static void add(char *text, size_t size, const char *word)
{
	size_t length = strlen(text), more = strlen(word);

	if (length + more + sizeof(", ") > size)
		return;
	if (length) {
		memcpy(text + length, ", ", sizeof(", "));
		length += strlen(", ");
	}
	memcpy(text + length, word, more + 1);
}

/* The kernel asks what the parent may do, and of what is bounded itself, on the parent of that. */
static void tell_lack(struct avocet_host *host, const struct avocet_denial *denial, const char *parent)
{
	const char *above = host->bounded_by(host, denial->target.type);
	char lacks[256] = "";

	for (const char *const *item = denial->permissions; *item; item++) {
		const struct avocet_access access = {
			.source_type = parent, .target_type = above, .permission = *item,
		};

		if (!host->allows(host, &access))
			add(lacks, sizeof(lacks), *item);
	}
	if (!*lacks) {
		host->ground(host, N_("By the policy as it is now {parent} may do all this: it was changed "
				      "since."));
		return;
	}
	host->word(host, "lacks", lacks);
	host->word(host, "lacks_on", above ? above : denial->target.type);
	host->ground(host, N_("What {parent} lacks is {lacks} on {lacks_on} ({target.class})."));
}

static void tell_parent(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *parent = host->bounded_by(host, denial->source.type);

	if (parent) {
		host->word(host, "parent", parent);
		host->ground(host, N_("The parent of {source.type} is {parent}."));
		tell_lack(host, denial, parent);
		return;
	}
	condition(host, "look_for");
	if (host->has_type(host, denial->source.type))
		host->ground(host, N_("The policy that was asked binds {source.type} to no parent: it was "
				      "changed since, or the records are from another host."));
}

/* The kernel says so when it computes rights; else the policy did when it was asked. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool computed = denial->operation && strcmp(denial->operation, "security_compute_av") == 0;

	if (!computed && (!denial->reason || strcmp(denial->reason, "bounds") != 0))
		return;
	tell_parent(host, denial);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "bounds",
	.match = {
		.manager = "kernel",
		.operation = "!security_bounded_transition",
		.reason = "!allowed",
	},
	.confidence = 92,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source.type} is bound to a parent type, and its parent may not do this either."),
	.explanation = N_("The policy says of some types that they never have more rights than their "
			  "parent. A rule that gives them more is not followed. So it is a fault of the "
			  "policy, and one more rule for {source.type} changes nothing."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source.type} is from a policy that you installed"),
		  .then = N_("update it, or report it to its makers: the parent type needs the right too, or "
			     "the child must do without") },
		{ .when = N_("you wrote that policy"),
		  .then = N_("give {parent} the same right, if it should have that much; or leave it out of "
			     "the rules for {source.type}; or take the line \"typebounds\" with both away") },
		{ .when = N_("you wrote that policy{look_for}"),
		  .then = N_("look for the line \"typebounds\" with {source.type}, and give the same right to "
			     "the parent type that stands there, or take the line away") }),
	.analyse = analyse,
};
