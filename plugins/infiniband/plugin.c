/* SPDX-License-Identifier: GPL-2.0-or-later */
/* InfiniBand: a partition or a port of the card that a program may not use. */
#include <avocet-plugin.h>

#include <string.h>

/* What may stand in a command that people copy: no blank, no sign that a shell takes for another. */
static bool is_plain(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:";

	return text && *text && text[strspn(text, plain)] == '\0';
}

/* The one label with which it would be allowed; NULL: there is none, or the choice is not ours. */
static const char *only_type(struct avocet_host *host, bool partition)
{
	const char *const *made_for = host->types_that_allow(host, partition ? "ibpkey_type" : "ibendport_type");
	const char *const *all;

	if (made_for[0])
		return made_for[1] ? NULL : made_for[0];
	all = host->types_that_allow(host, NULL);
	return all[0] && !all[1] ? all[0] : NULL;
}

/* The numbers as the record has them; without them the words are left out, and what needs them. */
static void tell_numbers(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_plain(denial->partition) && is_plain(denial->subnet)) {
		host->word(host, "partition", denial->partition);
		host->word(host, "subnet", denial->subnet);
	} else if (is_plain(denial->card_port) && is_plain(denial->device)) {
		host->word(host, "port_number", denial->card_port);
		host->word(host, "card", denial->device);
	} else {
		host->word(host, "unknown_numbers", denial->target.type);
	}
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = only_type(host, strcmp(denial->tclass, "infiniband_pkey") == 0);

	tell_numbers(host, denial);
	if (type) {
		host->word(host, "fitting_type", type);
		host->ground(host, N_("With the label {fitting_type} the policy allows it: that was tried."));
		host->confidence(host, 88);
	} else {
		host->word(host, "now", denial->target.type);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "infiniband",
	.match = {
		.manager = "kernel",
		.tclass = "infiniband_pkey infiniband_endport",
		.reason = "!allowed",
	},
	.confidence = 80,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("It is about InfiniBand, a fast network between servers: this part of it is not "
		      "labelled for {source}."),
	.explanation = N_("An InfiniBand network is split into partitions, and its cards have ports from "
			  "which the whole network can be managed. Each can have a label that says who may "
			  "use it. One that was set up by hand must be made known first."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} should use the partition {partition}"),
		  .then = N_("make it known with \"semanage ibpkey -a -t {fitting_type} -x {subnet} "
			     "{partition}\"") },
		{ .when = N_("{source} should use the partition {partition} (now {now})"),
		  .then = N_("make it known with \"semanage ibpkey -a -t TYPE -x {subnet} {partition}\"; for "
			     "TYPE put one that {source.type} may use, which a package with policy for it "
			     "brings") },
		{ .when = N_("{source} should manage the network through port {port_number} of the card {card}"),
		  .then = N_("make it known with \"semanage ibendport -a -t {fitting_type} -z {card} "
			     "{port_number}\"") },
		{ .when = N_("{source} should manage the network through port {port_number} of the card {card} "
			     "(now {now})"),
		  .then = N_("make it known with \"semanage ibendport -a -t TYPE -z {card} {port_number}\"; for "
			     "TYPE put one that {source.type} may use, which a package with policy for it "
			     "brings") },
		{ .when = N_("{source} should use it (now {unknown_numbers})"),
		  .then = N_("give it a label that {source.type} may use, with semanage ibpkey for a partition, "
			     "or semanage ibendport for a card; the record does not say which one it was") },
		{ .when = N_("it should not"),
		  .then = N_("leave it forbidden, and look into the settings of {source}") }),
	.analyse = analyse,
};
