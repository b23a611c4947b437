/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service listens on a port that is not one of its own. */
#include <avocet-plugin.h>

#include "port-types.h"

static const struct {
	int confidence;
	const char *ground;
} fits[] = {
	[FIT_NONE] = { 40, N_("{source.type} may listen on {port_type}, but the names have little "
			      "in common.") },
	[FIT_PART] = { 60, N_("{source.type} may listen on {port_type}, and the names are "
			      "alike.") },
	[FIT_WHOLE] = { 92, N_("{source.type} may listen on {port_type}, which is made for it.") },
};

/* The port is nobody's: it can be given to the program. */
static void offer_types(struct avocet_host *host, const struct avocet_denial *denial)
{
	struct port_choice choices[PORT_TYPES_MAX];
	size_t all, count = port_types_choose(host, denial, choices, &all);

	/* Of many kinds whose names say nothing none is better than another. */
	if (count > 0 && choices[0].fit == FIT_NONE && all > PORT_TYPES_MAX)
		count = 0;
	for (size_t i = 0; i < count; i++) {
		bool only = all == 1 && choices[i].fit == FIT_NONE;

		host->word(host, "port_type", choices[i].type);
		host->confidence(host, only ? 75 : fits[choices[i].fit].confidence);
		host->ground(host, only ? N_("{port_type} is the only kind of port that "
					     "{source.type} may listen on.")
					: fits[choices[i].fit].ground);
		host->ground(host, N_("Port {target.port} belongs to no other service."));
		host->report(host);
		if (choices[i].fit == FIT_WHOLE)
			return;
	}
	if (count == 0) {
		host->confidence(host, 30);
		host->risk(host, AVOCET_RISK_MEDIUM);
		host->report(host);
	}
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!denial->source.type || !denial->target.type)
		return;
	if (port_type_is_generic(denial->target.type)) {
		offer_types(host, denial);
		return;
	}
	port_owner_word(host, denial->target.type);
	host->confidence(host, 85);
	host->risk(host, AVOCET_RISK_MEDIUM);
	host->ground(host, N_("Port {target.port} has the label {target.type}."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "bind_ports",
	.match = {
		.manager = "kernel",
		.tclass = "tcp_socket udp_socket dccp_socket sctp_socket",
		.only_permissions = "name_bind",
		.reason = "!allowed",
	},
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} tried to listen on {target.protocol} port {target.port}, which is "
		      "not one of its own."),
	.explanation = N_("The policy knows which ports belong to which service. So a program that "
			  "was broken into cannot pose as another service. A port that you chose "
			  "yourself must first be made known."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is meant to listen on port {target.port}"),
		  .then = N_("make it known as one of its ports ({port_type})"),
		  .action = AVOCET_ADD_PORT },
		{ .when = N_("{source} needs a port of its own"),
		  .then = N_("choose another one in its settings: port {target.port} belongs to "
			     "{port_owner}") },
		{ .when = N_("you did not choose port {target.port}"),
		  .then = N_("look into the settings of {source}, and find out who started it") }),
	.analyse = analyse,
};
