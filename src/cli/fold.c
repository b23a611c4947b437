/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Equal denials together: what the store is to the daemon, in memory for one reading of a log; and
 * within bounds as there, whatever stands in the log. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* A signature is a hash already, if in hex digits. */
#define HASH_FUNCTION(key, length, hash) ((hash) = hash_of((const char *)(key)))
#include <uthash.h>

/* The texts of all alerts. When these are full, new ones are told apart no more. */
#define BYTES_MAX ((size_t)16 * 1024 * 1024)

struct folded {
	struct alert alert;	/* first, so that an alert leads back to its entry */
	char signature[SIGNATURE_SIZE];
	struct folded *next;
	UT_hash_handle hh;
};

struct fold {
	struct arena *arena;
	struct folding *folding;
	struct folded *by_signature, *first, **last;
	bool full;
};

struct fold *fold_new(void)
{
	struct arena *arena = arena_new();
	struct fold *fold = arena_alloc(arena, sizeof *fold);

	fold->arena = arena;
	fold->folding = folding_new();
	fold->last = &fold->first;
	return fold;
}

void fold_free(struct fold *fold)
{
	if (!fold)
		return;
	HASH_CLEAR(hh, fold->by_signature);
	folding_free(fold->folding);
	arena_free(fold->arena);
}

static unsigned hash_of(const char *signature)
{
	uint64_t digits;

	memcpy(&digits, signature + strlen("v1:"), sizeof digits);
	return (unsigned)(digits * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

static struct folded *find(const struct fold *fold, const char *signature)
{
	struct folded *folded;

	HASH_FIND(hh, fold->by_signature, signature, SIGNATURE_SIZE, folded);
	return folded;
}

static struct folded *begin(struct fold *fold, const struct denial *denial, const char *signature)
{
	struct folded *folded = arena_alloc(fold->arena, sizeof *folded);

	memcpy(folded->signature, signature, SIGNATURE_SIZE);
	folded->alert.signature = folded->signature;
	folded->alert.denial = *denial_copy(denial, fold->arena);
	folded->alert.host = folded->alert.denial.id.node;
	folded->alert.first_seen = folded->alert.last_seen = denial->id.ms;
	HASH_ADD(hh, fold->by_signature, signature, SIGNATURE_SIZE, folded);
	*fold->last = folded;
	fold->last = &folded->next;
	return folded;
}

/* No room for more texts is as if there were signatures enough. */
static void count(struct fold *fold, enum fold_level level, const struct fold_groups *groups)
{
	folding_count(fold->folding, level, groups);
	if (fold->full || arena_size(fold->arena) < BYTES_MAX)
		return;
	fold->full = true;
	for (size_t i = fold_count(fold); i < FOLD_ALERTS; i++)
		folding_count(fold->folding, FOLD_ALL, groups);
}

static struct folded *find_or_begin(struct fold *fold, const struct denial *denial,
	const char *signature)
{
	struct folded *folded = find(fold, signature);
	char chosen[SIGNATURE_SIZE];
	struct fold_groups groups;
	enum fold_level level;

	if (folded)
		return folded;
	level = folding_choose(fold->folding, denial, signature, chosen, &groups);
	folded = level == FOLD_NONE ? NULL : find(fold, chosen);
	if (folded)
		return folded;
	folded = begin(fold, denial, chosen);
	folded->alert.fold = level;
	count(fold, level, &groups);
	return folded;
}

void fold_add(struct fold *fold, const struct denial *denial, const char *signature)
{
	struct alert *alert = &find_or_begin(fold, denial, signature)->alert;

	alert->count++;
	if (denial->id.ms < alert->first_seen)
		alert->first_seen = denial->id.ms;
	if (denial->id.ms > alert->last_seen)
		alert->last_seen = denial->id.ms;
}

size_t fold_count(const struct fold *fold)
{
	return HASH_COUNT(fold->by_signature);
}

struct alert *fold_next(struct fold *fold, struct alert *previous)
{
	struct folded *next = previous ? ((struct folded *)previous)->next : fold->first;

	return next ? &next->alert : NULL;
}
