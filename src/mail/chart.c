/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A period in columns. In HTML a table whose cells are coloured, with height and colour as attributes: of all
 * ways to draw it is the one that mail programs really show. They remove SVG and scripts (Gmail, Outlook),
 * do not load images unasked, and some (Outlook on Windows) know neither flex boxes nor heights of a div.
 */
#include "client.h"
#include "mail.h"

#include <string.h>
#include <time.h>

#define HOURS 24
#define DAYS 7
#define ALERT_DAYS 14
#define HEIGHT 64 /* pixels of the highest column */

static int64_t total(const struct column *column)
{
	return column->by_level[LEVEL_GREEN] + column->by_level[LEVEL_YELLOW] + column->by_level[LEVEL_RED];
}

static int64_t greatest(const struct chart *chart)
{
	int64_t most = 0;

	for (size_t i = 0; i < chart->count; i++)
		if (total(&chart->columns[i]) > most)
			most = total(&chart->columns[i]);
	return most;
}

static bool is_empty(const struct chart *chart)
{
	return greatest(chart) == 0;
}

/* ---- which columns ---- */

/* Parts of "2026-11-22 09:00:00". */
static const char *day_of(struct arena *arena, int64_t ms)
{
	return arena_printf(arena, "%.10s", time_local(arena, ms));
}

static const char *hour_of(struct arena *arena, int64_t ms)
{
	const char *text = time_local(arena, ms);

	return strlen(text) > 13 ? arena_printf(arena, "%.2s:00", text + 11) : "";
}

static void begin(struct arena *arena, struct chart *chart, const char *title, size_t count)
{
	*chart = (struct chart){ title, arena_alloc(arena, count * sizeof *chart->columns), count };
	for (size_t i = 0; i < count; i++)
		chart->columns[i].label = "";
}

/* So many hours, the present one last; every sixth has its name. */
static void begin_hours(struct arena *arena, struct chart *chart, int64_t now)
{
	begin(arena, chart, _("Denials by hour"), HOURS);
	chart->plain = true;
	for (size_t i = 0; i < HOURS; i++) {
		chart->columns[i].label = hour_of(arena, now - (int64_t)(HOURS - 1 - i) * HOUR_MS);
		chart->columns[i].marked = i % 6 == 0;
	}
}

static void take_hours(struct chart *chart, const json_t *stats, int64_t now)
{
	const json_t *hours = json_object_get(stats, "hours");
	time_t seconds = (time_t)(now / SECOND_MS);
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return;
	for (size_t i = 0; i < HOURS; i++) {
		size_t hour = ((size_t)tm.tm_hour + 1 + i) % HOURS;

		chart->columns[i].by_level[LEVEL_YELLOW] = json_integer_value(json_array_get(hours, hour));
	}
}

static int64_t number(const json_t *json, const char *name)
{
	int64_t value = json_integer_value(json_object_get(json, name));

	return value < 0 ? 0 : value;
}

static void take_day(struct column *column, const json_t *day)
{
	column->by_level[LEVEL_RED] = number(day, "red");
	column->by_level[LEVEL_YELLOW] = number(day, "yellow");
	column->by_level[LEVEL_GREEN] = number(day, "green");
}

static void take_days(struct arena *arena, struct chart *chart, const json_t *stats, int64_t now)
{
	const json_t *days = json_object_get(stats, "days"), *day;
	size_t index;

	begin(arena, chart, _("Denials by day"), DAYS);
	for (size_t i = 0; i < DAYS; i++) {
		const char *name = day_of(arena, now - (int64_t)(DAYS - 1 - i) * DAY_MS);

		chart->columns[i].label = name + strlen("2026-");
		chart->columns[i].marked = true;
		json_array_foreach(days, index, day)
			if (text_equal(json_string_value(json_object_get(day, "day")), name))
				take_day(&chart->columns[i], day);
	}
}

int chart_of_period(struct client *client, struct arena *arena, const struct recipient *recipient, int64_t now,
	struct chart *ret)
{
	bool weekly = recipient->schedule == SCHEDULE_WEEKLY;
	int64_t since = now - now % HOUR_MS - (weekly ? DAYS * DAY_MS : (HOURS - 1) * HOUR_MS);
	json_t *filter, *stats = NULL;
	int error = filter_read(recipient->filter, &filter);

	if (error < 0)
		return error;
	json_object_set_new(filter, "since", json_string(time_rfc3339(arena, since)));
	error = client_stats(client, filter, &stats);
	json_decref(filter);
	if (error < 0)
		return error;
	if (weekly) {
		take_days(arena, ret, stats, now);
	} else {
		begin_hours(arena, ret, now);
		take_hours(ret, stats, now);
	}
	json_decref(stats);
	if (is_empty(ret))
		ret->count = 0;
	return 0;
}

static void alert_hours(struct arena *arena, const struct alert *alert, int64_t now, struct chart *ret)
{
	begin_hours(arena, ret, now);
	ret->plain = false;
	for (size_t i = 0; i < alert->n_hours; i++) {
		int64_t age = now / HOUR_MS - alert->hours[i].ms / HOUR_MS;

		if (age >= 0 && age < HOURS && alert->hours[i].count > 0)
			ret->columns[HOURS - 1 - age].by_level[alert->level] += alert->hours[i].count;
	}
}

void chart_of_alert(struct arena *arena, const struct alert *alert, int64_t now, struct chart *ret)
{
	struct alert_day *days;
	size_t count = alert_days(arena, alert, ALERT_DAYS, &days);

	*ret = (struct chart){ 0 };
	if (count > 1) {
		begin(arena, ret, _("Denials by day"), count);
		for (size_t i = 0; i < count; i++) {
			ret->columns[i].label = days[i].day + strlen("2026-");
			ret->columns[i].marked = i == 0 || i == count / 2;
			ret->columns[i].by_level[alert->level] = days[i].count;
		}
	} else if (alert->count > 1) {
		alert_hours(arena, alert, now, ret);
	}
	if (is_empty(ret))
		ret->count = 0;
}

/* ---- drawn ---- */

void chart_text(FILE *out, struct arena *arena, const struct chart *chart)
{
	const struct text_style style = { .width = MAIL_WIDTH };
	struct bar *bars = arena_alloc(arena, (chart->count + 1) * sizeof *bars);

	if (!chart->count)
		return;
	for (size_t i = 0; i < chart->count; i++)
		bars[i] = (struct bar){ chart->columns[i].label, total(&chart->columns[i]) };
	fprintf(out, "\n%s\n", arena_printf(arena, _("%s:"), chart->title));
	chart_columns(out, bars, chart->count, &style);
}

/* For those who cannot see it. */
static const char *words_of(struct arena *arena, const struct chart *chart)
{
	int64_t sum = 0;

	for (size_t i = 0; i < chart->count; i++)
		sum += total(&chart->columns[i]);
	return arena_printf(arena, _("%s: %lld in all, at most %lld."), chart->title, (long long)sum,
		(long long)greatest(chart));
}

/* What is there is seen: at least three pixels. */
static int pixels(int64_t value, int64_t most)
{
	int height = (int)((double)value / (double)most * HEIGHT + 0.5);

	return value > 0 && height < 3 ? 3 : height;
}

static void draw_column(FILE *out, struct arena *arena, const struct column *column, const struct chart *chart,
	int64_t most)
{
	fprintf(out, "<td valign=\"bottom\" height=\"%d\" style=\"height:%dpx;padding:0 1px\">"
		     "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">",
		HEIGHT, HEIGHT);
	for (int level = LEVEL_RED; level >= LEVEL_GREEN; level--) {
		int height = pixels(column->by_level[level], most);
		const char *look = chart->plain ? "plain" : level_name((enum level)level);

		if (height)
			fprintf(out, "<tr><td height=\"%d\"%s></td></tr>\n", height,
				html_class(arena_printf(arena, "bar-%s", look)));
	}
	/* The line that columns stand on. */
	fprintf(out, "<tr><td height=\"1\"%s></td></tr></table></td>\n", html_class("axis"));
}

static void draw_labels(FILE *out, struct arena *arena, const struct chart *chart)
{
	fputs("<tr>", out);
	for (size_t i = 0, width; i < chart->count; i += width) {
		width = 1;
		while (i + width < chart->count && !chart->columns[i + width].marked)
			width++;
		fprintf(out, "<td colspan=\"%zu\" align=\"left\"%s>", width, html_class("label"));
		html_say(out, arena, chart->columns[i].label);
		fputs("</td>\n", out);
	}
	fputs("</tr>", out);
}

void chart_html(FILE *out, struct arena *arena, const struct chart *chart)
{
	int64_t most = greatest(chart);

	if (!chart->count)
		return;
	fprintf(out, "<p%s>", html_class("faint"));
	html_say(out, arena, arena_printf(arena, _("%s: %lld at most"), chart->title, (long long)most));
	fputs("</p>\n<table role=\"img\" aria-label=\"", out);
	html_say(out, arena, words_of(arena, chart));
	fputs("\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "
	      "style=\"table-layout:fixed;width:100%\"><tr>\n",
		out);
	for (size_t i = 0; i < chart->count; i++)
		draw_column(out, arena, &chart->columns[i], chart, most);
	fputs("</tr>\n", out);
	draw_labels(out, arena, chart);
	fputs("</table>\n", out);
}
