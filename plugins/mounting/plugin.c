/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to mount a file system, to take it away, or to change how it is mounted. */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "mounting",
	.match = {
		.manager = "kernel",
		.tclass = "filesystem",
		.any_permission = "mount remount unmount",
		.reason = "!allowed !constraint",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} tried to mount a file system, to unmount one, or to change how one is "
		      "mounted."),
	.explanation = N_("A file system that is mounted anew may lose its protections: what could only "
			  "be read can then be written, and programs on it can be run. So this is left "
			  "to the programs that do it for the whole system, such as mount and "
			  "systemd."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} needs something mounted for its work"),
		  .then = N_("have systemd do it before {source} starts: by a line in /etc/fstab, or by a "
			     "mount unit") },
		{ .when = N_("it is a service that systemd shuts off from parts of the system"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("do not allow it: find out what it was doing") }),
};
