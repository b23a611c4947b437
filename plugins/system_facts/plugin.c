/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wanted to read what every program may know: settings and figures of the kernel, and
 * random numbers. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

static const struct fact {
	const char *type, *ground;
} facts[] = {
	{ "sysctl_*", N_("{target.path} is one of the kernel's settings; to read it changes none.") },
	{ "*random_device_t", N_("{target.path} gives random numbers, which nearly all programs need for "
				 "encryption or to be unpredictable.") },
	{ "zero_device_t", N_("{target.path} gives nothing but zeros.") },
	{ "null_device_t", N_("{target.path} is empty: nothing is in it to be read.") },
	{ "proc_net_t", N_("It tells about the network of this machine.") },
	{ "sysfs_t", N_("It tells which devices this machine has.") },
	{ "cpu_online_t", N_("It tells how many processors this machine has.") },
	{ "cgroup_t", N_("It tells how much programs may use up.") },
	{ "proc_t", N_("It is a figure of the machine: memory, processors, time, version and the like.") },
};

/* Files of /proc/PID have the role of their process, and are told of by others. */
static bool is_of_kernel(const struct avocet_denial *denial)
{
	static const char *const objects[] = { "object_r", NULL };

	return !denial->target.role || pattern_listed(objects, denial->target.role);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!is_of_kernel(denial))
		return;
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (pattern_fits(facts[i].type, denial->target.type)) {
			host->ground(host, facts[i].ground);
			break;
		}
	module_report(host, AVOCET_RULE_ALLOW);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "system_facts",
	.match = {
		.manager = "kernel",
		/* In containers it is for their profile to say what they see. */
		.source_type = NO_CONTAINERS,
		.target_type = "sysctl_* random_device_t urandom_device_t zero_device_t null_device_t proc_t "
			       "proc_net_t sysfs_t cpu_online_t cgroup_t",
		.tclass = "file dir lnk_file chr_file",
		.only_permissions = "read getattr open search map lock",
		.reason = "!allowed !constraint",
	},
	.confidence = 45,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} wanted to read something about the system that is no secret."),
	.explanation = N_("Programs and their libraries ask at their start how the machine is set up: how "
			  "many processors and how much memory it has, and how some things are set. "
			  "A new version may ask for one more of these, which the policy does not know "
			  "yet. Reading it changes nothing."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: it goes on without") },
		{ .when = N_("{source} does not work without it"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		FIX_ALLOW),
	.analyse = analyse,
};
