/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls to the daemon, and its signals; what comes back is distrusted like everything else. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct client {
	sd_bus *bus;
	struct arena *arena;	/* holds the error's sentence */
	const char *error;
	const struct client_watch *watch;
};

/* What an error's name means to the caller; sentence: what to tell instead of the daemon's own. */
static const struct meaning {
	const char *name;
	int error;
	const char *sentence;
} meanings[] = {
	{ BUS_ERROR_NOT_FOUND, -ENOENT, NULL },
	{ BUS_ERROR_AMBIGUOUS, -ENOTUNIQ, NULL },
	{ BUS_ERROR_DENIED, -EACCES, NULL },
	{ BUS_ERROR_INVALID, -EINVAL, NULL },
	{ BUS_ERROR_LIMITS, -EBUSY, NULL },
	{ BUS_ERROR_FAILED, -EIO, NULL },
	{ SD_BUS_ERROR_ACCESS_DENIED, -EACCES,
		N_("the system bus does not let you ask the avocetd service") },
	{ SD_BUS_ERROR_NO_MEMORY, -ENOMEM, N_("there is not enough memory") },
};
static const char silent[] =
	N_("the avocetd service does not answer; start it with: systemctl start avocetd");

int client_fail(struct client *client, int error, const char *format, ...)
{
	va_list arguments;

	arena_reset(client->arena);
	va_start(arguments, format);
	client->error = arena_vprintf(client->arena, format, arguments);
	va_end(arguments);
	return error;
}

int client_fail_call(struct client *client, const sd_bus_error *error)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct meaning *meaning;

	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++) {
		meaning = &meanings[i];
		if (!sd_bus_error_has_name(error, meaning->name))
			continue;
		if (meaning->sentence || !error->message)
			return client_fail(client, meaning->error, "%s",
				meaning->sentence ? _(meaning->sentence) : meaning->name);
		return client_fail(client, meaning->error, "%s",
			escape_terminal(arena, client_sentence(arena, error->message)));
	}
	return client_fail(client, -EHOSTUNREACH, "%s", _(silent));
}

int client_fail_reply(struct client *client)
{
	return client_fail(client, -EBADMSG,
		_("the avocetd service gave an answer that makes no sense; is it of the same version?"));
}

int client_open(struct client **ret)
{
	struct client *client = calloc(1, sizeof *client);
	int r;

	if (!client)
		abort();
	client->arena = arena_new();
	*ret = client;
	r = sd_bus_open_system(&client->bus);
	if (r < 0)
		return client_fail(client, -EHOSTUNREACH, _("the system bus cannot be reached: %s"),
			strerror(-r));
	return 0;
}

void client_close(struct client *client)
{
	if (!client)
		return;
	sd_bus_flush_close_unref(client->bus);
	arena_free(client->arena);
	free(client);
}

const char *client_error(const struct client *client)
{
	return client->error ? client->error : "no error";
}

sd_bus *client_bus(struct client *client)
{
	return client->bus;
}

int client_new_call(struct client *client, const char *method, sd_bus_message **ret)
{
	int r;

	if (!client->bus)
		return -EHOSTUNREACH; /* client_open() said why */
	r = sd_bus_message_new_method_call(
		client->bus, ret, BUS_NAME, BUS_PATH, BUS_INTERFACE, method);
	if (r < 0)
		return client_fail(client, -EHOSTUNREACH, "%s", _(silent));
	sd_bus_message_set_allow_interactive_authorization(*ret, true);
	return 0;
}

int client_send_call(struct client *client, sd_bus_message *call, sd_bus_message **ret)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	int r = sd_bus_call(client->bus, call, 0, &error, ret);

	if (r < 0)
		r = client_fail_call(client, &error);
	sd_bus_error_free(&error);
	return r;
}

int client_send_async(struct client *client, sd_bus_message *call, sd_bus_message_handler_t answered,
	void *userdata)
{
	int r;

	/* Who does not wait is no user at a terminal: polkit asks nothing. And there is no time-out: a daemon
	 * that is halted answers when it goes on, and of one that ended the bus tells. */
	sd_bus_message_set_allow_interactive_authorization(call, false);
	r = sd_bus_call_async(client->bus, NULL, call, answered, userdata, UINT64_MAX);
	return r < 0 ? client_fail(client, -EHOSTUNREACH, "%s", _(silent)) : 0;
}

int client_get(struct client *client, const char *id, struct arena *arena, struct alert *ret)
{
	_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;
	_cleanup_json_ json_t *json = NULL;
	int r = client_new_call(client, "Get", &call);

	if (r < 0)
		return r;
	if (sd_bus_message_append(call, "s", id) < 0)
		return client_fail(client, -ENOENT, _("no alert has such an id"));
	r = client_send_call(client, call, &reply);
	if (r < 0)
		return r;
	if (bus_read_object(reply, &json) < 0 || alert_from_json(json, arena, ret) < 0)
		return client_fail_reply(client);
	return 0;
}

/* ---- the same, not waited for ---- */

struct question {
	struct client *client;
	client_got_fn got;
	void *userdata;
};

static int on_alert(sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	_cleanup_json_ json_t *json = NULL;
	struct question *question = userdata;
	struct alert alert = { 0 };
	int r = 0;

	if (sd_bus_message_is_method_error(reply, NULL))
		r = client_fail_call(question->client, sd_bus_message_get_error(reply));
	else if (bus_read_object(reply, &json) < 0 || alert_from_json(json, arena, &alert) < 0)
		r = client_fail_reply(question->client);
	question->got(r, r < 0 ? NULL : &alert, question->userdata);
	free(question);
	return 0;
}

int client_ask(struct client *client, const char *id, client_got_fn got, void *userdata)
{
	_cleanup_message_ sd_bus_message *call = NULL;
	struct question *question = calloc(1, sizeof *question);
	int r = client_new_call(client, "Get", &call);

	if (!question)
		abort();
	*question = (struct question){ client, got, userdata };
	if (r >= 0)
		r = sd_bus_message_append(call, "s", id);
	if (r >= 0)
		r = client_send_async(client, call, on_alert, question);
	if (r < 0)
		free(question);
	return r < 0 ? r : 0;
}

int client_status(struct client *client, json_t **ret)
{
	_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;
	int r = client_new_call(client, "Status", &call);

	if (r < 0)
		return r;
	r = client_send_call(client, call, &reply);
	if (r < 0)
		return r;
	return bus_read_object(reply, ret) < 0 ? client_fail_reply(client) : 0;
}

int client_stats(struct client *client, const json_t *filter, json_t **ret)
{
	_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;
	_cleanup_json_ json_t *all = json_object();
	int r = client_new_call(client, "Stats", &call);

	if (r < 0)
		return r;
	if (bus_append_object(call, filter ? filter : all) < 0)
		return client_fail(client, -EINVAL, _("the filter holds something that cannot be sent"));
	r = client_send_call(client, call, &reply);
	if (r < 0)
		return r;
	return bus_read_object(reply, ret) < 0 ? client_fail_reply(client) : 0;
}

/* ---- mutes, and forgetting ---- */

static int read_objects(sd_bus_message *reply, json_t *array)
{
	int r = sd_bus_message_enter_container(reply, 'a', "a{sv}");

	while (r >= 0 && (r = sd_bus_message_at_end(reply, false)) == 0) {
		json_t *object;

		r = bus_read_object(reply, &object);
		if (r >= 0)
			json_array_append_new(array, object);
	}
	return r < 0 ? r : 0;
}

int client_mutes(struct client *client, json_t **ret)
{
	_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;
	json_t *array;
	int r = client_new_call(client, "Mutes", &call);

	if (r >= 0)
		r = client_send_call(client, call, &reply);
	if (r < 0)
		return r;
	array = json_array();
	if (read_objects(reply, array) < 0) {
		json_decref(array);
		return client_fail_reply(client);
	}
	*ret = array;
	return 0;
}

int client_mute(struct client *client, const json_t *mute)
{
	_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;
	int r = client_new_call(client, "Mute", &call);

	if (r < 0)
		return r;
	if (bus_append_object(call, mute) < 0)
		return client_fail(client, -EINVAL, _("the filter holds something that cannot be sent"));
	r = client_send_call(client, call, &reply);
	return r < 0 ? r : 0;
}

int client_unmute(struct client *client, int64_t id)
{
	_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;
	int r = client_new_call(client, "Unmute", &call);

	if (r < 0)
		return r;
	if (id < 0 || sd_bus_message_append(call, "t", (uint64_t)id) < 0)
		return client_fail(client, -ENOENT, _("there is no such mute"));
	r = client_send_call(client, call, &reply);
	return r < 0 ? r : 0;
}

static int append_texts(sd_bus_message *call, const json_t *array)
{
	size_t i;
	json_t *text;
	int r = sd_bus_message_open_container(call, 'a', "s");

	json_array_foreach((json_t *)array, i, text) {
		if (r >= 0)
			r = sd_bus_message_append(call, "s", json_string_value(text));
	}
	return r < 0 ? r : sd_bus_message_close_container(call);
}

int client_delete(struct client *client, const json_t *ids)
{
	_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;
	int r = client_new_call(client, "Delete", &call);

	if (r < 0)
		return r;
	if (append_texts(call, ids) < 0)
		return client_fail(client, -ENOENT, _("no alert has such an id"));
	r = client_send_call(client, call, &reply);
	return r < 0 ? r : 0;
}

/* ---- signals ---- */

static int on_added(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct client *client = userdata;
	const char *level;
	uint64_t id;

	if (sd_bus_message_read(message, "ts", &id, &level) > 0 && id <= INT64_MAX)
		client->watch->added((int64_t)id, level, client->watch->userdata);
	return 0;
}

static int on_changed(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct client *client = userdata;
	const char *level;
	uint64_t id, count;

	if (sd_bus_message_read(message, "tts", &id, &count, &level) > 0 && id <= INT64_MAX &&
		count <= INT64_MAX)
		client->watch->changed(
			(int64_t)id, (int64_t)count, level, client->watch->userdata);
	return 0;
}

static int on_removed(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct client *client = userdata;
	uint64_t id;

	if (sd_bus_message_read(message, "t", &id) > 0 && id <= INT64_MAX)
		client->watch->removed((int64_t)id, client->watch->userdata);
	return 0;
}

int client_watch(struct client *client, const struct client_watch *watch)
{
	int r = 0;

	if (!client->bus)
		return -EHOSTUNREACH;
	client->watch = watch;
	if (watch->added)
		r = sd_bus_match_signal(client->bus, NULL, BUS_NAME, BUS_PATH, BUS_INTERFACE,
			"AlertAdded", on_added, client);
	if (r >= 0 && watch->changed)
		r = sd_bus_match_signal(client->bus, NULL, BUS_NAME, BUS_PATH, BUS_INTERFACE,
			"AlertChanged", on_changed, client);
	if (r >= 0 && watch->removed)
		r = sd_bus_match_signal(client->bus, NULL, BUS_NAME, BUS_PATH, BUS_INTERFACE,
			"AlertRemoved", on_removed, client);
	if (r < 0)
		return client_fail(client, -EHOSTUNREACH, _("the system bus does not pass on signals: %s"),
			strerror(-r));
	return 0;
}

int client_process(struct client *client)
{
	int r = client->bus ? 0 : -EHOSTUNREACH;

	if (r < 0)
		return r; /* client_open() said why */
	while ((r = sd_bus_process(client->bus, NULL)) > 0)
		;
	return r < 0 ? client_fail(client, -EHOSTUNREACH, _("the connection to the system bus is lost: %s"),
			       strerror(-r)) : 0;
}
