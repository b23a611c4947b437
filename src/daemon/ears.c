/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where connections that bring audit records come in. They are read until they pause, and not at
 * all while nothing can be written.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ears.h"

/* An event whose last record does not come is looked after this often. */
#define EXPIRE_MS 1000

/* ---- time ---- */

static bool waits(const struct connection *connection)
{
	return connection && connection->fd >= 0 && hear_waiting(connection->hear);
}

static bool any_waiting(const struct ears *ears)
{
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (waits(ears->connections[i]))
			return true;
	return false;
}

static int on_expire(sd_event_source *source, uint64_t usec, void *userdata);

/* To be called whenever something was heard. */
static void heard(struct ears *ears)
{
	daemon_heard(ears->daemon);
	if (any_waiting(ears) && !timer_armed(ears->expire))
		timer_arm(ears->daemon->event, &ears->expire, EXPIRE_MS, on_expire, ears);
}

/* Only silence counts: the rest of an event may wait for us to read it, be it here or in a log. */
static void pass_time(struct connection *connection)
{
	bool silent = connection->taken == connection->taken_before && !connection->ears->paused &&
		!connection->source->replaying;

	connection->taken_before = connection->taken;
	connection->silence += silent ? EXPIRE_MS : 0;
	hear_expire(connection->hear, connection->silence + 1);
}

static int on_expire(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct ears *ears = userdata;

	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (waits(ears->connections[i]))
			pass_time(ears->connections[i]);
	heard(ears);
	return 0;
}

/* ---- connections ---- */

static int on_bytes(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct connection *connection = userdata;
	struct ears *ears = connection->ears;

	connection_read(connection);
	/* Also when only the turn is over: there may be no more to come. */
	heard(ears);
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
	struct connection *connection = connection_new(ears, fd);
	int r = sd_event_add_io(
		ears->daemon->event, &connection->io, fd, EPOLLIN, on_bytes, connection);

	*place = connection;
	if (r < 0)
		connection_finish(connection);
	else if (ears->paused)
		sd_event_source_set_enabled(connection->io, SD_EVENT_OFF);
	return r < 0 ? r : 0;
}

static int on_connection(sd_event_source *source, int listening, uint32_t events, void *userdata)
{
	struct ears *ears = userdata;
	int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct connection **place;

	if (fd < 0)
		return 0; /* they thought better of it */
	if (!trusted(fd) || !(place = free_place(ears)))
		close(fd);
	else if (add_connection(ears, place, fd) < 0)
		log_warning("a connection to the audit socket could not be taken");
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
	source_get(ears->sources, "auditd");
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
			connection_finish(ears->connections[i]);
	ears_bookmark(ears);
	ears->daemon->ears = NULL;
	sources_free(ears->sources);
	sd_event_source_disable_unref(ears->io);
	sd_event_source_disable_unref(ears->expire);
	close(ears->fd);
	free(ears);
}

/* Who would come now waits at the door. */
void ears_pause(struct ears *ears, bool pause)
{
	int enabled = pause ? SD_EVENT_OFF : SD_EVENT_ON;

	if (!ears)
		return; /* the end has come */
	ears->paused = pause;
	sd_event_source_set_enabled(ears->io, enabled);
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (ears->connections[i] && ears->connections[i]->io)
			sd_event_source_set_enabled(ears->connections[i]->io, enabled);
}

static const char *state_of(const struct ears *ears, const struct source *source, bool connected)
{
	if (!connected)
		return "gone";
	if (ears->paused)
		return "behind";
	return source->replaying ? "replaying" : "live";
}

static json_t *status_of(const struct ears *ears, const struct source *source)
{
	struct hear_counts sum = { 0 };
	bool connected = false;

	for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
		struct connection *connection = ears->connections[i];

		if (!connection || connection->source != source)
			continue;
		connected |= connection->fd >= 0;
		add_counts(&sum, hear_counts(connection->hear));
	}
	return source_status(source, connected, state_of(ears, source, connected), &sum);
}

json_t *ears_status(const struct ears *ears)
{
	json_t *list = json_array();

	for (size_t i = 0; i < SOURCES_MAX && *ears->sources[i].name; i++)
		json_array_append_new(list, status_of(ears, &ears->sources[i]));
	return list;
}

bool ears_are_told_again(const struct ears *ears)
{
	for (size_t i = 0; ears && i < SOURCES_MAX; i++)
		if (!source_replays(&ears->sources[i]))
			return false;
	return true;
}

void ears_bookmark(struct ears *ears)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	for (size_t i = 0; ears && i < CONNECTIONS_MAX; i++) {
		struct connection *connection = ears->connections[i];

		if (connection && connection->named)
			source_keep_bookmark(connection->source, connection->hear);
	}
	for (size_t i = 0; ears && i < SOURCES_MAX; i++) {
		struct source *source = &ears->sources[i];

		if (source->bookmark.from.ms || source->bookmark.from.serial)
			store_bookmark(ears->daemon->store, source->name,
				bookmark_text(&source->bookmark, arena));
	}
}
