/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alerts that a user has not looked at: what the tray counts, and what bubbles are made of. */
#include "news.h"

#include <stdlib.h>
#include <string.h>

#define uthash_fatal(message) abort()
#include <uthash.h>

/* In the hash's own order, which is that in which they came. */
struct entry {
	struct news_item item;	/* first: one is made of the other */
	UT_hash_handle hh;
};

struct news {
	struct entry *entries;
	unsigned attacks;
};

struct news *news_new(void)
{
	struct news *news = calloc(1, sizeof *news);

	if (!news)
		abort();
	return news;
}

static char *copy(const char *text)
{
	char *bytes = strdup(text ? text : "");

	if (!bytes)
		abort();
	return bytes;
}

static void drop(struct news *news, struct entry *entry)
{
	HASH_DEL(news->entries, entry);
	news->attacks -= entry->item.level == LEVEL_RED;
	free(entry->item.source);
	free(entry->item.name);
	free(entry->item.label);
	free(entry);
}

void news_clear(struct news *news)
{
	struct entry *entry, *next;

	HASH_ITER(hh, news->entries, entry, next)
		drop(news, entry);
}

void news_free(struct news *news)
{
	if (!news)
		return;
	news_clear(news);
	free(news);
}

/* Plugins say of what needs no remedy that it has no risk. */
static bool is_harmless(const struct verdicts *verdicts)
{
	return verdicts->count && verdicts->items[0].risk == AVOCET_RISK_NONE;
}

bool news_worth(const struct alert *alert)
{
	if (alert->pending || alert->mute || alert->fixed_since)
		return false;
	if (alert->denial.outcome != OUTCOME_DENIED)
		return false;
	return alert->level == LEVEL_RED || !is_harmless(&alert->verdicts);
}

static struct entry *find(const struct news *news, int64_t id)
{
	struct entry *entry;

	HASH_FIND(hh, news->entries, &id, sizeof id, entry);
	return entry;
}

struct news_item *news_find(const struct news *news, int64_t id)
{
	return (struct news_item *)find(news, id);
}

struct news_item *news_add(struct news *news, const struct alert *alert)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct entry *entry = find(news, alert->id);

	if (entry)
		return &entry->item;
	entry = calloc(1, sizeof *entry);
	if (!entry)
		abort();
	entry->item = (struct news_item){
		.id = alert->id,
		.level = alert->level,
		.source = copy(source_of(&alert->denial)),
		.name = copy(words_value(arena, "source", alert, NULL)),
		.label = copy(label_of(arena, alert)),
	};
	news->attacks += alert->level == LEVEL_RED;
	HASH_ADD(hh, news->entries, item.id, sizeof entry->item.id, entry);
	return &entry->item;
}

bool news_remove(struct news *news, int64_t id)
{
	struct entry *entry = find(news, id);

	if (entry)
		drop(news, entry);
	return entry != NULL;
}

unsigned news_count(const struct news *news)
{
	return HASH_COUNT(news->entries);
}

unsigned news_attacks(const struct news *news)
{
	return news->attacks;
}

struct news_item *news_newest(const struct news *news)
{
	if (!news->entries)
		return NULL;
	return (struct news_item *)ELMT_FROM_HH(news->entries->hh.tbl, news->entries->hh.tbl->tail);
}

struct news_item *news_older(const struct news *news, const struct news_item *item)
{
	return ((const struct entry *)item)->hh.prev;
}
