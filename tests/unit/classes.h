/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The classes and permissions of the policies that people run (Debian, Fedora, Android, refpolicy),
 * and of kernels that are newer than these. */
#ifndef TESTS_CLASSES_H
#define TESTS_CLASSES_H

#define SOCKET \
	"accept append bind connect create getattr getopt ioctl listen lock map name_bind " \
	"read recv_msg recvfrom relabelfrom relabelto send_msg sendto setattr setopt shutdown " \
	"write "
#define FILES \
	"append audit_access create execmod execute getattr ioctl link lock map mounton open " \
	"quotaon read relabelfrom relabelto rename setattr swapon unlink watch watch_mount " \
	"watch_mountns watch_reads watch_sb watch_with_perm write "

static const struct {
	const char *tclass, *permissions;
} classes[] = {
	{ "security", "check_context compute_av compute_create compute_member compute_relabel "
		"compute_user load_policy read_policy setbool setcheckreqprot setenforce "
		"setsecparam validate_trans" },
	{ "process", "dyntransition execheap execmem execstack fork getattr getcap getpgid getrlimit "
		"getsched getsession noatsecure ptrace rlimitinh setcap setcurrent setexec "
		"setfscreate setkeycreate setpgid setrlimit setsched setsockcreate share "
		"sigchld siginh sigkill signal signull sigstop transition" },
	{ "system", "disable enable firmware_load halt ipc_info kexec_image_load "
		"kexec_initramfs_load module_load module_request policy_load reboot reload "
		"start status stop syslog_console syslog_mod syslog_read undefined "
		"x509_certificate_load" },
	{ "capability", "audit_control audit_write chown dac_override dac_read_search fowner fsetid "
		"ipc_lock ipc_owner kill lease linux_immutable mknod net_admin net_bind_service "
		"net_broadcast net_raw setfcap setgid setpcap setuid sys_admin sys_boot "
		"sys_chroot sys_module sys_nice sys_pacct sys_ptrace sys_rawio sys_resource "
		"sys_time sys_tty_config" },
	{ "filesystem", "associate getattr mount quotaget quotamod relabelfrom relabelto remount "
		"transition unmount watch" },
	{ "file", FILES "entrypoint execute_no_trans" },
	{ "dir", FILES "add_name remove_name reparent rmdir search" },
	{ "fd", "use" },
	{ "lnk_file", FILES },
	{ "chr_file", FILES "entrypoint execute_no_trans" },
	{ "blk_file", FILES },
	{ "sock_file", FILES },
	{ "fifo_file", FILES },
	{ "socket", SOCKET },
	{ "tcp_socket", SOCKET "acceptfrom connectto name_connect newconn node_bind" },
	{ "udp_socket", SOCKET "node_bind" },
	{ "rawip_socket", SOCKET "node_bind" },
	{ "node", "dccp_recv dccp_send enforce_dest rawip_recv rawip_send recvfrom sendto "
		"tcp_recv tcp_send udp_recv udp_send" },
	{ "netif", "dccp_recv dccp_send egress ingress rawip_recv rawip_send tcp_recv tcp_send "
		"udp_recv udp_send" },
	{ "netlink_socket", SOCKET },
	{ "packet_socket", SOCKET },
	{ "key_socket", SOCKET },
	{ "unix_stream_socket", SOCKET "acceptfrom connectto newconn" },
	{ "unix_dgram_socket", SOCKET },
	{ "sem", "associate create destroy getattr read setattr unix_read unix_write write" },
	{ "msg", "receive send" },
	{ "msgq", "associate create destroy enqueue getattr read setattr unix_read unix_write "
		"write" },
	{ "shm", "associate create destroy getattr lock read setattr unix_read unix_write write" },
	{ "ipc", "associate create destroy getattr read setattr unix_read unix_write write" },
	{ "passwd", "chfn chsh crontab passwd rootok" },
	{ "x_drawable", "add_child blend create destroy get_property getattr hide list_child "
		"list_property manage override read receive remove_child send set_property "
		"setattr show write" },
	{ "x_screen", "getattr hide_cursor saver_getattr saver_hide saver_setattr saver_show setattr "
		"show_cursor" },
	{ "x_gc", "create destroy getattr setattr use" },
	{ "x_font", "add_glyph create destroy getattr remove_glyph use" },
	{ "x_colormap", "add_color create destroy getattr install read remove_color uninstall use write" },
	{ "x_property", "append create destroy getattr read setattr write" },
	{ "x_selection", "getattr read setattr write" },
	{ "x_cursor", "create destroy getattr read setattr use write" },
	{ "x_client", "destroy getattr manage setattr" },
	{ "x_device", "add bell create destroy force_cursor freeze get_property getattr getfocus grab "
		"list_property manage read remove set_property setattr setfocus use write" },
	{ "x_server", "debug getattr grab manage record setattr" },
	{ "x_extension", "query use" },
	{ "netlink_route_socket", SOCKET "nlmsg nlmsg_read nlmsg_write" },
	{ "obsolete_netlink_firewall_socket", SOCKET "nlmsg_read nlmsg_write" },
	{ "netlink_tcpdiag_socket", SOCKET "nlmsg nlmsg_read nlmsg_write" },
	{ "netlink_nflog_socket", SOCKET },
	{ "netlink_xfrm_socket", SOCKET "nlmsg nlmsg_read nlmsg_write" },
	{ "netlink_selinux_socket", SOCKET },
	{ "netlink_audit_socket", SOCKET "nlmsg nlmsg_read nlmsg_readpriv nlmsg_relay "
		"nlmsg_tty_audit nlmsg_write" },
	{ "obsolete_netlink_ip6fw_socket", SOCKET "nlmsg_read nlmsg_write" },
	{ "netlink_dnrt_socket", SOCKET },
	{ "dbus", "acquire_svc send_msg" },
	{ "nscd", "admin getgrp gethost getnetgrp getpwd getserv getstat shmemgrp shmemhost "
		"shmemnetgrp shmempwd shmemserv" },
	{ "association", "polmatch recvfrom sendto setcontext" },
	{ "netlink_kobject_uevent_socket", SOCKET },
	{ "appletalk_socket", SOCKET },
	{ "packet", "flow_in flow_out forward_in forward_out recv relabelto send" },
	{ "key", "create link read search setattr view write" },
	{ "context", "contains translate unused_perm" },
	{ "dccp_socket", SOCKET "name_connect node_bind" },
	{ "memprotect", "mmap_zero" },
	{ "db_database", "access create drop get_param getattr install_module load_module relabelfrom "
		"relabelto set_param setattr" },
	{ "db_table", "create delete drop getattr insert lock relabelfrom relabelto select setattr "
		"update" },
	{ "db_procedure", "create drop entrypoint execute getattr install relabelfrom relabelto setattr" },
	{ "db_column", "create drop getattr insert relabelfrom relabelto select setattr update" },
	{ "db_tuple", "delete insert relabelfrom relabelto select update use" },
	{ "db_blob", "create drop export getattr import read relabelfrom relabelto setattr write" },
	{ "db_exception", "create drop getattr relabelfrom relabelto setattr use" },
	{ "db_datatype", "create drop getattr relabelfrom relabelto setattr use" },
	{ "peer", "recv" },
	{ "capability2", "audit_read block_suspend bpf checkpoint_restore epolwakeup mac_admin "
		"mac_override perfmon syslog wake_alarm" },
	{ "x_resource", "read write" },
	{ "x_event", "receive send" },
	{ "x_synthetic_event", "receive send" },
	{ "x_application_data", "copy paste paste_after_confirm" },
	{ "kernel_service", "create_files_as use_as_override" },
	{ "tun_socket", SOCKET "attach_queue" },
	{ "binder", "call impersonate set_context_mgr transfer" },
	{ "netlink_iscsi_socket", SOCKET },
	{ "netlink_fib_lookup_socket", SOCKET },
	{ "netlink_connector_socket", SOCKET },
	{ "netlink_netfilter_socket", SOCKET },
	{ "netlink_generic_socket", SOCKET },
	{ "netlink_scsitransport_socket", SOCKET },
	{ "netlink_rdma_socket", SOCKET },
	{ "netlink_crypto_socket", SOCKET },
	{ "x_pointer", "add bell create destroy force_cursor freeze get_property getattr getfocus grab "
		"list_property manage read remove set_property setattr setfocus use write" },
	{ "x_keyboard", "add bell create destroy force_cursor freeze get_property getattr getfocus grab "
		"list_property manage read remove set_property setattr setfocus use write" },
	{ "infiniband_pkey", "access" },
	{ "infiniband_endport", "manage_subnet" },
	{ "db_schema", "add_name create drop getattr relabelfrom relabelto remove_name search setattr" },
	{ "db_view", "create drop expand getattr relabelfrom relabelto setattr" },
	{ "db_sequence", "create drop get_value getattr next_value relabelfrom relabelto set_value "
		"setattr" },
	{ "db_language", "create drop execute getattr implement relabelfrom relabelto setattr" },
	{ "service", "disable enable reload start status stop" },
	{ "cap_userns", "audit_control audit_write chown dac_override dac_read_search fowner fsetid "
		"ipc_lock ipc_owner kill lease linux_immutable mknod net_admin net_bind_service "
		"net_broadcast net_raw setfcap setgid setpcap setuid sys_admin sys_boot "
		"sys_chroot sys_module sys_nice sys_pacct sys_ptrace sys_rawio sys_resource "
		"sys_time sys_tty_config" },
	{ "cap2_userns", "audit_read block_suspend bpf checkpoint_restore mac_admin mac_override perfmon "
		"syslog wake_alarm" },
	{ "sctp_socket", SOCKET "association name_connect node_bind" },
	{ "icmp_socket", SOCKET "node_bind" },
	{ "ax25_socket", SOCKET },
	{ "ipx_socket", SOCKET },
	{ "netrom_socket", SOCKET },
	{ "atmpvc_socket", SOCKET },
	{ "x25_socket", SOCKET },
	{ "rose_socket", SOCKET },
	{ "decnet_socket", SOCKET },
	{ "atmsvc_socket", SOCKET },
	{ "rds_socket", SOCKET },
	{ "irda_socket", SOCKET },
	{ "pppox_socket", SOCKET },
	{ "llc_socket", SOCKET },
	{ "can_socket", SOCKET },
	{ "tipc_socket", SOCKET },
	{ "bluetooth_socket", SOCKET },
	{ "iucv_socket", SOCKET },
	{ "rxrpc_socket", SOCKET },
	{ "isdn_socket", SOCKET },
	{ "phonet_socket", SOCKET },
	{ "ieee802154_socket", SOCKET },
	{ "caif_socket", SOCKET },
	{ "alg_socket", SOCKET },
	{ "nfc_socket", SOCKET },
	{ "vsock_socket", SOCKET },
	{ "kcm_socket", SOCKET },
	{ "qipcrtr_socket", SOCKET },
	{ "smc_socket", SOCKET },
	{ "process2", "nnp_transition nosuid_transition" },
	{ "bpf", "map_create map_create_as map_read map_write prog_load prog_load_as prog_run" },
	{ "xdp_socket", SOCKET },
	{ "mctp_socket", SOCKET },
	{ "perf_event", "cpu kernel open read tracepoint write" },
	{ "lockdown", "confidentiality integrity" },
	{ "anon_inode", FILES },
	{ "io_uring", "allowed cmd override_creds sqpoll" },
	{ "memfd_file", FILES "entrypoint execute_no_trans" },
	{ "user_namespace", "create" },
	{ "proxy", "read" },
	{ "mpls_socket", SOCKET },
	{ "bridge_socket", SOCKET },
	{ "ib_socket", SOCKET },
	{ "netlink_firewall_socket", SOCKET "nlmsg_read nlmsg_write" },
	{ "netlink_ip6fw_socket", SOCKET "nlmsg_read nlmsg_write" },
	{ "service_manager", "add find list" },
	{ "hwservice_manager", "add find list" },
	{ "property_service", "set" },
};

#endif
