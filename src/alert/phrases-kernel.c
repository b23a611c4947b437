/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for what is asked of the kernel, of SELinux itself, and of systemd as a whole. */
#include "phrases.h"

static const struct phrase rows[] = {
	{ "setenforce", N_("switch SELinux between enforcing and permissive"), "security" },
	{ "load_policy", N_("load another SELinux policy"), "security" },
	{ "read_policy", N_("read the loaded SELinux policy"), "security" },
	{ "setbool", N_("change an SELinux boolean"), "security" },
	{ "setsecparam", N_("change how SELinux keeps its decisions (cache settings)"), "security" },
	{ "setcheckreqprot", N_("change how SELinux checks memory (checkreqprot)"), "security" },
	{ "check_context", N_("ask SELinux whether a label is valid"), "security" },
	{ "compute_av", N_("ask SELinux what is allowed"), "security" },
	{ "compute_create", N_("ask SELinux which label a new thing gets"), "security" },
	{ "compute_member", N_("ask SELinux which label a private copy of a folder gets"), "security" },
	{ "compute_relabel", N_("ask SELinux which new label a thing gets"), "security" },
	{ "compute_user", N_("ask SELinux which domains a user can get"), "security" },
	{ "validate_trans", N_("ask SELinux whether a label may be changed so"), "security" },

	{ "module_load", N_("load the kernel module {target.file}"), "system", "target.file" },
	{ "module_load", N_("load a kernel module"), "system" },
	{ "module_request", N_("make the kernel load a module ({kmod})"), "system", "kmod" },
	{ "module_request", N_("make the kernel load a module by itself"), "system" },
	{ "firmware_load", N_("give the kernel firmware to load, {target.file}"), "system", "target.file" },
	{ "firmware_load", N_("give the kernel firmware to load"), "system" },
	{ "kexec_image_load", N_("load another kernel to change over to (kexec)"), "system" },
	{ "kexec_initramfs_load", N_("load the first file system of another kernel (kexec)"), "system" },
	{ "policy_load", N_("load rules for checking files into the kernel (IMA policy)"), "system" },
	{ "x509_certificate_load", N_("give the kernel a certificate to trust"), "system" },
	{ "ipc_info", N_("list shared memory and message queues"), "system" },
	{ "syslog_console", N_("choose which messages of the kernel appear on the console"), "system" },
	{ "syslog_mod", N_("clear the kernel's log or change how it is kept"), "system" },
	{ "syslog_read", N_("read the kernel's log"), "system" },
	{ "disable", N_("have systemd disable units"), "system" },
	{ "enable", N_("have systemd enable units"), "system" },
	{ "halt", N_("shut down the computer"), "system" },
	{ "reboot", N_("restart the computer"), "system" },
	{ "reload", N_("have systemd read its settings again"), "system" },
	{ "start", N_("have systemd start something"), "system" },
	{ "status", N_("ask systemd for its state"), "system" },
	{ "stop", N_("have systemd stop something"), "system" },
	{ "undefined", N_("ask systemd for something that the policy has no word for"), "system" },

	{ "map_create", N_("create a table for programs inside the kernel (BPF map)"), "bpf" },
	{ "map_create_as", N_("create a table for programs inside the kernel (BPF map) by a token of "
		"{target.type}"), "bpf" },
	{ "map_read",
		N_("read a table of programs inside the kernel (BPF map) of {target.type}"), "bpf" },
	{ "map_write",
		N_("change a table of programs inside the kernel (BPF map) of {target.type}"), "bpf" },
	{ "prog_load", N_("load a program into the kernel (BPF)"), "bpf" },
	{ "prog_load_as", N_("load a program into the kernel (BPF) by a token of {target.type}"),
		"bpf" },
	{ "prog_run", N_("run a program of {target.type} inside the kernel (BPF)"), "bpf" },

	{ "cpu", N_("measure everything that a processor does (perf)"), "perf_event" },
	{ "kernel", N_("measure what the kernel does (perf)"), "perf_event" },
	{ "open", N_("begin to measure what programs do (perf)"), "perf_event" },
	{ "read", N_("read what was measured (perf)"), "perf_event" },
	{ "tracepoint", N_("follow what happens inside the kernel (perf tracepoints)"), "perf_event" },
	{ "write", N_("change a measurement that is running (perf)"), "perf_event" },

	{ "allowed", N_("use the kernel's fast input and output (io_uring)"), "io_uring" },
	{ "cmd", N_("send commands to a device by fast input and output (io_uring)"), "io_uring" },
	{ "override_creds", N_("do fast input and output (io_uring) in the name of {target.type}"),
		"io_uring" },
	{ "sqpoll", N_("have the kernel watch over its fast input and output (io_uring)"), "io_uring" },

	{ "create", N_("create a user namespace"), "user_namespace" },

	{ "integrity confidentiality", N_("do what the locked-down kernel forbids ({target.lockdown_reason})"),
		"lockdown", "target.lockdown_reason" },
	{ "integrity", N_("change the running kernel, which is locked down"), "lockdown" },
	{ "confidentiality", N_("read secrets of the kernel, which is locked down"), "lockdown" },

	{ "create_files_as", N_("have the kernel create files like those labelled {target.type}"),
		"kernel_service" },
	{ "use_as_override", N_("have the kernel work with the rights of {target.type}"),
		"kernel_service" },

	{ "call", N_("call {process} (binder)"), "binder" },
	{ "impersonate", N_("act as {process} (binder)"), "binder" },
	{ "set_context_mgr", N_("become the one who knows all services (binder)"), "binder" },
	{ "transfer", N_("hand something on to {process} (binder)"), "binder" },
};

const struct phrase_list kernel_phrases = {
	"security system bpf perf_event io_uring user_namespace lockdown kernel_service binder",
	rows, ARRAY_SIZE(rows),
};
