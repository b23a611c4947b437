/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The beginning of the HTML page: totals, a chart of days, and who was refused most. */
#include "internal.h"

#include <string.h>

struct overview {
	FILE *out;
	struct arena *arena;
};

static int64_t number(const json_t *json, const char *name)
{
	return json_integer_value(json_object_get(json, name));
}

static const char *text(const json_t *json, const char *name)
{
	const char *value = json_string_value(json_object_get(json, name));

	return value ? value : "";
}

static void write_totals(const struct overview *overview, const json_t *stats)
{
	static const char *const levels[] = { "red", "yellow", "green" };
	const json_t *by_level = json_object_get(stats, "levels");

	fputs("<p>", overview->out);
	fprintf(overview->out, _("%lld denials of %lld kinds."),
		(long long)number(stats, "denials"), (long long)number(stats, "alerts"));
	fputs("</p>\n<table>\n", overview->out);
	fprintf(overview->out,
		"<caption>%s</caption>\n<thead><tr><th scope=\"col\">%s</th><th scope=\"col\" "
		"class=\"number\">%s</th></tr></thead>\n<tbody>\n",
		_("Denials by level"), _("Level"), _("Denials"));
	for (size_t i = 0; i < ARRAY_SIZE(levels); i++)
		fprintf(overview->out,
			"<tr><th scope=\"row\"><span class=\"level %s\">%s</span></th>"
			"<td class=\"number\">%lld</td></tr>\n",
			levels[i], _(levels[i]), (long long)number(by_level, levels[i]));
	fputs("</tbody>\n</table>\n", overview->out);
}

static struct svg_day day_of(const struct overview *overview, const json_t *json)
{
	return (struct svg_day){
		.day = escape_markup(overview->arena, text(json, "day")),
		.by_level = {
			[LEVEL_GREEN] = number(json, "green"),
			[LEVEL_YELLOW] = number(json, "yellow"),
			[LEVEL_RED] = number(json, "red"),
		},
	};
}

static void write_days(const struct overview *overview, const json_t *array)
{
	size_t count = json_array_size(array);
	struct svg_day *days = arena_alloc(overview->arena, (count + 1) * sizeof *days);

	if (!count)
		return;
	for (size_t i = 0; i < count; i++)
		days[i] = day_of(overview, json_array_get(array, i));
	fprintf(overview->out, "<h2>%s</h2>\n<figure>\n", _("Denials by day"));
	svg_days(overview->out, days, count, _("Denials by day"), "days");
	fprintf(overview->out, "<figcaption>%s</figcaption>\n</figure>\n",
		_("Red at the bottom, then yellow, then green. The days are those of the zone "
		  "where this was made."));
}

/* The names of a row are one cell: "httpd_t, /usr/sbin/httpd". */
static void write_row(const struct overview *overview, const json_t *json, const char *first,
	const char *second)
{
	const char *also = second ? text(json, second) : "";

	fputs("<tr><th scope=\"row\">", overview->out);
	html_text(overview->out, overview->arena,
		*text(json, first) ? text(json, first) : _("unknown"));
	if (*also) {
		fputs(", ", overview->out);
		html_text(overview->out, overview->arena, also);
	}
	fprintf(overview->out, "</th><td class=\"number\">%lld</td></tr>\n",
		(long long)number(json, "denials"));
}

static void write_table(const struct overview *overview, const json_t *array, const char *caption,
	const char *first, const char *second)
{
	size_t count = json_array_size(array);

	if (!count)
		return;
	fprintf(overview->out,
		"<table>\n<caption>%s</caption>\n<thead><tr><th scope=\"col\">%s</th>"
		"<th scope=\"col\" class=\"number\">%s</th></tr></thead>\n<tbody>\n",
		caption, _("Name"), _("Denials"));
	for (size_t i = 0; i < count && i < 10; i++)
		write_row(overview, json_array_get(array, i), first, second);
	fputs("</tbody>\n</table>\n", overview->out);
}

void html_stats(FILE *out, const json_t *stats, struct arena *arena)
{
	const struct overview overview = { out, arena };

	fprintf(out, "<h2>%s</h2>\n", _("In short"));
	write_totals(&overview, stats);
	write_days(&overview, json_object_get(stats, "days"));
	fprintf(out, "<h2>%s</h2>\n<div class=\"tables\">\n", _("Who and what"));
	write_table(&overview, json_object_get(stats, "sources"),
		_("Programs that were refused most"), "source", "exe");
	write_table(&overview, json_object_get(stats, "targets"), _("What was wanted most"),
		"target", "class");
	write_table(&overview, json_object_get(stats, "plugins"), _("What is behind it most"),
		"plugin", NULL);
	fputs("</div>\n", out);
}
