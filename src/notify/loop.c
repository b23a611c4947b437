/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An sd-bus as a source of GLib's main loop: it sleeps in the same poll() as all the others. */
#include "notify.h"

struct bus_source {
	GSource source;
	sd_bus *bus;
	GPollFD poll;
	bus_lost_fn lost;
	void *userdata;
};

/* Milliseconds until the bus wants to be called, rounded up; 0: now, -1: not before something
 * comes. A bus that fails is called, too: then its error is told. */
static gint patience(sd_bus *bus)
{
	gint64 now = g_get_monotonic_time();
	uint64_t until;

	if (sd_bus_get_timeout(bus, &until) < 0)
		return 0;
	if (until == UINT64_MAX)
		return -1;
	if (until <= (uint64_t)now)
		return 0;
	return (gint)MIN((until - (uint64_t)now + 999) / 1000, (uint64_t)G_MAXINT);
}

/* Before the poll. What is waited for is set in the GPollFD itself: the functions of GSource that
 * change it wake the loop, which would then never sleep. */
static gboolean prepare(GSource *source, gint *timeout)
{
	struct bus_source *bus_source = (struct bus_source *)source;
	int events = sd_bus_get_events(bus_source->bus);

	*timeout = events < 0 ? 0 : patience(bus_source->bus);
	bus_source->poll.events = (gushort)(events < 0 ? 0 : events);
	return *timeout == 0;
}

static gboolean check(GSource *source)
{
	struct bus_source *bus_source = (struct bus_source *)source;

	return bus_source->poll.revents || patience(bus_source->bus) == 0;
}

static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
	struct bus_source *bus_source = (struct bus_source *)source;
	int result;

	do
		result = sd_bus_process(bus_source->bus, NULL);
	while (result > 0);
	if (result == 0)
		return G_SOURCE_CONTINUE;
	bus_source->lost(result, bus_source->userdata);
	return G_SOURCE_REMOVE;
}

void loop_add_bus(sd_bus *bus, bus_lost_fn lost, void *userdata)
{
	static GSourceFuncs functions = { .prepare = prepare, .check = check, .dispatch = dispatch };
	GSource *source = g_source_new(&functions, sizeof(struct bus_source));
	struct bus_source *bus_source = (struct bus_source *)source;

	bus_source->bus = bus;
	bus_source->poll.fd = sd_bus_get_fd(bus);
	bus_source->lost = lost;
	bus_source->userdata = userdata;
	g_source_add_poll(source, &bus_source->poll);
	g_source_attach(source, NULL);
	g_source_unref(source);
}
