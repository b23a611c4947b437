/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program asked for the widest privilege of all. What it really wanted, its system call tells. */
#include <avocet-plugin.h>

#include <string.h>

#include "patterns.h"

/* What each call is for; names are patterns. */
static const struct {
	const char *call, *ground;
} wants[] = {
	{ "mount", N_("It wanted to mount a file system, or to change how one is mounted.") },
	{ "umount*", N_("It wanted to unmount a file system.") },
	{ "fs[mop]*", N_("It wanted to mount a file system, or to change how one is mounted.") },
	{ "move_mount", N_("It wanted to move what is mounted.") },
	{ "open_tree", N_("It wanted to mount a file system in a second place.") },
	{ "pivot_root", N_("It wanted to change the root folder of the system, as containers do.") },
	{ "unshare", N_("It wanted surroundings of its own (namespaces), as containers and sandboxes "
			"have them.") },
	{ "clone*", N_("It wanted to start a process with surroundings of its own (namespaces), as "
		       "containers and sandboxes have them.") },
	{ "setns", N_("It wanted to step into a container, or out of one.") },
	{ "set*name", N_("It wanted to change the computer's name.") },
	{ "swap*", N_("It wanted to switch swap space on or off.") },
	{ "quotactl*", N_("It wanted to read or change disk quotas.") },
	{ "syslog", N_("It wanted to read or clear the kernel's log.") },
	{ "bpf", N_("It wanted to load a program into the kernel (BPF).") },
	{ "perf_event_open", N_("It wanted to measure what the whole system does (perf).") },
	{ "fanotify_init", N_("It wanted to watch over files of the whole system, as virus scanners "
			      "do.") },
	{ "*setxattr*", N_("It wanted to set an attribute of a file that only the system may set.") },
	{ "keyctl", N_("It wanted to use a key of the kernel that belongs to somebody else.") },
	{ "seccomp", N_("It wanted to restrict itself, which needs this when it has not said "
			"NoNewPrivileges before.") },
	{ "prctl", N_("It wanted to change its own restrictions, for example to filter system calls "
		      "without NoNewPrivileges.") },
	{ "ioprio_set", N_("It wanted its disk accesses to come first.") },
	{ "ioctl", N_("It sent a device a command that is for administrators (ioctl).") },
	{ "open*", N_("It opened a file that the kernel shows to administrators only.") },
	{ "read*", N_("It read a file of the kernel that is for administrators only.") },
	{ "write*", N_("It wrote to a file of the kernel that is for administrators only.") },
	{ "sched_setscheduler", N_("It wanted to be served before others.") },
};

/* What sys_admin covered before it had a privilege of its own: the kernel still asks for both. */
static const char *smaller(const struct avocet_denial *denial)
{
	static const char *const parts[] = { "syslog", "bpf", "perfmon", "checkpoint_restore", NULL };
	const char *const *all = denial->also;

	for (; all && *all; all++)
		for (const char *const *part = parts; *part; part++)
			if (strcmp(*all, *part) == 0)
				return *part;
	return NULL;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *call = denial->syscall, *part = smaller(denial);

	for (size_t i = 0; call && i < sizeof(wants) / sizeof(*wants); i++) {
		if (!pattern_fits(wants[i].call, call))
			continue;
		host->word(host, "call", call);
		host->ground(host, wants[i].ground);
		host->confidence(host, 75);
		break;
	}
	if (part) {
		host->word(host, "smaller", part);
		host->ground(host, N_("The kernel asked for the small privilege {smaller} first; that would "
				      "have been enough."));
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "sys_admin",
	.match = {
		.manager = "kernel",
		.tclass = "capability",
		.any_permission = "sys_admin",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 60,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} needed the privilege to administer the system (sys_admin) for a "
		      "single thing."),
	.explanation = N_("The privilege sys_admin covers hundreds of things, from mounting disks to "
			  "settings of the kernel: whoever has it, has nearly all of root. So it "
			  "must not be given for one of them. Often the program only tried, and "
			  "goes on without."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("{source} does not work without it"),
		  .then = N_("look in its settings, or among the sandbox options of its systemd unit, "
			     "for a way to do without; else install the newest updates, and report "
			     "it to its makers") },
		{ .when = N_("{source} has no reason to administer the system"),
		  .then = N_("find out why it tried: it may have been broken into") }),
	.analyse = analyse,
};
