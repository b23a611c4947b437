/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which alert is analysed next, and what becomes of those whose analysis crashes. Only one is
 * with the worker at a time; the others wait in the store.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "daemon.h"

/* So many are explained anew in a row, then everything else has its turn for a while. */
#define PORTION 50
#define PORTION_PAUSE_MS 1000

/* After so many workers in a row that did not begin, only a new alert is reason to try again. */
#define FAILURES_MAX 8

struct analyses {
	struct daemon *daemon;
	struct worker *worker;
	sd_event_source *turn, *retry, *pause;
	unsigned portion;		/* explained anew since the last pause */
	struct arena *arena;		/* holds the ids */
	int64_t *ids;			/* pending, oldest first */
	size_t n_ids, next;
	int64_t current;		/* the alert that the worker has; 0: none */
	enum level before;		/* of that one, until now */
	bool stale;			/* the worker has an old policy */
	unsigned failures;		/* of the worker, in a row */
	int64_t asked, crashes;
	struct arena *words;		/* hold the next two */
	const char *policy, *error;
};

static int on_turn(sd_event_source *source, void *userdata);
static int on_retry(sd_event_source *source, uint64_t usec, void *userdata);

struct analyses *analyses_new(struct daemon *daemon)
{
	struct analyses *analyses = calloc(1, sizeof *analyses);

	if (!analyses)
		abort();
	analyses->daemon = daemon;
	analyses->arena = arena_new();
	analyses->words = arena_new();
	if (sd_event_add_defer(daemon->event, &analyses->turn, on_turn, analyses) < 0)
		abort();
	return analyses;
}

void analyses_free(struct analyses *analyses)
{
	if (!analyses)
		return;
	worker_free(analyses->worker);
	sd_event_source_disable_unref(analyses->turn);
	sd_event_source_disable_unref(analyses->retry);
	sd_event_source_disable_unref(analyses->pause);
	arena_free(analyses->arena);
	arena_free(analyses->words);
	free(analyses);
}

void analyses_wake(struct analyses *analyses)
{
	sd_event_source_set_enabled(analyses->turn, SD_EVENT_ONESHOT);
}

/* The list is read anew before the next one. */
static void forget_list(struct analyses *analyses)
{
	analyses->n_ids = analyses->next = 0;
}

/* Errors and the policy's name are few and short-lived. */
static void remember(struct analyses *analyses, const char *policy, const char *error)
{
	struct arena *words = arena_new();

	analyses->policy = arena_strdup(words, policy);
	analyses->error = arena_strdup(words, error);
	arena_free(analyses->words);
	analyses->words = words;
}

/* Something that an alert is not to blame for; told the first time. */
static void trouble(struct analyses *analyses, const char *what)
{
	if (!text_equal(analyses->error, what) || analyses->failures == 0)
		log_error("%s; alerts are kept, and wait to be explained", what);
	remember(analyses, analyses->policy, what);
	forget_list(analyses);
	analyses->failures++;
	if (analyses->failures < FAILURES_MAX)
		timer_arm(analyses->daemon->event, &analyses->retry,
			1000 * (uint64_t)back_off(analyses->failures), on_retry, analyses);
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata)
{
	analyses_wake(userdata);
	return 0;
}

/* ---- what the worker tells ---- */

static void crashed(struct analyses *analyses, int64_t id, const char *plugin)
{
	struct daemon *daemon = analyses->daemon;
	bool given_up = false;

	analyses->crashes++;
	if (store_crashed(daemon->store, id, plugin, &given_up) < 0) {
		trouble(analyses, store_error(daemon->store));
		return;
	}
	if (!given_up)
		return;
	log_warning("alert %" PRId64 " is given up: its analysis failed again and again", id);
	daemon_explained(daemon, id, analyses->before);
}

static void on_ready(const char *policy, void *userdata)
{
	struct analyses *analyses = userdata;

	remember(analyses, policy, analyses->error);
	/* It came without notice: while nobody listened, or where no kernel tells of it. */
	if (stamps_differ(analyses->daemon, policy) &&
		store_reanalyse(analyses->daemon->store) < 0)
		log_error("the alerts cannot be explained anew: %s",
			store_error(analyses->daemon->store));
	analyses_wake(analyses);
}

static void failed(struct analyses *analyses, int64_t id, const char *why, bool later)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	char *what = arena_printf(arena, "alert %" PRId64 " could not be explained: %s", id, why);

	if (later) {
		trouble(analyses, what);
		return;
	}
	log_warning("%s", what);
	remember(analyses, analyses->policy, what);
	forget_list(analyses);
	crashed(analyses, id, NULL);
}

static void on_answered(int64_t id, const char *why, bool later, void *userdata)
{
	struct analyses *analyses = userdata;

	analyses->current = 0;
	if (why) {
		failed(analyses, id, why, later);
	} else {
		analyses->failures = 0;
		daemon_explained(analyses->daemon, id, analyses->before);
	}
	/* It may have been explained by the old policy after all were made to wait. */
	if (analyses->stale)
		analyses_again(analyses);
	analyses_wake(analyses);
}

static int64_t next_id(struct analyses *analyses);

/* Loading this plugin ended the worker: the alert that waits first is the one that it kept from
 * being explained. Looks also at how it was until now. */
static void crashed_in_loading(struct analyses *analyses, const char *plugin)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct daemon *daemon = analyses->daemon;
	struct alert alert = { 0 };
	int64_t id = next_id(analyses);
	int r = id > 0 ? daemon_alert(daemon, id, arena, &alert) : (int)id;

	forget_list(analyses);
	if (r < 0) {
		trouble(analyses, store_error(daemon->store));
	} else if (id > 0) {
		analyses->before = alert.level;
		crashed(analyses, id, plugin);
	}
}

static char *tell_end(const struct worker_end *end, struct arena *arena)
{
	char *what = arena_printf(arena, "avocet-analyse %s", end->how);

	if (end->alert)
		what = arena_printf(arena, "%s while it looked at alert %" PRId64, what, end->alert);
	else if (!end->ready)
		what = arena_printf(arena, "%s before it was ready", what);
	if (end->plugin)
		what = arena_printf(arena, "%s with the plugin %s", what, end->plugin);
	return what;
}

static void on_ended(const struct worker_end *end, void *userdata)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct analyses *analyses = userdata;
	const char *what = tell_end(end, arena);
	/* It had enough of waiting just when the alert was on its way. */
	bool missed = end->ready && end->clean && !end->plugin;

	forget_list(analyses);
	analyses->current = 0;
	analyses->stale = false;
	if (!end->ready && (!end->plugin || end->outside)) {
		trouble(analyses, what);
	} else if (!missed) {
		log_warning("%s; a fresh one goes on", what);
		remember(analyses, analyses->policy, what);
		if (!end->ready)
			crashed_in_loading(analyses, end->plugin);
		else if (end->alert)
			crashed(analyses, end->alert, end->outside ? NULL : end->plugin);
	}
	worker_free(analyses->worker);
	analyses->worker = NULL;
	analyses_wake(analyses);
	daemon_worked(analyses->daemon);
}

/* ---- what it is asked ---- */

/* One of those that were explained before the policy changed, when it is time for that. */
static int64_t next_stale(struct analyses *analyses)
{
	int64_t id = 0;
	int r;

	if (timer_armed(analyses->pause))
		return 0;
	r = store_stale(analyses->daemon->store, &id);
	if (r < 0 || !id)
		return r;
	if (++analyses->portion <= PORTION)
		return id;
	analyses->portion = 0;
	timer_arm(analyses->daemon->event, &analyses->pause, PORTION_PAUSE_MS, on_retry, analyses);
	return 0;
}

/* Returns the id of the next alert, 0 when none waits, or a negative errno. New ones come first. */
static int64_t next_id(struct analyses *analyses)
{
	int r;

	if (analyses->next == analyses->n_ids) {
		forget_list(analyses);
		arena_reset(analyses->arena);
		r = store_pending(analyses->daemon->store, analyses->arena, &analyses->ids,
			&analyses->n_ids);
		if (r < 0)
			return r;
	}
	return analyses->n_ids ? analyses->ids[analyses->next] : next_stale(analyses);
}

static void start(struct analyses *analyses)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct settings *settings = analyses->daemon->settings;
	const struct worker_to to = {
		.ready = on_ready,
		.answered = on_answered,
		.ended = on_ended,
		.userdata = analyses,
	};
	int r = worker_start(analyses->daemon->event, settings, &to, &analyses->worker);

	analyses->stale = false;
	if (r < 0)
		trouble(analyses, arena_printf(arena, "%s cannot be run: %s", settings->analyse,
			strerror(-r)));
}

/* The next one's turn comes at once, but the last one is not tried again and again. */
static void cannot_read(struct analyses *analyses, int64_t id, int error)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	char *what = arena_printf(arena, "alert %" PRId64 " cannot be read: %s", id,
		store_error(analyses->daemon->store));

	if (error != -ENOENT && analyses->next == analyses->n_ids) {
		trouble(analyses, what);
		return;
	}
	log_warning("%s", what);
	analyses_wake(analyses);
}

static void ask(struct analyses *analyses, int64_t id)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = { 0 };
	int r = daemon_alert(analyses->daemon, id, arena, &alert);

	if (analyses->next < analyses->n_ids)
		analyses->next++;
	if (r < 0) {
		cannot_read(analyses, id, r);
		return;
	}
	analyses->before = alert.level;
	/* When it is just going, on_ended() wakes us. */
	if (worker_ask(analyses->worker, id) >= 0) {
		analyses->current = id;
		analyses->asked++;
	} else {
		forget_list(analyses);
	}
}

static int on_turn(sd_event_source *source, void *userdata)
{
	struct analyses *analyses = userdata;
	int64_t id;

	if (timer_armed(analyses->retry) || (analyses->worker && !worker_idle(analyses->worker)))
		return 0;
	if (analyses->worker && analyses->stale) {
		worker_retire(analyses->worker);
		return 0;
	}
	id = next_id(analyses);
	if (id < 0)
		trouble(analyses, store_error(analyses->daemon->store));
	else if (id > 0 && !analyses->worker)
		start(analyses);
	else if (id > 0)
		ask(analyses, id);
	return 0;
}

int analyses_again(struct analyses *analyses)
{
	int r = store_reanalyse(analyses->daemon->store);

	if (r < 0)
		return r;
	forget_list(analyses);
	analyses->stale = analyses->worker != NULL;
	analyses_wake(analyses);
	return 0;
}

bool analyses_has(const struct analyses *analyses, int64_t id)
{
	return analyses->current == id;
}

/* Paths need not be UTF-8. */
static void add_text(json_t *status, struct arena *arena, const char *name, const char *text)
{
	if (text)
		json_object_set_new(status, name, json_string(text_to_utf8(arena, text, NULL)));
}

json_t *analyses_status(const struct analyses *analyses)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *status = json_pack("{ss si sI sI}", "state", worker_state(analyses->worker), "pid",
		worker_pid(analyses->worker), "analyses", (json_int_t)analyses->asked, "crashes",
		(json_int_t)analyses->crashes);

	add_text(status, arena, "policy", analyses->policy);
	add_text(status, arena, "last_error", analyses->error);
	return status;
}
