/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for what is done to files, folders, devices and sockets. */
#include "phrases.h"

#include <string.h>

struct pair {
	const char *name, *words;
};

static const char *look_up(const struct pair *pairs, size_t count, const char *name)
{
	for (size_t i = 0; name && i < count; i++)
		if (strcmp(pairs[i].name, name) == 0)
			return _(pairs[i].words);
	return NULL;
}

static const struct pair file_nouns[] = {
	{ "file", N_("file") },
	{ "dir", N_("folder") },
	{ "lnk_file", N_("symbolic link") },
	{ "chr_file", N_("device") },
	{ "blk_file", N_("disk device") },
	{ "sock_file", N_("socket file") },
	{ "fifo_file", N_("pipe") },
	{ "memfd_file", N_("memory file") },
};

static const struct pair other_nouns[] = {
	{ "process", N_("process") },
	{ "process2", N_("process") },
	{ "capability", N_("program") },
	{ "capability2", N_("program") },
	{ "cap_userns", N_("program") },
	{ "cap2_userns", N_("program") },
	{ "fd", N_("file") },
	{ "dbus", N_("program on the message bus") },
	{ "service", N_("systemd unit") },
	{ "system", N_("system service") },
	{ "security", N_("part of SELinux itself") },
	{ "filesystem", N_("file system") },
	{ "key", N_("key") },
	{ "memprotect", N_("process") },
	{ "netif", N_("network card") },
	{ "node", N_("network address") },
	{ "peer", N_("network peer") },
	{ "packet", N_("network packet") },
	{ "association", N_("IPsec connection") },
	{ "anon_inode", N_("special file of the kernel") },
	{ "user_namespace", N_("user namespace") },
	{ "shm", N_("piece of shared memory") },
	{ "sem", N_("set of semaphores") },
	{ "msgq", N_("message queue") },
	{ "msg", N_("message") },
	{ "ipc", N_("shared resource") },
	{ "bpf", N_("program inside the kernel") },
	{ "perf_event", N_("measurement") },
	{ "io_uring", N_("queue of the kernel") },
	{ "infiniband_pkey", N_("InfiniBand partition") },
	{ "infiniband_endport", N_("InfiniBand port") },
	{ "kernel_service", N_("service of the kernel") },
};

static const struct pair file_verbs[] = {
	{ "add_name", N_("add an entry to") },
	{ "append", N_("append to") },
	{ "audit_access", N_("check the access to") },
	{ "create", N_("create") },
	{ "entrypoint", N_("enter its new domain by running") },
	{ "execmod", N_("run code that was changed in memory from") },
	{ "execute", N_("run") },
	{ "execute_no_trans", N_("run, without changing its domain,") },
	{ "getattr", N_("look at the attributes of") },
	{ "ioctl", N_("send a device command (ioctl) to") },
	{ "link", N_("make a hard link to") },
	{ "lock", N_("lock") },
	{ "map", N_("map into its memory") },
	{ "mounton", N_("mount something on") },
	{ "open", N_("open") },
	{ "quotaon", N_("turn on disk quotas with") },
	{ "read", N_("read") },
	{ "relabelfrom", N_("take away the label of") },
	{ "relabelto", N_("give a new label to") },
	{ "remove_name", N_("remove an entry from") },
	{ "rename", N_("rename") },
	{ "reparent", N_("move") },
	{ "rmdir", N_("remove") },
	{ "search", N_("look into") },
	{ "setattr", N_("change the attributes of") },
	{ "swapon", N_("use as swap space") },
	{ "unlink", N_("delete") },
	{ "watch", N_("watch") },
	{ "watch_mount", N_("watch the mount of") },
	{ "watch_mountns", N_("watch the mounts around") },
	{ "watch_reads", N_("watch who reads") },
	{ "watch_sb", N_("watch the file system of") },
	{ "watch_with_perm", N_("hold up every use of") },
	{ "write", N_("write to") },
};

static const struct pair socket_nouns[] = {
	{ "tcp_socket", N_("a TCP socket") },
	{ "udp_socket", N_("a UDP socket") },
	{ "sctp_socket", N_("an SCTP socket") },
	{ "dccp_socket", N_("a DCCP socket") },
	{ "rawip_socket", N_("a raw network socket") },
	{ "icmp_socket", N_("a ping (ICMP) socket") },
	{ "packet_socket", N_("a socket that reads all network packets") },
	{ "unix_stream_socket", N_("a local (Unix) socket") },
	{ "unix_dgram_socket", N_("a local (Unix) datagram socket") },
	{ "alg_socket", N_("a socket of the kernel's cryptography") },
	{ "bluetooth_socket", N_("a Bluetooth socket") },
	{ "can_socket", N_("a vehicle-bus (CAN) socket") },
	{ "key_socket", N_("an IPsec key socket") },
	{ "nfc_socket", N_("a near-field (NFC) socket") },
	{ "tun_socket", N_("a network tunnel (TUN)") },
	{ "vsock_socket", N_("a socket between host and virtual machine") },
	{ "xdp_socket", N_("a fast packet (XDP) socket") },
	{ "netlink_audit_socket", N_("a socket to the kernel's audit system") },
	{ "netlink_route_socket", N_("a socket for network settings") },
	{ "netlink_selinux_socket", N_("a socket for SELinux's own news") },
	{ "netlink_xfrm_socket", N_("a socket for IPsec settings") },
	{ "netlink_netfilter_socket", N_("a socket for firewall settings") },
	{ "netlink_tcpdiag_socket", N_("a socket for listing connections") },
	{ "netlink_kobject_uevent_socket", N_("a socket for device events") },
};

const char *phrase_file_verb(const char *permission)
{
	return look_up(file_verbs, ARRAY_SIZE(file_verbs), permission);
}

const char *phrase_file_noun(const char *tclass)
{
	return look_up(file_nouns, ARRAY_SIZE(file_nouns), tclass);
}

const char *phrase_noun(const char *tclass)
{
	const char *noun = phrase_file_noun(tclass);

	if (!noun)
		noun = look_up(other_nouns, ARRAY_SIZE(other_nouns), tclass);
	if (!noun && text_matches_any("*_socket", tclass))
		noun = _("socket");
	return noun ? noun : _("thing");
}

const char *phrase_socket_noun(const char *tclass)
{
	const char *noun = look_up(socket_nouns, ARRAY_SIZE(socket_nouns), tclass);

	if (noun)
		return noun;
	return strncmp(tclass, "netlink_", strlen("netlink_")) == 0
		? _("a socket to the kernel") : _("a network socket of a rare kind");
}
