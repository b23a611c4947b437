/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that was locked into a sandbox calls somebody on the network. */
#include <avocet-plugin.h>

/* Kinds of sandbox, the narrowest first: one that may make the call is named. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char *const kinds[] = {
		"sandbox_web_client_t", "sandbox_web_t", "sandbox_net_client_t", "sandbox_net_t",
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct avocet_access access = { .source_type = kinds[i] };

		if (!host->has_type(host, kinds[i]) || !host->allows(host, &access))
			continue;
		host->word(host, "sandbox_type", kinds[i]);
		host->ground(host, N_("A sandbox of the type {sandbox_type} may do this."));
		break;
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "sandbox_connect",
	.match = {
		.manager = "kernel",
		.source_type = "sandbox_t sandbox_*_t",
		.tclass = "*_socket",
		.any_permission = "name_connect connect create",
		.reason = "!allowed",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} runs in a sandbox, and this sandbox has no network."),
	.explanation = N_("A sandbox is for programs that you do not trust. It keeps them from your "
			  "files and from the network, so that nothing can be sent away. This is what "
			  "it is made for."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you did not expect {source} to use the network"),
		  .then = N_("leave it forbidden, and do not trust that program") },
		{ .when = N_("it needs the network for what you want of it"),
		  .then = N_("start it again with \"sandbox -t {sandbox_type}\", for this one time") }),
	.analyse = analyse,
};
