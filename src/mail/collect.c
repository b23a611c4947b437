/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the daemon to the outbox: for each recipient who may have a mail now, at most one. */
#include "client.h"
#include "mail.h"

#include <errno.h>
#include <inttypes.h>

#define FIRST_RUN_MS DAY_MS

/* ---- the mail ---- */

/* A whole alert where there is but one, else a list. Digests are always lists: people look for their chart. */
static int compose(struct collecting *collecting, struct news *news, struct message *ret, const char **ret_what)
{
	struct arena *arena = news->arena;
	const struct recipient *recipient = news->recipient;
	const char *from = collecting->settings->from;
	struct chart chart = { 0 };
	struct alert alert;
	int error;

	if (news->told == 1 && recipient->schedule == SCHEDULE_IMMEDIATE) {
		*ret_what = arena_printf(arena, "alert %" PRId64, news->items[0].id);
		error = client_get(collecting->client, arena_printf(arena, "%" PRId64, news->items[0].id), arena,
			&alert);
		if (error >= 0)
			compose_alert(arena, &alert, news->items[0].kind, news->items[0].mail, recipient, from,
				collecting->now, ret);
		if (error != -ENOENT)
			return error;
	}
	*ret_what = arena_printf(arena, "a list of %zu alerts", news->told);
	error = chart_of_period(collecting->client, arena, recipient, collecting->now, &chart);
	if (error >= 0)
		compose_list(arena, news, &chart, from, collecting->now, ret);
	return error;
}

/* The mail is in its reader's language; what we log is in ours. */
static int make(struct collecting *collecting, struct news *news, struct message *ret, const char **ret_what)
{
	int error;

	language_set(news->recipient->language);
	error = compose(collecting, news, ret, ret_what);
	language_set(NULL);
	return error;
}

/* What the mail tells: of its first alert, of which nothing may be told twice. */
static const char *key_of(const struct news *news)
{
	static const char *const names[KINDS] = { "new", "worse", "back", "fixed", "still" };
	const struct item *item = &news->items[0];

	if (news->recipient->schedule != SCHEDULE_IMMEDIATE)
		return arena_printf(news->arena, "digest %" PRId64, news->until);
	return arena_printf(news->arena, "%s %s %" PRId64, names[item->kind], item->uuid,
		item->kind == KIND_NEW ? 0 : item->kind == KIND_FIXED ? item->fixed_since : item->last_seen);
}

/* ---- the notes ---- */

static int tell(struct outbox *outbox, const struct news *news, const char *mail, int64_t message)
{
	int error = 0;

	for (size_t i = 0; i < news->count && error >= 0; i++) {
		const struct item *item = &news->items[i];
		const struct told told = { item->uuid, item->id, item->level, item->fixed_since,
			item->mail || item->silent ? item->mail : mail };

		error = outbox_tell(outbox, news->recipient->name, &told,
			item->silent || item->kind == KIND_STILL ? 0 : message);
	}
	return error;
}

/* In one transaction: the mail, what it tells, and how far the recipient is. */
static int note(struct collecting *collecting, const struct news *news, const struct message *message,
	const char *what)
{
	struct outbox *outbox = collecting->outbox;
	struct row row = { .recipient = news->recipient->name, .what = what };
	int64_t id = 0;
	int error = 0;

	if (message) {
		row.address = message->to;
		row.from = message->from;
		row.message_id = message->id;
		row.created = row.due = collecting->now;
		row.content = message_write(news->arena, message);
		error = outbox_add(outbox, &row, key_of(news), &id);
	}
	if (error >= 0 || error == -EEXIST)
		error = tell(outbox, news, message ? message->id : NULL, id);
	if (error >= 0)
		error = outbox_stand(outbox, news->recipient->name, &news->standing);
	return error;
}

static int note_all(struct collecting *collecting, const struct news *news, const struct message *message,
	const char *what)
{
	int error;

	if (message && collecting->print)
		message_print(stdout, message);
	error = outbox_begin(collecting->outbox);
	if (error < 0)
		return error;
	error = note(collecting, news, message, what);
	if (error >= 0)
		return outbox_commit(collecting->outbox);
	outbox_rollback(collecting->outbox);
	return error;
}

/* ---- one recipient ---- */

static int say_client_error(const struct collecting *collecting, int error)
{
	log_error("%s", client_error(collecting->client));
	return error;
}

/* Where a recipient stands. A new one's beginning is noted at once: it must not move on with each
 * run while the server is down. */
static int find_standing(struct collecting *collecting, const struct recipient *recipient, struct arena *arena,
	struct standing *ret)
{
	int error = outbox_standing(collecting->outbox, recipient->name, arena, ret);
	int64_t now = collecting->now;

	if (error != -ENOENT)
		return error;
	*ret = (struct standing){ 0, "-", now - FIRST_RUN_MS, now - FIRST_RUN_MS,
		schedule_last(recipient->schedule, now) };
	log_info(_("%s is new here: only alerts of the last 24 hours are mailed; older ones are shown by "
		 "`avocet list`"),
		recipient->address);
	return outbox_stand(collecting->outbox, recipient->name, ret);
}

static int mail_news(struct collecting *collecting, struct standing *standing, struct news *news)
{
	const struct recipient *recipient = news->recipient;
	bool digest = recipient->schedule != SCHEDULE_IMMEDIATE;
	struct message message;
	const char *what = NULL;
	bool any;
	int error;

	error = news_find(collecting->client, collecting->outbox, standing, digest, news);
	if (error < 0)
		return say_client_error(collecting, error);
	news->standing.checked = collecting->now;
	news->standing.digest = news->until;
	any = news_any(news);
	if (any) {
		error = make(collecting, news, &message, &what);
		if (error < 0)
			return say_client_error(collecting, error);
		collecting->made++;
	}
	return note_all(collecting, news, any ? &message : NULL, what);
}

/* When the recipient may have a mail: now, or later; 0: not before something else happens. */
static int64_t open_at(struct collecting *collecting, const struct recipient *recipient,
	const struct standing *standing)
{
	int64_t now = collecting->now, due = 0, loud = schedule_loud(recipient, now), last;
	int error = outbox_due(collecting->outbox, recipient->name, &due);

	if (error < 0)
		return error;
	/* One that waits goes first; what came meanwhile is told in one mail when it is through. */
	if (due)
		return 0;
	if (recipient->schedule == SCHEDULE_IMMEDIATE)
		return loud > now ? loud : caps_open(collecting->outbox, recipient->name, now);
	last = schedule_last(recipient->schedule, now);
	if (collecting->digests_now)
		return now;
	return last <= standing->digest ? 0 : loud;
}

static int serve(struct collecting *collecting, const struct recipient *recipient)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct news news = { .arena = arena, .recipient = recipient, .until = collecting->now };
	struct standing standing;
	int64_t when;
	int error = find_standing(collecting, recipient, arena, &standing);

	if (error < 0)
		return error;
	when = open_at(collecting, recipient, &standing);
	if (when < 0)
		return (int)when;
	if (when > collecting->now && (!collecting->held || when < collecting->held))
		collecting->held = when;
	if (when != collecting->now)
		return 0;
	collecting->listening |= recipient->schedule == SCHEDULE_IMMEDIATE;
	news.from = standing.digest;
	if (recipient->schedule != SCHEDULE_IMMEDIATE && !collecting->digests_now)
		news.until = schedule_last(recipient->schedule, collecting->now);
	return mail_news(collecting, &standing, &news);
}

int collect(struct collecting *collecting)
{
	int worst = 0;

	collecting->held = 0;
	collecting->listening = false;
	collecting->now = time_now();
	/* One recipient's trouble is not another's. */
	for (size_t i = 0; i < collecting->settings->count; i++) {
		const struct recipient *recipient = &collecting->settings->recipients[i];
		int error = 0;

		if (!collecting->digests_now || recipient->schedule != SCHEDULE_IMMEDIATE)
			error = serve(collecting, recipient);
		worst = error < 0 ? error : worst;
		if (error == -EHOSTUNREACH)
			break;
	}
	return worst;
}
