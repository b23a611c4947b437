/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was heard becomes a transaction. When the disk is full or the database locked, the batch
 * is kept, nothing more is read, and writing is tried again until it works.
 */
#include <stdlib.h>

#include "daemon.h"

struct writer {
	struct daemon *daemon;
	sd_event_source *retry;
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
		log_error("writing fails: %s. Nothing is lost: %zu events wait here, auditd keeps"
			  " the rest, and it is tried again", writer->error,
			store_batched(daemon->store));
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

	/* While it fails, only the timer tries. */
	if (store_batched(daemon->store) == 0 || timer_armed(writer->retry))
		return;
	if (store_commit(daemon->store, stored, daemon) < 0)
		failed(writer);
	else
		worked(writer);
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
