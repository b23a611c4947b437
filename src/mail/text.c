/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The body of a mail as plain text. */
#include "mail.h"

#include <inttypes.h>
#include <stdlib.h>

static FILE *begin(char **text, size_t *size)
{
	FILE *out = open_memstream(text, size);

	if (!out)
		abort();
	return out;
}

static const char *end(struct arena *arena, FILE *out, char **text)
{
	if (fclose(out))
		abort();
	return arena_strdup(arena, *text);
}

const char *text_alert(struct arena *arena, const struct alert *alert, enum kind kind)
{
	const struct text_style style = { .width = MAIL_WIDTH };
	const char *again = say_again(arena, kind, alert);
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *out = begin(&text, &size);

	if (again) {
		text_wrap(out, again, MAIL_WIDTH, 0, 0);
		fputc('\n', out);
	}
	alert_print(out, alert, &style);
	if (alert->id) {
		fputc('\n', out);
		text_wrap(out, escape_terminal(arena, say_how(arena, message_host(arena))), MAIL_WIDTH, 0, 0);
		fprintf(out, "  avocet show %" PRId64 "\n", alert->id);
	}
	return end(arena, out, &text);
}

static void print_item(FILE *out, struct arena *arena, const struct item *item)
{
	const char *line = arena_printf(arena, "%6" PRId64 "  %s", item->id, header_tame(arena, item->summary));

	text_wrap(out, line, MAIL_WIDTH, 0, 8);
	fprintf(out, "        %s%s%s\n", item->level == LEVEL_RED ? say_level(LEVEL_RED) : "",
		item->level == LEVEL_RED ? "; " : "", say_item(arena, item));
}

static void print_kind(FILE *out, struct arena *arena, const struct news *news, enum kind kind)
{
	size_t shown = 0;

	if (!news->by_kind[kind])
		return;
	fprintf(out, "\n%s\n\n", say_kind(kind));
	for (size_t i = 0; i < news->told && shown < LIST_LINES; i++) {
		if (news->items[i].kind != kind)
			continue;
		print_item(out, arena, &news->items[i]);
		shown++;
	}
	if (news->by_kind[kind] > shown)
		fprintf(out, "        %s\n", say_more(arena, news->by_kind[kind] - shown));
}

const char *text_list(struct arena *arena, const struct news *news, const struct chart *chart)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *out = begin(&text, &size);

	fprintf(out, "%s.\n%s\n", say_counts(arena, news), say_period(arena, news));
	chart_text(out, arena, chart);
	for (enum kind kind = 0; kind < KINDS; kind++)
		print_kind(out, arena, news, kind);
	fputc('\n', out);
	text_wrap(out, escape_terminal(arena, say_how(arena, message_host(arena))), MAIL_WIDTH, 0, 0);
	fprintf(out, "  avocet show %" PRId64 "\n  avocet list --since \"%.16s\"\n", news->items[0].id,
		time_local(arena, news->from));
	return end(arena, out, &text);
}
