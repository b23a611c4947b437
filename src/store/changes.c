/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The history of the policy: what was loaded or switched, when and by whom. A denial is explained
 * by what changed before it.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

#define CHANGES_MAX 1000
/* Waiting to be written, while that fails. */
#define BATCH_MAX (4 * STORE_BATCH_MAX)

static void note_id(struct arena *arena, struct policy_change *change)
{
	const char **texts[] = { &change->id.node, &change->name, &change->exe, &change->comm };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		*texts[i] = arena_strdup(arena, *texts[i]);
}

int store_policy_change(struct store *store, const struct policy_change *change)
{
	struct batch *batch = &store->batch;
	struct batched_change *copy;

	if (batch->n_changes >= BATCH_MAX)
		return db_refuse(store, -ENOBUFS, "too many changes of the policy wait to be written");
	copy = arena_alloc(batch->arena, sizeof *copy);
	copy->change = *change;
	note_id(batch->arena, &copy->change);
	copy->next = batch->changes;
	batch->changes = copy;
	batch->n_changes++;
	return 0;
}

static const char *or_empty(struct arena *arena, const char *text)
{
	return text ? text_to_utf8(arena, text, NULL) : "";
}

static int write_change(struct store *store, struct arena *arena, const struct policy_change *c)
{
	static const char sql[] =
		"INSERT INTO policy_change (ms, serial, node, kind, name, old_value, new_value, auid, "
		"uid, pid, exe, comm) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
		"ON CONFLICT DO NOTHING";
	const char *exe = c->exe ? text_to_utf8(arena, c->exe, NULL) : NULL;
	const char *comm = c->comm ? text_to_utf8(arena, c->comm, NULL) : NULL;

	return db_run(store, sql, "iitttnnnnntt", c->id.ms, (int64_t)c->id.serial,
		or_empty(arena, c->id.node), change_kind_name(c->kind), or_empty(arena, c->name),
		(int64_t)c->old_value, (int64_t)c->new_value, c->auid, c->uid, c->pid, exe, comm);
}

int changes_write(struct store *store, struct arena *arena)
{
	static const char sql[] =
		"DELETE FROM policy_change WHERE (ms, serial, node, kind, name) <= "
		"(SELECT ms, serial, node, kind, name FROM policy_change "
		"ORDER BY ms DESC, serial DESC, node DESC, kind DESC, name DESC LIMIT 1 OFFSET ?1)";
	int r = 0;

	for (const struct batched_change *c = store->batch.changes; c && r == 0; c = c->next)
		r = write_change(store, arena, &c->change);
	if (r < 0 || !store->batch.changes)
		return r;
	return db_run(store, sql, "i", (int64_t)CHANGES_MAX);
}

static int64_t number_or_none(sqlite3_stmt *row, int column)
{
	if (sqlite3_column_type(row, column) == SQLITE_NULL)
		return -1;
	return sqlite3_column_int64(row, column);
}

static const char *text_or_none(sqlite3_stmt *row, int column, struct arena *arena)
{
	const char *text = db_text(row, column, arena);

	return text && *text ? text : NULL;
}

static struct policy_change read_change(sqlite3_stmt *row, struct arena *arena)
{
	struct policy_change change = {
		.id = { text_or_none(row, 2, arena), sqlite3_column_int64(row, 0),
			(uint64_t)sqlite3_column_int64(row, 1) },
		.kind = CHANGE_OTHER,
		.name = text_or_none(row, 4, arena),
		.old_value = (int)number_or_none(row, 5),
		.new_value = (int)number_or_none(row, 6),
		.auid = number_or_none(row, 7),
		.uid = number_or_none(row, 8),
		.pid = number_or_none(row, 9),
		.exe = text_or_none(row, 10, arena),
		.comm = text_or_none(row, 11, arena),
	};

	change_kind_from_name(db_text(row, 3, arena), &change.kind);
	return change;
}

int store_policy_changes(struct store *store, int64_t until, size_t limit, struct arena *arena,
	struct policy_change **ret, size_t *ret_count)
{
	static const char sql[] =
		"SELECT ms, serial, node, kind, name, old_value, new_value, auid, uid, pid, exe, comm "
		"FROM policy_change WHERE ms <= ?1 ORDER BY ms DESC, serial DESC, node DESC, "
		"kind DESC, name DESC LIMIT ?2";
	size_t room = limit < CHANGES_MAX ? limit : CHANGES_MAX, count = 0;
	struct policy_change *changes = arena_alloc(arena, (room + 1) * sizeof *changes);
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "ii", until ? until : INT64_MAX, (int64_t)room);

	if (r < 0)
		return r;
	while ((r = db_step(store, row)) > 0)
		if (count < room)
			changes[count++] = read_change(row, arena);
	if (r < 0)
		return r;
	*ret = changes;
	*ret_count = count;
	return 0;
}
