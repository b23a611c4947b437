/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Denials by day as an SVG inside of HTML, for eyes and, in words, for ears. */
#include "report.h"

#include <string.h>

/* In units of the drawing, which is scaled to the page. */
#define WIDTH 720.0
#define HEIGHT 140.0
#define LEFT 44.0 /* of the numbers */
#define BOTTOM 26.0 /* of the days */
#define TOP 8.0
#define BAR_MAX 24.0

struct drawing {
	FILE *out;
	const struct svg_day *days;
	size_t count;
	int64_t most;
	double step, bar, scale;
};

static int64_t total(const struct svg_day *day)
{
	return day->by_level[LEVEL_GREEN] + day->by_level[LEVEL_YELLOW] + day->by_level[LEVEL_RED];
}

static void write_words(const struct drawing *drawing, const char *title, const char *id)
{
	const struct svg_day *busiest = &drawing->days[0];
	int64_t sum = 0;

	for (size_t i = 0; i < drawing->count; i++) {
		sum += total(&drawing->days[i]);
		if (total(&drawing->days[i]) > total(busiest))
			busiest = &drawing->days[i];
	}
	fprintf(drawing->out, "<title id=\"%s-title\">%s</title>\n<desc id=\"%s-words\">", id,
		title, id);
	fprintf(drawing->out,
		_("From %s to %s: %lld denials in %zu days, most of them (%lld) on %s."),
		drawing->days[0].day, drawing->days[drawing->count - 1].day, (long long)sum,
		drawing->count, (long long)total(busiest), busiest->day);
	fputs("</desc>\n", drawing->out);
}

static double write_part(const struct drawing *drawing, double x, double y, enum level level,
	int64_t value)
{
	double height = (double)value * drawing->scale;

	if (value <= 0)
		return y;
	if (height < 1)
		height = 1;
	fprintf(drawing->out,
		"<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
		level_name(level), x, y - height, drawing->bar, height);
	return y - height;
}

/* The worst at the bottom, where it is compared best. */
static void write_day(const struct drawing *drawing, size_t index)
{
	static const enum level order[] = { LEVEL_RED, LEVEL_YELLOW, LEVEL_GREEN };
	const struct svg_day *day = &drawing->days[index];
	double x = LEFT + ((double)index + 0.5) * drawing->step - drawing->bar / 2,
	       y = HEIGHT - BOTTOM;

	if (!total(day))
		return;
	fprintf(drawing->out, "<g><title>%s: %lld</title>", day->day, (long long)total(day));
	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		y = write_part(drawing, x, y, order[i], day->by_level[order[i]]);
	fputs("</g>\n", drawing->out);
}

static void write_axes(const struct drawing *drawing)
{
	double floor = HEIGHT - BOTTOM;

	fprintf(drawing->out, "<path class=\"axis\" fill=\"none\" d=\"M%.1f %.1fV%.1fH%.1f\"/>\n",
		LEFT - 4, TOP, floor, WIDTH);
	fprintf(drawing->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%lld</text>\n",
		LEFT - 8, TOP + 8, (long long)drawing->most);
	fprintf(drawing->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">0</text>\n",
		LEFT - 8, floor);
	fprintf(drawing->out, "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", LEFT, HEIGHT - 5,
		drawing->days[0].day);
	if (drawing->count > 1)
		fprintf(drawing->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
			WIDTH, HEIGHT - 5, drawing->days[drawing->count - 1].day);
}

void svg_days(FILE *out, const struct svg_day *days, size_t count, const char *title,
	const char *id)
{
	struct drawing drawing = { .out = out, .days = days, .count = count, .most = 1 };

	if (!count)
		return;
	for (size_t i = 0; i < count; i++)
		if (total(&days[i]) > drawing.most)
			drawing.most = total(&days[i]);
	drawing.step = (WIDTH - LEFT) / (double)count;
	drawing.bar = drawing.step * 0.8 > BAR_MAX ? BAR_MAX : drawing.step * 0.8;
	drawing.scale = (HEIGHT - BOTTOM - TOP) / (double)drawing.most;
	fprintf(out,
		"<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-labelledby=\"%s-title "
		"%s-words\">\n",
		WIDTH, HEIGHT, id, id);
	write_words(&drawing, title, id);
	write_axes(&drawing);
	for (size_t i = 0; i < count; i++)
		write_day(&drawing, i);
	fputs("</svg>\n", out);
}
