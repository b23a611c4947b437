/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A container wants something unusual, for which there is a way to allow it for that one alone. */
#include <avocet-plugin.h>

#include "containers.h"

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "container_profile",
	.match = {
		.manager = "kernel",
		.source_type = CONTAINER_TYPES,
		.any_permission = "* !execheap !execmem !execstack !execmod !mmap_zero !sys_module "
				  "!mac_admin !mac_override !module_load !ptrace",
		.reason = "type-enforcement dontaudit no-policy",
	},
	.confidence = 40,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The container wants more than containers usually get."),
	.explanation = N_("All ordinary containers have the same rights, so widening them would "
			  "widen them for all. A container that needs more gets a policy of its "
			  "own, which the tool udica makes from the way it was started."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the container needs this"),
		  .then = N_("make a policy for it alone: podman inspect CONTAINER | udica NAME. "
			     "Load it as udica says, and start the container with --security-opt "
			     "label=type:NAME.process. Do not switch protection off with "
			     "label=disable or --privileged") },
		{ .when = N_("it works all the same"),
		  .then = N_("leave it as it is") }),
};
