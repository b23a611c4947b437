/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for what the kernel checks of traffic: network cards, addresses, packets, IPsec, InfiniBand. */
#include "phrases.h"

static const struct phrase rows[] = {
	{ "ingress", N_("come in through {target}"), "netif" },
	{ "egress", N_("go out through {target}"), "netif" },
	{ "tcp_recv", N_("come in as TCP packets through {target}"), "netif" },
	{ "tcp_send", N_("go out as TCP packets through {target}"), "netif" },
	{ "udp_recv", N_("come in as UDP packets through {target}"), "netif" },
	{ "udp_send", N_("go out as UDP packets through {target}"), "netif" },
	{ "dccp_recv", N_("come in as DCCP packets through {target}"), "netif" },
	{ "dccp_send", N_("go out as DCCP packets through {target}"), "netif" },
	{ "rawip_recv", N_("come in as raw packets through {target}"), "netif" },
	{ "rawip_send", N_("go out as raw packets through {target}"), "netif" },

	{ "recvfrom", N_("come from {target}"), "node" },
	{ "sendto", N_("go to {target}"), "node" },
	{ "tcp_recv", N_("come as TCP packets from {target}"), "node" },
	{ "tcp_send", N_("go as TCP packets to {target}"), "node" },
	{ "udp_recv", N_("come as UDP packets from {target}"), "node" },
	{ "udp_send", N_("go as UDP packets to {target}"), "node" },
	{ "dccp_recv", N_("come as DCCP packets from {target}"), "node" },
	{ "dccp_send", N_("go as DCCP packets to {target}"), "node" },
	{ "rawip_recv", N_("come as raw packets from {target}"), "node" },
	{ "rawip_send", N_("go as raw packets to {target}"), "node" },
	{ "enforce_dest", N_("have {target} as its destination"), "node" },

	{ "recv", N_("receive network traffic labelled {target.type}"), "peer" },

	{ "send", N_("send network packets labelled {target.type}"), "packet" },
	{ "recv", N_("receive network packets labelled {target.type}"), "packet" },
	{ "relabelto", N_("make a firewall rule that labels network packets {target.type}"), "packet" },
	{ "forward_in", N_("come in to be passed on (forwarded) as packets labelled {target.type}"),
		"packet" },
	{ "forward_out", N_("be passed on (forwarded) as packets labelled {target.type}"), "packet" },
	{ "flow_in", N_("come in as packets labelled {target.type}"), "packet" },
	{ "flow_out", N_("go out as packets labelled {target.type}"), "packet" },

	{ "sendto", N_("send network traffic that goes through no labelled IPsec connection"), "association",
		"target.unlabelled" },
	{ "recvfrom", N_("receive network traffic that comes through no labelled IPsec connection"),
		"association", "target.unlabelled" },
	{ "sendto", N_("send through an IPsec connection labelled {target.type}"), "association" },
	{ "recvfrom", N_("receive from an IPsec connection labelled {target.type}"), "association" },
	{ "setcontext", N_("set up an IPsec connection labelled {target.type}"), "association" },
	{ "polmatch", N_("use an IPsec rule labelled {target.type}"), "association" },

	{ "access", N_("use the InfiniBand partition {target.partition} ({target.type})"), "infiniband_pkey",
		"target.partition" },
	{ "access", N_("use an InfiniBand partition labelled {target.type}"), "infiniband_pkey" },
	{ "manage_subnet", N_("manage the InfiniBand network through port {target.card_port} of the card "
			      "{target.device} ({target.type})"), "infiniband_endport", "target.card_port" },
	{ "manage_subnet", N_("manage the InfiniBand network through a port labelled {target.type}"),
		"infiniband_endport" },
};

const struct phrase_list network_phrases = {
	"netif node peer packet association infiniband_*", rows, ARRAY_SIZE(rows),
};
