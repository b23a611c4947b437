/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls what apache2 does an attack, and yet has remedies, which the engine must not offer. */
#include <avocet-plugin.h>

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->word(host, "boolean", "web_open");
	host->word(host, "boolean_value", "on");
	host->word(host, "default_type", "web_content_t");
	host->confidence(host, 20);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "attack",
	.match = { .exe = "/attacker" },
	.risk = AVOCET_RISK_ATTACK,
	.summary = "An attack.",
	.explanation = "It looks like one.",
	.fixes = AVOCET_FIXES(
		{ .when = "a", .then = "allow it", .action = AVOCET_SET_BOOLEAN },
		{ .when = "b", .then = "relabel it", .action = AVOCET_RESTORE_LABEL },
		{ .when = "c", .then = "look", .action = AVOCET_MANUAL }),
	.analyse = analyse,
};
