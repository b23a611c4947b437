/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wanted to change a setting of the kernel, through /proc/sys or /sys. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char *const core[] = {
		"/proc/sys/kernel/*", "/proc/sys/vm/*", "/proc/sysrq-trigger", "/proc/sys/fs/suid_dumpable",
		"/sys/kernel/*", "/sys/module/*", NULL,
	};

	if (pattern_listed(core, denial->path)) {
		host->ground(host, N_("It is one of the settings by which the kernel itself is kept safe or "
				      "running."));
		host->risk(host, AVOCET_RISK_HIGH);
	} else {
		host->make_module(host, AVOCET_RULE_ALLOW);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "kernel_settings",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS " !svirt*",
		.target_type = "sysctl_* sysfs_t proc_t proc_net_t cgroup_t debugfs_t tracefs_t pstore_t efivarfs_t",
		.tclass = "file dir",
		.any_permission = "write append setattr create unlink add_name remove_name rmdir",
		.reason = "!allowed !constraint",
	},
	.confidence = 50,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to change a setting of the kernel ({target.path})."),
	.explanation = N_("By writing to files in /proc and /sys the kernel and its drivers are set up, for all "
			  "programs at once. So the policy lets only some do it. Services often set "
			  "something there at their start that is already set so."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is") },
		{ .when = N_("you want this setting to have another value"),
		  .then = N_("have the system set it when it starts, with a line in /etc/sysctl.d or "
			     "/etc/tmpfiles.d: then {source} need not do it") },
		{ .when = N_("{source} does not work without it"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("do not allow it, and find out who started it") },
		FIX_ALLOW),
	.analyse = analyse,
};
