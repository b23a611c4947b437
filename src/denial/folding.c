/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Too many signatures become few: those that differ in the place only, then in the program, then
 * in anything. Groups are counted by hashes of what they have in common.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "signature.h"

static const char *const names[] = {
	[FOLD_NONE] = "none",
	[FOLD_PLACE] = "places",
	[FOLD_PROGRAM] = "programs",
	[FOLD_ALL] = "all",
};

/* Signatures with the same group by place, or programs in the same group by program. */
struct group {
	uint64_t key;
	unsigned count;
	bool folded;		/* one signature stands for all that had no room */
	UT_hash_handle hh;
};

struct folding {
	struct group *groups;
	uint64_t signatures;
};

const char *fold_name(enum fold_level fold)
{
	return (size_t)fold < ARRAY_SIZE(names) ? names[fold] : names[FOLD_NONE];
}

int fold_from_name(const char *name, enum fold_level *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (text_equal(name, names[i])) {
			*ret = (enum fold_level)i;
			return 0;
		}
	return -EINVAL;
}

struct folding *folding_new(void)
{
	struct folding *folding = calloc(1, sizeof *folding);

	if (!folding)
		abort();
	return folding;
}

void folding_free(struct folding *folding)
{
	struct group *group, *next;

	if (!folding)
		return;
	HASH_ITER(hh, folding->groups, group, next) {
		HASH_DEL(folding->groups, group);
		free(group);
	}
	free(folding);
}

static struct group *find(const struct folding *folding, uint64_t key)
{
	struct group *group;

	HASH_FIND(hh, folding->groups, &key, sizeof key, group);
	return group;
}

/* NULL when there are so many groups that new ones are not told apart anyway. */
static struct group *find_or_make(struct folding *folding, uint64_t key, bool *ret_made)
{
	struct group *group = find(folding, key);

	*ret_made = false;
	if (group || HASH_COUNT(folding->groups) >= 2 * FOLD_ALERTS)
		return group;
	group = calloc(1, sizeof *group);
	if (!group)
		abort();
	group->key = key;
	HASH_ADD(hh, folding->groups, key, sizeof group->key, group);
	*ret_made = true;
	return group;
}

void folding_count(struct folding *folding, enum fold_level fold, const struct fold_groups *groups)
{
	struct group *place = NULL, *program;
	bool is_new = false, ignored;

	folding->signatures++;
	if (fold == FOLD_ALL)
		return;
	if (fold != FOLD_PROGRAM)
		place = find_or_make(folding, groups->place, &is_new);
	program = find_or_make(folding, groups->program, &ignored);
	if (place) {
		place->count += fold == FOLD_NONE;
		place->folded |= fold == FOLD_PLACE;
	}
	if (program) {
		program->count += is_new;
		program->folded |= fold == FOLD_PROGRAM;
	}
}

/* The narrowest level that has room, or that has its one signature already. */
static enum fold_level choose(const struct folding *folding, const struct fold_groups *groups)
{
	const struct group *place = find(folding, groups->place);
	const struct group *program = find(folding, groups->program);
	bool room = folding->signatures < FOLD_ALERTS;

	if (room && (place ? place->count < FOLD_PLACES : !program || program->count < FOLD_PROGRAMS))
		return FOLD_NONE;
	if (place && (room || place->folded))
		return FOLD_PLACE;
	if (program && (room || program->folded))
		return FOLD_PROGRAM;
	return FOLD_ALL;
}

static uint64_t key_of(const char *signature)
{
	return strtoull(strndupa(signature + strlen("v1:"), 16), NULL, 16);
}

enum fold_level folding_choose(const struct folding *folding, const struct denial *denial,
	const char own[SIGNATURE_SIZE], char ret_signature[SIGNATURE_SIZE],
	struct fold_groups *ret_groups)
{
	char signatures[FOLD_ALL + 1][SIGNATURE_SIZE];
	enum fold_level level;

	memcpy(signatures[FOLD_NONE], own, SIGNATURE_SIZE);
	for (level = FOLD_PLACE; level <= FOLD_ALL; level++)
		signature_of_level(denial, level, signatures[level]);
	ret_groups->place = key_of(signatures[FOLD_PLACE]);
	ret_groups->program = key_of(signatures[FOLD_PROGRAM]);
	level = choose(folding, ret_groups);
	memcpy(ret_signature, signatures[level], SIGNATURE_SIZE);
	return level;
}
