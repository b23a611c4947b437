/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service listens on a port that is not one of its own. */
#include <avocet-plugin.h>

#include <stdio.h>

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

/* The ports that Linux gives to programs that ask for any: next time it is another. */
#define CHANCE_FIRST 32768
#define CHANCE_LAST 60999

static bool is_by_chance(const struct avocet_denial *denial)
{
	return denial->port >= CHANCE_FIRST && denial->port <= CHANCE_LAST;
}

/* Few services listen on a high UDP port for good; many ask from one. */
static bool is_udp(const struct avocet_denial *denial)
{
	return denial->protocol && strcmp(denial->protocol, "udp") == 0;
}

/* A setting for just this: file transfers take any port for each file. */
static bool has_passive_mode(struct avocet_host *host)
{
	const struct avocet_boolean *boolean = host->booleans_that_allow(host);

	for (; boolean->name; boolean++)
		if (strstr(boolean->name, "passive"))
			return true;
	return false;
}

/* Whether a label for this port would be of no use next time. */
static bool is_fleeting(struct avocet_host *host, const struct avocet_denial *denial, bool own)
{
	return is_by_chance(denial) && (!own || is_udp(denial) || has_passive_mode(host));
}

static void tell_chance(struct avocet_host *host, const char *number)
{
	host->word(host, "chance_port", number);
	host->ground(host, N_("Port {chance_port} may have been given by chance: Linux gives those from 32768 "
			      "to 60999 to programs that ask for any."));
	host->confidence(host, has_passive_mode(host) ? 40 : 55);
	host->risk(host, AVOCET_RISK_MEDIUM);
	host->report(host);
}

/* The port is nobody's: it can be given to the program. */
static void offer_types(struct avocet_host *host, const struct avocet_denial *denial)
{
	struct port_choice choices[PORT_TYPES_MAX];
	size_t all, count = port_types_choose(host, denial, choices, &all);
	char number[16];

	snprintf(number, sizeof(number), "%d", denial->port);
	if (is_fleeting(host, denial, count > 0 && choices[0].fit == FIT_WHOLE)) {
		tell_chance(host, number);
		return;
	}
	/* Of many kinds whose names say nothing none is better than another; and people's programs are
	 * no services that have ports of their own. */
	if (count > 0 && choices[0].fit == FIT_NONE &&
		(all > PORT_TYPES_MAX || domain_is_person(denial->source.type)))
		count = 0;
	for (size_t i = 0; i < count; i++) {
		bool only = all == 1 && choices[i].fit == FIT_NONE;

		host->word(host, "port_type", choices[i].type);
		host->word(host, "free_port", number);
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

/* Low ports are what other computers call that service by: they are not given away. */
#define LOW_PORTS_END 1024

/* The port is that of another service. */
static void tell_conflict(struct avocet_host *host, const struct avocet_denial *denial)
{
	struct port_choice choices[PORT_TYPES_MAX];
	size_t all;

	port_owner_word(host, "port_owner", denial->target.type);
	if (denial->port >= LOW_PORTS_END &&
		port_types_choose(host, denial, choices, &all) > 0 && choices[0].fit == FIT_WHOLE)
		host->word(host, "port_type", choices[0].type);
	host->confidence(host, 85);
	host->risk(host, AVOCET_RISK_MEDIUM);
	host->ground(host, N_("Port {target.port} has the label {target.type}, and {source.type} may "
			      "not listen there."));
	host->report(host);
}

/* Its own port, by name: then the policy is behind the program. */
static void tell_gap(struct avocet_host *host, const struct avocet_denial *denial)
{
	port_owner_word(host, "own_service", denial->target.type);
	host->confidence(host, 75);
	host->risk(host, AVOCET_RISK_MEDIUM);
	host->ground(host, N_("Port {target.port} has the label {target.type}, which by its name is "
			      "made for {source.type}."));
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!denial->source.type || !denial->target.type)
		return;
	if (port_type_is_generic(denial->target.type))
		offer_types(host, denial);
	else if (port_type_fit(denial->source.type, denial->target.type) == FIT_WHOLE)
		tell_gap(host, denial);
	else
		tell_conflict(host, denial);
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
	.summary = N_("{source} tried to listen on {target.protocol} port {target.port}, where the "
		      "policy does not expect it."),
	.explanation = N_("The policy knows which ports belong to which service. So a program that "
			  "was broken into cannot pose as another service. A port that you chose "
			  "yourself must first be made known."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is meant to listen on port {free_port}"),
		  .then = N_("make it known as one of its ports ({port_type})"),
		  .action = AVOCET_ADD_PORT },
		{ .when = N_("{source} takes any free port, this time {chance_port}"),
		  .then = N_("look in its settings for a fixed port, and make that known: a label for this one "
			     "would not help next time. If there is none, install the newest updates of the "
			     "policy") },
		{ .when = N_("{source} needs a port of its own"),
		  .then = N_("choose another one in its settings: port {target.port} belongs to "
			     "{port_owner}") },
		{ .when = N_("it must be port {target.port}, and nothing here uses that port for "
			     "{port_owner}"),
		  .then = N_("make it one of the ports of {source} ({port_type})"),
		  .action = AVOCET_ADD_PORT },
		{ .when = N_("{source} came with an update"),
		  .then = N_("install the newest updates of the policy too: by its name the port "
			     "({own_service}) is meant for {source}") },
		{ .when = N_("you did not choose port {target.port}"),
		  .then = N_("look into the settings of {source}, and find out who started it") }),
	.analyse = analyse,
};
