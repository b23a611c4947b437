/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The body of a mail about many alerts, as HTML. */
#include "mail.h"

#include <inttypes.h>
#include <stdlib.h>

static void write_item(FILE *out, struct arena *arena, const struct item *item)
{
	fprintf(out, "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" "
		     "border=\"0\" style=\"margin-bottom:8px\"><tr><td%s>\n",
		html_class(arena_printf(arena, "card-%s", level_name(item->level))));
	if (item->level == LEVEL_RED)
		html_element(out, arena, "p", "level-red", say_level(LEVEL_RED));
	html_element(out, arena, "p", "text", header_tame(arena, item->summary));
	html_element(out, arena, "p", "faint", arena_printf(arena, _("alert %lld; %s"), (long long)item->id,
		say_item(arena, item)));
	fputs("</td></tr></table>\n", out);
}

static void write_kind(FILE *out, struct arena *arena, const struct news *news, enum kind kind)
{
	size_t shown = 0;

	if (!news->by_kind[kind])
		return;
	html_element(out, arena, "h2", "heading", say_kind(kind));
	for (size_t i = 0; i < news->told && shown < LIST_LINES; i++) {
		if (news->items[i].kind != kind)
			continue;
		write_item(out, arena, &news->items[i]);
		shown++;
	}
	if (news->by_kind[kind] > shown)
		html_element(out, arena, "p", "faint", say_more(arena, news->by_kind[kind] - shown));
}

const char *html_list(struct arena *arena, const struct news *news, const struct chart *chart)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	html_begin(out, arena, say_counts(arena, news));
	html_element(out, arena, "h1", "title", say_counts(arena, news));
	html_element(out, arena, "p", "faint", say_period(arena, news));
	chart_html(out, arena, chart);
	for (enum kind kind = 0; kind < KINDS; kind++)
		write_kind(out, arena, news, kind);
	html_element(out, arena, "p", "faint", say_how(arena, message_host(arena)));
	html_element(out, arena, "div", "command", arena_printf(arena, "avocet show %" PRId64,
		news->items[0].id));
	html_element(out, arena, "div", "command", arena_printf(arena, "avocet list --since \"%.16s\"",
		time_local(arena, news->from)));
	html_end(out, arena);
	if (fclose(out))
		abort();
	return arena_strdup(arena, text);
}

const char *html_paragraphs(struct arena *arena, const char *title, const char *const *paragraphs)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	html_begin(out, arena, title);
	html_element(out, arena, "h1", "title", title);
	for (; *paragraphs; paragraphs++)
		html_element(out, arena, "p", "text", *paragraphs);
	html_end(out, arena);
	if (fclose(out))
		abort();
	return arena_strdup(arena, text);
}
