/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the store remembers of a single alert beside its denial and verdicts, as JSON and back. */
#include "json.h"

/* More of them than the store gives. */
#define HOURS_MAX 400
#define EARLIER_MAX 20

static void put_time(json_t *json, const char *name, int64_t ms)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	if (ms > 0)
		json_put_text(json, name, time_rfc3339(arena, ms));
}

static int64_t get_time(const json_t *json, const char *name)
{
	const char *text = json_string_value(json_object_get(json, name));
	int64_t ms = 0;

	if (text)
		time_parse(text, 0, &ms);
	return ms;
}

static int64_t get_number(const json_t *json, const char *name)
{
	int64_t number = 0;

	json_get_number(json, name, 0, INT64_MAX, &number);
	return number;
}

/* ---- to JSON ---- */

static json_t *from_hours(const struct alert *alert)
{
	json_t *array = json_array();

	for (size_t i = 0; i < alert->n_hours; i++) {
		json_t *hour = json_object();

		put_time(hour, "hour", alert->hours[i].ms);
		json_object_set_new(hour, "count", json_integer(alert->hours[i].count));
		json_array_append_new(array, hour);
	}
	return array;
}

static json_t *from_earlier(const struct alert *alert)
{
	json_t *array = json_array();

	for (size_t i = 0; i < alert->n_earlier; i++) {
		const struct alert_earlier *earlier = &alert->earlier[i];
		json_t *one = json_object();

		put_time(one, "until", earlier->until);
		json_put_text(one, "reason", earlier->reason);
		json_put_text(one, "plugin", earlier->plugin);
		json_put_text(one, "because", earlier->because);
		json_array_append_new(array, one);
	}
	return array;
}

json_t *mute_to_json(const struct alert_mute *mute)
{
	json_t *json = json_object();

	json_object_set_new(json, "id", json_integer(mute->id));
	put_time(json, "until", mute->until);
	put_time(json, "created", mute->created);
	json_put_text(json, "reason", mute->reason);
	json_put_text(json, "by", mute->by);
	json_object_set_new(json, "hidden", json_integer(mute->hidden));
	return json;
}

static json_t *from_fixed(const struct alert *alert)
{
	json_t *json = json_object();

	put_time(json, "since", alert->fixed_since);
	json_put_text(json, "because", alert->fixed_because);
	return json;
}

void json_put_memory(json_t *json, const struct alert *alert)
{
	bool single = alert->n_hours > 0;

	if (single) {
		json_object_set_new(json, "hours", from_hours(alert));
		json_object_set_new(json, "earlier", from_earlier(alert));
	}
	if (single || alert->mute)
		json_object_set_new(json, "muted",
			alert->mute ? mute_to_json(alert->mute) : json_null());
	if (single || alert->fixed_since)
		json_object_set_new(json, "fixed",
			alert->fixed_since ? from_fixed(alert) : json_null());
}

/* ---- and back ---- */

static void get_hours(const json_t *array, struct arena *arena, struct alert *alert)
{
	size_t count = json_array_size(array);
	struct alert_hour *hours;

	if (count > HOURS_MAX)
		count = HOURS_MAX;
	hours = arena_alloc(arena, (count + 1) * sizeof *hours);
	for (size_t i = 0; i < count; i++) {
		const json_t *hour = json_array_get(array, i);

		hours[alert->n_hours].ms = get_time(hour, "hour");
		hours[alert->n_hours].count = get_number(hour, "count");
		alert->n_hours += hours[alert->n_hours].ms > 0;
	}
	alert->hours = hours;
}

static void get_earlier(const json_t *array, struct arena *arena, struct alert *alert)
{
	size_t count = json_array_size(array);
	struct alert_earlier *earlier;

	if (count > EARLIER_MAX)
		count = EARLIER_MAX;
	earlier = arena_alloc(arena, (count + 1) * sizeof *earlier);
	for (size_t i = 0; i < count; i++) {
		const json_t *one = json_array_get(array, i);

		earlier[i].until = get_time(one, "until");
		earlier[i].reason = json_get_text(one, "reason", arena);
		earlier[i].plugin = json_get_text(one, "plugin", arena);
		earlier[i].because = json_get_text(one, "because", arena);
	}
	alert->earlier = earlier;
	alert->n_earlier = count;
}

static const struct alert_mute *get_mute(const json_t *json, struct arena *arena)
{
	struct alert_mute *mute;

	if (!json_is_object(json))
		return NULL;
	mute = arena_alloc(arena, sizeof *mute);
	mute->id = get_number(json, "id");
	mute->until = get_time(json, "until");
	mute->created = get_time(json, "created");
	mute->hidden = get_number(json, "hidden");
	mute->reason = json_get_text(json, "reason", arena);
	mute->by = json_get_text(json, "by", arena);
	return mute;
}

void json_get_memory(const json_t *json, struct arena *arena, struct alert *alert)
{
	const json_t *fixed = json_object_get(json, "fixed");

	get_hours(json_object_get(json, "hours"), arena, alert);
	get_earlier(json_object_get(json, "earlier"), arena, alert);
	alert->mute = get_mute(json_object_get(json, "muted"), arena);
	alert->fixed_since = get_time(fixed, "since");
	alert->fixed_because = json_get_text(fixed, "because", arena);
}
