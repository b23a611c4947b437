/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON ↔ a{sv}. What comes from the bus may be anything that D-Bus can express: it is counted in
 * depth, and what JSON cannot hold is refused.
 */
#include <errno.h>
#include <string.h>

#include "bus.h"

/* D-Bus allows 64 containers in each other; an object of ours takes three. */
#define DEPTH_MAX 16

static int append_variant(sd_bus_message *message, const json_t *value, unsigned depth);

static int append_text(sd_bus_message *message, const json_t *value)
{
	const char *text = json_string_value(value);

	if (strlen(text) != json_string_length(value))
		return -EINVAL;
	return sd_bus_message_append(message, "v", "s", text);
}

static int append_members(sd_bus_message *message, const json_t *object, unsigned depth)
{
	const char *name;
	json_t *value;
	int r;

	r = sd_bus_message_open_container(message, 'a', "{sv}");
	if (r < 0)
		return r;
	json_object_foreach((json_t *)object, name, value) {
		if (json_is_null(value))
			continue;
		r = sd_bus_message_open_container(message, 'e', "sv");
		if (r >= 0)
			r = sd_bus_message_append(message, "s", name);
		if (r >= 0)
			r = append_variant(message, value, depth + 1);
		if (r >= 0)
			r = sd_bus_message_close_container(message);
		if (r < 0)
			return r;
	}
	return sd_bus_message_close_container(message);
}

static int append_items(sd_bus_message *message, const json_t *array, unsigned depth)
{
	json_t *value;
	size_t i;
	int r;

	r = sd_bus_message_open_container(message, 'a', "v");
	if (r < 0)
		return r;
	json_array_foreach((json_t *)array, i, value) {
		if (json_is_null(value))
			continue;
		r = append_variant(message, value, depth + 1);
		if (r < 0)
			return r;
	}
	return sd_bus_message_close_container(message);
}

static int append_container(sd_bus_message *message, const json_t *value, unsigned depth)
{
	bool object = json_is_object(value);
	int r;

	if (depth >= DEPTH_MAX)
		return -EINVAL;
	r = sd_bus_message_open_container(message, 'v', object ? "a{sv}" : "av");
	if (r >= 0)
		r = object ? append_members(message, value, depth)
			   : append_items(message, value, depth);
	return r < 0 ? r : sd_bus_message_close_container(message);
}

static int append_variant(sd_bus_message *message, const json_t *value, unsigned depth)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		return append_text(message, value);
	case JSON_INTEGER:
		return sd_bus_message_append(
			message, "v", "x", (int64_t)json_integer_value(value));
	case JSON_REAL:
		return sd_bus_message_append(message, "v", "d", json_real_value(value));
	case JSON_TRUE:
	case JSON_FALSE:
		return sd_bus_message_append(message, "v", "b", (int)json_is_true(value));
	default:
		return append_container(message, value, depth);
	}
}

int bus_append_object(sd_bus_message *message, const json_t *object)
{
	int r;

	if (!json_is_object(object))
		return -EINVAL;
	r = append_members(message, object, 0);
	return r < 0 ? r : 0;
}

static int read_value(sd_bus_message *message, unsigned depth, json_t **ret);

/* Each number type is read into the widest of its kind. */
static int read_integer(sd_bus_message *message, char type, json_t **ret)
{
	union {
		uint8_t y;
		int16_t n;
		uint16_t q;
		int32_t i;
		uint32_t u;
		int64_t x;
		uint64_t t;
	} v = { .t = 0 };
	int r = sd_bus_message_read_basic(message, type, &v);

	if (r < 0)
		return r;
	if (type == 't' && v.t > INT64_MAX)
		return -EBADMSG;
	*ret = json_integer(type == 'y' ? v.y
		: type == 'n'		? v.n
		: type == 'q'		? v.q
		: type == 'i'		? v.i
		: type == 'u'		? v.u
					: v.x);
	return 0;
}

static int read_basic(sd_bus_message *message, char type, json_t **ret)
{
	const char *text;
	double real;
	int truth, r;

	switch (type) {
	case 's':
	case 'o':
	case 'g':
		r = sd_bus_message_read_basic(message, type, &text);
		if (r >= 0)
			*ret = json_string(text);
		break;
	case 'b':
		r = sd_bus_message_read_basic(message, type, &truth);
		if (r >= 0)
			*ret = json_boolean(truth);
		break;
	case 'd':
		r = sd_bus_message_read_basic(message, type, &real);
		if (r >= 0)
			*ret = json_real(real);
		break;
	default:
		r = read_integer(message, type, ret);
	}
	if (r < 0)
		return r;
	/* Infinities and NaN have no JSON. */
	return *ret ? 0 : -EBADMSG;
}

static int read_member(sd_bus_message *message, unsigned depth, json_t *object)
{
	json_t *value = NULL;
	const char *name;
	int r;

	r = sd_bus_message_read_basic(message, 's', &name);
	if (r >= 0)
		r = read_value(message, depth, &value);
	if (r >= 0 && json_object_set_new(object, name, value) < 0)
		r = -EBADMSG;
	return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int read_members(sd_bus_message *message, const char *contents, unsigned depth, json_t *object)
{
	_cleanup_free_ char *entry = NULL;
	int r;

	if (contents[1] != 's')
		return -EBADMSG;
	entry = strndup(contents + 1, strlen(contents) - 2);
	if (!entry)
		return -ENOMEM;
	while ((r = sd_bus_message_enter_container(message, 'e', entry)) > 0) {
		r = read_member(message, depth + 1, object);
		if (r < 0)
			return r;
	}
	return r;
}

static int read_items(sd_bus_message *message, unsigned depth, json_t *array)
{
	json_t *value;
	int r;

	while ((r = sd_bus_message_at_end(message, false)) == 0) {
		r = read_value(message, depth + 1, &value);
		if (r < 0)
			return r;
		if (json_array_append_new(array, value) < 0)
			return -EBADMSG;
	}
	return r;
}

static int read_array(sd_bus_message *message, const char *contents, unsigned depth, json_t **ret)
{
	bool dictionary = contents[0] == '{';
	json_t *made;
	int r;

	r = sd_bus_message_enter_container(message, 'a', contents);
	if (r < 0)
		return r;
	made = dictionary ? json_object() : json_array();
	r = dictionary ? read_members(message, contents, depth, made)
		       : read_items(message, depth, made);
	if (r >= 0)
		r = sd_bus_message_exit_container(message);
	if (r < 0) {
		json_decref(made);
		return r;
	}
	*ret = made;
	return 0;
}

static int read_variant(sd_bus_message *message, const char *contents, unsigned depth, json_t **ret)
{
	json_t *value;
	int r;

	r = sd_bus_message_enter_container(message, 'v', contents);
	if (r < 0)
		return r;
	/* A variant in a variant is no level of JSON, but it is one of recursion. */
	r = read_value(message, contents[0] == 'v' ? depth + 1 : depth, &value);
	if (r < 0)
		return r;
	r = sd_bus_message_exit_container(message);
	if (r < 0) {
		json_decref(value);
		return r;
	}
	*ret = value;
	return 0;
}

static int read_value(sd_bus_message *message, unsigned depth, json_t **ret)
{
	_cleanup_free_ char *contents = NULL;
	const char *inner;
	json_t *value = NULL;
	char type;
	int r;

	r = sd_bus_message_peek_type(message, &type, &inner);
	if (r <= 0)
		return r < 0 ? r : -EBADMSG;
	/* What peeking gives ends with the next call. */
	contents = strdup(inner ? inner : "");
	if (!contents)
		return -ENOMEM;
	if (depth > DEPTH_MAX || (type == 'a' && depth == DEPTH_MAX))
		return -EBADMSG;
	if (type == 'v')
		return read_variant(message, contents, depth, ret);
	if (type == 'a')
		return read_array(message, contents, depth, ret);
	if (!strchr("ybnqiuxtdsog", type))
		return -EBADMSG;
	r = read_basic(message, type, &value);
	if (r >= 0)
		*ret = value;
	return r;
}

int bus_read_object(sd_bus_message *message, json_t **ret)
{
	const char *contents;
	char type;
	int r;

	r = sd_bus_message_peek_type(message, &type, &contents);
	if (r < 0)
		return r;
	if (r == 0 || type != 'a' || contents[0] != '{')
		return -EBADMSG;
	return read_value(message, 0, ret);
}
