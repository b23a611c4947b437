/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows daemon.py what src/client makes of the daemon's answers: list N, get ID, status, watch. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

static int print_alert(const struct alert *alert, void *userdata)
{
	printf("%" PRId64 " %" PRId64 " %s %s\n", alert->id, alert->count, level_name(alert->level),
		alert->denial.tclass);
	return 0;
}

static int list(struct client *client, const char *limit)
{
	json_t *filter = json_object();
	int r;

	if (atoi(limit) > 0)
		json_object_set_new(filter, "limit", json_integer(atoi(limit)));
	r = client_list(client, filter, print_alert, NULL);
	json_decref(filter);
	return r;
}

static int get(struct client *client, const char *id)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = { 0 };
	int r = client_get(client, id, arena, &alert);

	if (r >= 0) {
		print_alert(&alert, NULL);
		printf("%s\n", alert.denial.records ? alert.denial.records[0] : "no records");
	}
	return r;
}

static int status(struct client *client, const char *unused)
{
	json_t *json;
	int r = client_status(client, &json);

	if (r < 0)
		return r;
	json_dumpf(json, stdout, JSON_COMPACT);
	json_decref(json);
	return 0;
}

static void print_added(int64_t id, const char *level, void *userdata)
{
	printf("added %" PRId64 " %s\n", id, level);
	*(bool *)userdata = true;
}

static void print_changed(int64_t id, int64_t count, const char *level, void *userdata)
{
	printf("changed %" PRId64 " %" PRId64 " %s\n", id, count, level);
	*(bool *)userdata = true;
}

/* One signal. */
static int watch(struct client *client, const char *unused)
{
	bool done = false;
	struct client_watch watching = {
		.added = print_added, .changed = print_changed, .userdata = &done };
	int r = client_watch(client, &watching);

	if (r >= 0) {
		puts("watching");
		fflush(stdout);
	}
	while (r >= 0 && !done) {
		r = sd_bus_process(client_bus(client), NULL);
		if (r == 0)
			r = sd_bus_wait(client_bus(client), UINT64_MAX);
	}
	return r;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct client *client, const char *argument);
	} verbs[] = { { "list", list }, { "get", get }, { "status", status }, { "watch", watch } };
	struct client *client;
	int r = client_open(&client);

	for (size_t i = 0; r >= 0 && i < ARRAY_SIZE(verbs); i++)
		if (argc > 1 && strcmp(verbs[i].name, argv[1]) == 0)
			r = verbs[i].run(client, argc > 2 ? argv[2] : "");
	if (r < 0)
		fprintf(stderr, "%d %s\n", r, client_error(client));
	client_close(client);
	return r < 0;
}
