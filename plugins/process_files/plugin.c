/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wanted to write to what /proc has of a process: with these files its memory, its limits and
 * its namespaces are changed. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

static const struct kind {
	const char *path, *ground;
	enum avocet_risk risk;
	int confidence;
} kinds[] = {
	{ "/proc/*/mem", N_("The file is that process's memory: whoever writes to it makes it do anything. Only "
			    "debuggers do this."), AVOCET_RISK_HIGH, 82 },
	{ "/proc/*/oom_*", N_("The file says which programs are ended first when memory runs out. Services try "
			      "to set it at their start, and go on when they may not."), AVOCET_RISK_LOW, 80 },
	{ "/proc/*/[ug]id_map", N_("The file belongs to user namespaces, which containers and web browsers "
				   "use."), AVOCET_RISK_MEDIUM, 65 },
	{ "/proc/*/setgroups", N_("The file belongs to user namespaces, which containers and web browsers "
				  "use."), AVOCET_RISK_MEDIUM, 65 },
	{ "/proc/*/coredump_filter", N_("The file says what is kept of the program when it breaks down."),
		AVOCET_RISK_LOW, 75 },
	{ "/proc/*/comm", N_("The file holds the program's name, as ps shows it."), AVOCET_RISK_LOW, 75 },
	{ "/proc/*/loginuid", N_("The file says who had logged in, for the audit log."), AVOCET_RISK_HIGH, 70 },
};

static void tell(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (denial->path && pattern_fits(kinds[i].path, denial->path)) {
			host->ground(host, kinds[i].ground);
			host->risk(host, kinds[i].risk);
			host->confidence(host, kinds[i].confidence);
			if (kinds[i].risk == AVOCET_RISK_LOW)
				condition(host, "if_small");
			return;
		}
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char *const objects[] = { "object_r", NULL };
	static const char *const labels[] = { "/proc/*/attr", "/proc/*/attr/*", NULL };

	if (!denial->target.role || pattern_listed(objects, denial->target.role) ||
		pattern_listed(labels, denial->path))
		return; /* transitions tells of labels */
	tell(host, denial);
	host->word(host, "whose", denial->target.type);
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "process_files",
	.match = {
		.manager = "kernel",
		.tclass = "file dir lnk_file",
		.any_permission = "write append setattr create add_name remove_name unlink link rename",
		.reason = "!allowed !constraint",
	},
	.confidence = 55,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to change something of a running program ({target.type}) through "
		      "/proc."),
	.explanation = N_("The folder /proc has a folder for each running program, with files by which it can be "
			  "controlled. To read there is common; few programs are meant to write."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same{if_small}"),
		  .then = N_("leave it as it is") },
		{ .when = N_("{source} is a debugger or another tool that you use yourself"),
		  .then = N_("run it from an administrator's own session; it may not control {whose} as it "
			     "is") },
		{ .when = N_("it came with an update and does not work without"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("{source} does its work all the same, and you want to hear no more of "
			     "this{if_small}"),
		  .then = N_("silence it with a small module of your own: it stays forbidden, and is not "
			     "logged any more"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("find out who started it, and do not allow it") }),
	.analyse = analyse,
};
