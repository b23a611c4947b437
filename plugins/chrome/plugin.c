/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The browser's own cage for web pages (chrome_sandbox_t) was stopped by SELinux. */
#include <avocet-plugin.h>

/* How some policies name the switch that gives this cage no domain of its own. */
static const char *const switches[] = { "unconfined_chrome_sandbox_transition", NULL };

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; switches[i]; i++) {
		const struct avocet_boolean *found = host->boolean(host, switches[i]);

		if (found && found->on)
			host->word(host, "chrome_switch", found->name);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "chrome",
	.match = {
		.manager = "kernel",
		.source_type = "chrome_sandbox_t chrome_sandbox_nacl_t",
		.reason = "!allowed",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The browser locks web pages into a cage, and what runs in there went beyond "
		      "it."),
	.explanation = N_("Chrome and Chromium show each page in a process of few rights. Mostly a new "
			  "version of the browser wants something that the policy has not heard of, "
			  "and the page works all the same. It can also be a page that tries to break "
			  "out."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("your pages work"),
		  .then = N_("leave it as it is, and install the newest updates of the browser and of "
			     "the policy") },
		{ .when = N_("they do not, and updates did not help"),
		  .then = N_("turn {chrome_switch} off for a try: the browser then relies on its own cage "
			     "alone, so turn it on again after the next update") },
		{ .when = N_("it began with one particular page"),
		  .then = N_("do not open that page again") }),
	.analyse = analyse,
};
