/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPsec with labels: a connection may not be used, or its settings not be changed. */
#include <avocet-plugin.h>

#include <string.h>

static void tell_connection(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->word(host, "ipsec_label", denial->target.type);
	host->ground(host, N_("An IPsec rule of this host carries the label {ipsec_label}, and "
			      "{source.type} may not use it."));
	host->ground(host, N_("The kernel may check this while any program happens to run, so the records "
			      "cannot tell whose packet it was."));
	/* Traffic without a label is everybody's. */
	if (denial->source.type && strcmp(denial->source.type, "unlabeled_t") != 0)
		host->make_module(host, AVOCET_RULE_ALLOW);
}

/* The kernel asks about traffic outside of IPsec as if it were a connection without a label. */
static void tell_plain(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->word(host, "plain_for", denial->source.type);
	host->ground(host, N_("This traffic goes through no IPsec connection with a label; whether {source.type} "
			      "may have such traffic is asked, too."));
}

static bool is_plain(const struct avocet_denial *denial)
{
	return denial->target.type && strcmp(denial->target.type, "unlabeled_t") == 0;
}

static void tell_settings(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->word(host, "settings_by", denial->source.type);
	host->ground(host, N_("{source} talked to the part of the kernel that keeps the keys and rules of "
			      "IPsec."));
	host->confidence(host, 80);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (strcmp(denial->tclass, "association") == 0 && is_plain(denial))
		tell_plain(host, denial);
	else if (strcmp(denial->tclass, "association") == 0)
		tell_connection(host, denial);
	else
		tell_settings(host, denial);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "ipsec",
	.match = {
		.manager = "kernel",
		.tclass = "association key_socket netlink_xfrm_socket",
		.reason = "!allowed",
	},
	.confidence = 86,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("It is about IPsec, which encrypts network traffic, and {source.type} has no part in "
		      "it."),
	.explanation = N_("The rules of IPsec can carry labels (\"ctx\"), and then only programs that may use "
			  "a label get their traffic through. And only the programs that set up IPsec may "
			  "see or change its keys. Mostly the set-up is not finished, or the policy is older "
			  "than the VPN program."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("IPsec on this host needs no labels (a rule has {ipsec_label})"),
		  .then = N_("take the label out of its rules (\"ip xfrm policy\" and \"ip xfrm state\" show "
			     "it as \"security context\")") },
		{ .when = N_("the traffic of {source.type} should go through the rule labelled {ipsec_label}"),
		  .then = N_("allow just this"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("programs of the type {plain_for} are meant to use the network"),
		  .then = N_("install the newest updates of the policy: it lacks the right to have traffic "
			     "without IPsec; if they do not help, report it to its makers") },
		{ .when = N_("{plain_for} should only use the network through IPsec"),
		  .then = N_("look at the rules of IPsec (\"ip xfrm policy\"): none of them holds for this "
			     "traffic") },
		{ .when = N_("{source} is a VPN program (its type is {settings_by})"),
		  .then = N_("install the newest updates of the program and of the policy") },
		{ .when = N_("{source} has nothing to do with VPNs, yet {settings_by} tried it"),
		  .then = N_("leave it forbidden, and find out why: it may have been broken into") }),
	.analyse = analyse,
};
