/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Equal denials together: what the store is to the daemon, in memory for one reading of a log. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct folded {
	struct alert alert;	/* first, so that an alert leads back to its entry */
	char signature[SIGNATURE_SIZE];
	struct folded *next;
	UT_hash_handle hh;
};

struct fold {
	struct arena *arena;
	struct folded *by_signature, *first, **last;
};

struct fold *fold_new(void)
{
	struct arena *arena = arena_new();
	struct fold *fold = arena_alloc(arena, sizeof *fold);

	fold->arena = arena;
	fold->last = &fold->first;
	return fold;
}

void fold_free(struct fold *fold)
{
	if (!fold)
		return;
	HASH_CLEAR(hh, fold->by_signature);
	arena_free(fold->arena);
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

void fold_add(struct fold *fold, const struct denial *denial, const char *signature)
{
	struct folded *folded;
	struct alert *alert;

	HASH_FIND(hh, fold->by_signature, signature, SIGNATURE_SIZE, folded);
	if (!folded)
		folded = begin(fold, denial, signature);
	alert = &folded->alert;
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
