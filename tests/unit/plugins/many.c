/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports more often than anybody would read, and says the same word twice. */
#include <avocet-plugin.h>

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (int i = 0; i < 20; i++) {
		host->word(host, "number", "first");
		host->word(host, "number", "second");
		host->confidence(host, 30 + i);
		host->report(host);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "many",
	.match = { .syscall = "many" },
	.confidence = AVOCET_LAST_RESORT,
	.summary = "Many.",
	.explanation = "Too many.",
	.analyse = analyse,
};
