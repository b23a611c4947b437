/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for what is done to anything but files: one phrase for each class and permission. */
#include "phrases.h"

#include <string.h>

/* Classes and permissions are patterns; the first row that fits, and whose need is a word that the
 * denial has, speaks. */
static const struct phrase {
	const char *classes, *permissions, *words, *needs;
} phrases[] = {
	{ "tcp_socket udp_socket sctp_socket dccp_socket", "name_bind",
		N_("listen on {target.protocol} port {target.port}") },
	{ "tcp_socket udp_socket sctp_socket dccp_socket", "name_connect",
		N_("connect to {target.protocol} port {target.port}") },
	{ "*_socket", "node_bind", N_("use the network address {source.address} of this host"),
		"source.address" },
	{ "*_socket", "node_bind", N_("use that network address of this host") },
	{ "*_socket", "create", N_("create {socket}") },
	{ "*_socket", "connectto", N_("connect to {socket} of {target.type}") },
	{ "*_socket", "nlmsg_read", N_("ask the kernel through {socket}") },
	{ "*_socket", "nlmsg_write nlmsg_relay nlmsg_tty_audit", N_("send orders to the kernel through {socket}") },
	{ "*_socket", "nlmsg_readpriv", N_("read protected settings through {socket}") },
	{ "*_socket", "recvfrom recv_msg", N_("receive from {socket}") },
	{ "*_socket", "sendto send_msg", N_("send to {socket}") },
	{ "*_socket", "getattr getopt", N_("look at the settings of {socket}") },
	{ "*_socket", "setattr setopt", N_("change the settings of {socket}") },
	{ "*_socket", "relabelfrom relabelto", N_("change the label of {socket}") },
	{ "*_socket", "*", N_("use {socket} ({permission})") },

	{ "process", "execheap", N_("run code from its heap memory") },
	{ "process", "execstack", N_("run code from its stack") },
	{ "process", "execmem", N_("run code from memory that it can also write to") },
	{ "process", "transition", N_("start a program in the domain {target.type}") },
	{ "process", "dyntransition", N_("change into the domain {target.type}") },
	{ "process", "fork", N_("start another process") },
	{ "process", "ptrace", N_("read and control {process}") },
	{ "process", "sigkill", N_("kill {process}") },
	{ "process", "sigstop", N_("stop {process}") },
	{ "process", "sigchld", N_("tell {process} that it has ended") },
	{ "process", "signull", N_("check that {process} is alive") },
	{ "process", "signal", N_("send a signal to {process}") },
	{ "process", "getsched getpgid getsession getcap getattr getrlimit",
		N_("look at the settings of {process}") },
	{ "process", "setsched setpgid setcap setrlimit", N_("change the settings of {process}") },
	{ "process", "setexec setcurrent setfscreate setkeycreate setsockcreate",
		N_("choose the label of what it starts or creates ({permission})") },
	{ "process", "noatsecure siginh rlimitinh",
		N_("pass its environment on to a program of {target.type} unchanged ({permission})") },
	{ "process2", "nnp_transition",
		N_("start a program in the domain {target.type} although it may gain no privileges") },
	{ "process2", "nosuid_transition",
		N_("start a program in the domain {target.type} from a nosuid file system") },

	{ "capability capability2", "*", N_("{capability}") },
	{ "cap_userns cap2_userns", "*", N_("{capability}, inside its own user namespace") },
	{ "memprotect", "mmap_zero", N_("use the memory at address zero") },
	{ "fd", "use", N_("use {target}, which {target.type} had opened") },

	{ "dbus", "send_msg", N_("send {message} to {target.type}") },
	{ "dbus", "acquire_svc", N_("take the name {target.service} on the message bus (D-Bus)"),
		"target.service" },
	{ "dbus", "acquire_svc", N_("take a name on the message bus (D-Bus)") },
	{ "service", "start", N_("start {unit}") },
	{ "service", "stop", N_("stop {unit}") },
	{ "service", "status", N_("ask for the state of {unit}") },
	{ "service", "reload", N_("reload {unit}") },
	{ "service", "enable", N_("enable {unit}") },
	{ "service", "disable", N_("disable {unit}") },
	{ "system", "status", N_("ask systemd for its state") },
	{ "system", "start stop", N_("have systemd {permission} something") },
	{ "system", "reload", N_("have systemd read its settings again") },
	{ "system", "reboot halt", N_("shut down or restart the computer") },
	{ "system", "enable disable", N_("{permission} units of systemd") },
	{ "system", "module_load", N_("load a kernel module") },
	{ "system", "module_request", N_("make the kernel load a module ({kmod})") },
	{ "system", "syslog_read syslog_mod syslog_console", N_("use the kernel's own log") },
	{ "system", "firmware_load", N_("give the kernel firmware to load") },
	{ "system", "kexec_image_load kexec_initramfs_load",
		N_("give the kernel another kernel, to be started in its place") },
	{ "system", "policy_load", N_("give the kernel rules for checking files (IMA)") },
	{ "system", "x509_certificate_load", N_("give the kernel a certificate to trust") },
	{ "system", "ipc_info", N_("list shared memory and message queues") },

	{ "security", "setenforce", N_("switch SELinux between enforcing and permissive") },
	{ "security", "load_policy", N_("load another SELinux policy") },
	{ "security", "setbool", N_("change an SELinux boolean") },
	{ "security", "setsecparam setcheckreqprot", N_("change settings of SELinux itself") },
	{ "security", "compute_* check_context validate_trans read_policy",
		N_("ask SELinux about its policy ({permission})") },

	{ "filesystem", "associate", N_("keep a file labelled {source.type} on a file system of {target.type}") },
	{ "filesystem", "mount", N_("mount a file system labelled {target.type}") },
	{ "filesystem", "remount", N_("change how a file system labelled {target.type} is mounted") },
	{ "filesystem", "unmount", N_("unmount a file system labelled {target.type}") },
	{ "filesystem", "getattr", N_("ask how full the file system labelled {target.type} is") },
	{ "filesystem", "quotaget quotamod", N_("use the disk quotas of a file system") },
	{ "filesystem", "relabelfrom relabelto", N_("change the label of a file system") },
	{ "filesystem", "watch", N_("watch a whole file system") },

	{ "key", "create", N_("create a key in the kernel's keyring") },
	{ "key", "*", N_("use a key of {target.type} in the kernel's keyring ({permission})") },
	{ "sem shm msgq ipc msg", "*", N_("share memory or messages with {target.type} ({permission})") },
	{ "bpf", "prog_load prog_run", N_("run a program inside the kernel (BPF)") },
	{ "bpf", "*", N_("use data of programs inside the kernel (BPF: {permission})") },
	{ "perf_event", "*", N_("measure what programs or the kernel do (perf: {permission})") },
	{ "io_uring", "*", N_("use the kernel's fast input and output (io_uring: {permission})") },
	{ "anon_inode", "*", N_("use a special file of the kernel ({anonclass})") },
	{ "user_namespace", "create", N_("create a user namespace") },
	{ "lockdown", "*", N_("do what the locked-down kernel forbids ({target.lockdown_reason})"),
		"target.lockdown_reason" },
	{ "lockdown", "*", N_("do what the locked-down kernel forbids") },

	{ "netif", "ingress", N_("come in through a network card labelled {target.type}") },
	{ "netif", "egress", N_("go out through a network card labelled {target.type}") },
	{ "node", "recvfrom", N_("come from a network address labelled {target.type}") },
	{ "node", "sendto", N_("go to a network address labelled {target.type}") },
	{ "peer", "recv", N_("receive network traffic labelled {target.type}") },
	{ "packet", "*", N_("{permission} network packets labelled {target.type}") },
	{ "association", "*", N_("use an IPsec connection labelled {target.type} ({permission})") },
	{ "x_*", "*", N_("use the graphical display ({target.request})"), "target.request" },
	{ "x_*", "*", N_("use the graphical display ({target.class}: {permission})") },
	{ "db_*", "*", N_("use the database ({target.class}: {permission})") },
	{ "kernel_service", "create_files_as", N_("have the kernel create files labelled {target.type}") },
	{ "kernel_service", "*", N_("have the kernel work with the rights of {target.type}") },
	{ "nscd", "*", N_("ask nscd for names of users or hosts ({permission})") },
	{ "proxy", "*", N_("ask gssproxy for keys of Kerberos ({permission})") },
	{ "context", "*", N_("have levels of labels put into words ({permission})") },
	{ "passwd", "*", N_("manage accounts ({permission})") },
};

static const struct {
	const char *name, *words;
} capabilities[] = {
	{ "audit_control", N_("change the settings of the audit system") },
	{ "audit_read", N_("read the audit stream") },
	{ "audit_write", N_("write to the audit log") },
	{ "block_suspend", N_("keep the computer from sleeping") },
	{ "bpf", N_("load programs into the kernel (BPF)") },
	{ "checkpoint_restore", N_("freeze and restore processes") },
	{ "chown", N_("give files to another owner") },
	{ "dac_override", N_("ignore the owner and permissions of files") },
	{ "dac_read_search", N_("read files and folders whatever their permissions") },
	{ "fowner", N_("act as the owner of files that belong to others") },
	{ "fsetid", N_("keep special permissions on files it changes") },
	{ "ipc_lock", N_("lock memory so that it is never swapped out") },
	{ "ipc_owner", N_("use anybody's shared memory and queues") },
	{ "kill", N_("send signals to the processes of other users") },
	{ "lease", N_("take leases on files") },
	{ "linux_immutable", N_("make files unchangeable, or changeable again") },
	{ "mac_admin", N_("set labels that the policy does not know") },
	{ "mac_override", N_("go round SELinux") },
	{ "mknod", N_("create device files") },
	{ "net_admin", N_("change network settings") },
	{ "net_bind_service", N_("listen on a port below 1024") },
	{ "net_broadcast", N_("send to everybody on the network") },
	{ "net_raw", N_("read and write raw network packets") },
	{ "perfmon", N_("measure what the whole system does") },
	{ "setfcap", N_("give capabilities to files") },
	{ "setgid", N_("change its group") },
	{ "setpcap", N_("hand on capabilities") },
	{ "setuid", N_("change to another user") },
	{ "sys_admin", N_("administer the system (sys_admin: mounting and much more)") },
	{ "sys_boot", N_("restart the computer") },
	{ "sys_chroot", N_("lock itself into a folder (chroot)") },
	{ "sys_module", N_("load or remove kernel modules") },
	{ "sys_nice", N_("raise its own priority") },
	{ "sys_pacct", N_("switch process accounting on or off") },
	{ "sys_ptrace", N_("look into other processes") },
	{ "sys_rawio", N_("reach the hardware directly") },
	{ "sys_resource", N_("go beyond the limits set for it") },
	{ "sys_time", N_("set the clock") },
	{ "sys_tty_config", N_("configure terminals") },
	{ "syslog", N_("read or clear the kernel's log") },
	{ "wake_alarm", N_("wake the computer from sleep") },
};

static bool has_need(struct arena *arena, const struct alert *alert, const struct phrase *phrase)
{
	return !phrase->needs || words_value(arena, phrase->needs, alert, NULL);
}

const char *phrase_other(struct arena *arena, const struct alert *alert, const char *permission)
{
	for (size_t i = 0; i < ARRAY_SIZE(phrases); i++)
		if (text_matches_any(phrases[i].classes, alert->denial.tclass)
			&& text_matches_any(phrases[i].permissions, permission)
			&& has_need(arena, alert, &phrases[i]))
			return _(phrases[i].words);
	return NULL;
}

const char *phrase_capability(const char *permission)
{
	for (size_t i = 0; i < ARRAY_SIZE(capabilities); i++)
		if (strcmp(capabilities[i].name, permission) == 0)
			return _(capabilities[i].words);
	return NULL;
}
