/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which alerts are new to a recipient. */
#include "client.h"
#include "mail.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Numbers tell what is new, as long as the store is the one that gave them. In another one, or
 * before anything was mailed, times must do. */
static bool is_new(const struct news *news, const struct alert *alert)
{
	if (news->start.id == 0)
		return alert->last_seen >= news->start.since;
	if (news->same_store)
		return alert->id > news->start.id;
	return alert->first_seen > news->start.since;
}

static int compare_ids(const void *a, const void *b)
{
	const struct news_item *first = a, *second = b;

	return (first->id > second->id) - (first->id < second->id);
}

/* Looks among those of earlier rounds, which are in order. */
static bool is_listed(const struct news *news, int64_t id)
{
	const struct news_item key = { .id = id };

	return news->sorted && bsearch(&key, news->items, news->sorted, sizeof key, compare_ids);
}

static int take(const struct alert *alert, void *userdata)
{
	struct news *news = userdata;

	if (!is_new(news, alert) || is_listed(news, alert->id))
		return 0;
	if (news->count == news->room) {
		struct news_item *larger =
			arena_alloc(news->arena, (2 * news->room + 64) * sizeof *larger);

		if (news->count)
			memcpy(larger, news->items, news->count * sizeof *larger);
		news->items = larger;
		news->room = 2 * news->room + 64;
	}
	news->items[news->count++] = (struct news_item){ alert->id, alert->first_seen, alert->level,
		alert->pending, arena_strdup(news->arena, alert->uuid) };
	return 0;
}

/* Is the last alert that was mailed still the one of that number? */
static int check_store(struct client *client, struct news *news)
{
	struct alert alert;
	int error;

	if (news->start.id == 0)
		return 0;
	error = client_get(client, arena_printf(news->arena, "%" PRId64, news->start.id),
		news->arena, &alert);
	if (error < 0 && error != -ENOENT)
		return error;
	news->same_store =
		error >= 0
		&& (strcmp(news->start.uuid, "-") == 0 || text_equal(news->start.uuid, alert.uuid));
	return 0;
}

/* Puts what a round brought in order; an alert that happened again meanwhile may be there twice. */
static void sort(struct news *news)
{
	size_t kept = 0;

	if (news->count)
		qsort(news->items, news->count, sizeof *news->items, compare_ids);
	for (size_t i = 0; i < news->count; i++)
		if (!kept || news->items[kept - 1].id != news->items[i].id)
			news->items[kept++] = news->items[i];
	news->count = news->sorted = kept;
}

/* Alerts come by their time, in pages; one that happens again meanwhile may hop over the edge of
 * a page. So they are listed until nothing more turns up. */
int news_find(struct client *client, struct news *news)
{
	json_t *filter = json_object();
	int error = check_store(client, news);
	size_t before;

	if (news->same_store)
		json_object_set_new(filter, "after", json_integer(news->start.id));
	else
		json_object_set_new(filter, "since",
			json_string(time_rfc3339(news->arena, news->start.since)));
	do {
		before = news->count;
		if (error >= 0)
			error = client_list(client, filter, take, news);
		sort(news);
	} while (error >= 0 && news->count > before);
	json_decref(filter);
	return error;
}
