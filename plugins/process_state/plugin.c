/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program looks at what /proc says of another process, as ps and top do: no tracing. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

/* Files of /proc/PID have the label of their process: its role is that of a program. */
static bool is_of_process(const struct avocet_denial *denial)
{
	return denial->target.role && strcmp(denial->target.role, "object_r") != 0;
}

/* Its memory is more than its state: ptrace tells of that. */
static bool is_memory(const struct avocet_denial *denial)
{
	const char *slash = denial->path ? strrchr(denial->path, '/') : NULL;
	const char *name = slash ? slash + 1 : denial->name;

	return name && strcmp(name, "mem") == 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!is_of_process(denial) || is_memory(denial))
		return;
	domain_stem_word(host, "other", denial->target.type);
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "process_state",
	.match = {
		.manager = "kernel",
		.tclass = "file dir lnk_file",
		.only_permissions = "read getattr open search",
		.reason = "!allowed !constraint",
	},
	.confidence = 84,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} looked at what the system tells about a running program "
		      "({target.type}), as ps and top do."),
	.explanation = N_("The folder /proc has a folder for each running program. Many programs walk "
			  "through all of them only to find one of their own, so this is mostly "
			  "harmless. It is not debugging: nothing can be changed that way."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} works all the same"),
		  .then = N_("leave it as it is: it only does not see the programs of {other}") },
		FIX_SILENCE,
		{ .when = N_("{source} is there to watch other programs"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") }),
	.analyse = analyse,
};
