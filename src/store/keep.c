/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is too old, or too much, is forgotten: the alerts that were not seen for longest, some at a time. What
 * is imported from old logs counts as seen on that day, or it would go as it came.
 */
#include "internal.h"

/* In one transaction: others wait for it. */
#define PORTION 200
#define MS_PER_DAY (INT64_C(24) * MS_PER_HOUR)

static int used_bytes(struct store *store, int64_t *ret)
{
	int64_t pages, unused, page_bytes;
	int r = db_number(store, "PRAGMA page_count", 0, &pages);

	if (r == 0)
		r = db_number(store, "PRAGMA freelist_count", 0, &unused);
	if (r == 0)
		r = db_number(store, "PRAGMA page_size", 0, &page_bytes);
	if (r == 0)
		*ret = (pages - unused) * page_bytes;
	return r;
}

/* How many are too many now, the portion at most. */
static int count_surplus(struct store *store, const struct store_keep *keep, int64_t *ret)
{
	static const char old[] = "SELECT count(*) FROM alert WHERE max(last_seen, added) < ?1";
	int64_t surplus = 0, alerts = 0, bytes = 0;
	sqlite3_stmt *row;
	int r = db_number(store, "SELECT count(*) FROM alert", 0, &alerts);

	if (r == 0)
		r = used_bytes(store, &bytes);
	if (r == 0 && keep->days) {
		r = db_query(store, old, &row, "i", time_now() - keep->days * MS_PER_DAY);
		if (r == 0)
			r = db_step(store, row);
		if (r > 0)
			surplus = sqlite3_column_int64(row, 0);
		if (r > 0)
			sqlite3_reset(row);
	}
	if (r < 0)
		return r;
	if (keep->alerts && alerts - keep->alerts > surplus)
		surplus = alerts - keep->alerts;
	/* How much each takes is not known: the oldest twentieth goes, then it is looked again. */
	if (keep->bytes && bytes > keep->bytes && surplus < alerts / 20 + 1)
		surplus = alerts / 20 + 1;
	surplus = surplus < alerts ? surplus : alerts;
	*ret = surplus < PORTION ? surplus : PORTION;
	return 0;
}

static int find_oldest(struct store *store, int64_t surplus, int64_t *ids, size_t *ret_count)
{
	static const char sql[] =
		"SELECT id FROM alert ORDER BY max(last_seen, added), id LIMIT ?1";
	sqlite3_stmt *row;
	size_t count = 0;
	int r = db_query(store, sql, &row, "i", surplus);

	if (r < 0)
		return r;
	while ((r = db_step(store, row)) > 0)
		if (count < (size_t)surplus)
			ids[count++] = sqlite3_column_int64(row, 0);
	*ret_count = count;
	return r;
}

static int forget_oldest(struct store *store, const struct store_keep *keep, struct arena *arena,
	int64_t **ret_ids, size_t *ret_count)
{
	int64_t surplus = 0;
	int r = count_surplus(store, keep, &surplus);

	*ret_ids = arena_alloc(arena, PORTION * sizeof **ret_ids);
	if (r == 0)
		r = find_oldest(store, surplus, *ret_ids, ret_count);
	for (size_t i = 0; i < *ret_count && r == 0; i++)
		r = alert_delete(store, (*ret_ids)[i]);
	return r;
}

int store_forget(struct store *store, const struct store_keep *keep, struct arena *arena,
	int64_t **ret_ids, size_t *ret_count)
{
	int64_t *ids = NULL;
	size_t count = 0;
	int r = db_begin(store);

	if (r == 0)
		r = db_end(store, forget_oldest(store, keep, arena, &ids, &count));
	if (r < 0)
		return r;
	if (count) {
		alerts_deleted(store);
		/* Only those that were made with room for it give it back; others use it again. */
		r = db_run(store, "PRAGMA incremental_vacuum(1000)", "");
	}
	*ret_ids = ids;
	*ret_count = count;
	return r;
}
