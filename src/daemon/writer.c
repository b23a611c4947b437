/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was heard becomes a transaction: a single denial at once, many in large ones. When the disk
 * is full or the database locked, the batch is kept, nothing more is read, and writing is tried
 * again until it works.
 */
#include <stdlib.h>
#include <time.h>

#include "daemon.h"

/*
 * In a storm the input pauses all the time, for a moment. After a batch of so many events the next
 * pause is taken for one only when this many times as long has passed as that batch took to write.
 */
#define BUSY_EVENTS 16
#define BUSY_REST 8
#define REST_MAX_MS 500

struct writer {
	struct daemon *daemon;
	sd_event_source *retry, *due;
	int64_t rested;		/* by the monotonic clock, ms: the next pause after this counts */
	unsigned failures;	/* in a row */
	struct arena *arena;	/* holds the error */
	const char *error;
	bool deaf;		/* taking a denial failed, and was told */
};

struct writer *writer_new(struct daemon *daemon)
{
	struct writer *writer = calloc(1, sizeof *writer);

	if (!writer)
		abort();
	writer->daemon = daemon;
	writer->arena = arena_new();
	return writer;
}

void writer_free(struct writer *writer)
{
	if (!writer)
		return;
	sd_event_source_disable_unref(writer->retry);
	sd_event_source_disable_unref(writer->due);
	arena_free(writer->arena);
	free(writer);
}

void writer_take(struct writer *writer, const struct denial *denial, const char *signature)
{
	if (store_add(writer->daemon->store, denial, signature) >= 0 || writer->deaf)
		return;
	writer->deaf = true;
	log_error("a denial could not be taken: %s; auditd's log still has it",
		store_error(writer->daemon->store));
}

bool writer_stuck(const struct writer *writer)
{
	return writer->failures > 0;
}

const char *writer_error(const struct writer *writer)
{
	return writer->error;
}

static void stored(const struct store_change *change, void *userdata)
{
	daemon_stored(userdata, change);
}

static int64_t clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata)
{
	daemon_heard(userdata);
	return 0;
}

static void failed(struct writer *writer)
{
	struct daemon *daemon = writer->daemon;

	if (writer->failures++ == 0) {
		writer->error = arena_strdup(writer->arena, store_error(daemon->store));
		log_error("writing fails: %s. %zu events wait here, %s, and it is tried again",
			writer->error, store_batched(daemon->store),
			ears_are_told_again(daemon->ears)
				? "the rest is kept where it comes from, so that nothing is lost"
				: "what netlink brings meanwhile may be lost");
		daemon_stuck(daemon, true);
	}
	timer_arm(daemon->event, &writer->retry, 1000 * (uint64_t)back_off(writer->failures),
		on_retry, daemon);
}

static void worked(struct writer *writer)
{
	if (!writer->failures)
		return;
	log_info("%s can be written again", writer->daemon->settings->database);
	writer->failures = 0;
	writer->error = NULL;
	arena_reset(writer->arena);
	daemon_stuck(writer->daemon, false);
}

void writer_flush(struct writer *writer)
{
	struct daemon *daemon = writer->daemon;
	int64_t begin, rest;
	size_t events;

	/* While it fails, only the timer tries. */
	if (store_batched(daemon->store) == 0 || timer_armed(writer->retry))
		return;
	timer_stop(writer->due);
	begin = clock_now();
	ears_bookmark(daemon->ears);
	events = store_batched(daemon->store);
	if (store_commit(daemon->store, stored, daemon) < 0) {
		failed(writer);
		return;
	}
	worked(writer);
	rest = (clock_now() - begin) * (events < BUSY_EVENTS ? 1 : BUSY_REST);
	writer->rested = clock_now() + (rest < REST_MAX_MS ? rest : REST_MAX_MS);
}

static int on_due(sd_event_source *source, uint64_t usec, void *userdata)
{
	writer_flush(userdata);
	return 0;
}

void writer_pause(struct writer *writer)
{
	int64_t wait = writer->rested - clock_now();

	if (wait <= 0 || writer_stuck(writer))
		writer_flush(writer);
	else if (store_batched(writer->daemon->store) && !timer_armed(writer->due))
		timer_arm(writer->daemon->event, &writer->due, (uint64_t)wait, on_due, writer);
}

void writer_finish(struct writer *writer)
{
	size_t left;

	timer_stop(writer->retry);
	writer_flush(writer);
	left = store_batched(writer->daemon->store);
	if (left)
		log_error("%zu events could not be written any more; auditd's log has them", left);
}
