/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed the policy while the denials of a log happened: often the reason for them. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

static bool is_older(const struct told_change *a, const struct told_change *b)
{
	return a->ms != b->ms ? a->ms < b->ms : a->number < b->number;
}

/* The place for one more: a free one, or that of the oldest; NULL when all are newer. */
static struct told_change *place_for(struct changes *changes, const struct told_change *change)
{
	struct told_change *oldest = &changes->newest[0];

	if (changes->count < ARRAY_SIZE(changes->newest))
		return &changes->newest[changes->count];
	for (size_t i = 1; i < ARRAY_SIZE(changes->newest); i++)
		if (is_older(&changes->newest[i], oldest))
			oldest = &changes->newest[i];
	return is_older(oldest, change) ? oldest : NULL;
}

void changes_add(struct changes *changes, const struct policy_change *change)
{
	struct told_change told = { .ms = change->id.ms, .number = changes->count };
	struct told_change *place = place_for(changes, &told);
	_cleanup_arena_ struct arena *arena = NULL;

	changes->count++;
	if (!place)
		return;
	arena = arena_new();
	told.text = strdup(escape_terminal(arena, alert_change_text(arena, change)));
	if (!told.text)
		abort();
	free(place->text);
	*place = told;
}

static int by_time(const void *a, const void *b)
{
	return is_older(a, b) ? -1 : is_older(b, a);
}

void changes_print(struct changes *changes)
{
	size_t shown = changes->count < ARRAY_SIZE(changes->newest) ? changes->count
		: ARRAY_SIZE(changes->newest);

	if (!shown)
		return;
	qsort(changes->newest, shown, sizeof *changes->newest, by_time);
	printf(_("\nChanges of the policy in these logs:\n"));
	for (size_t i = 0; i < shown; i++) {
		_cleanup_arena_ struct arena *arena = arena_new();

		printf("  %s  %s\n", time_local(arena, changes->newest[i].ms), changes->newest[i].text);
	}
	if (changes->count > shown)
		printf(ngettext("  and %zu more before these\n", "  and %zu more before these\n",
			changes->count - shown), changes->count - shown);
}

void changes_free(struct changes *changes)
{
	for (size_t i = 0; i < ARRAY_SIZE(changes->newest); i++)
		free(changes->newest[i].text);
}
