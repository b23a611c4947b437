/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed the policy while the denials of a log happened: often the reason for them. */
#include "cli.h"

#include <inttypes.h>
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

static const char *sentence(const struct policy_change *change, struct arena *arena)
{
	const char *name = change->name ? escape_terminal(arena, change->name) : "?";

	switch (change->kind) {
	case CHANGE_POLICY:
		return _("A policy was loaded");
	case CHANGE_ENFORCING:
		return change->new_value == 1 ? _("SELinux was set to enforcing")
			: _("SELinux was set to permissive");
	case CHANGE_BOOLEAN:
		return arena_printf(arena, change->new_value == change->old_value
			? (change->new_value == 1 ? _("%s stayed on") : _("%s stayed off"))
			: (change->new_value == 1 ? _("%s was turned on") : _("%s was turned off")), name);
	default:
		if (!change->name || change->new_value < 0)
			return _("The settings of SELinux were changed");
		return arena_printf(arena, _("%s was set to %d"), name, change->new_value);
	}
}

/* " (alice, /usr/sbin/setsebool)", "" where nobody said. */
static const char *who(const struct policy_change *change, struct arena *arena)
{
	const char *program = change->exe ? change->exe : change->comm, *login = change->auid_name;

	if (!login && change->auid >= 0)
		login = arena_printf(arena, _("user %" PRId64), change->auid);
	if (!login && !program)
		return "";
	return arena_printf(arena, " (%s%s%s)", login ? escape_terminal(arena, login) : "",
		login && program ? ", " : "", program ? escape_terminal(arena, program) : "");
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
	told.text = strdup(arena_printf(arena, "%s%s.", sentence(change, arena), who(change, arena)));
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
