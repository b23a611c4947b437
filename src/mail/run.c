/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run: mails are made and sent; and, when systemd started it, again when more is due within the hour. */
#include "client.h"
#include "mail.h"

#include <errno.h>

struct run {
	struct collecting collecting;
	const struct mail_options *options;
	int error;		/* of opening the client */
};

static int exit_code(int error)
{
	switch (error) {
	case 0: return EXIT_DONE;
	case -EHOSTUNREACH: return EXIT_NO_DAEMON;
	case -EACCES: return EXIT_NOT_AUTHORISED;
	default: return EXIT_NOTHING;
	}
}

/* The mails that wait go out, whether or not the daemon answers. */
static int once(struct run *run)
{
	struct collecting *collecting = &run->collecting;
	int error = run->error, sent = 0;

	if (error >= 0)
		error = collect(collecting);
	else
		log_error("%s", client_error(collecting->client));
	if (!run->options->print)
		sent = send_due(collecting->outbox, collecting->settings);
	return sent < 0 ? sent : error;
}

/* When something is due that waits now, at the latest when the hour is over: the timer's start of that hour
 * finds us here. 0: nothing within the hour, the timer wakes us then. */
static int64_t next_wake(const struct run *run)
{
	int64_t now = time_now(), hour = now - now % HOUR_MS + HOUR_MS, due = 0, first = run->collecting.held;

	if (outbox_due(run->collecting.outbox, NULL, &due) < 0)
		return 0;
	if (due && (!first || due < first))
		first = due;
	if (!first || first > now + HOUR_MS)
		return 0;
	return first < hour ? first : hour;
}

/* Signals that came meanwhile are read even when nothing is waited for: the alert that they tell of is
 * one that systemd did not notice, for it looks only while we are not there. */
static int repeat(struct run *run)
{
	int result, error = 0;
	int64_t until = 0;

	do {
		result = once(run);
		if (run->error < 0 || (result < 0 && result != -ECOMM))
			break; /* it would go wrong again at once; the timer comes */
		until = next_wake(run);
		error = wait_until(run->collecting.client, until ? until : time_now(),
			run->collecting.listening);
	} while (error >= 0 && (until || (run->collecting.listening && wait_heard())));
	return result;
}

int mail_run(const struct mail_settings *settings, const struct mail_options *options, struct outbox *outbox)
{
	struct run run = { .options = options,
		.collecting = { .settings = settings, .outbox = outbox, .digests_now = options->digest,
			.print = options->print } };
	int result;

	run.error = client_open(&run.collecting.client);
	if (run.error >= 0 && options->wait)
		run.error = wait_begin(run.collecting.client);
	result = options->wait ? repeat(&run) : once(&run);
	client_close(run.collecting.client);
	if (options->digest && result >= 0 && !run.collecting.made)
		log_info(_("nothing is new since the last digest: there is no mail"));
	return exit_code(result);
}
