/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A container was given a folder from a network file system, which has one label for all. */
#include <avocet-plugin.h>

#include "containers.h"

static const char *const settings[] = { "container_use_*", "virt_use_*", "virt_sandbox_*", NULL };

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!choose_booleans_named(host, settings))
		host->confidence(host, 70);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "container_filesystem",
	.match = {
		.manager = "kernel",
		.source_type = CONTAINER_TYPES,
		.target_type = FOREIGN_FILESYSTEMS,
		.tclass = "file dir lnk_file sock_file fifo_file",
		.reason = "type-enforcement dontaudit no-policy invalid-context",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("A container was given a folder that comes from another machine or kind of "
		      "disk ({target.type})."),
	.explanation = N_("On such file systems all files have the same label, and :Z or :z cannot "
			  "change it. Either containers are allowed to use that kind as a whole, "
			  "or it is mounted with the label of containers."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("containers may use all that is mounted in this way"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("they may use just this one"),
		  .then = N_("mount it with a label for all of it, by the option "
			     "context=\"system_u:object_r:container_file_t:s0\" in /etc/fstab") },
		{ .when = N_("the container should not have it"),
		  .then = N_("take the volume away from it") }),
	.analyse = analyse,
};
