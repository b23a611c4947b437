/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program calls a port that it has no right to call. */
#include <avocet-plugin.h>

#include "port-types.h"

/* Services that nearly every program may call, by way of its libraries: that it may tells nothing of what
 * it is for. And people's programs call whatever they like. */
static bool says_nothing(const struct avocet_denial *denial, const char *type)
{
	static const char *const everybodys[] = { "dns_port_t", "kerberos*_port_t", "ldap_port_t",
		"portmap_port_t", "syslogd_port_t", "pulseaudio_port_t", NULL };

	return pattern_listed(everybodys, type) || domain_is_person(denial->source.type);
}

/* What listens at the far end decides the kind of port, and that we cannot see: so this stays
 * unsure, and is silent about it when there are too many kinds to choose from. */
static bool offer_types(struct avocet_host *host, const struct avocet_denial *denial, bool switchable)
{
	struct port_choice choices[PORT_TYPES_MAX];
	size_t all, count = port_types_choose(host, denial, choices, &all);
	bool offered = false;

	for (size_t i = 0; i < count; i++) {
		bool whole = choices[i].fit == FIT_WHOLE;

		if (choices[i].fit == FIT_NONE && says_nothing(denial, choices[i].type))
			continue;
		if (!whole && all > PORT_TYPES_MAX)
			break;
		host->word(host, "port_type", choices[i].type);
		host->confidence(host, switchable ? 40 : whole ? 55 : 30);
		host->ground(host, N_("{source.type} may call {port_type}, but what listens on "
				      "port {target.port} is not known."));
		host->report(host);
		offered = true;
	}
	return offered;
}

/* A boolean for a service that is known by its port says all; for a port that is nobody's it opens
 * much more than one port. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool switchable;

	if (!denial->source.type || !denial->target.type)
		return;
	switchable = host->booleans_that_allow(host)->name;
	if (!port_type_is_generic(denial->target.type)) {
		if (switchable)
			return;
		port_owner_word(host, "port_owner", denial->target.type);
	} else if (offer_types(host, denial, switchable)) {
		return;
	} else {
		host->word(host, "nobodys_port", denial->target.type);
	}
	host->confidence(host, switchable ? 20 : 30);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "connect_ports",
	.match = {
		.manager = "kernel",
		.source_type = "!sandbox_t !sandbox_*_t",
		.tclass = "tcp_socket udp_socket dccp_socket sctp_socket",
		.only_permissions = "name_connect",
		.reason = "!allowed",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} tried to call a service on {target.protocol} port {target.port}, "
		      "which it has no right to call."),
	.explanation = N_("The policy says which services each program may call. A program that "
			  "suddenly calls others may have been broken into."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the service on port {target.port} is one of the kind {port_type}"),
		  .then = N_("give the port that label: nothing else is opened by it"),
		  .action = AVOCET_ADD_PORT },
		{ .when = N_("{source} needs the {port_owner} service for its work"),
		  .then = N_("install the newest updates of the policy; if they do not help, "
			     "report it to its makers") },
		{ .when = N_("you told {source} in its settings to call port {target.port}"),
		  .then = N_("let the service over there listen on a port that is meant for it; this one is "
			     "nobody's ({nobodys_port})") },
		{ .when = N_("you do not know why {source} calls port {target.port}"),
		  .then = N_("find out before you allow anything") }),
	.analyse = analyse,
};
