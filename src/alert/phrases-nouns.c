/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What things are called: files, processes, sockets, whatever SELinux has a class for. */
#include "phrases.h"

#include <string.h>

struct noun {
	const char *tclass, *words;
	enum { LABELLED, A_FILE, OWNED } kind; /* "a key of httpd_t" is owned */
};

static const struct noun nouns[] = {
	{ "file", N_("file"), A_FILE },
	{ "dir", N_("folder"), A_FILE },
	{ "lnk_file", N_("symbolic link"), A_FILE },
	{ "chr_file", N_("device"), A_FILE },
	{ "blk_file", N_("disk device"), A_FILE },
	{ "sock_file", N_("socket file"), A_FILE },
	{ "fifo_file", N_("pipe"), A_FILE },
	{ "memfd_file", N_("file in memory"), A_FILE },
	{ "anon_inode", N_("special file of the kernel") },
	{ "fd", N_("file") },
	{ "filesystem", N_("file system") },

	{ "process", N_("process") },
	{ "process2", N_("process") },
	{ "memprotect", N_("process") },
	{ "binder", N_("process") },
	{ "capability", N_("program") },
	{ "capability2", N_("program") },
	{ "cap_userns", N_("program") },
	{ "cap2_userns", N_("program") },
	{ "user_namespace", N_("user namespace"), OWNED },
	{ "shm", N_("piece of shared memory"), OWNED },
	{ "sem", N_("set of semaphores"), OWNED },
	{ "msgq", N_("message queue"), OWNED },
	{ "msg", N_("message"), OWNED },
	{ "ipc", N_("shared resource"), OWNED },
	{ "key", N_("key or keyring"), OWNED },

	{ "bpf", N_("program inside the kernel"), OWNED },
	{ "perf_event", N_("measurement"), OWNED },
	{ "io_uring", N_("queue for fast input and output"), OWNED },
	{ "kernel_service", N_("service of the kernel") },
	{ "lockdown", N_("kernel that is locked down") },
	{ "security", N_("SELinux itself") },
	{ "system", N_("the system itself") },

	{ "netif", N_("network card") },
	{ "node", N_("network address") },
	{ "peer", N_("network peer") },
	{ "packet", N_("network packet") },
	{ "association", N_("IPsec connection") },
	{ "infiniband_pkey", N_("InfiniBand partition") },
	{ "infiniband_endport", N_("InfiniBand port") },

	{ "dbus", N_("program on the message bus") },
	{ "service", N_("systemd unit") },
	{ "passwd", N_("account") },
	{ "nscd", N_("cache of names") },
	{ "proxy", N_("store of credentials") },
	{ "context", N_("label"), OWNED },
	{ "service_manager", N_("system service") },
	{ "hwservice_manager", N_("system service") },
	{ "property_service", N_("property of the system") },

	{ "x_drawable", N_("window or picture"), OWNED },
	{ "x_screen", N_("screen"), OWNED },
	{ "x_gc", N_("set of drawing settings"), OWNED },
	{ "x_font", N_("font"), OWNED },
	{ "x_colormap", N_("table of colours"), OWNED },
	{ "x_property", N_("property of a window"), OWNED },
	{ "x_selection", N_("selection (what is copied and pasted)"), OWNED },
	{ "x_cursor", N_("mouse pointer"), OWNED },
	{ "x_client", N_("program on the screen"), OWNED },
	{ "x_device", N_("input device"), OWNED },
	{ "x_pointer", N_("mouse"), OWNED },
	{ "x_keyboard", N_("keyboard"), OWNED },
	{ "x_server", N_("graphical display"), OWNED },
	{ "x_extension", N_("extension of the graphical display"), OWNED },
	{ "x_resource", N_("resource of the graphical display"), OWNED },
	{ "x_event", N_("event"), OWNED },
	{ "x_synthetic_event", N_("made-up event"), OWNED },
	{ "x_application_data", N_("piece of copied data"), OWNED },

	{ "db_database", N_("database") },
	{ "db_table", N_("table") },
	{ "db_procedure", N_("stored procedure") },
	{ "db_column", N_("column") },
	{ "db_tuple", N_("row of a table") },
	{ "db_blob", N_("large object") },
	{ "db_exception", N_("exception") },
	{ "db_datatype", N_("type of data") },
	{ "db_schema", N_("schema") },
	{ "db_view", N_("view") },
	{ "db_sequence", N_("sequence of numbers") },
	{ "db_language", N_("language for procedures") },
};

static const struct noun sockets[] = {
	{ "socket", N_("a network socket of a rare kind") },
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
	{ "appletalk_socket", N_("an AppleTalk socket") },
	{ "atmpvc_socket", N_("a socket of a fixed ATM line") },
	{ "atmsvc_socket", N_("a socket of a dialled ATM line") },
	{ "ax25_socket", N_("an amateur radio (AX.25) socket") },
	{ "bluetooth_socket", N_("a Bluetooth socket") },
	{ "bridge_socket", N_("a network bridge socket") },
	{ "caif_socket", N_("a mobile phone modem (CAIF) socket") },
	{ "can_socket", N_("a vehicle-bus (CAN) socket") },
	{ "decnet_socket", N_("a DECnet socket") },
	{ "ib_socket", N_("an InfiniBand socket") },
	{ "ieee802154_socket", N_("a low-power radio (IEEE 802.15.4) socket") },
	{ "ipx_socket", N_("an IPX socket") },
	{ "irda_socket", N_("an infrared (IrDA) socket") },
	{ "isdn_socket", N_("an ISDN socket") },
	{ "iucv_socket", N_("a mainframe (IUCV) socket") },
	{ "kcm_socket", N_("a socket that splits streams into messages (KCM)") },
	{ "key_socket", N_("an IPsec key socket") },
	{ "llc_socket", N_("a link-level (LLC) socket") },
	{ "mctp_socket", N_("a socket to management controllers (MCTP)") },
	{ "mpls_socket", N_("an MPLS socket") },
	{ "netrom_socket", N_("an amateur radio (NET/ROM) socket") },
	{ "nfc_socket", N_("a near-field (NFC) socket") },
	{ "phonet_socket", N_("a mobile phone modem (Phonet) socket") },
	{ "pppox_socket", N_("a PPP (dial-up or DSL) socket") },
	{ "qipcrtr_socket", N_("a socket to Qualcomm modems (QIPCRTR)") },
	{ "rds_socket", N_("a reliable datagram (RDS) socket") },
	{ "rose_socket", N_("an amateur radio (ROSE) socket") },
	{ "rxrpc_socket", N_("a remote call (RxRPC) socket") },
	{ "smc_socket", N_("a shared-memory (SMC) socket") },
	{ "tipc_socket", N_("a cluster (TIPC) socket") },
	{ "tun_socket", N_("a network tunnel (TUN)") },
	{ "vsock_socket", N_("a socket between host and virtual machine") },
	{ "x25_socket", N_("an X.25 socket") },
	{ "xdp_socket", N_("a fast packet (XDP) socket") },
	{ "netlink_socket", N_("a socket to the kernel (netlink)") },
	{ "netlink_audit_socket", N_("a socket to the kernel's audit system") },
	{ "netlink_connector_socket", N_("a socket for news of processes (netlink connector)") },
	{ "netlink_crypto_socket", N_("a socket for settings of the kernel's cryptography") },
	{ "netlink_dnrt_socket", N_("a socket for DECnet routes") },
	{ "netlink_fib_lookup_socket", N_("a socket for looking up routes") },
	{ "netlink_firewall_socket", N_("a socket to the old firewall") },
	{ "netlink_generic_socket", N_("a socket to drivers of the kernel (generic netlink)") },
	{ "netlink_ip6fw_socket", N_("a socket to the old IPv6 firewall") },
	{ "netlink_iscsi_socket", N_("a socket for network disks (iSCSI)") },
	{ "netlink_kobject_uevent_socket", N_("a socket for device events") },
	{ "netlink_netfilter_socket", N_("a socket for firewall settings") },
	{ "netlink_nflog_socket", N_("a socket for the firewall's log") },
	{ "netlink_rdma_socket", N_("a socket for settings of InfiniBand (RDMA)") },
	{ "netlink_route_socket", N_("a socket for network settings") },
	{ "netlink_scsitransport_socket", N_("a socket for news of disk controllers") },
	{ "netlink_selinux_socket", N_("a socket for SELinux's own news") },
	{ "netlink_tcpdiag_socket", N_("a socket for listing connections") },
	{ "netlink_xfrm_socket", N_("a socket for IPsec settings") },
};

/* Files of the kernel that are in no folder. */
static const struct noun anonymous[] = {
	{ "[aio]", N_("a queue for input and output (aio)") },
	{ "[eventfd]", N_("a counter of events (eventfd)") },
	{ "[eventpoll]", N_("a list of files to wait for (epoll)") },
	{ "[fanotify]", N_("a watch over files (fanotify)") },
	{ "[io_uring]", N_("a queue for fast input and output (io_uring)") },
	{ "[perf_event]", N_("a measurement (perf)") },
	{ "[pidfd]", N_("a handle of a process (pidfd)") },
	{ "[secretmem]", N_("a piece of memory that even the kernel cannot read (secretmem)") },
	{ "[signalfd]", N_("a file that signals come from (signalfd)") },
	{ "[timerfd]", N_("a timer (timerfd)") },
	{ "[userfaultfd]", N_("a file by which it fills missing memory itself (userfaultfd)") },
};

static const struct noun *look_up(const struct noun *list, size_t count, const char *name)
{
	for (size_t i = 0; name && i < count; i++)
		if (strcmp(list[i].tclass, name) == 0)
			return &list[i];
	return NULL;
}

const char *phrase_noun(const char *tclass)
{
	const struct noun *noun = look_up(nouns, ARRAY_SIZE(nouns), tclass);

	if (noun)
		return _(noun->words);
	return text_matches_any("socket *_socket", tclass) ? _("socket") : _("thing");
}

bool phrase_is_file(const char *tclass)
{
	const struct noun *noun = look_up(nouns, ARRAY_SIZE(nouns), tclass);

	return noun && noun->kind == A_FILE;
}

bool phrase_is_owned(const char *tclass)
{
	const struct noun *noun = look_up(nouns, ARRAY_SIZE(nouns), tclass);

	return noun && noun->kind == OWNED;
}

const char *phrase_socket_noun(const char *tclass)
{
	const struct noun *noun = look_up(sockets, ARRAY_SIZE(sockets), tclass);

	if (noun)
		return _(noun->words);
	return tclass && strncmp(tclass, "netlink_", strlen("netlink_")) == 0
		? _("a socket to the kernel") : _("a network socket of a rare kind");
}

const char *phrase_anonymous(struct arena *arena, const char *anonclass)
{
	const struct noun *noun = look_up(anonymous, ARRAY_SIZE(anonymous), anonclass);

	if (noun)
		return _(noun->words);
	return anonclass ? arena_printf(arena, _("a special file of the kernel (%s)"), anonclass)
		: _("a special file of the kernel");
}
