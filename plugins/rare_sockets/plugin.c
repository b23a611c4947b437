/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program uses a kind of network that hardly anybody has. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

static const struct {
	const char *tclass, *ground;
	bool common; /* there are good reasons for it on many computers */
} families[] = {
	{ "vsock_socket", N_("It connects virtual machines with their host; guest agents use it."), true },
	{ "bluetooth_socket", N_("It is for Bluetooth devices."), true },
	{ "alg_socket", N_("It lends programs the kernel's cryptography; disk encryption and some "
			   "libraries use it."), true },
	{ "can_socket", N_("It is for the wiring of cars and machines (CAN)."), true },
	{ "xdp_socket", N_("It takes packets directly from the network card (XDP)."), true },
	{ "smc_socket", N_("It is for fast connections between mainframes and servers (SMC)."), true },
	{ "pppox_socket", N_("It is for dialling in over DSL or a tunnel (PPP)."), true },
	{ "nfc_socket", N_("It is for cards and phones held close to the computer (NFC)."), true },
	{ "mctp_socket", N_("It is for the management chips of servers (MCTP)."), true },
	{ "qipcrtr_socket", N_("It is for the modem chips of phones."), true },
	{ "tipc_socket", N_("It is for clusters of computers (TIPC)."), false },
	{ "rds_socket", N_("It is for clusters of databases (RDS)."), false },
	{ "sctp_socket", N_("It is for telephone networks (SCTP)."), true },
	{ "rxrpc_socket", N_("It is for the file system AFS."), false },
	{ "ieee802154_socket", N_("It is for small radio devices (IEEE 802.15.4)."), true },
	{ "*", N_("Hardly anybody has such a network any more."), false },
};

/* What the kernel calls the code behind them, where it is a part that can be left out. */
static const struct {
	const char *tclass, *module;
} modules[] = {
	{ "vsock_socket", "vsock" }, { "bluetooth_socket", "bluetooth" }, { "alg_socket", "af_alg" },
	{ "can_socket", "can" }, { "smc_socket", "smc" }, { "pppox_socket", "pppox" }, { "nfc_socket", "nfc" },
	{ "qipcrtr_socket", "qrtr" }, { "tipc_socket", "tipc" }, { "rds_socket", "rds" },
	{ "sctp_socket", "sctp" }, { "rxrpc_socket", "rxrpc" }, { "ieee802154_socket", "ieee802154_socket" },
	{ "ax25_socket", "ax25" }, { "ipx_socket", "ipx" }, { "netrom_socket", "netrom" },
	{ "atm?vc_socket", "atm" }, { "x25_socket", "x25" }, { "rose_socket", "rose" },
	{ "decnet_socket", "decnet" }, { "llc_socket", "llc2" }, { "irda_socket", "irda" },
	{ "isdn_socket", "mISDN_core" }, { "phonet_socket", "phonet" }, { "caif_socket", "caif_socket" },
	{ "kcm_socket", "kcm" }, { "iucv_socket", "af_iucv" }, { "appletalk_socket", "appletalk" },
};

static void tell_module(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
		if (pattern_fits(modules[i].tclass, denial->tclass))
			host->word(host, "kernel_module", modules[i].module);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	size_t i = 0;

	while (!pattern_fits(families[i].tclass, denial->tclass))
		i++;
	host->ground(host, families[i].ground);
	tell_module(host, denial);
	if (families[i].common) {
		condition(host, "if_in_use");
		host->make_module(host, AVOCET_RULE_ALLOW);
	} else {
		host->confidence(host, 85);
		condition(host, "if_odd");
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "rare_sockets",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS,
		.tclass = "vsock_socket alg_socket bluetooth_socket can_socket xdp_socket mctp_socket "
			  "smc_socket tipc_socket nfc_socket rds_socket ax25_socket ipx_socket "
			  "netrom_socket atmpvc_socket atmsvc_socket x25_socket rose_socket "
			  "decnet_socket pppox_socket llc_socket ib_socket mpls_socket irda_socket "
			  "rxrpc_socket isdn_socket phonet_socket ieee802154_socket caif_socket "
			  "kcm_socket qipcrtr_socket iucv_socket appletalk_socket sctp_socket socket",
		.any_permission = "* !name_bind !name_connect !node_bind",
		.reason = "!allowed",
	},
	.confidence = 80,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to use a rare kind of connection, which few programs have to do with."),
	.explanation = N_("The kernel offers many kinds of connections, and those that are seldom used have had "
			  "many holes. Intruders try them all to rule the kernel. So programs get only those "
			  "that they are known to need."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does not need {socket} here{if_in_use}"),
		  .then = N_("leave it forbidden: programs often only try what there is") },
		FIX_ALLOW,
		{ .when = N_("you do not know what {source} wants with it{if_odd}"),
		  .then = N_("leave it forbidden, and find out why it tried: it may have been broken into") },
		{ .when = N_("nobody needs it on this computer"),
		  .then = N_("forbid the kernel to load the module for it: put the line \"install "
			     "{kernel_module} /bin/false\" into a file in /etc/modprobe.d") }),
	.analyse = analyse,
};
