/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What things are called: files, processes, sockets, whatever SELinux has a class for. */
#include "phrases.h"

#include <string.h>

/* Articles are part of the words: other languages have genders, or no articles. */
struct noun {
	const char *tclass;
	struct noun_forms words;
	enum { LABELLED, A_FILE, OWNED } kind; /* "a key of httpd_t" is owned */
};

/* Things that have one form only. */
struct whole {
	const char *tclass, *words;
};

static const struct noun nouns[] = {
	{ "file", { N_("file"), N_("a file"), N_("the file") }, A_FILE },
	{ "dir", { N_("folder"), N_("a folder"), N_("the folder") }, A_FILE },
	{ "lnk_file", { N_("symbolic link"), N_("a symbolic link"), N_("the symbolic link") }, A_FILE },
	{ "chr_file", { N_("device"), N_("a device"), N_("the device") }, A_FILE },
	{ "blk_file", { N_("disk device"), N_("a disk device"), N_("the disk device") }, A_FILE },
	{ "sock_file", { N_("socket file"), N_("a socket file"), N_("the socket file") }, A_FILE },
	{ "fifo_file", { N_("pipe"), N_("a pipe"), N_("the pipe") }, A_FILE },
	{ "memfd_file", { N_("file in memory"), N_("a file in memory"),
		N_("the file in memory") }, A_FILE },
	{ "anon_inode", { N_("special file of the kernel"), N_("a special file of the kernel"),
		N_("the special file of the kernel") } },
	{ "fd", { N_("file"), N_("a file"), N_("the file") } },
	{ "filesystem", { N_("file system"), N_("a file system"), N_("the file system") } },

	{ "process", { N_("process"), N_("a process"), N_("the process") } },
	{ "process2", { N_("process"), N_("a process"), N_("the process") } },
	{ "memprotect", { N_("process"), N_("a process"), N_("the process") } },
	{ "binder", { N_("process"), N_("a process"), N_("the process") } },
	{ "capability", { N_("program"), N_("a program"), N_("the program") } },
	{ "capability2", { N_("program"), N_("a program"), N_("the program") } },
	{ "cap_userns", { N_("program"), N_("a program"), N_("the program") } },
	{ "cap2_userns", { N_("program"), N_("a program"), N_("the program") } },
	{ "user_namespace", { N_("user namespace"), N_("a user namespace"),
		N_("the user namespace") }, OWNED },
	{ "shm", { N_("piece of shared memory"), N_("a piece of shared memory"),
		N_("the piece of shared memory") }, OWNED },
	{ "sem", { N_("set of semaphores"), N_("a set of semaphores"),
		N_("the set of semaphores") }, OWNED },
	{ "msgq", { N_("message queue"), N_("a message queue"), N_("the message queue") }, OWNED },
	{ "msg", { N_("message"), N_("a message"), N_("the message") }, OWNED },
	{ "ipc", { N_("shared resource"), N_("a shared resource"), N_("the shared resource") }, OWNED },
	{ "key", { N_("key or keyring"), N_("a key or keyring"), N_("the key or keyring") }, OWNED },

	{ "bpf", { N_("program inside the kernel"), N_("a program inside the kernel"),
		N_("the program inside the kernel") }, OWNED },
	{ "perf_event", { N_("measurement"), N_("a measurement"), N_("the measurement") }, OWNED },
	{ "io_uring", { N_("queue for fast input and output"), N_("a queue for fast input and output"),
		N_("the queue for fast input and output") }, OWNED },
	{ "kernel_service", { N_("service of the kernel"), N_("a service of the kernel"),
		N_("the service of the kernel") } },
	{ "lockdown", { N_("kernel that is locked down"), N_("a kernel that is locked down"),
		N_("the kernel that is locked down") } },
	{ "security", { N_("SELinux itself"), N_("SELinux itself"), N_("SELinux itself") } },
	{ "system", { N_("the system itself"), N_("the system itself"), N_("the system itself") } },

	{ "netif", { N_("network card"), N_("a network card"), N_("the network card") } },
	{ "node", { N_("network address"), N_("a network address"), N_("the network address") } },
	{ "peer", { N_("network peer"), N_("a network peer"), N_("the network peer") } },
	{ "packet", { N_("network packet"), N_("a network packet"), N_("the network packet") } },
	{ "association", { N_("IPsec connection"), N_("an IPsec connection"),
		N_("the IPsec connection") } },
	{ "infiniband_pkey", { N_("InfiniBand partition"), N_("an InfiniBand partition"),
		N_("the InfiniBand partition") } },
	{ "infiniband_endport", { N_("InfiniBand port"), N_("an InfiniBand port"),
		N_("the InfiniBand port") } },

	{ "dbus", { N_("program on the message bus"), N_("a program on the message bus"),
		N_("the program on the message bus") } },
	{ "service", { N_("systemd unit"), N_("a systemd unit"), N_("the systemd unit") } },
	{ "passwd", { N_("account"), N_("an account"), N_("the account") } },
	{ "nscd", { N_("cache of names"), N_("a cache of names"), N_("the cache of names") } },
	{ "proxy", { N_("store of credentials"), N_("a store of credentials"),
		N_("the store of credentials") } },
	{ "context", { N_("label"), N_("a label"), N_("the label") }, OWNED },
	{ "service_manager", { N_("system service"), N_("a system service"),
		N_("the system service") } },
	{ "hwservice_manager", { N_("system service"), N_("a system service"),
		N_("the system service") } },
	{ "property_service", { N_("property of the system"), N_("a property of the system"),
		N_("the property of the system") } },

	{ "x_drawable", { N_("window or picture"), N_("a window or picture"),
		N_("the window or picture") }, OWNED },
	{ "x_screen", { N_("screen"), N_("a screen"), N_("the screen") }, OWNED },
	{ "x_gc", { N_("set of drawing settings"), N_("a set of drawing settings"),
		N_("the set of drawing settings") }, OWNED },
	{ "x_font", { N_("font"), N_("a font"), N_("the font") }, OWNED },
	{ "x_colormap", { N_("table of colours"), N_("a table of colours"),
		N_("the table of colours") }, OWNED },
	{ "x_property", { N_("property of a window"), N_("a property of a window"),
		N_("the property of a window") }, OWNED },
	{ "x_selection", { N_("selection (what is copied and pasted)"), N_("a selection (what is copied and pasted)"),
		N_("the selection (what is copied and pasted)") }, OWNED },
	{ "x_cursor", { N_("mouse pointer"), N_("a mouse pointer"), N_("the mouse pointer") }, OWNED },
	{ "x_client", { N_("program on the screen"), N_("a program on the screen"),
		N_("the program on the screen") }, OWNED },
	{ "x_device", { N_("input device"), N_("an input device"), N_("the input device") }, OWNED },
	{ "x_pointer", { N_("mouse"), N_("a mouse"), N_("the mouse") }, OWNED },
	{ "x_keyboard", { N_("keyboard"), N_("a keyboard"), N_("the keyboard") }, OWNED },
	{ "x_server", { N_("graphical display"), N_("a graphical display"),
		N_("the graphical display") }, OWNED },
	{ "x_extension", { N_("extension of the graphical display"), N_("an extension of the graphical display"),
		N_("the extension of the graphical display") }, OWNED },
	{ "x_resource", { N_("resource of the graphical display"), N_("a resource of the graphical display"),
		N_("the resource of the graphical display") }, OWNED },
	{ "x_event", { N_("event"), N_("an event"), N_("the event") }, OWNED },
	{ "x_synthetic_event", { N_("made-up event"), N_("a made-up event"),
		N_("the made-up event") }, OWNED },
	{ "x_application_data", { N_("piece of copied data"), N_("a piece of copied data"),
		N_("the piece of copied data") }, OWNED },

	{ "db_database", { N_("database"), N_("a database"), N_("the database") } },
	{ "db_table", { N_("table"), N_("a table"), N_("the table") } },
	{ "db_procedure", { N_("stored procedure"), N_("a stored procedure"),
		N_("the stored procedure") } },
	{ "db_column", { N_("column"), N_("a column"), N_("the column") } },
	{ "db_tuple", { N_("row of a table"), N_("a row of a table"), N_("the row of a table") } },
	{ "db_blob", { N_("large object"), N_("a large object"), N_("the large object") } },
	{ "db_exception", { N_("exception"), N_("an exception"), N_("the exception") } },
	{ "db_datatype", { N_("type of data"), N_("a type of data"), N_("the type of data") } },
	{ "db_schema", { N_("schema"), N_("a schema"), N_("the schema") } },
	{ "db_view", { N_("view"), N_("a view"), N_("the view") } },
	{ "db_sequence", { N_("sequence of numbers"), N_("a sequence of numbers"),
		N_("the sequence of numbers") } },
	{ "db_language", { N_("language for procedures"), N_("a language for procedures"),
		N_("the language for procedures") } },
};

static const struct whole sockets[] = {
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
static const struct whole anonymous[] = {
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

static const struct noun_forms rare_socket = { N_("socket"), N_("a socket"), N_("the socket") };
static const struct noun_forms thing = { N_("thing"), N_("a thing"), N_("the thing") };

static const struct noun *find(const char *tclass)
{
	for (size_t i = 0; tclass && i < ARRAY_SIZE(nouns); i++)
		if (strcmp(nouns[i].tclass, tclass) == 0)
			return &nouns[i];
	return NULL;
}

static const char *look_up(const struct whole *list, size_t count, const char *name)
{
	for (size_t i = 0; name && i < count; i++)
		if (strcmp(list[i].tclass, name) == 0)
			return _(list[i].words);
	return NULL;
}

struct noun_forms phrase_noun(const char *tclass)
{
	const struct noun *noun = find(tclass);
	const struct noun_forms *forms = noun ? &noun->words
		: tclass && text_matches_any("socket *_socket", tclass) ? &rare_socket : &thing;

	return (struct noun_forms){ _(forms->bare), _(forms->one), _(forms->the) };
}

bool phrase_is_file(const char *tclass)
{
	const struct noun *noun = find(tclass);

	return noun && noun->kind == A_FILE;
}

bool phrase_is_owned(const char *tclass)
{
	const struct noun *noun = find(tclass);

	return noun && noun->kind == OWNED;
}

const char *phrase_socket_noun(const char *tclass)
{
	const char *words = look_up(sockets, ARRAY_SIZE(sockets), tclass);

	if (words)
		return words;
	return tclass && strncmp(tclass, "netlink_", strlen("netlink_")) == 0
		? _("a socket to the kernel") : _("a network socket of a rare kind");
}

const char *phrase_anonymous(struct arena *arena, const char *anonclass)
{
	const char *words = look_up(anonymous, ARRAY_SIZE(anonymous), anonclass);

	if (words)
		return words;
	return anonclass ? arena_printf(arena, _("a special file of the kernel (%s)"), anonclass)
		: _("a special file of the kernel");
}
