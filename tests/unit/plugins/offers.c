/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Has one fix of each kind; which of them have their words depends on the program's name. */
#include <avocet-plugin.h>

#include <string.h>

static const struct {
	const char *comm, *name, *value;
} words[] = {
	{ "helps", "default_type", "web_content_t" },
	{ "helps", "boolean", "web_open" },
	{ "helps", "boolean_value", "on" },
	{ "helps", "file_pattern", "/srv/x" },
	{ "helps", "file_type", "web_content_t" },
	{ "helps", "remark", "a remark" },
	{ "useless", "default_type", "other_t" },
	{ "useless", "boolean", "web_open" },
	{ "useless", "boolean_value", "off" },
	{ "manual", "remark", "a remark" },
};

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (denial->comm && strcmp(words[i].comm, denial->comm) == 0)
			host->word(host, words[i].name, words[i].value);
	host->ground(host, "a ground");
	host->confidence(host, 400);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "offers",
	.match = { .syscall = "offers" },
	.risk = AVOCET_RISK_MEDIUM,
	.summary = "Offers.",
	.explanation = "Many.",
	.fixes = AVOCET_FIXES(
		{ .when = "a", .then = "restore", .action = AVOCET_RESTORE_LABEL },
		{ .when = "b", .then = "turn", .action = AVOCET_SET_BOOLEAN },
		{ .when = "c", .then = "set", .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = "d", .then = "say {remark}", .action = AVOCET_MANUAL }),
	.analyse = analyse,
};
