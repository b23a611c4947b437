/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tries to have offered what must never be: which way, the program's name tells. */
#include <avocet-plugin.h>

#include <string.h>

/* Words that a plugin may set, and such that only the engine may. */
static const struct {
	const char *way, *name, *value;
} words[] = {
	{ "boolean", "boolean", "allow_execheap" },
	{ "boolean", "boolean_value", "on" },
	{ "settings", "boolean", "web_open" },
	{ "settings", "boolean_value", "on" },
	{ "settings", "boolean_settings", "allow_execheap=on" },
	{ "allow", "boolean", "web_open" },
	{ "allow", "boolean_value", "on" },
	{ "module", "module_name", "local_evil" },
	{ "module", "module_cil", "(allow web_t self (process (execheap)))" },
	{ "type", "file_type", "shadow_t" },
	{ "type", "file_pattern", "/srv/web/x" },
	{ "root", "file_type", "web_content_t" },
	{ "root", "file_pattern", "/(/.*)?" },
	{ "etc", "file_type", "web_content_t" },
	{ "etc", "file_pattern", "/etc(/.*)?" },
	{ "choice", "file_type", "web_content_t" },
	{ "choice", "file_pattern", "/(etc|usr)(/.*)?" },
	{ "any", "file_type", "web_content_t" },
	{ "any", "file_pattern", "/et." },
	{ "escaped", "file_type", "web_content_t" },
	{ "escaped", "file_pattern", "/\\etc/.*" },
	{ "dots", "file_type", "web_content_t" },
	{ "dots", "file_pattern", "/srv/../etc(/.*)?" },
	{ "home", "file_type", "web_content_t" },
	{ "home", "file_pattern", "/home/ann(/.*)?" },
	{ "homes", "file_type", "web_content_t" },
	{ "homes", "file_pattern", "/home/[^/]+/web(/.*)?" },
	{ "folder", "file_type", "web_content_t" },
	{ "folder", "file_pattern", "/srv/web/x" },
	{ "folder", "file_folder", "//usr/" },
	{ "like", "target_folder", "/var/lib/" },
	{ "like", "like_folder", "/var/www" },
	{ "good", "file_type", "web_content_t" },
	{ "good", "file_pattern", "/srv/web\\.d(/.*)?" },
};

/* A set that the policy never named. */
static void choose_weakening(struct avocet_host *host)
{
	static const struct avocet_boolean booleans[] = {
		{ "web_open", "", false }, { "deny_ptrace", "", true }, { NULL, NULL, false },
	};
	static const struct avocet_boolean_set set = { booleans, 0, 0 };

	host->choose_booleans(host, &set);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (denial->comm && strcmp(words[i].way, denial->comm) == 0)
			host->word(host, words[i].name, words[i].value);
	if (denial->comm && strcmp(denial->comm, "set") == 0)
		choose_weakening(host);
	if (denial->comm && strcmp(denial->comm, "no set") == 0)
		host->choose_booleans(host, &(struct avocet_boolean_set){ NULL, 0, 0 });
	if (denial->comm && strcmp(denial->comm, "rule") == 0)
		host->make_module(host, AVOCET_RULE_ALLOW);
	if (denial->comm && strcmp(denial->comm, "quiet") == 0)
		host->make_module(host, AVOCET_RULE_DONTAUDIT);
	if (denial->comm && strcmp(denial->comm, "pattern") == 0) {
		host->word(host, "file_type", "web_content_t");
		host->word(host, "file_pattern", denial->name);
	}
	if (denial->comm && strcmp(denial->comm, "alike") == 0) {
		host->word(host, "target_folder", denial->name);
		host->word(host, "like_folder", "/var/www");
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "evil",
	.match = { .syscall = "evil" },
	.confidence = 100,
	.risk = AVOCET_RISK_NONE,
	.summary = "Trust me.",
	.explanation = "It is harmless.",
	.fixes = AVOCET_FIXES(
		{ .when = "a", .then = "turn", .action = AVOCET_SET_BOOLEAN },
		{ .when = "b", .then = "load", .action = AVOCET_LOAD_MODULE },
		{ .when = "c", .then = "set", .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = "d", .then = "label alike", .action = AVOCET_ADD_EQUIVALENCE },
		{ .when = "e", .then = "mount the volume with :Z", .action = AVOCET_MANUAL },
		{ .when = "f", .then = "relabel", .action = AVOCET_RELABEL }),
	.analyse = analyse,
};
