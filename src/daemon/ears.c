/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections that bring audit records. Each has its own half of the line (hear.h); they are read
 * until they pause, and not at all while nothing can be written.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon.h"
#include "hear.h"

#define CONNECTIONS_MAX 8
/* Read from one connection before the others and the bus have their turn. */
#define TURN_BYTES (1024 * 1024)
/* An event whose last record does not come is looked after this often. */
#define EXPIRE_MS 1000

struct connection {
	struct ears *ears;
	int fd;
	sd_event_source *io;
	struct hear *hear;
	uint64_t taken;		/* bytes */
};

struct ears {
	struct daemon *daemon;
	int fd;
	sd_event_source *io, *expire;
	struct connection *connections[CONNECTIONS_MAX];
	struct hear_counts past;	/* of connections that are gone */
	int64_t last_bytes;		/* ms since 1970; 0: never */
	bool paused;
};

static void heard_denial(const struct denial *denial, const char *signature, void *userdata)
{
	struct connection *connection = userdata;

	writer_take(connection->ears->daemon->writer, denial, signature);
}

static void heard_policy_change(const struct policy_change *change, void *userdata)
{
	struct connection *connection = userdata;

	connection->ears->daemon->policy_changed = true;
}

static void add_counts(struct hear_counts *sum, const struct hear_counts *more)
{
	sum->records += more->records;
	sum->events += more->events;
	sum->denials += more->denials;
	sum->not_selinux += more->not_selinux;
	sum->damaged += more->damaged;
}

/* What the connection had begun to tell is let out first. */
static void close_connection(struct connection *connection)
{
	struct ears *ears = connection->ears;

	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (ears->connections[i] == connection)
			ears->connections[i] = NULL;
	hear_end(connection->hear);
	add_counts(&ears->past, hear_counts(connection->hear));
	hear_free(connection->hear);
	sd_event_source_disable_unref(connection->io);
	close(connection->fd);
	free(connection);
}

static bool any_waiting(const struct ears *ears)
{
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (ears->connections[i] && hear_waiting(ears->connections[i]->hear))
			return true;
	return false;
}

static int on_expire(sd_event_source *source, uint64_t usec, void *userdata);

static void after_hearing(struct ears *ears)
{
	daemon_heard(ears->daemon);
	if (any_waiting(ears) && !timer_armed(ears->expire))
		timer_arm(ears->daemon->event, &ears->expire, EXPIRE_MS, on_expire, ears);
}

static int on_expire(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct ears *ears = userdata;

	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (ears->connections[i])
			hear_expire(ears->connections[i]->hear, (int64_t)(usec / 1000));
	after_hearing(ears);
	return 0;
}

static int feed(const char *bytes, size_t length, void *userdata)
{
	struct connection *connection = userdata;
	struct daemon *daemon = connection->ears->daemon;

	connection->taken += length;
	connection->ears->last_bytes = time_now();
	hear_feed(connection->hear, bytes, length);
	if (store_batched(daemon->store) >= STORE_BATCH_MAX)
		writer_flush(daemon->writer);
	return 0;
}

/* Reads until the connection pauses, ends, or has had its turn. */
static void read_turn(struct connection *connection)
{
	struct ears *ears = connection->ears;
	uint64_t begin = connection->taken, before;
	int r;

	do {
		before = connection->taken;
		r = source_read(connection->fd, feed, connection);
		if (r <= 0) {
			if (r < 0)
				log_warning("the audit stream: %s", strerror(-r));
			close_connection(connection);
			return;
		}
	} while (connection->taken > before && connection->taken - begin < TURN_BYTES && !ears->paused);
}

static int on_bytes(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct connection *connection = userdata;
	struct ears *ears = connection->ears;

	read_turn(connection);
	/* Also when only the turn is over: there may be no more to come. */
	after_hearing(ears);
	return 0;
}

/* Records are believed from root, who runs auditd, and from our own user. */
static bool trusted(int fd)
{
	struct ucred peer;
	socklen_t length = sizeof peer;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) {
		log_warning("a connection to the audit socket: %m");
		return false;
	}
	if (peer.uid == 0 || peer.uid == getuid())
		return true;
	log_warning("process %d of user %u may not send audit records; it was turned away",
		(int)peer.pid, (unsigned)peer.uid);
	return false;
}

static struct connection **free_place(struct ears *ears)
{
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (!ears->connections[i])
			return &ears->connections[i];
	log_warning("more than %d connections to the audit socket; one was turned away",
		CONNECTIONS_MAX);
	return NULL;
}

static int add_connection(struct ears *ears, struct connection **place, int fd)
{
	struct connection *connection = calloc(1, sizeof *connection);
	int r;

	if (!connection)
		abort();
	*connection = (struct connection){ .ears = ears, .fd = fd };
	r = sd_event_add_io(
		ears->daemon->event, &connection->io, fd, EPOLLIN, on_bytes, connection);
	if (r < 0) {
		free(connection);
		return r;
	}
	if (ears->paused)
		sd_event_source_set_enabled(connection->io, SD_EVENT_OFF);
	connection->hear = hear_new(&(struct hear_to){
		.denial = heard_denial,
		.policy_changed = heard_policy_change,
		.userdata = connection,
	});
	*place = connection;
	return 0;
}

static int on_connection(sd_event_source *source, int listening, uint32_t events, void *userdata)
{
	struct ears *ears = userdata;
	int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct connection **place;

	if (fd < 0)
		return 0; /* they thought better of it */
	if (!trusted(fd) || !(place = free_place(ears)) || add_connection(ears, place, fd) < 0)
		close(fd);
	return 0;
}

int ears_open(struct daemon *daemon, struct ears **ret)
{
	struct ears *ears;
	int fd = listen_open(daemon->settings);
	int r;

	if (fd < 0)
		return fd;
	ears = calloc(1, sizeof *ears);
	if (!ears)
		abort();
	*ears = (struct ears){ .daemon = daemon, .fd = fd };
	r = sd_event_add_io(daemon->event, &ears->io, fd, EPOLLIN, on_connection, ears);
	if (r < 0) {
		log_error("the audit socket: %s", strerror(-r));
		close(fd);
		free(ears);
		return r;
	}
	*ret = ears;
	return 0;
}

void ears_close(struct ears *ears)
{
	if (!ears)
		return;
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (ears->connections[i])
			close_connection(ears->connections[i]);
	sd_event_source_disable_unref(ears->io);
	sd_event_source_disable_unref(ears->expire);
	close(ears->fd);
	free(ears);
}

void ears_pause(struct ears *ears, bool pause)
{
	ears->paused = pause;
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (ears->connections[i])
			sd_event_source_set_enabled(
				ears->connections[i]->io, pause ? SD_EVENT_OFF : SD_EVENT_ON);
}

json_t *ears_status(const struct ears *ears)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct hear_counts sum = ears->past;
	int connections = 0;
	json_t *source;

	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (ears->connections[i]) {
			connections++;
			add_counts(&sum, hear_counts(ears->connections[i]->hear));
		}
	source = json_pack("{ss sb si sI sI sI sI sI}", "name", "auditd",
		"connected", connections > 0, "connections", connections,
		"records", (json_int_t)sum.records, "events", (json_int_t)sum.events,
		"denials", (json_int_t)sum.denials, "damaged", (json_int_t)sum.damaged,
		"not_selinux", (json_int_t)sum.not_selinux);
	if (ears->last_bytes)
		json_object_set_new(source, "last_record",
			json_string(time_rfc3339(arena, ears->last_bytes)));
	return json_pack("[o]", source);
}
