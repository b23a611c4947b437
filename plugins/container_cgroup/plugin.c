/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A container runs systemd, which wants to share out the machine among its services. */
#include <avocet-plugin.h>

#include "containers.h"

static const char *const settings[] = { "*cgroup*", NULL };

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!choose_booleans_named(host, settings))
		host->confidence(host, 60);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "container_cgroup",
	.match = {
		.manager = "kernel",
		.source_type = CONTAINER_TYPES,
		.target_type = "cgroup_t cgroupfs_t",
		.tclass = "file dir lnk_file filesystem",
		.reason = "type-enforcement dontaudit no-policy invalid-context",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("A container wanted to set limits for programs itself, as systemd does "
		      "(cgroups)."),
	.explanation = N_("Control groups share out processor and memory among programs. Ordinary "
			  "containers leave that to the host. Only one that runs systemd, as a "
			  "whole small system, needs it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("containers on this machine are meant to run systemd"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("this container runs systemd"),
		  .then = N_("start it with podman run --systemd=always, which gives it a type "
			     "that may do this (container_init_t)") },
		{ .when = N_("it is an ordinary container"),
		  .then = N_("leave it as it is: it works without") }),
	.analyse = analyse,
};
