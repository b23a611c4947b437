/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts are joined, and the loop runs. What happens when is all here. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "daemon.h"

#define REST_MS 2000
#define TIDY_PAUSE_MS 200
/* So long after a denial its process is looked at. */
#define LOOK_MS 10000

/* ---- what happens ---- */

static int on_rest(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct daemon *daemon = userdata;
	uint64_t now, then = daemon->worked + REST_MS * 1000;

	sd_event_now(daemon->event, CLOCK_MONOTONIC, &now);
	if (now < then) {
		timer_arm(daemon->event, &daemon->rest, (then - now) / 1000 + 1, on_rest, daemon);
		return 0;
	}
	/* One portion, then others have their turn. */
	if (tidy(daemon))
		timer_arm(daemon->event, &daemon->rest, TIDY_PAUSE_MS, on_rest, daemon);
	else
		rest(daemon);
	return 0;
}

/* Not before all has been quiet for a while. */
void daemon_rest_soon(struct daemon *daemon)
{
	sd_event_now(daemon->event, CLOCK_MONOTONIC, &daemon->worked);
	if (!timer_armed(daemon->rest))
		timer_arm(daemon->event, &daemon->rest, REST_MS, on_rest, daemon);
}

void daemon_worked(struct daemon *daemon)
{
	daemon_rest_soon(daemon);
	metrics_changed(daemon->metrics);
}

void daemon_heard(struct daemon *daemon)
{
	daemon_worked(daemon);
	if (!daemon->policy_changed) {
		writer_pause(daemon->writer);
		return;
	}
	writer_flush(daemon->writer);
	if (writer_stuck(daemon->writer))
		return;
	/* By now the files are there that it came from. */
	stamps_differ(daemon, NULL);
	if (analyses_again(daemon->analyses) >= 0)
		daemon->policy_changed = false;
	else
		log_error("the alerts cannot be explained anew: %s", store_error(daemon->store));
}

void daemon_stored(struct daemon *daemon, const struct store_change *change)
{
	struct store_change told = *change;

	if (change->added)
		daemon->count = -1;
	told.pending |= analyses_has(daemon->analyses, change->id);
	announcer_changed(daemon->announcer, &told);
	if (change->pending || change->stale)
		analyses_wake(daemon->analyses);
}

void daemon_explained(struct daemon *daemon, int64_t id, enum level before)
{
	daemon_worked(daemon);
	announcer_explained(daemon->announcer, id, before);
}

void daemon_stuck(struct daemon *daemon, bool stuck)
{
	ears_pause(daemon->ears, stuck);
	sd_notify(0, stuck ? "STATUS=Waiting until the database can be written again"
			   : "STATUS=Hearing denials");
}

int daemon_alert(struct daemon *daemon, int64_t id, struct arena *arena, struct alert *ret)
{
	return store_peek(daemon->store, id, arena, ret);
}

/* A process that has gone, whose number is another's by now, must not be taken for it. */
static void look_at_process(struct denial *denial, struct arena *arena, void *userdata)
{
	int64_t age = time_now() - denial->id.ms;

	if (!denial->id.node && age >= 0 && age < LOOK_MS)
		cgroup_look(denial, arena);
}

/* ---- the beginning and the end ---- */

static int open_store(struct daemon *daemon)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *set_aside = NULL, *why = NULL, *database = daemon->settings->database;
	int r = store_open(database, STORE_WRITE, arena, &daemon->store, &set_aside, &why);

	if (r < 0) {
		log_error("%s", why ? why : strerror(-r));
		return r;
	}
	store_set_look(daemon->store, look_at_process, NULL);
	if (set_aside)
		log_warning("%s was damaged; it was set aside as %s, and a new one was begun",
			database, set_aside);
	return 0;
}

static int on_end(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata)
{
	return sd_event_exit(sd_event_source_get_event(source), 0);
}

static int open_loop(struct daemon *daemon)
{
	sigset_t signals;
	int r;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	r = sd_event_new(&daemon->event);
	if (r >= 0)
		r = sd_event_add_signal(daemon->event, NULL, SIGTERM, on_end, NULL);
	if (r >= 0)
		r = sd_event_add_signal(daemon->event, NULL, SIGINT, on_end, NULL);
	/* Wakes up only where the unit asks for a watchdog. */
	if (r >= 0)
		r = sd_event_set_watchdog(daemon->event, true);
	if (r < 0)
		log_error("the event loop: %s", strerror(-r));
	return r;
}

static int open_parts(struct daemon *daemon)
{
	int r = open_loop(daemon);

	if (r < 0)
		return r;
	r = open_store(daemon);
	if (r < 0)
		return r;
	daemon->writer = writer_new(daemon);
	daemon->analyses = analyses_new(daemon);
	daemon->journal = journal_new(daemon);
	daemon->metrics = metrics_new(daemon);
	daemon->announcer = announcer_new(daemon);
	r = ears_open(daemon, &daemon->ears);
	if (r < 0)
		return r;
	daemon->link = link_new(daemon);
	return 0;
}

static void last_words(struct daemon *daemon)
{
	sd_notify(0, "STOPPING=1");
	ears_close(daemon->ears);
	writer_finish(daemon->writer);
}

static void close_parts(struct daemon *daemon)
{
	analyses_free(daemon->analyses);
	announcer_free(daemon->announcer);
	journal_free(daemon->journal);
	metrics_free(daemon->metrics);
	link_free(daemon->link);
	writer_free(daemon->writer);
	store_close(daemon->store);
	sd_event_source_disable_unref(daemon->rest);
	sd_event_unref(daemon->event);
}

int daemon_backup(const struct settings *settings)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct store *store;
	const char *why = NULL;
	int r = store_open(settings->database, STORE_READ, arena, &store, NULL, &why);

	if (r < 0) {
		log_error("%s", why ? why : strerror(-r));
		return EXIT_NOTHING;
	}
	r = store_backup(store, settings->backup);
	if (r < 0)
		log_error("%s", store_error(store));
	store_close(store);
	return r < 0 ? EXIT_NOTHING : EXIT_DONE;
}

int daemon_run(const struct settings *settings)
{
	struct daemon daemon = { .settings = settings, .started = time_now(), .count = -1 };
	int r = open_parts(&daemon);

	if (r >= 0) {
		/* What an earlier life left to do, and what changed since. */
		if (stamps_differ(&daemon, NULL) && store_reanalyse(daemon.store) < 0)
			log_error("the alerts cannot be explained anew: %s",
				store_error(daemon.store));
		analyses_wake(daemon.analyses);
		metrics_begin(daemon.metrics);
		daemon_worked(&daemon);
		sd_notify(0, "READY=1\nSTATUS=Hearing denials");
		r = sd_event_loop(daemon.event);
		if (r < 0)
			log_error("the event loop: %s", strerror(-r));
		last_words(&daemon);
	}
	close_parts(&daemon);
	return r < 0 ? EXIT_NOTHING : EXIT_DONE;
}
