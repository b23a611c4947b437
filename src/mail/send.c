/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run: for each recipient the alerts that are new to him, oldest first, one mail each; and one
 * mail for all that were too many. */
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

/* ---- sending ---- */

static void print_message(const struct message *message)
{
	for (size_t i = 0; message->headers[i]; i++)
		printf("%s\n", message->headers[i]);
	printf("\n%s\n", message->text);
}

/* what: for the log, "alert 17". */
static int deliver(struct run *run, struct arena *arena, const struct message *message,
	const char *what)
{
	const char *why;
	int error;

	if (!run->smtp) {
		print_message(message);
		return 0;
	}
	error = smtp_send(run->smtp, arena, message, &why);
	if (error < 0)
		log_error("%s to %s: not sent: %s; the next run tries again", what, message->to, why);
	return error;
}

static int write_state(struct run *run)
{
	int error = state_write(run->state);

	if (error < 0)
		log_error("%s: cannot be written: %s", run->state->path, strerror(-error));
	return error;
}

/* What memory knows is on disk, too; unless the mails are only shown. */
static int note(struct run *run)
{
	return run->smtp ? write_state(run) : 0;
}

static int say_client_error(struct run *run, int error)
{
	log_error("%s", client_error(run->client));
	return error;
}

/* One that is mailed by itself, if this hour still allows that. */
static int mail_single(struct run *run, struct arena *arena, const struct recipient *recipient,
	struct progress *progress, const struct alert *alert)
{
	struct message message;
	int error;

	if (!caps_single(progress)) {
		log_info("%s got %d mails this hour: what more there is comes in one mail after the hour",
			recipient->address, CAPS_SINGLES);
		error = note(run);
		return error < 0 ? error : -EAGAIN;
	}
	message_make(arena, alert, recipient, run->settings->from, time_now(), &message);
	return deliver(run, arena, &message, arena_printf(arena, "alert %" PRId64, alert->id));
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
		error = mail_single(run, arena, recipient, progress, &alert);
	if (error < 0)
		return error;
	if (alert.level >= recipient->level)
		caps_sent(progress);
	state_advance(run->state, progress, &alert);
	return note(run);
}

/* ---- the summary ---- */

/* Adds an alert's sentence; those that are gone meanwhile have none. */
static int add_sentence(struct run *run, struct arena *arena, int64_t id, struct summary *summary)
{
	struct alert alert;
	int error = client_get(run->client, arena_printf(arena, "%" PRId64, id), arena, &alert);

	if (error == -ENOENT)
		return 0;
	if (error < 0)
		return say_client_error(run, error);
	strings_add(&summary->lines, arena, summary_line(arena, &alert));
	return 0;
}

/* Those for the recipient, up to the first that is still being explained. Returns how many of the
 * news are dealt with, or a negative errno. */
static ssize_t sum_up(struct run *run, struct arena *arena, const struct recipient *recipient,
	const struct news *news, struct summary *summary)
{
	size_t i;

	for (i = 0; i < news->count && !news->items[i].pending; i++) {
		const struct news_item *item = &news->items[i];
		int error = 0;

		if (item->level < recipient->level)
			continue;
		if (summary->count++ < SUMMARY_LINES)
			error = add_sentence(run, arena, item->id, summary);
		if (error < 0)
			return error;
		if (item->level > summary->level)
			summary->level = item->level;
		if (!summary->since || item->first_seen < summary->since)
			summary->since = item->first_seen;
	}
	return (ssize_t)i;
}

/* One mail for all that had to wait. */
static int mail_summary(struct run *run, const struct recipient *recipient,
	struct progress *progress, const struct news *news)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct summary summary = { .level = LEVEL_GREEN };
	struct message message;
	ssize_t count = sum_up(run, arena, recipient, news, &summary);
	int error = count < 0 ? (int)count : 0;

	if (count > 0)
		summary.last = news->items[count - 1].id;
	if (error >= 0 && summary.count) {
		summary_make(arena, &summary, recipient, run->settings->from, time_now(), &message);
		error = deliver(run, arena, &message, "the summary of the last hour");
	}
	if (error < 0)
		return error;
	for (ssize_t i = 0; i < count; i++)
		state_advance(run->state, progress, &(struct alert){ .id = news->items[i].id,
			.uuid = news->items[i].uuid, .first_seen = news->items[i].first_seen });
	/* What is still being explained goes on its own. */
	caps_summary(progress);
	return note(run);
}

/* ---- one recipient ---- */

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

static int mail_news(struct run *run, const struct recipient *recipient, struct progress *progress,
	const struct news *news)
{
	int error = 0;

	if (caps_waiting(progress))
		return mail_summary(run, recipient, progress, news);
	for (size_t i = 0; i < news->count && error >= 0; i++)
		error = handle(run, recipient, progress, news->items[i].id);
	return error == -EAGAIN ? 0 : error;
}

static int serve(struct run *run, const struct recipient *recipient)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct news news = { .arena = arena };
	struct progress *progress;
	int error = find_progress(run, recipient, &progress);

	if (error < 0)
		return error;
	/* In a storm avocet-mail is started often: nothing is asked then. */
	if (!caps_begin(progress, time_now()))
		return 0;
	news.start = *progress;
	error = news_find(run->client, &news);
	if (error < 0)
		return say_client_error(run, error);
	return mail_news(run, recipient, progress, &news);
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
