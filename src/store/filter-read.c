/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A filter as callers give it, on the bus or on the command line: names and types as a table;
 * whatever is not in it is refused by name.
 */
#include <errno.h>
#include <stdlib.h>

#include "internal.h"

enum kind {
	TEXT,
	LEVEL,
	TIME,
	NUMBER,
	TRUTH,
	PAGE,
};

static const struct key {
	const char *name;
	enum kind kind;
	size_t offset;		/* of the member in struct store_filter */
} keys[] = {
	{ "since", TIME, offsetof(struct store_filter, since) },
	{ "until", TIME, offsetof(struct store_filter, until) },
	{ "level", LEVEL, offsetof(struct store_filter, level) },
	{ "source-type", TEXT, offsetof(struct store_filter, source_type) },
	{ "target-type", TEXT, offsetof(struct store_filter, target_type) },
	{ "class", TEXT, offsetof(struct store_filter, tclass) },
	{ "permission", TEXT, offsetof(struct store_filter, permission) },
	{ "path", TEXT, offsetof(struct store_filter, path) },
	{ "exe", TEXT, offsetof(struct store_filter, exe) },
	{ "unit", TEXT, offsetof(struct store_filter, unit) },
	{ "container", TEXT, offsetof(struct store_filter, container) },
	{ "plugin", TEXT, offsetof(struct store_filter, plugin) },
	{ "words", TEXT, offsetof(struct store_filter, words) },
	{ "permissive", TRUTH, offsetof(struct store_filter, permissive) },
	{ "all", TRUTH, offsetof(struct store_filter, muted) },
	{ "fixed", TRUTH, offsetof(struct store_filter, fixed) },
	{ "before", PAGE, offsetof(struct store_filter, before) },
	{ "id", NUMBER, offsetof(struct store_filter, id) },
	{ "after", NUMBER, offsetof(struct store_filter, after) },
	{ "limit", NUMBER, offsetof(struct store_filter, limit) },
};

static const char *const wanted[] = {
	[TEXT] = "a text",
	[LEVEL] = "red, yellow or green",
	[TIME] = "a time such as 2026-11-22, yesterday or 3d",
	[NUMBER] = "a number, 1 or more",
	[TRUTH] = "true or false",
	[PAGE] = "MS:ID, when the last one got was last seen, and its number",
};

/* Longer than any path. */
#define TEXT_MAX 4096

static const struct key *find_key(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (text_equal(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static int set_number(const json_t *value, size_t *member)
{
	if (!json_is_integer(value) || json_integer_value(value) < 1)
		return -EINVAL;
	*member = (size_t)json_integer_value(value);
	return 0;
}

/* "1795338000123:17" */
static int set_page(const char *text, struct store_page *member)
{
	struct store_page page;
	char *end;

	if (!text)
		return -EINVAL;
	errno = 0;
	page.last_seen = strtoll(text, &end, 10);
	if (errno || end == text || *end != ':')
		return -EINVAL;
	text = end + 1;
	page.id = strtoll(text, &end, 10);
	if (errno || end == text || *end || page.id < 1)
		return -EINVAL;
	*member = page;
	return 0;
}

static int set(const struct key *key, const json_t *value, struct store_filter *filter)
{
	void *member = (char *)filter + key->offset;
	const char *text = json_string_value(value);
	enum level level;

	switch (key->kind) {
	case NUMBER:
		return set_number(value, member);
	case TRUTH:
		*(int *)member = json_is_true(value) ? 1 : -1;
		return json_is_boolean(value) ? 0 : -EINVAL;
	case PAGE:
		return set_page(text, member);
	case TIME:
		return text ? time_parse(text, time_now(), member) : -EINVAL;
	case LEVEL:
		if (!text || level_from_name(text, &level) < 0)
			return -EINVAL;
		break;
	case TEXT:
		if (!text)
			return -EINVAL;
	}
	*(const char **)member = text;
	return 0;
}

int filter_read(const json_t *json, struct arena *arena, struct store_filter *ret,
	const char **ret_why)
{
	struct store_filter filter = { .auid = -1 };
	const struct key *key;
	const char *name;
	json_t *value;

	_Static_assert(sizeof filter.limit == sizeof filter.after, "both are set as NUMBER");
	json_object_foreach((json_t *)json, name, value) {
		key = find_key(name);
		if (!key) {
			*ret_why = arena_printf(arena, "there is no filter named \"%s\"", name);
			return -EINVAL;
		}
		if (json_string_length(value) > TEXT_MAX) {
			*ret_why = arena_printf(arena, "the text of \"%s\" is too long", name);
			return -EINVAL;
		}
		if (set(key, value, &filter) < 0) {
			*ret_why = arena_printf(
				arena, "the filter \"%s\" takes %s", name, wanted[key->kind]);
			return -EINVAL;
		}
	}
	*ret = filter;
	return 0;
}
