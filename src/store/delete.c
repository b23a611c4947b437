/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alerts are forgotten, with all that belongs to them. */
#include <errno.h>

#include "internal.h"

/* Verdicts, tallies, mutes and what was said earlier go with the row. */
int alert_delete(struct store *store, int64_t id)
{
	static const char occurrences[] =
		"DELETE FROM occurrence WHERE place BETWEEN ?1 AND ?1 + 127";
	int r = db_run(store, occurrences, "i", occurrence_place(id, 0));

	if (r == 0)
		r = words_drop(store, id);
	if (r == 0)
		r = db_run(store, "DELETE FROM alert WHERE id = ?1", "i", id);
	return r;
}

/* An open batch has counted in the folding already. */
void alerts_deleted(struct store *store)
{
	if (store_batched(store))
		return;
	folding_free(store->folding);
	store->folding = NULL;
}

static int delete_all(struct store *store, const char *const *ids, struct arena *arena,
	int64_t **ret_ids, size_t *ret_count)
{
	size_t count = 0;
	int r = 0;

	while (ids[count])
		count++;
	*ret_ids = arena_alloc(arena, (count + 1) * sizeof **ret_ids);
	*ret_count = count;
	for (size_t i = 0; i < count && r == 0; i++)
		r = alert_search(store, ids[i], &(*ret_ids)[i]);
	/* One that is named twice is not there the second time, which does no harm. */
	for (size_t i = 0; i < count && r == 0; i++)
		r = alert_delete(store, (*ret_ids)[i]);
	return r;
}

int store_delete(struct store *store, const char *const *ids, struct arena *arena,
	int64_t **ret_ids, size_t *ret_count)
{
	int64_t *found = NULL;
	size_t count = 0;
	int r = db_begin(store);

	if (r == 0)
		r = db_end(store, delete_all(store, ids, arena, &found, &count));
	if (r < 0)
		return r;
	alerts_deleted(store);
	*ret_ids = found;
	*ret_count = count;
	return 0;
}
