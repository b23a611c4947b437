/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firewall gives labels to packets (SECMARK), and this one may not be used so. */
#include <avocet-plugin.h>

#include <string.h>

static bool has(const struct avocet_denial *denial, const char *permission)
{
	for (const char *const *item = denial->permissions; item && *item; item++)
		if (strcmp(*item, permission) == 0)
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (has(denial, "relabelto")) {
		host->word(host, "unfit_label", denial->target.type);
		host->ground(host, N_("{source} wanted to write a firewall rule that gives packets this label."));
		host->confidence(host, 88);
		host->report(host);
		return;
	}
	if (has(denial, "forward_in") || has(denial, "forward_out"))
		host->ground(host, N_("The packet was passing through this host."));
	else
		host->ground(host, N_("The kernel checks packets while any program happens to run, so the "
				      "records cannot tell which program of the type {source.type} it "
				      "was."));
	host->word(host, "packet_label", denial->target.type);
	host->make_module(host, AVOCET_RULE_ALLOW);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "secmark",
	.match = { .manager = "kernel", .tclass = "packet", .reason = "!allowed" },
	.confidence = 86,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The firewall of this host labels network packets, and {source.type} may not use "
		      "those labelled {target.type}."),
	.explanation = N_("Firewall rules can give each packet a label (SECMARK), and then only the "
			  "programs that are meant to may send or receive it. When such rules were made "
			  "for some services, others that share a port or a card are easily forgotten."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("nobody labels packets on purpose here"),
		  .then = N_("find the rules with SECMARK (\"iptables -t security -S\", \"iptables -t mangle "
			     "-S\", or \"nft list ruleset\" and the word secmark), and remove them") },
		{ .when = N_("the packets labelled {packet_label} should be for {source.type} too"),
		  .then = N_("mend the firewall rule that gives them their label, so that they get one that "
			     "{source.type} may use") },
		{ .when = N_("the rule is right, and {source.type} must have packets labelled {packet_label}"),
		  .then = N_("allow just this"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("you wrote that rule"),
		  .then = N_("choose a label that is made for packets, its name ends in _packet_t: "
			     "{unfit_label} cannot be given by {source}") }),
	.analyse = analyse,
};
