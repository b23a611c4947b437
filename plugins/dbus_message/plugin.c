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

static bool is_news(const struct avocet_denial *denial)
{
	return equal(denial->msgtype, "signal");
}

/* A message to the bus itself, which asks nobody whether it may answer. */
static bool is_to_bus(const struct avocet_denial *denial)
{
	return !is_news(denial) && equal(denial->destination, "org.freedesktop.DBus");
}

/* Whether messages may go the other way. */
static bool other_may_send(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_access back = {
		.source_type = denial->target.type,
		.target_type = denial->source.type,
		.permission = "send_msg",
	};

	return denial->source.type && denial->target.type && host->allows(host, &back);
}

static void tell_question(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_to_bus(denial))
		host->ground(host, N_("It was a question to the bus itself, which may answer anybody."));
	else if (other_may_send(host, denial))
		host->ground(host, N_("It was a question; {target.type} would be allowed to answer."));
	else
		host->ground(host, N_("It was a question, and the policy does not show that {target.type} may "
				      "answer: both directions would be needed."));
}

static void tell_answer(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->ground(host, N_("It was an answer: {target.type} had asked, and {source.type} may not "
			      "send messages back to it."));
	if (!other_may_send(host, denial))
		host->ground(host, N_("The policy does not show that {target.type} may ask, either: both "
				      "directions would be needed."));
}

/* dbus-broker says neither what kind of message it was nor what it was about. */
static void tell_direction(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_answer(denial))
		tell_answer(host, denial);
	else if (is_greeting(denial))
		host->ground(host, N_("It was the greeting with which a program joins the bus: {source.type} "
				      "may not use this bus at all."));
	else if (is_news(denial))
		host->ground(host, N_("It was a piece of news (a signal), to which nobody answers."));
	else if (denial->msgtype)
		tell_question(host, denial);
	else if (other_may_send(host, denial))
		host->ground(host, N_("The bus did not note what kind of message it was. The other direction, "
				      "from {target.type} to {source.type}, is allowed."));
	else
		host->ground(host, N_("The bus did not note what kind of message it was. If it was a question "
				      "or an answer, both directions are needed."));
}

/* Who would use the message, and what for. */
static void name_parts(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_answer(denial))
		host->word(host, "asker", denial->target.type);
	else if (is_greeting(denial))
		host->word(host, "joiner", denial->source.type);
	else if (is_news(denial))
		host->word(host, "hearer", denial->target.type);
	else if (denial->destination && denial->destination[0] != ':' && !is_to_bus(denial))
		host->word(host, "service_name", denial->destination);
	if (equal(denial->target.type, "unconfined_service_t") || equal(denial->target.type, "initrc_t"))
		host->word(host, "wrong_domain", denial->target.type);
}

/* How the message that would have to be allowed as well is called. */
static const char *other_way(const struct avocet_denial *denial)
{
	if (!denial->msgtype)
		return "and_back";
	return is_answer(denial) ? "and_question" : "and_answer";
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool one_way = is_news(denial) || is_to_bus(denial) || other_may_send(host, denial);

	tell_direction(host, denial);
	name_parts(host, denial);
	condition(host, one_way ? "one_way" : other_way(denial));
	module_report(host, one_way ? AVOCET_RULE_ALLOW : AVOCET_RULE_ALLOW_BOTH_WAYS);
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
		{ .when = N_("programs of the type {joiner} are meant to use the bus"),
		  .then = N_("install the newest updates of the policy and of the program; if they do not "
			     "help, report it to their makers") },
		{ .when = N_("programs of the type {hearer} are meant to hear such news"),
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
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("updates do not help, and you trust {source} with this{and_question}"),
		  .then = N_("allow just this and the question with a small module of your own, until the "
			     "policy knows it"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("updates do not help, and you trust {source} with this{and_back}"),
		  .then = N_("allow just this and messages the other way with a small module of your own, until "
			     "the policy knows it"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
