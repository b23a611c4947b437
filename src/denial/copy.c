/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A denial that outlives its event. */
#include "denial.h"

#include <stddef.h>

#define MEMBER(name) offsetof(struct denial, name)

const size_t denial_texts[DENIAL_TEXTS] = {
	MEMBER(id.node), MEMBER(manager), MEMBER(tclass), MEMBER(exe), MEMBER(comm), MEMBER(uid_name),
	MEMBER(auid_name), MEMBER(tty), MEMBER(unit), MEMBER(container), MEMBER(syscall), MEMBER(arch),
	MEMBER(exit), MEMBER(path), MEMBER(name), MEMBER(device), MEMBER(ouid_name),
	MEMBER(ogid_name), MEMBER(protocol),
	MEMBER(local_address), MEMBER(remote_address), MEMBER(netif), MEMBER(partition),
	MEMBER(subnet), MEMBER(card_port), MEMBER(ioctlcmd), MEMBER(kmod),
	MEMBER(anonclass), MEMBER(nlmsg_type), MEMBER(ipc_key), MEMBER(lockdown_reason),
	MEMBER(ocomm), MEMBER(destination), MEMBER(interface), MEMBER(member), MEMBER(msgtype),
	MEMBER(service), MEMBER(cmdline), MEMBER(function), MEMBER(request), MEMBER(xdevice),
	MEMBER(resid), MEMBER(restype), MEMBER(operation), MEMBER(invalid_context),
	MEMBER(source_raw), MEMBER(target_raw), MEMBER(damage),
	MEMBER(source.text), MEMBER(source.user), MEMBER(source.role), MEMBER(source.type),
	MEMBER(source.range), MEMBER(target.text), MEMBER(target.user), MEMBER(target.role),
	MEMBER(target.type), MEMBER(target.range),
};

/* No row was forgotten: a missing one would be the offset of the first member. */
_Static_assert(DENIAL_TEXTS == 58, "denial_texts has a row for each text");

static const char *const *copy_list(const char *const *list, struct arena *arena)
{
	struct strings copy = { 0 };

	strings_add(&copy, arena, NULL);
	copy.count = 0;
	for (size_t i = 0; list && list[i]; i++)
		strings_add(&copy, arena, arena_strdup(arena, list[i]));
	return copy.items;
}

struct denial *denial_copy(const struct denial *denial, struct arena *arena)
{
	struct denial *copy = arena_alloc(arena, sizeof *copy);

	*copy = *denial;
	denial_complete(copy);
	for (size_t i = 0; i < DENIAL_TEXTS; i++) {
		const char **text = (const char **)((char *)copy + denial_texts[i]);

		*text = arena_strdup(arena, *text);
	}
	copy->permissions = copy_list(denial->permissions, arena);
	copy->records = copy_list(denial->records, arena);
	copy->also = copy->also ? copy_list(copy->also, arena) : NULL;
	return copy;
}
