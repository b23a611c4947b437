/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any other power of root: what it is for, and that it is seldom needed. */
#include <avocet-plugin.h>

#include <string.h>

static const struct {
	const char *capability, *ground;
	enum avocet_risk risk;
} uses[] = {
	{ "lease", N_("lease: file servers such as Samba and NFS are told by it when somebody else opens "
		      "a file."), AVOCET_RISK_LOW },
	{ "linux_immutable", N_("linux_immutable: chattr makes files unchangeable by it; intruders "
				"protect their files with it."), AVOCET_RISK_HIGH },
	{ "sys_pacct", N_("sys_pacct: it switches the list of all programs that were run on or off."),
		AVOCET_RISK_HIGH },
	{ "sys_tty_config", N_("sys_tty_config: it hangs up terminals or sets keyboards, as logins do."),
		AVOCET_RISK_LOW },
	{ "ipc_owner", N_("ipc_owner: it reaches shared memory of others whatever its permissions."),
		AVOCET_RISK_MEDIUM },
	{ "sys_time", N_("sys_time: it sets the clock. That is for the time service; a wrong clock breaks "
			 "certificates, logs and logins."), AVOCET_RISK_MEDIUM },
	{ "sys_boot", N_("sys_boot: it restarts the computer, or starts another kernel."),
		AVOCET_RISK_HIGH },
	{ "sys_rawio", N_("sys_rawio: it reaches ports, memory and disks around all protections. Only a few "
			  "old drivers of graphics and tools for disks need it."), AVOCET_RISK_HIGH },
	{ "mknod", N_("mknod: it makes device files. That is udev's work; a device file made by another "
		      "can open a disk or the memory."), AVOCET_RISK_HIGH },
	{ "setfcap", N_("setfcap: it gives files powers that whoever runs them has. That is for installing "
			"packages and making containers."), AVOCET_RISK_HIGH },
	{ "net_broadcast", N_("net_broadcast: nothing needs it any more; some programs still ask."),
		AVOCET_RISK_LOW },
	{ "net_raw", N_("net_raw: it reads and writes packets as they are, as ping and sniffers do."),
		AVOCET_RISK_MEDIUM },
};

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *first = denial->permissions[0];

	for (size_t i = 0; first && i < sizeof(uses) / sizeof(*uses); i++) {
		if (strcmp(uses[i].capability, first) != 0)
			continue;
		host->ground(host, uses[i].ground);
		host->risk(host, uses[i].risk);
		host->confidence(host, 55);
	}
	host->report(host);
}

/* Those that have a plugin of their own are left out. */
AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "capability",
	.match = {
		.manager = "kernel",
		.tclass = "capability capability2",
		.any_permission = "* !dac_* !sys_admin !sys_module !sys_resource !sys_ptrace !sys_nice "
				  "!ipc_lock !net_admin !set?id !setpcap !sys_chroot !chown !fowner !fsetid "
				  "!kill !syslog !audit_* !block_suspend !wake_alarm !bpf !perfmon "
				  "!checkpoint_restore !mac_* !net_bind_service",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 30,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} asked for one of the powers of root ({permissions})."),
	.explanation = N_("What root may do is cut into some forty powers, called capabilities. The policy "
			  "gives each program only those that it needs, even if it runs as root. So a "
			  "program that was broken into cannot do much more than its work."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("{source} needs it for its work"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("{source} has no reason for it"),
		  .then = N_("find out why it tried: it may have been broken into") }),
	.analyse = analyse,
};
