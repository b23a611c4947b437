/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which type a binary policy gives to a port. */
#include "policy-sepol.h"

#include <netinet/in.h>

/* netinet/in.h spells the third one differently from libc to libc. */
static const struct {
	const char *name;
	uint8_t number;
} protocols[] = {
	{ "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP },
	{ "dccp", 33 },
	{ "sctp", 132 },
};

static int protocol_number(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(protocols); i++) {
		if (text_equal(name, protocols[i].name))
			return protocols[i].number;
	}
	return -1;
}

/* The kernel takes the first entry that fits; single ports stand before the broad ranges. */
const char *binary_port_type(struct policy *policy, const char *protocol, unsigned port,
	struct arena *arena)
{
	const policydb_t *db = binary_of(policy)->db;
	int number = protocol_number(protocol);

	for (const ocontext_t *entry = db->ocontexts[OCON_PORT]; entry; entry = entry->next) {
		uint32_t type = entry->context[0].type;

		if (entry->u.port.protocol != number || port < entry->u.port.low_port
			|| port > entry->u.port.high_port)
			continue;
		if (type >= 1 && type <= db->p_types.nprim)
			return arena_strdup(arena, db->p_type_val_to_name[type - 1]);
	}
	return NULL;
}
