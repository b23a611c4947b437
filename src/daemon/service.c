/* SPDX-License-Identifier: GPL-2.0-or-later */
/* org.avocet.Avocet1: what can be asked on the bus. */
#include <errno.h>
#include <malloc.h>

#include "bus.h"
#include "config.h"
#include "daemon.h"

static int store_failure(struct daemon *daemon, sd_bus_error *error)
{
	return sd_bus_error_setf(error, BUS_ERROR_FAILED, "the history cannot be read: %s",
		store_error(daemon->store));
}

/* Another process may have brought alerts that are to be counted, and to be explained. */
static void notice_others(struct daemon *daemon)
{
	if (!store_touched(daemon->store))
		return;
	daemon->count = -1;
	analyses_wake(daemon->analyses);
}

static int append_alert(const struct alert *alert, void *userdata)
{
	json_t *json = alert_to_json(alert);
	int r = bus_append_object(userdata, json);

	json_decref(json);
	return r;
}

/* ---- List ---- */

static int append_list(struct daemon *daemon, const struct store_filter *filter,
	sd_bus_message *reply)
{
	int r = sd_bus_message_open_container(reply, 'a', "a{sv}");

	if (r >= 0)
		r = store_list(daemon->store, filter, append_alert, reply);
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int send_list(struct daemon *daemon, sd_bus_message *call,
	const struct store_filter *filter, sd_bus_error *error)
{
	sd_bus_message *reply = NULL;
	int r = sd_bus_message_new_method_return(call, &reply);

	if (r < 0)
		return r;
	r = append_list(daemon, filter, reply);
	if (r >= 0)
		r = sd_bus_send(sd_bus_message_get_bus(call), reply, NULL);
	else
		r = store_failure(daemon, error);
	sd_bus_message_unref(reply);
	/* A long list is the most that we ever hold. */
	malloc_trim(0);
	return r < 0 ? r : 1;
}

/* *ret_asked holds the filter's texts. */
static int read_filter(sd_bus_message *call, const struct reader *reader, struct arena *arena,
	struct store_filter *ret, json_t **ret_asked, sd_bus_error *error)
{
	const char *why;

	if (bus_read_object(call, ret_asked) < 0)
		return sd_bus_error_set(
			error, BUS_ERROR_INVALID, "the filter holds values of a type it cannot have");
	if (filter_read(*ret_asked, arena, ret, &why) < 0)
		return sd_bus_error_set(error, BUS_ERROR_INVALID, why);
	if (!reader->all)
		ret->auid = reader->uid;
	return 0;
}

static int answer_list(struct daemon *daemon, sd_bus_message *call, const struct reader *reader,
	sd_bus_error *error)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct store_filter filter;
	json_t *asked = NULL;
	int r = read_filter(call, reader, arena, &filter, &asked, error);

	if (r >= 0) {
		if (filter.limit == 0 || filter.limit > BUS_LIST_PAGE)
			filter.limit = BUS_LIST_PAGE;
		r = send_list(daemon, call, &filter, error);
	}
	json_decref(asked);
	return r;
}

/* ---- Stats, and what is muted ---- */

static int send_object(sd_bus_message *call, json_t *object)
{
	sd_bus_message *reply = NULL;
	int r = sd_bus_message_new_method_return(call, &reply);

	if (r >= 0)
		r = bus_append_object(reply, object);
	if (r >= 0)
		r = sd_bus_send(sd_bus_message_get_bus(call), reply, NULL);
	sd_bus_message_unref(reply);
	return r < 0 ? r : 1;
}

static int answer_stats(struct daemon *daemon, sd_bus_message *call, const struct reader *reader,
	sd_bus_error *error)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct store_filter filter;
	json_t *asked = NULL, *stats = NULL;
	int r = read_filter(call, reader, arena, &filter, &asked, error);

	if (r >= 0 && store_stats(daemon->store, &filter, &stats) < 0)
		r = store_failure(daemon, error);
	else if (r >= 0)
		r = send_object(call, stats);
	json_decref(stats);
	json_decref(asked);
	malloc_trim(0);
	return r;
}

static int append_array(sd_bus_message *reply, const json_t *array)
{
	size_t i;
	json_t *object;
	int r = sd_bus_message_open_container(reply, 'a', "a{sv}");

	json_array_foreach((json_t *)array, i, object) {
		if (r >= 0)
			r = bus_append_object(reply, object);
	}
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int answer_mutes(struct daemon *daemon, sd_bus_message *call, const struct reader *reader,
	sd_bus_error *error)
{
	sd_bus_message *reply = NULL;
	json_t *mutes;
	int r;

	if (!reader->all)
		return sd_bus_error_set(error, BUS_ERROR_DENIED,
			"only those who may read all alerts are told what is muted; ask as root, or "
			"as a member of wheel, adm or avocet");
	if (store_mutes(daemon->store, &mutes) < 0)
		return store_failure(daemon, error);
	r = sd_bus_message_new_method_return(call, &reply);
	if (r >= 0)
		r = append_array(reply, mutes);
	if (r >= 0)
		r = sd_bus_send(sd_bus_message_get_bus(call), reply, NULL);
	sd_bus_message_unref(reply);
	json_decref(mutes);
	return r < 0 ? r : 1;
}

/* ---- Get ---- */

static int send_alert(
	sd_bus_message *call, const struct alert *alert, const struct reader *reader)
{
	struct alert told = *alert;
	json_t *json;
	int r;

	/* Who switched what is for those who may read everything. */
	if (!reader->all)
		told.n_changes = 0;
	json = alert_to_json(&told);
	r = send_object(call, json);
	json_decref(json);
	return r;
}

/* What several logins did belongs to none of them. */
static bool is_own(const struct alert *alert, const struct reader *reader)
{
	return alert->denial.auid == reader->uid && !alert->auid_mixed;
}

/* Others are not told whether there is such an alert. */
static int answer_get(struct daemon *daemon, sd_bus_message *call, const struct reader *reader,
	sd_bus_error *error)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = { 0 };
	const char *id;
	int r;

	r = sd_bus_message_read(call, "s", &id);
	if (r < 0)
		return r;
	r = store_get(daemon->store, id, arena, &alert);
	if (!reader->all && (r == -ENOTUNIQ || (r >= 0 && !is_own(&alert, reader))))
		r = -ENOENT;
	if (r == -ENOENT)
		return sd_bus_error_setf(
			error, BUS_ERROR_NOT_FOUND, "there is no alert with the id \"%s\"", id);
	if (r == -ENOTUNIQ)
		return sd_bus_error_setf(error, BUS_ERROR_AMBIGUOUS,
			"more than one alert has an id that begins with \"%s\"", id);
	return r < 0 ? store_failure(daemon, error) : send_alert(call, &alert, reader);
}

/* ---- Status ---- */

static int answer_status(struct daemon *daemon, sd_bus_message *call, const struct reader *reader,
	sd_bus_error *error)
{
	json_t *status = reader->all ? status_json(daemon)
				     : json_pack("{ss}", "version", AVOCET_VERSION);
	int r = send_object(call, status);

	/* Whoever has imported something asks how we are. */
	notice_others(daemon);
	json_decref(status);
	return r;
}

static int on_list(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return access_check(userdata, call, ACCESS_READ, answer_list, error);
}

static int on_get(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return access_check(userdata, call, ACCESS_READ, answer_get, error);
}

static int on_stats(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return access_check(userdata, call, ACCESS_READ, answer_stats, error);
}

static int on_mutes(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return access_check(userdata, call, ACCESS_READ, answer_mutes, error);
}

static int on_status(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return access_check(userdata, call, ACCESS_READ, answer_status, error);
}

/* ---- properties ---- */

static int get_version(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "s", AVOCET_VERSION);
}

/* For everybody, as the ids of the signals are; it says nothing of what happened to whom. */
static int get_count(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	struct daemon *daemon = userdata;
	struct store_totals totals;

	notice_others(daemon);
	if (daemon->count < 0) {
		if (store_totals(daemon->store, &totals) < 0)
			return store_failure(daemon, error);
		daemon->count = totals.alerts;
	}
	return sd_bus_message_append(reply, "t", (uint64_t)daemon->count);
}

#define METHOD(name, in, in_name, out, out_name, handler)                                  \
	SD_BUS_METHOD_WITH_NAMES(                                                          \
		name, in, in_name, out, out_name, handler, SD_BUS_VTABLE_UNPRIVILEGED)

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	METHOD("List", "a{sv}", SD_BUS_PARAM(filter), "aa{sv}", SD_BUS_PARAM(alerts), on_list),
	METHOD("Get", "s", SD_BUS_PARAM(id), "a{sv}", SD_BUS_PARAM(alert), on_get),
	METHOD("Delete", "as", SD_BUS_PARAM(ids), "", , service_delete),
	METHOD("Mute", "a{sv}", SD_BUS_PARAM(mute), "", , service_mute),
	METHOD("Unmute", "t", SD_BUS_PARAM(id), "", , service_unmute),
	METHOD("Mutes", "", , "aa{sv}", SD_BUS_PARAM(mutes), on_mutes),
	METHOD("Stats", "a{sv}", SD_BUS_PARAM(filter), "a{sv}", SD_BUS_PARAM(stats), on_stats),
	METHOD("Status", "", , "a{sv}", SD_BUS_PARAM(status), on_status),
	SD_BUS_SIGNAL_WITH_NAMES("AlertAdded", "ts", SD_BUS_PARAM(id) SD_BUS_PARAM(level), 0),
	SD_BUS_SIGNAL_WITH_NAMES("AlertChanged", "tts",
		SD_BUS_PARAM(id) SD_BUS_PARAM(count) SD_BUS_PARAM(level), 0),
	SD_BUS_SIGNAL_WITH_NAMES("AlertRemoved", "t", SD_BUS_PARAM(id), 0),
	SD_BUS_PROPERTY("Version", "s", get_version, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Count", "t", get_count, 0, 0),
	SD_BUS_VTABLE_END,
};

int service_attach(struct daemon *daemon, sd_bus *bus)
{
	return sd_bus_add_object_vtable(bus, NULL, BUS_PATH, BUS_INTERFACE, vtable, daemon);
}
