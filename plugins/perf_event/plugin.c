/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to measure how programs or the kernel run (perf). */
#include <avocet-plugin.h>

#include <string.h>

#include "modules.h"

static const struct {
	const char *permission, *ground;
} scopes[] = {
	{ "kernel", N_("It wanted to measure the kernel, too, not only programs.") },
	{ "cpu", N_("It wanted to measure all that a processor does, not only one program.") },
	{ "tracepoint", N_("It wanted to follow events inside the kernel.") },
};

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(scopes) / sizeof(*scopes); i++)
		for (const char *const *p = denial->permissions; *p; p++)
			if (strcmp(*p, scopes[i].permission) == 0)
				host->ground(host, scopes[i].ground);
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "perf_event",
	.match = {
		.manager = "kernel",
		.tclass = "perf_event",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to measure how programs or the kernel run (perf)."),
	.explanation = N_("perf and other tools count what the processor does. What they see can betray "
			  "secrets of other programs, and the code behind it has had holes. So it is "
			  "for tools of developers and administrators, not for services."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you wanted to measure something"),
		  .then = N_("run the tool yourself, as an administrator at a terminal") },
		{ .when = N_("{source} is a service that measures itself, as some databases do"),
		  .then = N_("switch that off in its settings; it works without") },
		FIX_ALLOW),
	.analyse = analyse,
};
