/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which field says what, and in which records it is believed. */
#include "facts.h"

#include <string.h>

#define ANY (IN_AVC | IN_USER | IN_ERROR)
#define KERNEL (IN_AVC | IN_ERROR)
#define CALL (IN_SYSCALL | IN_MERGED)

#define AT(x) .member = offsetof(struct denial, x)
#define RULE(field, in, what, x) { .name = field, .length = sizeof field - 1, .where = in, .kind = what, AT(x) }
#define TEXT(field, in, x) RULE(field, in, FACT_TEXT, x)
#define NUMBER(field, in, x) RULE(field, in, FACT_NUMBER, x)
#define ENCODED(field, in, x) \
	{ .name = field, .length = sizeof field - 1, .where = in, .kind = FACT_TEXT, AT(x), .encoded = true }
/* What decides: see trusted_from(). */
#define DECISIVE(field, in, what, x) \
	{ .name = field, .length = sizeof field - 1, .where = in, .kind = what, AT(x), .at_end = true }
#define USER(field, in, number, text) \
	{ .name = field, .length = sizeof field - 1, .where = in, .kind = FACT_USER, AT(number), \
		.name_member = offsetof(struct denial, text) }
#define FIELD(field, in, x) \
	{ .name = field, .length = sizeof field - 1, .where = in, .kind = FACT_FIELD, \
		.member = offsetof(struct taking, x) }

static const struct fact_rule rules[] = {
	/* who */
	NUMBER("pid", ANY | IN_SYSCALL, pid),
	NUMBER("spid", IN_USER | IN_ERROR, pid),
	NUMBER("ppid", CALL, ppid),
	ENCODED("comm", ANY | IN_SYSCALL, comm),
	RULE("exe", CALL | IN_ERROR, FACT_EXE, exe),
	USER("uid", CALL | IN_USER | IN_ERROR, uid, uid_name),
	USER("auid", CALL | IN_USER | IN_ERROR, auid, auid_name),
	NUMBER("euid", CALL, euid),
	NUMBER("fsuid", CALL, fsuid),
	NUMBER("ses", CALL, session),
	TEXT("tty", CALL, tty),
	FIELD("arch", CALL, arch),
	FIELD("syscall", CALL, call),
	RULE("exit", CALL, FACT_EXIT, exit),
	RULE("success", CALL, FACT_SUCCESS, success),

	/* the enriched tail: after UID come the names of the other ids */
	FIELD("SYSCALL", IN_SYSCALL, call_name),
	RULE("AUID", IN_SYSCALL, FACT_USER_NAME, auid_name),
	{ .name = "UID", .length = 3, .where = IN_SYSCALL, .kind = FACT_USER_NAME, AT(uid_name),
		.last = true },

	/* the decision */
	DECISIVE("scontext", ANY, FACT_CONTEXT, source),
	DECISIVE("tcontext", ANY, FACT_CONTEXT, target),
	DECISIVE("tclass", ANY, FACT_TEXT, tclass),
	DECISIVE("permissive", ANY, FACT_PERMISSIVE, outcome),
	ENCODED("srawcon", ANY, source_raw),
	ENCODED("trawcon", ANY, target_raw),

	/* what */
	ENCODED("path", ANY, path),
	ENCODED("name", ANY, name),
	ENCODED("dev", ANY, device),
	RULE("ino", ANY, FACT_INODE, inode),
	TEXT("ioctlcmd", ANY, ioctlcmd),
	ENCODED("kmod", ANY, kmod),
	TEXT("anonclass", ANY, anonclass),
	ENCODED("ocomm", ANY, ocomm),
	TEXT("ipc_key", IN_AVC, ipc_key),
	RULE("capability", IN_AVC, FACT_CAPABILITY, capability),
	TEXT("nlmsg_type", KERNEL, nlmsg_type),
	TEXT("nl-msgtype", KERNEL, nlmsg_type),
	TEXT("lockdown_reason", IN_AVC, lockdown_reason),

	/* its PATH record */
	RULE("mode", IN_PATH, FACT_MODE, mode),
	USER("ouid", IN_PATH, ouid, ouid_name),
	USER("ogid", IN_PATH, ogid, ogid_name),
	RULE("OUID", IN_PATH, FACT_USER_NAME, ouid_name),
	RULE("OGID", IN_PATH, FACT_USER_NAME, ogid_name),

	/* the network */
	TEXT("saddr", IN_AVC, local_address),
	TEXT("laddr", IN_AVC, local_address),
	RULE("src", IN_AVC, FACT_MAIN_PORT, local_port),
	RULE("lport", IN_AVC, FACT_PORT, local_port),
	TEXT("daddr", IN_AVC, remote_address),
	TEXT("faddr", IN_AVC, remote_address),
	RULE("dest", IN_AVC, FACT_MAIN_PORT, remote_port),
	RULE("fport", IN_AVC, FACT_PORT, remote_port),
	TEXT("netif", IN_AVC, netif),
	TEXT("pkey", IN_AVC, partition),
	TEXT("subnet_prefix", IN_AVC, subnet),
	TEXT("device", IN_AVC, device),
	TEXT("port_num", IN_AVC, card_port),

	/* messages on the bus, requests to systemd and to the X server */
	TEXT("dest", IN_USER | IN_ERROR, destination),
	TEXT("interface", ANY, interface),
	TEXT("member", ANY, member),
	TEXT("msgtype", IN_USER, msgtype),
	TEXT("service", IN_USER, service),
	NUMBER("tpid", IN_USER, tpid),
	ENCODED("cmdline", ANY, cmdline),
	TEXT("function", ANY, function),
	TEXT("request", IN_USER, request),
	TEXT("xdevice", IN_USER, xdevice),
	TEXT("resid", IN_USER, resid),
	TEXT("restype", IN_USER, restype),

	/* SELINUX_ERR */
	TEXT("op", IN_ERROR, operation),
	ENCODED("invalid_context", IN_ERROR, invalid_context),
	RULE("perms", IN_ERROR, FACT_PERMISSIONS, permissions),
	TEXT("sclass", IN_ERROR, tclass),
	DECISIVE("oldcontext", IN_ERROR, FACT_CONTEXT, source),
	DECISIVE("newcontext", IN_ERROR, FACT_CONTEXT, target),
};

/* Names that have the same slot form a chain: heads and links are indices of rules, from 1. */
#define SLOTS 256
static uint8_t heads[SLOTS], links[ARRAY_SIZE(rules)];

/* Cheap, and different for nearly all names above. */
static size_t slot_of(const char *name, size_t length)
{
	unsigned first = (unsigned char)name[0], last = (unsigned char)name[length - 1];

	return (first * 44 + last * 59 + (unsigned)length * 21) % SLOTS;
}

/* In the table's order, since a name may have several rules. */
static void build_chains(void)
{
	for (size_t i = ARRAY_SIZE(rules); i-- > 0;) {
		size_t slot = slot_of(rules[i].name, strlen(rules[i].name));

		links[i] = heads[slot];
		heads[slot] = (uint8_t)(i + 1);
	}
}

const struct fact_rule *fact_rule_of(const struct field *field, unsigned where)
{
	static bool built;

	if (!built)
		build_chains();
	built = true;
	if (!field->name_length)
		return NULL;
	for (size_t at = heads[slot_of(field->name, field->name_length)]; at; at = links[at - 1]) {
		const struct fact_rule *rule = &rules[at - 1];

		if (rule->where & where && rule->length == field->name_length
			&& memcmp(rule->name, field->name, field->name_length) == 0)
			return rule;
	}
	return NULL;
}
