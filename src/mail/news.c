/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is news to a recipient: alerts that are new, and what became of those that he knows. The daemon is
 * asked for lists; which of it was told already, the outbox knows.
 */
#include "client.h"
#include "mail.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What the daemon stored a little after its time. */
#define LATE_MS (5 * MINUTE_MS)

struct search {
	struct client *client;
	struct outbox *outbox;
	const struct standing *standing;
	struct news *news;
	bool same_store;	/* the numbers go on from where they were */
	bool still;		/* what only goes on is wanted, too */
	int error;		/* of the outbox */
	size_t n_fresh;		/* of the items, those that are new or pending; they come first */
};

static struct item *add(struct search *search, const struct alert *alert, enum kind kind)
{
	struct news *news = search->news;
	struct item *larger;

	if (news->count == news->room) {
		larger = arena_alloc(news->arena, (2 * news->room + 64) * sizeof *larger);
		if (news->count)
			memcpy(larger, news->items, news->count * sizeof *larger);
		news->items = larger;
		news->room = 2 * news->room + 64;
	}
	news->items[news->count] = (struct item){
		.kind = kind,
		.id = alert->id,
		.first_seen = alert->first_seen,
		.last_seen = alert->last_seen,
		.count = alert->count,
		.fixed_since = alert->fixed_since,
		.level = alert->level,
		.pending = alert->pending,
		.silent = alert->level < news->recipient->level,
		.uuid = arena_strdup(news->arena, alert->uuid ? alert->uuid : ""),
	};
	return &news->items[news->count++];
}

static void add_words(struct search *search, struct item *item, const struct alert *alert)
{
	item->summary = alert_summary(search->news->arena, alert);
	item->host = arena_strdup(search->news->arena, alert->host);
}

/* Numbers tell what is new, as long as the store is the one that gave them. In another one, or before
 * anything was mailed, times must do. */
static bool is_after(const struct search *search, const struct alert *alert)
{
	const struct standing *standing = search->standing;

	if (standing->id == 0)
		return alert->last_seen >= standing->since;
	return search->same_store ? alert->id > standing->id : alert->first_seen > standing->since;
}

static int told_of(struct search *search, const struct alert *alert, struct told *ret)
{
	int error = outbox_told(search->outbox, search->news->recipient->name, alert->uuid ? alert->uuid : "",
		search->news->arena, ret);

	if (error < 0 && error != -ENOENT)
		search->error = error;
	return error;
}

/* ---- new ones ---- */

static int take_new(const struct alert *alert, void *userdata)
{
	struct search *search = userdata;
	struct item *item;
	struct told told;

	if (!is_after(search, alert))
		return 0;
	if (!alert->pending && told_of(search, alert, &told) == 0)
		return 0;
	item = add(search, alert, KIND_NEW);
	/* Without a filter all are wanted; else take_wanted() knows. */
	item->silent |= search->news->recipient->filter || alert->pending;
	if (!item->silent)
		add_words(search, item, alert);
	return search->error;
}

static int compare_ids(const void *a, const void *b)
{
	const struct item *first = a, *second = b;

	return (first->id > second->id) - (first->id < second->id);
}

/* Puts them in order; an alert that happened again meanwhile may be there twice. */
static void sort_ids(struct news *news)
{
	size_t kept = 0;

	if (news->count)
		qsort(news->items, news->count, sizeof *news->items, compare_ids);
	for (size_t i = 0; i < news->count; i++)
		if (!kept || news->items[kept - 1].id != news->items[i].id)
			news->items[kept++] = news->items[i];
	news->count = kept;
}

static int take_wanted(const struct alert *alert, void *userdata)
{
	struct search *search = userdata;
	const struct item key = { .id = alert->id };
	struct item *item = search->n_fresh
		? bsearch(&key, search->news->items, search->n_fresh, sizeof key, compare_ids) : NULL;

	if (!item || item->pending || alert->level < search->news->recipient->level)
		return 0;
	item->silent = false;
	add_words(search, item, alert);
	return 0;
}

static void put_time(struct search *search, json_t *filter, int64_t since)
{
	json_object_set_new(filter, "since", json_string(time_rfc3339(search->news->arena, since)));
}

/* Takes the reference to the filter. */
static int list(struct search *search, json_t *filter, client_alert_fn take)
{
	int error = client_list(search->client, filter, take, search);

	json_decref(filter);
	return search->error < 0 ? search->error : error;
}

static json_t *fresh_filter(struct search *search, json_t *filter)
{
	if (search->same_store)
		json_object_set_new(filter, "after", json_integer(search->standing->id));
	else
		put_time(search, filter, search->standing->since);
	return filter;
}

static json_t *own_filter(const struct search *search)
{
	json_t *filter;

	return filter_read(search->news->recipient->filter, &filter) < 0 ? json_object() : filter;
}

/* Alerts come by their time, in pages; one that happens again meanwhile may hop over the edge of a page. So
 * they are listed until nothing more turns up. */
static int find_new(struct search *search)
{
	struct news *news = search->news;
	size_t before;
	int error;

	do {
		before = news->count;
		error = list(search, fresh_filter(search, json_object()), take_new);
		sort_ids(news);
	} while (error >= 0 && news->count > before);
	search->n_fresh = news->count;
	if (error >= 0 && news->recipient->filter && news->count)
		error = list(search, fresh_filter(search, own_filter(search)), take_wanted);
	return error;
}

/* ---- known ones ---- */

static void add_known(struct search *search, const struct alert *alert, enum kind kind, const struct told *told)
{
	struct item *item = add(search, alert, kind);

	item->mail = told->mail;
	if (!item->silent)
		add_words(search, item, alert);
}

/* Happened, or was explained again, since it was looked at last. */
static int take_known(const struct alert *alert, void *userdata)
{
	struct search *search = userdata;
	struct told told = { .level = LEVEL_RED };
	int error = alert->pending ? -EAGAIN : told_of(search, alert, &told);

	if (alert->pending || (error < 0 && is_after(search, alert)))
		return search->error;
	if (alert->level == LEVEL_RED && told.level < LEVEL_RED)
		add_known(search, alert, KIND_WORSE, &told);
	else if (told.fixed && !alert->fixed_since && alert->last_seen > told.fixed)
		add_known(search, alert, KIND_BACK, &told);
	else if (search->still && !alert->fixed_since && alert->last_seen >= search->news->from)
		add_known(search, alert, KIND_STILL, &told);
	return search->error;
}

static int take_fixed(const struct alert *alert, void *userdata)
{
	struct search *search = userdata;
	struct told told = { .fixed = 0 };
	int error = told_of(search, alert, &told);

	/* Of what was mailed before there was an outbox only the time is known. */
	if (error < 0 && (is_after(search, alert) || alert->fixed_since < search->standing->checked))
		return search->error;
	if (told.fixed != alert->fixed_since)
		add_known(search, alert, KIND_FIXED, &told);
	return search->error;
}

static int find_known(struct search *search)
{
	const struct standing *standing = search->standing;
	json_t *seen = own_filter(search), *fixed = own_filter(search);
	int64_t since = standing->checked - LATE_MS;
	int error;

	if (search->still && search->news->from < since)
		since = search->news->from;
	put_time(search, seen, since);
	json_object_set_new(fixed, "fixed", json_true());
	error = list(search, seen, take_known);
	if (error < 0) {
		json_decref(fixed);
		return error;
	}
	return list(search, fixed, take_fixed);
}

/* ---- all together ---- */

/* Is the last alert that was mailed still the one of that number? */
static int check_store(struct search *search)
{
	const struct standing *standing = search->standing;
	struct alert alert;
	int error;

	if (standing->id == 0)
		return 0;
	error = client_get(search->client, arena_printf(search->news->arena, "%" PRId64, standing->id),
		search->news->arena, &alert);
	if (error < 0 && error != -ENOENT)
		return error;
	search->same_store = error >= 0
		&& (strcmp(standing->uuid, "-") == 0 || text_equal(standing->uuid, alert.uuid));
	return 0;
}

/* Up to the first that is still being explained: those after it are told now, and known to be told. */
static void advance(const struct search *search)
{
	struct news *news = search->news;

	news->standing = *search->standing;
	for (size_t i = 0; i < search->n_fresh && !news->items[i].pending; i++) {
		news->standing.id = news->items[i].id;
		news->standing.uuid = *news->items[i].uuid ? news->items[i].uuid : "-";
		if (news->items[i].first_seen > news->standing.since)
			news->standing.since = news->items[i].first_seen;
	}
}

static int compare_items(const void *a, const void *b)
{
	const struct item *first = a, *second = b;

	if (first->silent != second->silent)
		return first->silent - second->silent;
	if (first->kind != second->kind)
		return (int)first->kind - (int)second->kind;
	if (first->level != second->level)
		return (int)second->level - (int)first->level;
	return compare_ids(a, b);
}

static void put_in_order(struct news *news)
{
	size_t kept = 0;

	if (news->count)
		qsort(news->items, news->count, sizeof *news->items, compare_items);
	for (size_t i = 0; i < news->count; i++) {
		struct item *item = &news->items[i];

		if (item->pending || (kept && compare_items(&news->items[kept - 1], item) == 0))
			continue;
		news->items[kept++] = *item;
		if (item->silent)
			continue;
		news->told++;
		/* What came at once is told since the first of it; digests have their period. */
		if (item->kind == KIND_NEW && item->first_seen < news->from
			&& news->recipient->schedule == SCHEDULE_IMMEDIATE)
			news->from = item->first_seen;
		news->by_kind[item->kind]++;
		if (item->kind != KIND_FIXED && item->kind != KIND_STILL && item->level > news->level)
			news->level = item->level;
	}
	news->count = kept;
}

bool news_any(const struct news *news)
{
	return news->told > news->by_kind[KIND_STILL];
}

int news_find(struct client *client, struct outbox *outbox, const struct standing *standing, bool still,
	struct news *news)
{
	struct search search = { client, outbox, standing, news, .still = still };
	int error = check_store(&search);

	if (error >= 0)
		error = find_new(&search);
	if (error >= 0) {
		advance(&search);
		error = find_known(&search);
	}
	if (error >= 0)
		put_in_order(news);
	return error;
}
