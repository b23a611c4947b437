/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asleep until something is due, with an ear on the daemon: while we are there, systemd does not watch the
 * file that avocetd writes with each alert.
 */
#include "client.h"
#include "mail.h"

#include <errno.h>

static bool heard;

static void on_added(int64_t id, const char *level, void *userdata)
{
	heard = true;
}

static const struct client_watch watch = { .added = on_added };

int wait_begin(struct client *client)
{
	return client_watch(client, &watch);
}

bool wait_heard(void)
{
	bool result = heard;

	heard = false;
	return result;
}

int wait_until(struct client *client, int64_t until, bool listening)
{
	sd_bus *bus = client_bus(client);
	int r = 0;

	while (r >= 0 && !(listening && heard)) {
		int64_t left = until - time_now();

		r = sd_bus_process(bus, NULL);
		if (r > 0)
			continue;
		if (r < 0 || left <= 0)
			break;
		r = sd_bus_wait(bus, (uint64_t)left * 1000);
		r = r == -EINTR ? 0 : r;
	}
	return r < 0 ? r : 0;
}
