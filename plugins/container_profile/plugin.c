/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A container wants something unusual, for which there is a way to allow it for that one alone. */
#include <avocet-plugin.h>

#include "containers.h"
#include "labels.h"

/* Through these a container may give orders to the program that runs all containers. */
static const char *const runtimes[] = {
	"container_runtime_t", "container_var_run_t", "docker_t", "docker_var_run_t", "container_runtime_tmpfs_t",
	NULL,
};

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char *const calls[] = { "sock_file", "unix_stream_socket", NULL };

	if (label_is_kept(denial->target.type))
		return; /* secrets are for no container */
	if (pattern_listed(runtimes, denial->target.type) && pattern_listed(calls, denial->tclass)) {
		host->word(host, "runtime_type", denial->target.type);
		host->ground(host, N_("It wanted to speak with the program that runs all containers. Whoever may "
				      "give orders to that one is master of this machine."));
		host->risk(host, AVOCET_RISK_HIGH);
		host->confidence(host, 70);
	} else {
		host->word(host, "own_policy", "udica");
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "container_profile",
	.match = {
		.manager = "kernel",
		.source_type = CONTAINER_TYPES,
		.any_permission = "* !execheap !execmem !execstack !execmod !mmap_zero !sys_module "
				  "!mac_admin !mac_override !module_load !ptrace",
		.reason = "type-enforcement dontaudit no-policy invalid-context",
	},
	.confidence = 40,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The container wants more than containers usually get."),
	.explanation = N_("All ordinary containers have the same rights, so widening them would "
			  "widen them for all. A container that needs more gets a policy of its "
			  "own, which the tool udica makes from the way it was started."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the container is there to manage others (over what is labelled {runtime_type})"),
		  .then = N_("run that program as a service of this machine instead, or hand over a proxy that "
			     "lets only harmless questions through") },
		{ .when = N_("it is not there to manage others"),
		  .then = N_("do not hand over the socket of docker or podman ({runtime_type}), and find out what "
			     "it was needed for") },
		{ .when = N_("the container needs this (and {own_policy} is installed)"),
		  .then = N_("make a policy for it alone: podman inspect CONTAINER | udica NAME. "
			     "Load it as udica says, and start the container with --security-opt "
			     "label=type:NAME.process. Do not switch protection off with "
			     "label=disable or --privileged") },
		{ .when = N_("it works all the same"),
		  .then = N_("leave it as it is") }),
	.analyse = analyse,
};
