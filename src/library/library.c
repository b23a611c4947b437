/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thin face for other programs, in plain C types, over the client that our own programs link. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "avocet-client.h"
#include "client.h"

struct avocet_client {
	struct client *client;
	char *error;			/* of ours; NULL: the client's own holds */
	struct client_watch watch;
	bool follows;
};

struct avocet_alert {
	struct arena *arena;
	struct alert alert;
	const char *summary, *json;	/* NULL: nobody asked yet */
};

static int fail(struct avocet_client *client, int error, const char *why)
{
	client->error = strdup(why);
	return error;
}

static struct client *use(struct avocet_client *client)
{
	free(client->error);
	client->error = NULL;
	return client->client;
}

int avocet_client_open(struct avocet_client **ret)
{
	struct avocet_client *client = calloc(1, sizeof *client);

	if (!client)
		abort();
	*ret = client;
	return client_open(&client->client);
}

void avocet_client_close(struct avocet_client *client)
{
	if (!client)
		return;
	client_close(client->client);
	free(client->error);
	free(client);
}

const char *avocet_client_error(const struct avocet_client *client)
{
	return client->error ? client->error : client_error(client->client);
}

/* ---- JSON as text ---- */

/* NULL stays NULL; the caller owns *ret. */
static int read_object(struct avocet_client *client, const char *text, json_t **ret)
{
	json_error_t error;

	*ret = NULL;
	if (!text)
		return 0;
	*ret = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	if (json_is_object(*ret))
		return 0;
	json_decref(*ret);
	*ret = NULL;
	return fail(client, -EINVAL, "the filter or mute is no JSON object");
}

static int give_text(int r, json_t *json, char **ret)
{
	char *text;

	if (r < 0)
		return r;
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	if (!text)
		abort();
	*ret = text;
	return 0;
}

/* ---- reading ---- */

struct taking {
	avocet_alert_fn take;
	void *userdata;
};

static int on_alert(const struct alert *alert, void *userdata)
{
	struct avocet_alert shown = { .arena = arena_new(), .alert = *alert };
	struct taking *taking = userdata;
	int r = taking->take(&shown, taking->userdata);

	arena_free(shown.arena);
	return r;
}

int avocet_client_list(struct avocet_client *client, const char *filter, avocet_alert_fn take,
	void *userdata)
{
	struct taking taking = { take, userdata };
	struct client *inner = use(client);
	json_t *asked;
	int r = read_object(client, filter, &asked);

	if (r < 0)
		return r;
	r = client_list(inner, asked, on_alert, &taking);
	json_decref(asked);
	return r;
}

int avocet_client_get(struct avocet_client *client, const char *id, struct avocet_alert **ret)
{
	struct avocet_alert *alert = calloc(1, sizeof *alert);
	int r;

	if (!alert)
		abort();
	alert->arena = arena_new();
	r = client_get(use(client), id, alert->arena, &alert->alert);
	if (r < 0) {
		avocet_alert_free(alert);
		return r;
	}
	*ret = alert;
	return 0;
}

void avocet_alert_free(struct avocet_alert *alert)
{
	if (!alert)
		return;
	arena_free(alert->arena);
	free(alert);
}

int avocet_client_stats(struct avocet_client *client, const char *filter, char **ret_json)
{
	struct client *inner = use(client);
	json_t *asked, *stats = NULL;
	int r = read_object(client, filter, &asked);

	if (r < 0)
		return r;
	r = client_stats(inner, asked, &stats);
	json_decref(asked);
	return give_text(r, stats, ret_json);
}

int avocet_client_status(struct avocet_client *client, char **ret_json)
{
	json_t *status = NULL;
	int r = client_status(use(client), &status);

	return give_text(r, status, ret_json);
}

int avocet_client_mutes(struct avocet_client *client, char **ret_json)
{
	json_t *mutes = NULL;
	int r = client_mutes(use(client), &mutes);

	return give_text(r, mutes, ret_json);
}

/* ---- an alert ---- */

int64_t avocet_alert_id(const struct avocet_alert *alert)
{
	return alert->alert.id;
}

const char *avocet_alert_uuid(const struct avocet_alert *alert)
{
	return alert->alert.uuid;
}

const char *avocet_alert_level(const struct avocet_alert *alert)
{
	return level_name(alert->alert.level);
}

/* What is made on demand is kept: to the caller nothing about the alert changes. */
const char *avocet_alert_summary(const struct avocet_alert *alert)
{
	struct avocet_alert *kept = (struct avocet_alert *)alert;

	if (!kept->summary)
		kept->summary = escape_terminal(
			kept->arena, alert_summary(kept->arena, &kept->alert));
	return kept->summary;
}

const char *avocet_alert_json(const struct avocet_alert *alert)
{
	struct avocet_alert *kept = (struct avocet_alert *)alert;
	json_t *json;
	char *text;

	if (kept->json)
		return kept->json;
	json = alert_to_json(&kept->alert);
	give_text(0, json, &text);
	kept->json = arena_strdup(kept->arena, text);
	free(text);
	return kept->json;
}

int64_t avocet_alert_count(const struct avocet_alert *alert)
{
	return alert->alert.count;
}

int64_t avocet_alert_first_seen(const struct avocet_alert *alert)
{
	return alert->alert.first_seen;
}

int64_t avocet_alert_last_seen(const struct avocet_alert *alert)
{
	return alert->alert.last_seen;
}

const char *avocet_alert_exe(const struct avocet_alert *alert)
{
	return alert->alert.denial.exe;
}

const char *avocet_alert_path(const struct avocet_alert *alert)
{
	return alert->alert.denial.path;
}

const char *avocet_alert_source_type(const struct avocet_alert *alert)
{
	return alert->alert.denial.source.type;
}

const char *avocet_alert_target_type(const struct avocet_alert *alert)
{
	return alert->alert.denial.target.type;
}

const char *avocet_alert_class(const struct avocet_alert *alert)
{
	return alert->alert.denial.tclass;
}

/* ---- changing ---- */

int avocet_client_delete(struct avocet_client *client, const char *const *ids)
{
	json_t *list = json_array();
	int r;

	for (; *ids; ids++)
		if (json_array_append_new(list, json_string(*ids)) < 0) {
			use(client);
			json_decref(list);
			return fail(client, -ENOENT, "no alert has such an id");
		}
	r = client_delete(use(client), list);
	json_decref(list);
	return r;
}

int avocet_client_mute(struct avocet_client *client, const char *mute)
{
	struct client *inner = use(client);
	json_t *asked;
	int r = read_object(client, mute ? mute : "", &asked);

	if (r < 0)
		return r;
	r = client_mute(inner, asked);
	json_decref(asked);
	return r;
}

int avocet_client_unmute(struct avocet_client *client, int64_t id)
{
	return client_unmute(use(client), id);
}

/* ---- following ---- */

int avocet_client_follow(struct avocet_client *client, const struct avocet_follow *follow)
{
	struct client *inner = use(client);

	if (client->follows)
		return fail(client, -EINVAL, "this client is following already");
	client->follows = true;
	client->watch = (struct client_watch){
		.added = follow->added,
		.changed = follow->changed,
		.removed = follow->removed,
		.userdata = follow->userdata,
	};
	return client_watch(inner, &client->watch);
}

int avocet_client_fd(struct avocet_client *client)
{
	sd_bus *bus = client_bus(use(client));

	return bus ? sd_bus_get_fd(bus) : -EHOSTUNREACH;
}

int avocet_client_events(struct avocet_client *client)
{
	sd_bus *bus = client_bus(use(client));

	return bus ? sd_bus_get_events(bus) : -EHOSTUNREACH;
}

int avocet_client_timeout(struct avocet_client *client)
{
	sd_bus *bus = client_bus(use(client));
	struct timespec now;
	uint64_t until, usec;

	if (!bus || sd_bus_get_timeout(bus, &until) < 0)
		return 0; /* avocet_client_process() says what is wrong */
	if (until == UINT64_MAX)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &now);
	usec = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	return until <= usec ? 0 : (int)((until - usec) / 1000 + 1);
}

int avocet_client_process(struct avocet_client *client)
{
	return client_process(use(client));
}
