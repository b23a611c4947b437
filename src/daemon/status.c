/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the daemon is: for Status(), whose keys client.h lists. */
#include "config.h"
#include "daemon.h"

json_t *status_json(struct daemon *daemon)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *error = writer_error(daemon->writer);
	json_t *status = json_pack("{ss ss sI so so}", "version", AVOCET_VERSION, "started",
		time_rfc3339(arena, daemon->started), "uptime",
		(json_int_t)((time_now() - daemon->started) / 1000), "sources",
		ears_status(daemon->ears), "worker", analyses_status(daemon->analyses));

	json_object_set_new(
		status, "batched", json_integer((json_int_t)store_batched(daemon->store)));
	if (store_status(daemon->store, status) < 0 && !error)
		error = store_error(daemon->store);
	json_object_set_new(status, "keep",
		json_pack("{sI sI sI}", "days", (json_int_t)daemon->settings->keep.days, "alerts",
			(json_int_t)daemon->settings->keep.alerts, "bytes",
			(json_int_t)daemon->settings->keep.bytes));
	json_object_set_new(status, "journal_dropped", json_integer(journal_dropped(daemon->journal)));
	if (error)
		json_object_set_new(status, "database_error", json_string(error));
	return status;
}
