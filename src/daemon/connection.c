/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection that brings audit records, with its own half of the line (hear.h). A source that
 * says its name is told where it stopped, and tells again from there; when it breaks off in the
 * middle of an event, that is kept until it comes back.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ears.h"

/* Read from one connection before the others and the bus have their turn. */
#define TURN_BYTES (1024 * 1024)
/* Read of what an old connection still holds, when its source comes anew. */
#define DRAIN_BYTES (4 * 1024 * 1024)
/* A source that broke off in the middle of an event comes back within this time, or not at all. */
#define LINGER_MS 60000

static void heard_denial(const struct denial *denial, const char *signature, void *userdata)
{
	struct connection *connection = userdata;

	writer_take(connection->ears->daemon->writer, denial, signature);
}

/* What is told again may have many; one look at the policy, as it is then, is enough for all. */
static void heard_policy_change(const struct policy_change *change, void *userdata)
{
	struct connection *connection = userdata;
	struct daemon *daemon = connection->ears->daemon;

	if (store_policy_change(daemon->store, change) < 0)
		log_warning("a change of the policy was not kept: %s", store_error(daemon->store));
	if (connection->source->replaying)
		connection->source->policy_changed = true;
	else
		daemon->policy_changed = true;
}

/* ---- the end of a connection ---- */

static void replay_is_over(struct connection *connection)
{
	struct source *source = connection->source;

	if (!connection->named || !source->replaying)
		return;
	source->replaying = false;
	connection->ears->daemon->policy_changed |= source->policy_changed;
	source->policy_changed = false;
}

static void hang_up(struct connection *connection)
{
	sd_event_source_disable_unref(connection->io);
	connection->io = NULL;
	if (connection->fd >= 0)
		close(connection->fd);
	connection->fd = -1;
}

static void free_connection(struct connection *connection)
{
	struct ears *ears = connection->ears;

	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (ears->connections[i] == connection)
			ears->connections[i] = NULL;
	replay_is_over(connection);
	if (connection->named)
		source_keep_bookmark(connection->source, connection->hear);
	source_count(connection->source, connection->hear);
	hear_free(connection->hear);
	sd_event_source_disable_unref(connection->linger);
	hang_up(connection);
	free(connection);
}

/* What the connection had begun to tell is let out first. */
static void end_connection(struct connection *connection)
{
	hear_end(connection->hear);
	free_connection(connection);
}

static bool tells_again(const struct connection *connection)
{
	return connection->named && source_replays(connection->source);
}

static int on_linger(sd_event_source *timer, uint64_t usec, void *userdata)
{
	struct connection *connection = userdata;
	struct daemon *daemon = connection->ears->daemon;

	hear_broke_off(connection->hear);
	free_connection(connection);
	daemon_heard(daemon);
	return 0;
}

/* A source that tells again will complete what it had begun, if it comes back soon. */
static void close_connection(struct connection *connection)
{
	if (!tells_again(connection)) {
		end_connection(connection);
	} else if (!hear_waiting(connection->hear)) {
		free_connection(connection);
	} else {
		replay_is_over(connection);
		hang_up(connection);
		timer_arm(connection->ears->daemon->event, &connection->linger, LINGER_MS,
			on_linger, connection);
	}
}

/* ---- bytes ---- */

static int feed(const char *bytes, size_t length, void *userdata)
{
	struct connection *connection = userdata;
	struct daemon *daemon = connection->ears->daemon;

	connection->taken += length;
	hear_feed(connection->hear, bytes, length);
	source_saw(connection->source, bytes, length);
	if (store_full(daemon->store))
		writer_flush(daemon->writer);
	return connection->doomed ? -EPROTO : 0;
}

/* Reads until the connection pauses, ends, or has had its turn. Returns as source_read(). */
static int read_up_to(struct connection *connection, uint64_t limit)
{
	uint64_t begin = connection->taken, before;
	int r;

	do {
		before = connection->taken;
		r = source_read(connection->fd, feed, connection);
	} while (r > 0 && connection->taken > before && connection->taken - begin < limit &&
		!connection->ears->paused);
	return r;
}

void connection_read(struct connection *connection)
{
	int r = read_up_to(connection, TURN_BYTES);

	if (r < 0 && r != -EPROTO)
		log_warning("the audit stream: %s", strerror(-r));
	if (r <= 0)
		close_connection(connection);
}

/* ---- a source says its name ---- */

/* What older connections of the source still hold is heard, then they are forgotten: what they had
 * begun is told again. While nothing can be written they are not heard either. */
static void retire_others(struct connection *connection)
{
	struct ears *ears = connection->ears;

	for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
		struct connection *other = ears->connections[i];

		if (!other || other == connection || !other->named ||
			other->source != connection->source)
			continue;
		if (other->fd >= 0 && !ears->paused)
			read_up_to(other, DRAIN_BYTES);
		free_connection(other);
	}
}

static int answer(int fd, const struct note *note)
{
	char line[NOTE_SIZE];
	size_t length = note_write(note, line);

	if (send(fd, line, length, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)length)
		return -EPIPE;
	return 0;
}

static int tell_where_to_begin(struct connection *connection)
{
	struct source *source = connection->source;
	struct store *store = connection->ears->daemon->store;
	const struct event_id *from = &source->bookmark.from;
	struct note note = { .kind = NOTE_START };

	if (source_load_bookmark(source, store) == 0) {
		note.kind = NOTE_FROM;
		note.ms = from->ms;
		note.serial = from->serial;
		if (from->node && strlen(from->node) <= NOTE_NODE_MAX)
			memcpy(note.node, from->node, strlen(from->node));
		hear_resume(connection->hear, &source->bookmark);
		connection->n_done = source->bookmark.n_done;
	}
	return answer(connection->fd, &note);
}

static void hear_name(struct connection *connection, const char *name)
{
	struct ears *ears = connection->ears;
	struct source *source = source_get(ears->sources, name);

	if (connection->named || hear_counts(connection->hear)->records || !source) {
		log_warning("a source of audit records that calls itself %s says so too late, or "
			    "is one too many; it was turned away", name);
		connection->doomed = true;
		return;
	}
	connection->source = source;
	retire_others(connection);
	connection->named = true;
	source->replaying = true;
	writer_flush(ears->daemon->writer);
	connection->doomed = tell_where_to_begin(connection) < 0;
}

static void hear_live(struct connection *connection, uint64_t records)
{
	struct source *source = connection->source;

	hear_resumed(connection->hear);
	source->replayed += records;
	source->skipped += records ? connection->n_done : 0;
	connection->n_done = 0;
	replay_is_over(connection);
}

static void note_gap(struct connection *connection)
{
	struct store *store = connection->ears->daemon->store;

	/* Then an import takes for counted what was missed. */
	if (store_gap(store, connection->source->name) < 0)
		log_warning("that something is missing was not noted: %s", store_error(store));
}

/* The log begins after the last denial, but not after what was seen without one: nothing is missing. */
static void hear_gap(struct connection *connection, const struct note *note)
{
	struct source *source = connection->source;
	int64_t seen = 0;

	store_seen_until(connection->ears->daemon->store, source->name, &seen);
	if (note->ms && seen >= note->until)
		return;
	note_gap(connection);
	source_add_gap(source, note->ms && seen > note->ms ? seen : note->ms, note->until);
}

static void hear_lost(struct connection *connection, uint64_t count)
{
	connection->source->lost += count;
	note_gap(connection);
}

/* Whatever is not understood, or is not a source's to say, is passed over. */
static void heard_note(const char *text, void *userdata)
{
	struct connection *connection = userdata;
	struct source *source = connection->source;
	struct note note;

	if (note_parse(text, &note) < 0)
		return;
	if (note.kind == NOTE_SOURCE)
		hear_name(connection, note.name);
	if (!connection->named)
		return;
	if (note.kind == NOTE_REPLAY)
		source->replaying = true;
	else if (note.kind == NOTE_LIVE)
		hear_live(connection, note.count);
	else if (note.kind == NOTE_GAP)
		hear_gap(connection, &note);
	else if (note.kind == NOTE_SEEN)
		/* When this fails, a gap may be told of that is none. */
		(void)store_seen(connection->ears->daemon->store, source->name, note.ms);
	else if (note.kind == NOTE_LOST)
		hear_lost(connection, note.count);
}

/* ---- the beginning and the end ---- */

struct connection *connection_new(struct ears *ears, int fd)
{
	struct connection *connection = calloc(1, sizeof *connection);

	if (!connection)
		abort();
	*connection = (struct connection){ .ears = ears, .fd = fd, .source = &ears->sources[0] };
	connection->hear = hear_new(&(struct hear_to){
		.denial = heard_denial,
		.policy_changed = heard_policy_change,
		.note = heard_note,
		.plain = true,
		.wishes = { .brief = true },
		.userdata = connection,
	});
	return connection;
}

void connection_finish(struct connection *connection)
{
	if (tells_again(connection))
		free_connection(connection);
	else
		end_connection(connection);
}
