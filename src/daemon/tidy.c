/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Old alerts are forgotten in quiet moments: nobody wakes up for that, and a storm is not held up. A quiet moment
 * comes after whatever happened.
 */
#include "daemon.h"

#define INTERVAL_MS (INT64_C(60) * 60 * 1000)

bool tidy(struct daemon *daemon)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	int64_t now = time_now(), *ids;
	size_t count;

	/* A clock that was set back is no reason to wait for years. */
	if (daemon->tidied <= now && now - daemon->tidied < INTERVAL_MS)
		return false;
	if (store_forget(daemon->store, &daemon->settings->keep, arena, &ids, &count) < 0) {
		log_warning("old alerts are kept, for now: %s", store_error(daemon->store));
		count = 0;
	}
	service_removed(daemon, ids, count);
	if (!count)
		daemon->tidied = now;
	return count > 0;
}
