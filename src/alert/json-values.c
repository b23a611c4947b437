/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single values to JSON and back. JSON is UTF-8 and audit records are bytes: what does not fit
 * is given twice, readable and exact.
 */
#include <errno.h>
#include <nettle/base64.h>
#include <string.h>

#include "json.h"

/* Room for the name of a member and its "_bytes"; our names are short and constant. */
#define NAME_MAX_BYTES 64

static void bytes_name(char buffer[NAME_MAX_BYTES], const char *name)
{
	snprintf(buffer, NAME_MAX_BYTES, "%s_bytes", name);
}

json_t *json_from_text(const char *text)
{
	_cleanup_arena_ struct arena *arena = NULL;
	json_t *json = json_string(text);

	if (json || !text)
		return json ? json : json_null();
	arena = arena_new();
	json = json_string(text_to_utf8(arena, text, NULL));
	return json ? json : json_null();
}

void json_put_text(json_t *object, const char *name, const char *text)
{
	_cleanup_arena_ struct arena *arena = NULL;
	char exact[NAME_MAX_BYTES];

	if (!text)
		return;
	json_object_set_new(object, name, json_from_text(text));
	if (text_is_utf8(text))
		return;
	arena = arena_new();
	bytes_name(exact, name);
	json_object_set_new(
		object, exact, json_string(text_base64(arena, text, strlen(text))));
}

/* NULL when it is not base64 of a text. */
static const char *decode(const char *base64, struct arena *arena)
{
	size_t room = strlen(base64), length = BASE64_DECODE_LENGTH(room);
	uint8_t *bytes = arena_alloc(arena, length + 1);
	struct base64_decode_ctx context;

	base64_decode_init(&context);
	if (!base64_decode_update(&context, &length, bytes, room, base64))
		return NULL;
	if (!base64_decode_final(&context) || memchr(bytes, '\0', length))
		return NULL;
	bytes[length] = '\0';
	return (const char *)bytes;
}

const char *json_get_text(const json_t *object, const char *name, struct arena *arena)
{
	const char *text = json_string_value(json_object_get(object, name)), *base64, *bytes = NULL;
	char exact[NAME_MAX_BYTES];

	if (!text || !strstr(text, UTF8_REPLACEMENT)) /* all but a few */
		return arena_strdup(arena, text);
	bytes_name(exact, name);
	base64 = json_string_value(json_object_get(object, exact));
	if (base64)
		bytes = decode(base64, arena);
	return bytes ? bytes : arena_strdup(arena, text);
}

const char *json_get_name(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

json_t *json_from_list(const char *const *list)
{
	json_t *array = json_array();

	for (; list && *list; list++)
		json_array_append_new(array, json_from_text(*list));
	return array;
}

const char *const *json_to_list(const json_t *array, struct arena *arena)
{
	size_t count = json_array_size(array), kept = 0;
	const char **list = arena_alloc(arena, (count + 1) * sizeof *list);

	for (size_t i = 0; i < count; i++) {
		const char *text = json_string_value(json_array_get(array, i));
		if (text)
			list[kept++] = arena_strdup(arena, text);
	}
	return list;
}

int json_get_number(const json_t *object, const char *name, int64_t min, int64_t max, int64_t *ret)
{
	const json_t *json = json_object_get(object, name);
	json_int_t number = json_integer_value(json);

	if (!json_is_integer(json) || number < min || number > max)
		return -EINVAL;
	*ret = number;
	return 0;
}
