/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A person whom the policy keeps within bounds wants to run containers. */
#include <avocet-plugin.h>

#include "containers.h"

static const char *const settings[] = { "*_run_container*", "*_use_container*", NULL };

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (choose_booleans_named(host, settings))
		host->confidence(host, 92);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "container_runtime_role",
	.match = {
		.source_type = "user_t staff_t guest_t xguest_t sysadm_t user_*_t staff_*_t",
		.target_type = "container_runtime_t container_runtime_exec_t container_t "
			       "container_user_t",
		.reason = "!allowed",
	},
	.confidence = 84,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("Somebody tried to run containers, and people with the role {source.role} "
		      "may not."),
	.explanation = N_("The programs that start containers (podman, docker) have a type of "
			  "their own, {target.type}, and not every kind of user may run programs "
			  "of that type."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("all people of this kind may run containers"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("this person may run containers"),
		  .then = N_("install the newest package container-selinux; if that does not help, "
			     "give the login another SELinux user: semanage login -m -s staff_u "
			     "NAME") },
		{ .when = N_("they may not"),
		  .then = N_("leave it as it is") }),
	.analyse = analyse,
};
