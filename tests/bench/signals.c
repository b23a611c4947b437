/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: signals ADDRESS
 *
 * Prints "MICROSECONDS MEMBER ID" for each signal of avocetd on that bus, the instant it comes:
 * what a reader of ours sees, without the cost of a general tool. "ready" first, once it listens.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <time.h>

static int take(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct timespec now;
	uint64_t id;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (sd_bus_message_read(message, "t", &id) > 0)
		printf("%" PRIu64 " %s %" PRIu64 "\n",
			(uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000,
			sd_bus_message_get_member(message), id);
	return 0;
}

static int listen_to(sd_bus **bus, const char *address)
{
	int r = sd_bus_new(bus);

	if (r >= 0)
		r = sd_bus_set_address(*bus, address);
	if (r >= 0)
		r = sd_bus_set_bus_client(*bus, 1);
	if (r >= 0)
		r = sd_bus_start(*bus);
	if (r >= 0)
		r = sd_bus_add_match(*bus, NULL,
			"type='signal',interface='org.avocet.Avocet1',path='/org/avocet/Avocet1'",
			take, NULL);
	return r;
}

int main(int argc, char **argv)
{
	sd_bus *bus = NULL;
	int r;

	setvbuf(stdout, NULL, _IOLBF, 0);
	r = listen_to(&bus, argc == 2 ? argv[1] : "");
	if (r >= 0)
		puts("ready");
	while (r >= 0) {
		r = sd_bus_process(bus, NULL);
		if (r == 0)
			r = sd_bus_wait(bus, UINT64_MAX);
	}
	fprintf(stderr, "signals: %s\n", strerror(-r));
	return 1;
}
