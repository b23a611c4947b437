/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ledger of what was carried out. An entry is written before anything is done, so that a power cut in
 * the midst of it leaves a trace; how to take it back is in the entry, for the alert may be forgotten by then.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* Commands are arrays of arguments, never a line for a shell. */
static bool is_commands(const json_t *commands)
{
	size_t i, j;
	json_t *command, *argument;

	json_array_foreach (commands, i, command) {
		if (json_array_size(command) == 0)
			return false;
		json_array_foreach (command, j, argument)
			if (!json_is_string(argument))
				return false;
	}
	return json_is_array(commands);
}

int store_ledger_begin(struct store *store, const struct ledger_deed *deed, int64_t *ret_id)
{
	static const char sql[] = "INSERT INTO ledger (alert, plugin, action, commands, undo, made_by, begun) "
				  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
	_cleanup_free_ char *commands = json_dumps(deed->commands, JSON_COMPACT);
	_cleanup_free_ char *undo = json_dumps(deed->undo, JSON_COMPACT);
	int r;

	if (!is_commands(deed->commands) || !is_commands(deed->undo) || !commands || !undo)
		return db_refuse(store, -EINVAL, "commands are lists of arguments");
	r = db_run(store, sql, "tttttti", deed->alert, deed->plugin, deed->action, commands, undo, deed->by,
		time_now());
	if (r == 0)
		*ret_id = sqlite3_last_insert_rowid(store->db);
	return r;
}

/* Of an update that fits one entry in the right state. */
static int changed_one(struct store *store, int r, int64_t id, const char *otherwise)
{
	if (r < 0 || sqlite3_changes64(store->db) > 0)
		return r;
	return db_refuse(store, -ENOENT, "no entry %lld of the ledger %s", (long long)id, otherwise);
}

int store_ledger_end(struct store *store, int64_t id, const char *error)
{
	static const char sql[] = "UPDATE ledger SET ended = ?2, error = ?3 WHERE id = ?1 AND ended IS NULL";

	return changed_one(store, db_run(store, sql, "iit", id, time_now(), error), id, "is under way");
}

int store_ledger_undone(struct store *store, int64_t id, const char *by)
{
	static const char sql[] = "UPDATE ledger SET undone = ?2, undone_by = ?3 "
				  "WHERE id = ?1 AND ended IS NOT NULL AND error IS NULL AND undone IS NULL";

	return changed_one(store, db_run(store, sql, "iit", id, time_now(), by), id, "can be taken back");
}

static json_t *time_or_null(sqlite3_stmt *row, int column, struct arena *arena)
{
	return sqlite3_column_type(row, column) == SQLITE_NULL ? json_null()
		: json_string(time_rfc3339(arena, sqlite3_column_int64(row, column)));
}

static json_t *entry_of(sqlite3_stmt *row, struct arena *arena)
{
	return json_pack("{sI ss* ss* ss* so so ss* so so ss* so ss*}", "id", (json_int_t)sqlite3_column_int64(row, 0),
		"alert", db_text(row, 1, arena), "plugin", db_text(row, 2, arena), "action", db_text(row, 3, arena),
		"commands", db_json(row, 4), "undo", db_json(row, 5), "by", db_text(row, 6, arena),
		"begun", time_or_null(row, 7, arena), "ended", time_or_null(row, 8, arena),
		"error", db_text(row, 9, arena), "undone", time_or_null(row, 10, arena),
		"undone_by", db_text(row, 11, arena));
}

int store_ledger(struct store *store, json_t **ret)
{
	static const char sql[] = "SELECT id, alert, plugin, action, commands, undo, made_by, begun, ended, error, "
				  "undone, undone_by FROM ledger ORDER BY id DESC";
	_cleanup_arena_ struct arena *arena = arena_new();
	_cleanup_json_ json_t *entries = json_array();
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "");

	if (r < 0)
		return r;
	while ((r = db_step(store, row)) > 0) {
		json_t *entry = entry_of(row, arena);

		if (entry)	/* a damaged one is passed over, and kept */
			json_array_append_new(entries, entry);
	}
	sqlite3_reset(row);
	if (r == 0)
		*ret = json_incref(entries);
	return r;
}
