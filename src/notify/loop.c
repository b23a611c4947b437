/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An sd-bus as a source of GLib's main loop: it sleeps in the same poll() as all the others. */
#include "notify.h"

struct bus_source {
	GSource source;
	sd_bus *bus;
	gpointer tag;
	bus_lost_fn lost;
	void *userdata;
};

/* Before the poll: what the bus waits for, and until when. True when it need not wait. A bus that
 * fails is dispatched, where its error is told. */
static gboolean prepare(GSource *source, gint *timeout)
{
	struct bus_source *bus_source = (struct bus_source *)source;
	int events = sd_bus_get_events(bus_source->bus);
	uint64_t until;

	*timeout = -1;
	if (events < 0 || sd_bus_get_timeout(bus_source->bus, &until) < 0)
		return TRUE;
	if (until == 0)
		return TRUE;
	g_source_modify_unix_fd(source, bus_source->tag, (GIOCondition)events);
	g_source_set_ready_time(source, until == UINT64_MAX ? -1 : (gint64)until);
	return FALSE;
}

static gboolean check(GSource *source)
{
	return g_source_query_unix_fd(source, ((struct bus_source *)source)->tag) != 0;
}

static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
	struct bus_source *bus_source = (struct bus_source *)source;
	int result;

	g_source_set_ready_time(source, -1);
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
	bus_source->tag = g_source_add_unix_fd(source, sd_bus_get_fd(bus), G_IO_IN);
	bus_source->lost = lost;
	bus_source->userdata = userdata;
	g_source_attach(source, NULL);
	g_source_unref(source);
}
