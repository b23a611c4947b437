/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Labels travel with network traffic (NetLabel, or labelled IPsec), and one did not fit. */
#include <avocet-plugin.h>

#include <string.h>

static bool is_class(const struct avocet_denial *denial, const char *tclass)
{
	return denial->tclass && strcmp(denial->tclass, tclass) == 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool peer = is_class(denial, "peer");
	const char *sender = peer ? denial->target.type : denial->source.type;

	host->ground(host, N_("The kernel checks packets while any program happens to run, so the records "
			      "cannot tell whose packet it was."));
	if (peer && sender && strcmp(sender, "unlabeled_t") == 0)
		host->word(host, "no_label", sender);
	else
		host->word(host, peer ? "peer_label" : "traffic_label", sender);
	if (denial->reason && strcmp(denial->reason, "constraint") == 0) {
		host->word(host, "levels", denial->target.range);
		host->confidence(host, 92);
	}
	if (denial->reason && strcmp(denial->reason, "allowed") == 0)
		host->ground(host, N_("The policy allows this now; but the labels come from other rules, which may "
				      "have been changed since."));
	host->make_module(host, AVOCET_RULE_ALLOW);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "labelled_network",
	.match = {
		.manager = "kernel",
		.tclass = "peer netif node",
	},
	.confidence = 86,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("Network traffic on this host carries labels, and traffic with this label may not "
		      "pass here."),
	.explanation = N_("As soon as somebody sets up labelled networking (NetLabel with netlabelctl, or "
			  "IPsec with labels), every packet has a label like a file, and must be allowed in "
			  "and out. Mostly the set-up is not finished. No single program is to blame, and "
			  "other traffic may be stopped in the same way."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("nobody needs labelled networking here"),
		  .then = N_("switch it off: look at what \"netlabelctl -p map list\" and \"netlabelctl -p "
			     "unlbl list\" show, remove those rules, and look for them in "
			     "/etc/netlabel.rules") },
		{ .when = N_("it is needed, and the two ends are at different levels (here {levels})"),
		  .then = N_("give the address the right level in the rules of NetLabel; no rule of the "
			     "policy can change that") },
		{ .when = N_("it is needed, and traffic labelled {traffic_label} should pass"),
		  .then = N_("look at the label that NetLabel's rules give to that address, and give the "
			     "right one"), },
		{ .when = N_("it is needed, and the sender is one that you know (its traffic has no label now, "
			     "{no_label})"),
		  .then = N_("give its address a label with \"netlabelctl unlbl add\", one that {source.type} "
			     "may receive from, and write that into /etc/netlabel.rules, too") },
		{ .when = N_("it is needed, and what comes from {peer_label} should be received"),
		  .then = N_("look at the label that the rules of NetLabel or IPsec give to that peer; if it is "
			     "right, allow just this"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
