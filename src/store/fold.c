/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * New signatures, when there are too many. The groups of those that exist are counted when the
 * first new one comes, so that a quiet daemon does not hold them.
 */
#include "internal.h"

static int count_all(struct store *store)
{
	static const char sql[] = "SELECT fold, fold_place, fold_program FROM alert";
	struct folding *folding;
	sqlite3_stmt *row;
	int r = db_query(store, sql, &row, "");

	if (r < 0)
		return r;
	folding = folding_new();
	while ((r = db_step(store, row)) > 0) {
		struct fold_groups groups = {
			(uint64_t)sqlite3_column_int64(row, 1),
			(uint64_t)sqlite3_column_int64(row, 2),
		};
		enum fold_level fold = FOLD_NONE;

		fold_from_name((const char *)sqlite3_column_text(row, 0), &fold);
		folding_count(folding, fold, &groups);
	}
	if (r < 0)
		folding_free(folding);
	else
		store->folding = folding;
	return r;
}

int fold_choose(struct store *store, const struct denial *denial, const char *own,
	char ret_signature[SIGNATURE_SIZE], enum fold_level *ret, struct fold_groups *ret_groups)
{
	int r = store->folding ? 0 : count_all(store);

	if (r == 0)
		*ret = folding_choose(store->folding, denial, own, ret_signature, ret_groups);
	return r;
}

void fold_counted(struct store *store, enum fold_level fold, const struct fold_groups *groups)
{
	folding_count(store->folding, fold, groups);
}

bool store_folding(struct store *store, int64_t *ret_folded)
{
	static const char sql[] = "SELECT count(*) FROM alert WHERE fold <> 'none'";
	int64_t folded = 0;

	if (db_number(store, sql, 0, &folded) < 0)
		folded = 0;
	*ret_folded = folded;
	return folded > 0;
}
