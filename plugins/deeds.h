/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may be an attack may also be an administrator's own deed: who did it, and with what. */
#ifndef AVOCET_DEEDS_H
#define AVOCET_DEEDS_H

#include <avocet-plugin.h>

#include <string.h>

#include "patterns.h"

/* The audit login ID of what nobody started who had logged in, as an unsigned number. */
#define DEED_NO_LOGIN 4294967295LL

/* Programs of the system have its role. Those of people have their roles, and types of their own, even
 * where no login was noted: in a container, say, or when the audit system came later. */
static inline bool deed_by_service(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char *const people[] = {
		"unconfined_t", "guest_t", "xguest_t", "user_t", "staff_t", "sysadm_t", NULL,
	};

	return denial->source.role && strcmp(denial->source.role, "system_r") == 0 &&
		!pattern_listed(people, denial->source.type) &&
		!host->has_attribute(host, denial->source.type, "userdomain");
}

/* Says as a ground whether somebody was logged in; nothing when the records do not tell. */
static inline void deed_tell_who(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (denial->auid >= 0 && denial->auid != DEED_NO_LOGIN)
		host->ground(host, N_("It was done in the session of {source.login}."));
	else if (denial->syscall && deed_by_service(host, denial))
		host->ground(host, N_("It was done by a service, not in anybody's session."));
}

/* True when the program is one of these by name, and where the system keeps its programs: a file
 * of that name in /tmp is something else. */
static inline bool deed_by_tool(const struct avocet_denial *denial, const char *const *names)
{
	static const char *const places[] = { "/usr/bin/*", "/usr/sbin/*", "/bin/*", "/sbin/*",
		"/usr/lib*", "/lib*", NULL };
	const char *slash = denial->exe ? strrchr(denial->exe, '/') : NULL;

	return slash && pattern_listed(places, denial->exe) && pattern_listed(names, slash + 1);
}

/* The last part of the target's path, or its name; NULL when neither is known. */
static inline const char *deed_target_name(const struct avocet_denial *denial)
{
	const char *slash = denial->path ? strrchr(denial->path, '/') : NULL;

	return slash ? slash + 1 : denial->name;
}

/* True when another label belongs to the path, and the access would be allowed on it: then the
 * label is the cause, and no bad intent. */
static inline bool deed_is_mislabelled(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = denial->path ? host->default_type(host, denial->path, denial->tclass)
					: NULL;

	return type && denial->target.type && strcmp(type, denial->target.type) != 0 &&
		host->allows_on(host, type);
}

#endif
