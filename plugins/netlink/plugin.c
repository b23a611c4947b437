/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program talks to a part of the kernel by messages (netlink). */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

/* What each part is for, and whether an ordinary program may well have a look at it. */
static const struct {
	const char *tclass, *ground;
	int confidence;
	enum avocet_risk risk;
} parts[] = {
	{ "netlink_route_socket", N_("This part is about network cards, addresses and routes. Many "
		"programs look these up when they open a connection."), 80, AVOCET_RISK_MEDIUM },
	{ "netlink_tcpdiag_socket", N_("This part lists the open connections of the whole computer, as "
		"the tool ss does."), 80, AVOCET_RISK_MEDIUM },
	{ "netlink_kobject_uevent_socket", N_("This part tells when devices come and go. Many programs "
		"listen there by way of a library."), 80, AVOCET_RISK_MEDIUM },
	{ "netlink_generic_socket", N_("This part is a meeting place for many drivers and services of the "
		"kernel, wireless networks among them."), 75, AVOCET_RISK_MEDIUM },
	{ "netlink_netfilter_socket", N_("This part is the firewall: who can write to it can open the "
		"computer to the network."), 80, AVOCET_RISK_HIGH },
	{ "netlink_nflog_socket", N_("This part hands out packets that the firewall logs."), 80,
		AVOCET_RISK_HIGH },
	{ "netlink_selinux_socket", N_("This part tells when SELinux is switched or its policy changes. "
		"Programs that ask SELinux themselves listen there."), 80, AVOCET_RISK_MEDIUM },
	{ "netlink_crypto_socket", N_("This part lists and sets up the kernel's cryptography."), 75,
		AVOCET_RISK_MEDIUM },
	{ "netlink_connector_socket", N_("This part tells, among other things, of every program that is "
		"started on the computer."), 80, AVOCET_RISK_HIGH },
	{ "netlink_iscsi_socket", N_("This part is about disks over the network (iSCSI)."), 80,
		AVOCET_RISK_MEDIUM },
	{ "netlink_scsitransport_socket", N_("This part tells of disks and their controllers."), 80,
		AVOCET_RISK_MEDIUM },
	{ "netlink_rdma_socket", N_("This part is about fast network cards (RDMA, InfiniBand)."), 80,
		AVOCET_RISK_MEDIUM },
	{ "netlink_fib_lookup_socket", N_("This part answers which way a packet would take."), 75,
		AVOCET_RISK_MEDIUM },
	{ "netlink_*socket", N_("This part is seldom used."), 65, AVOCET_RISK_MEDIUM },
};

static void tell_part(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (!pattern_fits(parts[i].tclass, denial->tclass))
			continue;
		host->ground(host, parts[i].ground);
		host->confidence(host, parts[i].confidence);
		host->risk(host, parts[i].risk);
		return;
	}
}

/* Asking is one thing, giving orders another. */
static bool gives_orders(const struct avocet_denial *denial)
{
	static const char *const orders[] = { "nlmsg_write", "nlmsg_tty_audit", NULL };

	for (const char *const *item = denial->permissions; item && *item; item++)
		if (pattern_listed(orders, *item))
			return true;
	return false;
}

/* Such a socket is nobody's to call: it was there when the program began. */
static bool is_handed_over(const struct avocet_denial *denial)
{
	return denial->source.type && denial->target.type &&
		strcmp(denial->source.type, denial->target.type) != 0;
}

static void tell_handed_over(struct avocet_host *host, const struct avocet_denial *denial)
{
	domain_stem_word(host, "opener", denial->target.type);
	host->ground(host, N_("The socket was opened by a program of the type {target.type} and handed over."));
	host->confidence(host, 45);
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	tell_part(host, denial);
	if (is_handed_over(denial)) {
		tell_handed_over(host, denial);
		return;
	}
	if (gives_orders(denial)) {
		condition(host, "if_orders");
		host->risk(host, AVOCET_RISK_HIGH);
		host->ground(host, N_("{source} did not only ask, it wanted to change something there."));
	} else {
		condition(host, "if_asks");
	}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "netlink",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS,
		.tclass = "netlink_* !netlink_audit_socket !netlink_xfrm_socket",
		.any_permission = "* !node_bind !name_bind",
		.reason = "!allowed",
	},
	.summary = N_("{source} wanted to talk to a part of the kernel that the policy does not expect it "
		      "to need."),
	.explanation = N_("The kernel has parts that programs ask and command by messages. A new version of "
			  "a program or of a library often begins to use one more of them, and the policy "
			  "has not heard of it yet; mostly the program works all the same."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same (it did not ask for what {opener} has open)"),
		  .then = N_("leave it as it is; the makers of {opener} should know, for it ought to close what "
			     "it has open (O_CLOEXEC)") },
		{ .when = N_("{source} does its work all the same{if_asks}"),
		  .then = N_("leave it as it is, and install updates of the policy when there are some") },
		{ .when = N_("{source} is a tool for just that{if_orders}"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to the "
			     "makers of the tool") },
		FIX_ALLOW,
		{ .when = N_("{source} should have nothing to do with it"),
		  .then = N_("keep it forbidden, and find out why it tried") }),
	.analyse = analyse,
};
