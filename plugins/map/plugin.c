/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program may read a file, but not have it as a part of its memory. */
#include <avocet-plugin.h>

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_access reading = { .permission = "read" };

	(void)denial;
	if (host->allows(host, &reading)) {
		host->word(host, "can_read", N_("read"));
		host->ground(host, N_("{source.type} may {can_read} such files already."));
		host->confidence(host, 82);
		host->make_module(host, AVOCET_RULE_ALLOW);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "map",
	.match = {
		.manager = "kernel",
		.tclass = "file chr_file",
		.only_permissions = "map",
		.reason = "!allowed !constraint",
	},
	.confidence = 45,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted {target.path} as a part of its memory (called mapping)."),
	.explanation = N_("Large files are often read by mapping them. Kernels since 2017 ask the policy "
			  "for that, besides the right to read, and older policies do not know of it. "
			  "Some policies have a setting that lets all programs map all files; that is "
			  "far more than is needed here."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is meant to use this file"),
		  .then = N_("install the newest updates of the policy, and of {source}") },
		{ .when = N_("that does not help"),
		  .then = N_("allow just this with a small module of your own, named {module_name}"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("{source} has no business with this file"),
		  .then = N_("leave it as it is") }),
	.analyse = analyse,
};
