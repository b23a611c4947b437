/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to see or send raw network packets. */
#include <avocet-plugin.h>

#include "domains.h"

/* These have to; what is told of others is that they have no reason. */
static const char *const known[] = {
	"dhclient*", "dhcpcd*", "dhcpd", "NetworkManager", "systemd-networkd", "lldpad", "lldpd",
	"keepalived", "teamd*", "wpa_supplicant", "hostapd", "arpwatch", "snort", "suricata",
	"tcpdump", "dumpcap", "wireshark", "tshark", "nmap", "radvd", "ospfd", "zebra", NULL,
};

static bool is_sniffing(const struct avocet_denial *denial)
{
	return denial->tclass && strcmp(denial->tclass, "packet_socket") == 0;
}

/* Of the privileges only the one that goes with such sockets. */
static bool is_other_privilege(const struct avocet_denial *denial)
{
	if (!denial->tclass || strcmp(denial->tclass, "capability") != 0)
		return false;
	for (const char *const *item = denial->permissions; *item; item++)
		if (strcmp(*item, "net_raw") != 0)
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool expected = pattern_listed(known, denial->comm) && domain_is_installed(denial->exe);

	if (is_other_privilege(denial))
		return;
	if (is_sniffing(denial))
		host->ground(host, N_("With such a socket a program sees every packet that reaches this "
				      "computer, also those for others."));
	if (expected) {
		host->word(host, "network_tool", denial->comm);
		host->risk(host, AVOCET_RISK_MEDIUM);
		host->ground(host, N_("{network_tool} is known to need this for its work."));
	} else {
		host->word(host, "no_network_tool", denial->comm);
	}
	if (domain_is_service(denial))
		host->word(host, "service_type", denial->source.type);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "raw_sockets",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS,
		.comm = "!ping !ping4 !ping6 !arping !fping !mtr !mtr-packet !traceroute* !tracepath* "
			"!clockdiff",
		.tclass = "rawip_socket icmp_socket packet_socket capability",
		.any_permission = "* !name_bind !node_bind",
		.reason = "!allowed",
	},
	.confidence = 80,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} wanted to handle raw network packets, past the rules for normal "
		      "connections."),
	.explanation = N_("Who may do this can listen to the passwords and messages of others on the "
			  "network, and send packets in their name. Only a few network tools need it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{network_tool} came with your system"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to its "
			     "makers") },
		{ .when = N_("{network_tool} was started by a service ({service_type}) and not by you"),
		  .then = N_("find out why: intruders listen to the network like this") },
		{ .when = N_("you do not know why {no_network_tool} does this"),
		  .then = N_("leave it forbidden, and find out: it may have been broken into") },
		{ .when = N_("it is a network tool that you installed ({no_network_tool})"),
		  .then = N_("ask its makers for a policy of its own; do not open this to all of "
			     "{source.type}") }),
	.analyse = analyse,
};
