/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be searched for: the sentence of an alert and the texts of its facts. Written when an
 * alert begins or another denial speaks for it, never for a repeat.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

static void gather(const json_t *json, const char *name, struct arena *arena, struct strings *texts)
{
	const char *key;
	json_t *item;
	size_t i;

	switch (json_typeof(json)) {
	case JSON_OBJECT:
		json_object_foreach((json_t *)json, key, item)
			gather(item, key, arena, texts);
		break;
	case JSON_ARRAY:
		json_array_foreach((json_t *)json, i, item)
			gather(item, name, arena, texts);
		break;
	case JSON_STRING:
		strings_add(texts, arena, json_string_value(json));
		break;
	case JSON_INTEGER:
		/* Of the numbers only the port is something that people search for. */
		if (text_equal(name, "port"))
			strings_add(texts, arena, arena_printf(arena, "%lld",
				(long long)json_integer_value(json)));
		break;
	default:
		break;
	}
}

/* A line each. What another line holds whole adds nothing. */
static char *join(const struct strings *texts, struct arena *arena)
{
	size_t length = 1;
	char *joined, *end;

	for (size_t i = 0; i < texts->count; i++)
		length += strlen(texts->items[i]) + 1;
	joined = end = arena_alloc(arena, length);
	for (size_t i = 0; i < texts->count; i++) {
		if (strstr(joined, texts->items[i]))
			continue;
		end = stpcpy(end, texts->items[i]);
		end = stpcpy(end, "\n");
	}
	return joined;
}

int words_write(struct store *store, struct arena *arena, int64_t id, const struct denial *denial,
	const json_t *facts)
{
	static const char sql[] = "INSERT INTO alert_words (rowid, text) VALUES (?1, ?2)";
	const struct alert alert = { .denial = *denial, .count = 1 };
	struct strings texts = { 0 };

	strings_add(&texts, arena, text_to_utf8(arena, alert_summary(arena, &alert), NULL));
	gather(facts, "", arena, &texts);
	return db_run(store, sql, "it", id, join(&texts, arena));
}

int words_drop(struct store *store, int64_t id)
{
	return db_run(store, "DELETE FROM alert_words WHERE rowid = ?1", "i", id);
}
