/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the daemon is: for Status(), whose keys client.h lists. */
#include "config.h"
#include "daemon.h"

#define CHANGES_TOLD 5

static void add_totals(json_t *status, struct store *store)
{
	struct store_totals totals;

	if (store_totals(store, &totals) < 0) {
		json_object_set_new(status, "database_error", json_string(store_error(store)));
		return;
	}
	json_object_set_new(status, "alerts", json_integer(totals.alerts));
	json_object_set_new(status, "pending", json_integer(totals.pending));
	json_object_set_new(status, "denials", json_integer(totals.denials));
	json_object_set_new(status, "bytes", json_integer(totals.bytes));
}

json_t *status_changes(struct store *store, int64_t since, int64_t until)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy_change *changes;
	json_t *list = json_array();
	size_t count;

	if (store_policy_changes(store, until, CHANGES_TOLD, arena, &changes, &count) < 0)
		return list;
	for (size_t i = 0; i < count && changes[i].id.ms >= since; i++)
		json_array_append_new(list, change_to_json(&changes[i]));
	return list;
}

static void add_folding(json_t *status, struct store *store)
{
	int64_t folded;
	bool folding = store_folding(store, &folded);

	json_object_set_new(status, "folding", json_boolean(folding));
	json_object_set_new(status, "folded", json_integer(folded));
}

static json_t *quarantined(struct store *store)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *const *names;
	json_t *list = json_array();

	if (store_quarantined(store, arena, &names) < 0)
		return list;
	for (; *names; names++)
		json_array_append_new(list, json_string(*names));
	return list;
}

json_t *status_json(struct daemon *daemon)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *error = writer_error(daemon->writer);
	json_t *status = json_pack("{ss ss sI ss so so so}", "version", AVOCET_VERSION, "started",
		time_rfc3339(arena, daemon->started), "uptime",
		(json_int_t)((time_now() - daemon->started) / 1000), "database",
		text_to_utf8(arena, daemon->settings->database, NULL), "sources",
		ears_status(daemon->ears), "worker", analyses_status(daemon->analyses),
		"quarantined", quarantined(daemon->store));

	json_object_set_new(
		status, "batched", json_integer((json_int_t)store_batched(daemon->store)));
	add_totals(status, daemon->store);
	add_folding(status, daemon->store);
	json_object_set_new(status, "changes", status_changes(daemon->store, 0, 0));
	if (error)
		json_object_set_new(status, "database_error", json_string(error));
	return status;
}
