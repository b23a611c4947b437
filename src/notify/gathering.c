/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several alerts in one bubble: "14 new denials by httpd", "23 new denials by httpd, named and 3
 * others". The first of the worst has its say below.
 */
#include "news.h"

#include <stdlib.h>
#include <string.h>

#define NAME_COLUMNS 24

void gathering_begin(struct gathering *gathering)
{
	*gathering = (struct gathering){ .arena = arena_new() };
}

void gathering_end(struct gathering *gathering)
{
	arena_free(gathering->arena);
	free(gathering->sources);
	free(gathering->ids);
	*gathering = (struct gathering){ 0 };
}

static void *grow(void *items, size_t size, size_t count, size_t *room)
{
	if (count < *room)
		return items;
	*room = *room ? 2 * *room : 16;
	items = realloc(items, *room * size);
	if (!items)
		abort();
	return items;
}

static struct gathered_source *source_for(struct gathering *gathering, const char *source,
	const char *name)
{
	struct gathered_source *last;

	for (size_t i = 0; i < gathering->n_sources; i++)
		if (text_equal(gathering->sources[i].source, source))
			return &gathering->sources[i];
	gathering->sources = grow(gathering->sources, sizeof *gathering->sources,
		gathering->n_sources, &gathering->sources_room);
	last = &gathering->sources[gathering->n_sources++];
	*last = (struct gathered_source){ .source = arena_strdup(gathering->arena, source),
		.name = arena_strdup(gathering->arena, name) };
	return last;
}

static void add_id(struct gathering *gathering, int64_t id)
{
	gathering->ids = grow(
		gathering->ids, sizeof *gathering->ids, gathering->alerts, &gathering->ids_room);
	gathering->ids[gathering->alerts++] = id;
}

void gathering_add(struct gathering *gathering, const struct news_item *item)
{
	source_for(gathering, item->source, item->name)->alerts++;
	if (!gathering->alerts || item->level > gathering->level) {
		gathering->level = item->level;
		gathering->speaks = item->id;
	}
	add_id(gathering, item->id);
}

void gathering_speak(struct gathering *gathering, const struct alert *alert)
{
	gathering->title = alert_markup_title(gathering->arena, alert);
	gathering->markup = alert_markup_body(gathering->arena, alert);
	gathering->plain = alert_plain_body(gathering->arena, alert);
}

void gathering_merge(struct gathering *into, const struct gathering *from)
{
	for (size_t i = 0; i < from->n_sources; i++)
		source_for(into, from->sources[i].source, from->sources[i].name)->alerts +=
			from->sources[i].alerts;
	if (!into->alerts || from->level >= into->level) {
		into->level = from->level;
		into->speaks = from->speaks;
		into->title = arena_strdup(into->arena, from->title);
		into->markup = arena_strdup(into->arena, from->markup);
		into->plain = arena_strdup(into->arena, from->plain);
	}
	for (size_t i = 0; i < from->alerts; i++)
		add_id(into, from->ids[i]);
}

/* The one with the most alerts, or the one after it. */
static const struct gathered_source *most(const struct gathering *gathering,
	const struct gathered_source *after)
{
	const struct gathered_source *best = NULL;

	for (size_t i = 0; i < gathering->n_sources; i++) {
		const struct gathered_source *source = &gathering->sources[i];

		if (source != after && (!best || source->alerts > best->alerts))
			best = source;
	}
	return best;
}

static const char *name_of(struct arena *arena, const struct gathered_source *source)
{
	const char *name = source->name && *source->name ? source->name : _("a program");

	return text_shorten(arena, escape_terminal(arena, name), NAME_COLUMNS, false);
}

const char *gathering_title(struct arena *arena, const struct gathering *gathering)
{
	const struct gathered_source *first = most(gathering, NULL), *second = most(gathering, first);
	unsigned others = gathering->n_sources > 2 ? (unsigned)gathering->n_sources - 2 : 0;
	const char *count = label_count(arena, (unsigned)gathering->alerts);

	if (gathering->alerts == 1 && gathering->title)
		return gathering->title;
	if (!first)
		return count;
	/* TRANSLATORS: "3 new denials", and who was denied something. */
	if (!second)
		return arena_printf(arena, _("%s by %s"), count, name_of(arena, first));
	if (!others)
		return arena_printf(arena, _("%s by %s and %s"), count, name_of(arena, first),
			name_of(arena, second));
	return arena_printf(arena,
		ngettext("%s by %s, %s and %u other", "%s by %s, %s and %u others", others), count,
		name_of(arena, first), name_of(arena, second), others);
}

const char *gathering_body(struct arena *arena, const struct gathering *gathering, bool markup)
{
	const char *text = markup ? gathering->markup : gathering->plain;
	unsigned more = (unsigned)gathering->alerts - 1;

	if (gathering->alerts < 2)
		return text ? text : "";
	return arena_printf(arena, ngettext("%s\n… and %u more", "%s\n… and %u more", more),
		text ? text : "", more);
}
