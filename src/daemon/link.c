/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The connection to the system bus. Hearing does not depend on it: when the bus is not there, or
 * goes away, we try again, ever more seldom.
 */
#include <errno.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "bus.h"
#include "daemon.h"

/* Messages of ours that the bus has not taken yet; beyond so many no more are made. It takes none while somebody
 * lets so many answers lie unread that our own share of its memory is full. */
#define QUEUE_MAX 512
#define QUEUE_SLOW 16
/* So long after it left something unread it is asked whether it is there, and has so long to say so. */
#define LOOK_MS 1000
#define PONG_USEC 10000000

/* Flags of RequestName(). */
#define NAME_ALLOW_REPLACEMENT 1
#define NAME_REPLACE_EXISTING 2
#define NAME_DO_NOT_QUEUE 4

struct link {
	struct daemon *daemon;
	sd_bus *bus;
	sd_event_source *retry, *look;
	bool named;		/* we own our name */
	bool replaces;		/* who owns it now is our own last connection */
	unsigned failures;	/* in a row */
	sd_bus_slot *ping;	/* a question that the bus has not answered yet */
};

static uint64_t waiting(const struct link *link)
{
	uint64_t count = 0;

	return sd_bus_get_n_queued_write(link->bus, &count) < 0 ? 0 : count;
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata);

static void failed(struct link *link, const char *why)
{
	link->named = false;
	if (link->failures++ == 0)
		log_warning("the system bus: %s; alerts are kept, but nobody is told of them"
			    " until it can be reached", why);
	timer_arm(link->daemon->event, &link->retry, 1000 * (uint64_t)back_off(link->failures),
		on_retry, link);
}

static int on_disconnected(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	failed(userdata, "the connection was lost");
	return 0;
}

static const char *refusal(const sd_bus_error *error)
{
	if (!error)
		return "another avocetd is there already";
	return error->message ? error->message : error->name;
}

static int on_name(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	const sd_bus_error *error = sd_bus_message_get_error(reply);
	struct link *link = userdata;
	uint32_t result = 0;

	if (error || sd_bus_message_read(reply, "u", &result) < 0 || result != 1) {
		failed(link, refusal(error));
		return 0;
	}
	if (link->failures)
		log_info("the system bus can be reached");
	link->failures = 0;
	link->named = true;
	link->replaces = false;
	announcer_catch_up(link->daemon->announcer);
	return 0;
}

static int connect_bus(struct link *link)
{
	int r = sd_bus_open_system(&link->bus);

	if (r >= 0)
		r = sd_bus_attach_event(link->bus, link->daemon->event, 0);
	if (r >= 0)
		r = sd_bus_match_signal(link->bus, NULL, "org.freedesktop.DBus.Local",
			"/org/freedesktop/DBus/Local", "org.freedesktop.DBus.Local",
			"Disconnected", on_disconnected, link);
	if (r >= 0)
		r = access_attach(link->daemon, link->bus);
	if (r >= 0)
		r = service_attach(link->daemon, link->bus);
	/* Does not queue up behind another avocetd; but the bus may not have noticed that our last connection
	 * has ended, for it listens to that no more. */
	if (r >= 0)
		r = sd_bus_call_method_async(link->bus, NULL, "org.freedesktop.DBus",
			"/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName", on_name,
			link, "su", BUS_NAME,
			(uint32_t)(NAME_DO_NOT_QUEUE | NAME_ALLOW_REPLACEMENT |
				(link->replaces ? NAME_REPLACE_EXISTING : 0)));
	return r;
}

static void try_to_connect(struct link *link)
{
	int r;

	link->ping = sd_bus_slot_unref(link->ping);
	access_forget();
	callers_forget();
	link->bus = sd_bus_close_unref(link->bus);
	r = connect_bus(link);
	if (r < 0)
		failed(link, strerror(-r));
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata)
{
	try_to_connect(userdata);
	return 0;
}

struct link *link_new(struct daemon *daemon)
{
	struct link *link = calloc(1, sizeof *link);

	if (!link)
		abort();
	link->daemon = daemon;
	try_to_connect(link);
	return link;
}

void link_free(struct link *link)
{
	if (!link)
		return;
	/* Nobody waits for a bus that takes nothing. */
	link->ping = sd_bus_slot_unref(link->ping);
	access_forget();
	if (link->bus && !waiting(link))
		sd_bus_flush_close_unref(link->bus);
	else
		sd_bus_close_unref(link->bus);
	sd_event_source_disable_unref(link->retry);
	sd_event_source_disable_unref(link->look);
	free(link);
}

/* Where everything stops first: what lies in our socket. */
static bool is_unread(const struct link *link)
{
	int fd = sd_bus_get_fd(link->bus), bytes = 0;

	return waiting(link) || (fd >= 0 && ioctl(fd, SIOCOUTQ, &bytes) >= 0 && bytes > 0);
}

/* What lies unread counts against the connection that said it: another one begins anew. */
static int on_pong(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct link *link = userdata;

	link->ping = sd_bus_slot_unref(link->ping);
	if (!link->named)
		return 0;
	if (!sd_bus_message_is_method_error(reply, NULL)) {
		announcer_catch_up(link->daemon->announcer);
		return 0;
	}
	log_warning("the system bus: somebody lets our answers lie unread; we connect anew");
	link->named = false;
	link->replaces = true;
	users_wait();
	/* Not from within the old connection. */
	timer_arm(link->daemon->event, &link->retry, 1, on_retry, link);
	return 0;
}

static int on_look(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct link *link = userdata;
	sd_bus_message *ping = NULL;
	int r;

	if (!link->named || link->ping)
		return 0;
	if (!is_unread(link)) {
		announcer_catch_up(link->daemon->announcer);
		return 0;
	}
	r = sd_bus_message_new_method_call(link->bus, &ping, "org.freedesktop.DBus", "/org/freedesktop/DBus",
		"org.freedesktop.DBus.Peer", "Ping");
	if (r >= 0)
		sd_bus_call_async(link->bus, &link->ping, ping, on_pong, link, PONG_USEC);
	sd_bus_message_unref(ping);
	return 0;
}

sd_bus *link_bus(struct link *link)
{
	if (!link || !link->named)
		return NULL;
	if (!link->ping && !timer_armed(link->look) && is_unread(link))
		timer_arm(link->daemon->event, &link->look, LOOK_MS, on_look, link);
	return waiting(link) < QUEUE_MAX ? link->bus : NULL;
}

bool link_is_slow(const struct link *link)
{
	return link->bus && waiting(link) >= QUEUE_SLOW;
}

bool link_is_doubtful(const struct link *link)
{
	return link->ping || waiting(link);
}
