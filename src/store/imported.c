/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which events were counted from imported logs, exactly: of each hour a sorted row of numbers, one an
 * event. A span of time would not do: logs that people import are cut, filtered and overlap, and
 * what one of them leaves out another may have.
 *
 * Hours are read when an event of theirs comes, and written with the batch, in its transaction. What
 * is heard live is newer than anything imported, as a rule, and then costs one comparison.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define KEY_BYTES sizeof(uint64_t)
#define SERIAL_BITS 30
#define ORDINAL_BITS 12

struct hour_key {
	uint64_t node;			/* a hash: two nodes in one transaction are never equal by it */
	int64_t hour;
};
struct hour {
	UT_hash_handle hh;
	struct hour_key key;
	const char *node;
	uint64_t *old, *added;		/* old is sorted */
	size_t n_old, n_added, room;
};
struct imported {
	struct arena *arena;
	struct hour *hours, *last;
	struct newest {
		struct newest *next;
		const char *node;
		int64_t hour;		/* the newest that anything was imported of */
	} *newest;
};

/* ---- keys ---- */

static int64_t hour_of(int64_t ms)
{
	return ms >= 0 ? ms / MS_PER_HOUR : -1;
}

/* Within its hour no event has that of another: an hour has no 2^30 events, nor an event 4096 refusals. */
static uint64_t key_of(const struct heard *event)
{
	uint64_t ms = event->ms >= 0 ? (uint64_t)(event->ms % MS_PER_HOUR) : 0;

	return ms << (SERIAL_BITS + ORDINAL_BITS) |
		(event->serial & ((1u << SERIAL_BITS) - 1)) << ORDINAL_BITS |
		(event->ordinal & ((1u << ORDINAL_BITS) - 1));
}

static int compare_keys(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t hash_node(const char *node)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *node; node++)
		hash = (hash ^ (unsigned char)*node) * UINT64_C(1099511628211);
	return hash;
}

/* ---- as it is stored: 8 bytes each, the highest first ---- */

static uint64_t get_key(const unsigned char *bytes)
{
	uint64_t key = 0;

	for (size_t i = 0; i < KEY_BYTES; i++)
		key = key << 8 | bytes[i];
	return key;
}

static void put_key(unsigned char *bytes, uint64_t key)
{
	for (size_t i = KEY_BYTES; i-- > 0; key >>= 8)
		bytes[i] = (unsigned char)key;
}

static int load(struct store *store, struct arena *arena, struct hour *hour)
{
	static const char sql[] = "SELECT events FROM imported WHERE node = ?1 AND hour = ?2";
	const unsigned char *bytes;
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "ti", hour->node, hour->key.hour);

	if (r == 0)
		r = db_step(store, row);
	if (r <= 0)
		return r;
	bytes = sqlite3_column_blob(row, 0);
	hour->n_old = (size_t)sqlite3_column_bytes(row, 0) / KEY_BYTES;
	hour->old = arena_alloc(arena, (hour->n_old + 1) * sizeof *hour->old);
	for (size_t i = 0; i < hour->n_old; i++)
		hour->old[i] = get_key(bytes + i * KEY_BYTES);
	sqlite3_reset(row);
	return 0;
}

static int write_hour(struct store *store, struct arena *arena, const struct hour *hour)
{
	static const char sql[] = "INSERT OR REPLACE INTO imported (node, hour, events) "
				  "VALUES (?1, ?2, ?3)";
	size_t count = hour->n_old + hour->n_added, bytes = 0;
	uint64_t *keys = arena_alloc(arena, (count + 1) * sizeof *keys);
	unsigned char *events = arena_alloc(arena, count * KEY_BYTES + 1);

	if (hour->n_old)
		memcpy(keys, hour->old, hour->n_old * sizeof *keys);
	if (hour->n_added)
		memcpy(keys + hour->n_old, hour->added, hour->n_added * sizeof *keys);
	qsort(keys, count, sizeof *keys, compare_keys);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && keys[i] == keys[i - 1])
			continue;
		put_key(events + bytes, keys[i]);
		bytes += KEY_BYTES;
	}
	return db_run(store, sql, "tib", hour->node, hour->key.hour, events, bytes);
}

/* ---- the hours of a transaction ---- */

void imported_begin(struct store *store)
{
	imported_free(store);
	store->imported = calloc(1, sizeof *store->imported);
	if (!store->imported)
		abort();
	store->imported->arena = arena_new();
}

void imported_free(struct store *store)
{
	if (!store->imported)
		return;
	HASH_CLEAR(hh, store->imported->hours);
	arena_free(store->imported->arena);
	free(store->imported);
	store->imported = NULL;
}

static int find_hour(struct store *store, const struct heard *event, struct hour **ret)
{
	struct imported *imported = store->imported;
	struct hour_key key = { hash_node(event->node), hour_of(event->ms) };
	struct hour *hour = imported->last;
	int r = 0;

	if (!hour || memcmp(&hour->key, &key, sizeof key) != 0)
		HASH_FIND(hh, imported->hours, &key, sizeof key, hour);
	if (!hour) {
		hour = arena_alloc(imported->arena, sizeof *hour);
		hour->key = key;
		hour->node = arena_strdup(imported->arena, event->node);
		r = load(store, imported->arena, hour);
		HASH_ADD(hh, imported->hours, key, sizeof hour->key, hour);
	}
	imported->last = hour;
	*ret = hour;
	return r;
}

/* Of how late an hour anything of that node was imported; -2: nothing was. */
static int newest_hour(struct store *store, const char *node, int64_t *ret)
{
	static const char sql[] = "SELECT max(hour) FROM imported WHERE node = ?1";
	struct imported *imported = store->imported;
	struct newest *newest = imported->newest;
	sqlite3_stmt *row;
	int r;

	while (newest && strcmp(newest->node, node) != 0)
		newest = newest->next;
	if (!newest) {
		r = db_query(store, sql, &row, "t", node);
		if (r == 0)
			r = db_step(store, row);
		if (r < 0)
			return r;
		newest = arena_alloc(imported->arena, sizeof *newest);
		newest->node = arena_strdup(imported->arena, node);
		newest->hour = sqlite3_column_type(row, 0) == SQLITE_NULL ? -2
			: sqlite3_column_int64(row, 0);
		newest->next = imported->newest;
		imported->newest = newest;
		sqlite3_reset(row);
	}
	*ret = newest->hour;
	return 0;
}

int imported_has(struct store *store, const struct heard *event, bool *ret)
{
	uint64_t key = key_of(event);
	struct hour *hour;
	int64_t newest;
	int r = newest_hour(store, event->node, &newest);

	*ret = false;
	if (r < 0 || hour_of(event->ms) > newest)
		return r;
	r = find_hour(store, event, &hour);
	if (r == 0 && hour->n_old)
		*ret = bsearch(&key, hour->old, hour->n_old, sizeof key, compare_keys) != NULL;
	return r;
}

int imported_add(struct store *store, const struct heard *event)
{
	struct hour *hour;
	int r = find_hour(store, event, &hour);

	if (r < 0)
		return r;
	if (hour->n_added == hour->room) {
		uint64_t *more = arena_alloc(
			store->imported->arena, (hour->room * 2 + 64) * sizeof *more);
		if (hour->n_added)
			memcpy(more, hour->added, hour->n_added * sizeof *more);
		hour->room = hour->room * 2 + 64;
		hour->added = more;
	}
	hour->added[hour->n_added++] = key_of(event);
	return 0;
}

int imported_write(struct store *store)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	int r = 0;

	for (struct hour *hour = store->imported->hours; hour && r == 0; hour = hour->hh.next) {
		if (hour->n_added)
			r = write_hour(store, arena, hour);
		arena_reset(arena);
	}
	return r;
}

/* Where nobody counted events, what they say must tell them apart. */
uint64_t imported_serial(const struct denial *denial)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (const char *const *record = denial->records; record && *record; record++)
		for (const char *c = *record; *c; c++)
			hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
	return (hash ^ hash >> 32) & ((1u << SERIAL_BITS) - 1);
}
