/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The message bus (D-Bus) did not carry a message: who talks to whom, and may it answer? */
#include <avocet-plugin.h>

#include <string.h>

#include "domains.h"
#include "modules.h"

static bool equal(const char *a, const char *b)
{
	return a && strcmp(a, b) == 0;
}

static bool is_answer(const struct avocet_denial *denial)
{
	return equal(denial->msgtype, "method_return") || equal(denial->msgtype, "error");
}

/* The first message of every program on a bus. */
static bool is_greeting(const struct avocet_denial *denial)
{
	return equal(denial->member, "Hello") && equal(denial->destination, "org.freedesktop.DBus");
}

/* Who asks waits for an answer, even if it is only that all went well. */
static bool is_question(const struct avocet_denial *denial)
{
	return !is_answer(denial) && !equal(denial->msgtype, "signal");
}

static bool other_may_answer(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_access answer = {
		.source_type = denial->target.type,
		.target_type = denial->source.type,
		.permission = "send_msg",
	};

	return host->allows(host, &answer);
}

static void tell_direction(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_answer(denial))
		host->ground(host, N_("It was an answer: {target.type} had asked, and {source.type} may not "
				      "send messages back to it."));
	else if (is_greeting(denial))
		host->ground(host, N_("It was the greeting with which a program joins the bus: {source.type} "
				      "may not use this bus at all."));
	else if (equal(denial->msgtype, "signal"))
		host->ground(host, N_("It was a piece of news (a signal), to which nobody answers."));
	else if (denial->source.type && denial->target.type && other_may_answer(host, denial))
		host->ground(host, N_("It was a question; {target.type} would be allowed to answer."));
	else
		host->ground(host, N_("It was a question, and the policy does not show that {target.type} may "
				      "answer: both directions would be needed."));
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	tell_direction(host, denial);
	if (is_answer(denial) && denial->target.type)
		host->word(host, "asker", denial->target.type);
	else if (denial->destination && denial->destination[0] != ':')
		host->word(host, "service_name", denial->destination);
	if (equal(denial->target.type, "unconfined_service_t") || equal(denial->target.type, "initrc_t"))
		host->word(host, "wrong_domain", denial->target.type);
	if (is_question(denial) && !other_may_answer(host, denial)) {
		condition(host, "and_answer");
		module_report(host, AVOCET_RULE_ALLOW_BOTH_WAYS);
	} else {
		condition(host, "one_way");
		module_report(host, AVOCET_RULE_ALLOW);
	}
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "dbus_message",
	.match = {
		.tclass = "dbus",
		.any_permission = "send_msg",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 65,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The message bus (D-Bus) did not carry a message from {source.type} to {target.type}."),
	.explanation = N_("Over the message bus programs ask services of the system to do things for them. "
			  "The policy says which kinds of program may talk to each other, in both "
			  "directions. Mostly a new version of a program asks a service that it "
			  "did not ask before, and the policy does not know that yet."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the other program is a service that has no type of its own and so runs as "
			     "{wrong_domain}"),
		  .then = N_("look for the package with its policy (its name often ends in -selinux)") },
		{ .when = N_("{source} needs the service {service_name}"),
		  .then = N_("install the newest updates of the policy and of the program; if they do not "
			     "help, report it to their makers") },
		{ .when = N_("{asker} is meant to ask, and so to get answers"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("{source} does its work all the same, or has no business on the bus"),
		  .then = N_("leave it as it is") },
		{ .when = N_("updates do not help, and you trust {source} with this{one_way}"),
		  .then = N_("allow just this with a small module of your own, until the policy knows it"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("updates do not help, and you trust {source} with this{and_answer}"),
		  .then = N_("allow just this and the answer with a small module of your own, until the policy "
			     "knows it"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
