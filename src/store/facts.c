/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The facts of the denial that may come to speak for its alert. Most never do, so that nothing of
 * them is copied: the alert is known, and its denial's outcome is the same.
 */
#include <string.h>

#include "internal.h"

static const char **text_at(struct denial *denial, size_t offset)
{
	return (const char **)((char *)denial + offset);
}

static size_t count_list(const char *const *list, size_t *bytes)
{
	size_t count = 0;

	for (; list && list[count]; count++)
		*bytes += strlen(list[count]) + 1;
	return count;
}

/* The list and its strings. */
static char *copy_list(const char *const **list, size_t count, char *end)
{
	const char *const *from = *list;
	const char **to = (const char **)end;

	end += (count + 1) * sizeof *to;
	for (size_t i = 0; i < count; i++) {
		to[i] = end;
		end = stpcpy(end, from[i]) + 1;
	}
	to[count] = NULL;
	*list = to;
	return end;
}

/* Into the room that the facts before had, when it is enough. */
static void copy_texts(struct arena *arena, struct entry *entry, struct denial *facts)
{
	size_t lengths[DENIAL_TEXTS], total = 0, count = count_list(facts->permissions, &total);
	char *end;

	total += (count + 1) * sizeof *facts->permissions;
	for (size_t i = 0; i < DENIAL_TEXTS; i++) {
		const char *text = *text_at(facts, denial_texts[i]);
		lengths[i] = text ? strlen(text) + 1 : 0;
		total += lengths[i];
	}
	if (total > entry->text_room) {
		entry->text_room = entry->text_room ? total * 2 : total;
		entry->text = arena_alloc(arena, entry->text_room);
	}
	end = copy_list(&facts->permissions, count, entry->text);
	for (size_t i = 0; i < DENIAL_TEXTS; i++) {
		const char **text = text_at(facts, denial_texts[i]);
		if (*text)
			*text = memcpy(end, *text, lengths[i]);
		end += lengths[i];
	}
}

/* Only the first is looked at: equal ones are of the same unit, and may be many. */
static void look(struct store *store, struct entry *entry, struct denial *facts)
{
	if (store->look && !entry->looked) {
		store->look(facts, store->batch.arena, store->look_userdata);
		entry->unit = facts->unit;
		entry->container = facts->container;
	}
	entry->looked = true;
	if (!facts->unit)
		facts->unit = entry->unit;
	if (!facts->container)
		facts->container = entry->container;
}

void facts_keep(struct store *store, struct entry *entry, const struct denial *denial)
{
	struct arena *arena = store->batch.arena;
	struct denial facts = *denial;

	if (entry->known.id && !alert_renews(&entry->known, denial->outcome, denial->id.ms)) {
		entry->may_speak = false;
		return;
	}
	denial_complete(&facts);
	facts.records = NULL;
	look(store, entry, &facts);
	copy_texts(arena, entry, &facts);
	if (!entry->facts)
		entry->facts = arena_alloc(arena, sizeof facts);
	*entry->facts = facts;
	entry->may_speak = true;
}
