/* SPDX-License-Identifier: GPL-2.0-or-later */
/* InfiniBand: a partition or a port of the card that a program may not use. */
#include <avocet-plugin.h>

#include <string.h>

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool partition = strcmp(denial->tclass, "infiniband_pkey") == 0;
	const char *const *types = host->types_that_allow(host, NULL);

	host->word(host, partition ? "partition_label" : "port_label", denial->target.type);
	if (types[0] && !types[1]) {
		host->word(host, partition ? "partition_type" : "port_type_wanted", types[0]);
		host->ground(host, N_("The policy lets {source.type} do this only with what is labelled as its "
				      "own."));
		host->confidence(host, 88);
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
		{ .when = N_("{source} should use this partition"),
		  .then = N_("make it known with \"semanage ibpkey -a -t {partition_type} -x SUBNET NUMBER\"; both "
			     "stand in the record of the denial") },
		{ .when = N_("{source} should use this partition (now {partition_label})"),
		  .then = N_("make it known with \"semanage ibpkey -a -t TYPE -x SUBNET NUMBER\" as one of a type "
			     "that {source.type} may use; subnet and number stand in the record of the "
			     "denial") },
		{ .when = N_("{source} should manage the network from this card"),
		  .then = N_("make it known with \"semanage ibendport -a -t {port_type_wanted} -z CARD PORT\"; "
			     "both stand in the record of the denial") },
		{ .when = N_("{source} should manage the network from this card (now {port_label})"),
		  .then = N_("make it known with \"semanage ibendport -a -t TYPE -z CARD PORT\" as one of a type "
			     "that {source.type} may use; card and port stand in the record of the denial") },
		{ .when = N_("it should not"),
		  .then = N_("leave it forbidden, and look into the settings of {source}") }),
	.analyse = analyse,
};
