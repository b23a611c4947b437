/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run: for each recipient the alerts that are new to him, oldest first, one mail each. */
#include "client.h"
#include "mail.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_RUN_MS (INT64_C(24) * 60 * 60 * 1000)

struct run {
	const struct mail_settings *settings;
	struct state *state;
	struct client *client;
	struct smtp *smtp;	/* NULL: print */
};

/* ---- what is new ---- */

struct news {
	struct arena *arena;
	int64_t *ids;
	size_t count, room;
	struct progress start;
	bool same_store;	/* the ids go on from where they were */
};

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

static bool is_listed(const struct news *news, int64_t id)
{
	for (size_t i = 0; i < news->count; i++)
		if (news->ids[i] == id)
			return true;
	return false;
}

static int take(const struct alert *alert, void *userdata)
{
	struct news *news = userdata;

	if (!is_new(news, alert) || is_listed(news, alert->id))
		return 0;
	if (news->count == news->room) {
		int64_t *larger = arena_alloc(news->arena, (2 * news->room + 64) * sizeof *larger);

		if (news->count)
			memcpy(larger, news->ids, news->count * sizeof *larger);
		news->ids = larger;
		news->room = 2 * news->room + 64;
	}
	news->ids[news->count++] = alert->id;
	return 0;
}

/* Is the last alert that was mailed still the one of that number? */
static int check_store(struct run *run, struct news *news)
{
	struct alert alert;
	int error;

	if (news->start.id == 0)
		return 0;
	error = client_get(run->client, arena_printf(news->arena, "%" PRId64, news->start.id),
		news->arena, &alert);
	if (error < 0 && error != -ENOENT)
		return error;
	news->same_store = error >= 0
		&& (strcmp(news->start.uuid, "-") == 0 || text_equal(news->start.uuid, alert.uuid));
	return 0;
}

static int compare_ids(const void *a, const void *b)
{
	int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;

	return (first > second) - (first < second);
}

/* Alerts come by their time, in pages; one that happens again meanwhile may hop over the edge of
 * a page. So they are listed until nothing more turns up. */
static int find_news(struct run *run, struct news *news)
{
	json_t *filter = json_object();
	int error = check_store(run, news);
	size_t before;

	if (news->same_store)
		json_object_set_new(filter, "after", json_integer(news->start.id));
	else
		json_object_set_new(filter, "since",
			json_string(time_rfc3339(news->arena, news->start.since)));
	do {
		before = news->count;
		if (error >= 0)
			error = client_list(run->client, filter, take, news);
	} while (error >= 0 && news->count > before);
	json_decref(filter);
	if (error >= 0 && news->count)
		qsort(news->ids, news->count, sizeof *news->ids, compare_ids);
	return error;
}

/* ---- sending ---- */

static void print_message(const struct message *message)
{
	for (size_t i = 0; message->headers[i]; i++)
		printf("%s\n", message->headers[i]);
	printf("\n%s\n", message->text);
}

static int deliver(struct run *run, struct arena *arena, const struct recipient *recipient,
	const struct alert *alert)
{
	struct message message;
	const char *why;
	int error;

	message_make(arena, alert, recipient, run->settings->from, time_now(), &message);
	if (!run->smtp) {
		print_message(&message);
		return 0;
	}
	error = smtp_send(run->smtp, arena, &message, &why);
	if (error < 0)
		log_error("alert %" PRId64 " to %s: not sent: %s; the next run tries again", alert->id,
			recipient->address, why);
	return error;
}

static int write_state(struct run *run)
{
	int error = state_write(run->state);

	if (error < 0)
		log_error("%s: cannot be written: %s", run->state->path, strerror(-error));
	return error;
}

static int note(struct run *run, struct progress *progress, const struct alert *alert)
{
	state_advance(run->state, progress, alert);
	return run->smtp ? write_state(run) : 0;
}

static int say_client_error(struct run *run, int error)
{
	log_error("%s", client_error(run->client));
	return error;
}

/* Returns 0, a negative errno (said already), or -EAGAIN when this one and those after it wait. */
static int handle(struct run *run, const struct recipient *recipient, struct progress *progress,
	int64_t id)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert;
	int error = client_get(run->client, arena_printf(arena, "%" PRId64, id), arena, &alert);

	if (error == -ENOENT)
		return 0; /* deleted meanwhile */
	if (error < 0)
		return say_client_error(run, error);
	if (alert.pending) {
		log_info("alert %" PRId64 " is still being explained: the next run mails it", id);
		return -EAGAIN;
	}
	if (alert.level >= recipient->level)
		error = deliver(run, arena, recipient, &alert);
	return error < 0 ? error : note(run, progress, &alert);
}

/* Where a recipient stands. A new one's beginning is noted at once: it must not move on with each
 * run while the server is down. */
static int find_progress(struct run *run, const struct recipient *recipient, struct progress **ret)
{
	size_t known = run->state->count;
	int error = 0;

	*ret = state_progress(run->state, recipient->name, time_now() - FIRST_RUN_MS);
	if (run->state->count == known)
		return 0;
	log_info("%s is new here: only alerts of the last 24 hours are mailed; older ones are shown by "
		 "`avocet list`",
		recipient->address);
	if (run->smtp)
		error = write_state(run);
	return error;
}

static int serve(struct run *run, const struct recipient *recipient)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct news news = { .arena = arena };
	struct progress *progress;
	int error = find_progress(run, recipient, &progress);

	if (error < 0)
		return error;
	news.start = *progress;
	error = find_news(run, &news);
	if (error < 0)
		return say_client_error(run, error);
	for (size_t i = 0; i < news.count && error >= 0; i++)
		error = handle(run, recipient, progress, news.ids[i]);
	return error == -EAGAIN ? 0 : error;
}

/* ---- the run ---- */

static int exit_code(int error)
{
	switch (error) {
	case 0: return EXIT_DONE;
	case -EHOSTUNREACH: return EXIT_NO_DAEMON;
	case -EACCES: return EXIT_NOT_AUTHORISED;
	default: return EXIT_NOTHING;
	}
}

/* Nothing is sent that could not be noted: it would be sent again and again. */
static int prepare(struct run *run)
{
	int error = state_lock(run->state);

	if (error == -EBUSY)
		log_error("%s: another avocet-mail is at work", run->state->path);
	else if (error < 0)
		log_error("%s.lock: cannot be written: %s", run->state->path, strerror(-error));
	if (error >= 0)
		error = write_state(run);
	return error < 0 ? error : smtp_open(run->settings, &run->smtp);
}

int mail_run(const struct mail_settings *settings, struct state *state, struct client *client,
	bool print)
{
	struct run run = { .settings = settings, .state = state, .client = client };
	int error = print ? 0 : prepare(&run), worst = error;

	/* One recipient's trouble is not another's. */
	for (size_t i = 0; i < settings->count && error >= 0; i++) {
		int result = serve(&run, &settings->recipients[i]);

		worst = result < 0 ? result : worst;
	}
	smtp_close(run.smtp);
	return exit_code(worst);
}
