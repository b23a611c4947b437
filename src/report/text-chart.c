/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Charts of characters: columns of blocks for days and hours, lines of them for names. */
#include "report.h"

#include <string.h>

#define HEIGHT 6 /* lines of the columns */
#define EIGHTHS 8
#define COLUMN_MAX 3 /* columns of the terminal that a value takes */
#define LABEL_MAX 40
#define BAR_MAX 40
#define USUAL_WIDTH 80 /* where nobody says */

static const char *const up[EIGHTHS + 1] = { " ", "\xe2\x96\x81", "\xe2\x96\x82", "\xe2\x96\x83",
	"\xe2\x96\x84", "\xe2\x96\x85", "\xe2\x96\x86", "\xe2\x96\x87", "\xe2\x96\x88" };
static const char *const ascii_up[EIGHTHS + 1] = { " ", ".", ".", ":", ":", "|", "|", "#", "#" };
static const char *const along[EIGHTHS + 1] = { "", "\xe2\x96\x8f", "\xe2\x96\x8e", "\xe2\x96\x8d",
	"\xe2\x96\x8c", "\xe2\x96\x8b", "\xe2\x96\x8a", "\xe2\x96\x89", "\xe2\x96\x88" };

static size_t width_of(const struct text_style *style)
{
	return style->width ? style->width : USUAL_WIDTH;
}

static int64_t greatest(const struct bar *bars, size_t count)
{
	int64_t most = 1;

	for (size_t i = 0; i < count; i++)
		if (bars[i].value > most)
			most = bars[i].value;
	return most;
}

/* How many eighths of so many cells the value fills: none for none, else at least one. */
static size_t eighths(int64_t value, int64_t most, size_t cells)
{
	size_t filled = (size_t)((double)value / (double)most * (double)(cells * EIGHTHS) + 0.5);

	return value > 0 && !filled ? 1 : filled;
}

static size_t part_of(size_t filled, size_t below)
{
	if (filled <= below)
		return 0;
	return filled - below > EIGHTHS ? EIGHTHS : filled - below;
}

struct columns {
	FILE *out;
	const struct bar *bars;
	size_t count, each; /* columns of the terminal for one value, a gap included */
	int64_t most;
	size_t axis; /* the width of the numbers */
	const char *const *blocks;
	bool ascii;
};

static void write_line(const struct columns *columns, size_t line)
{
	const char *label = line == HEIGHT - 1 ? "" : NULL;
	const char *wall = columns->ascii ? "|" : "\xe2\x94\x82";

	if (label)
		fprintf(columns->out, "  %*lld %s", (int)columns->axis, (long long)columns->most,
			wall);
	else
		fprintf(columns->out, "  %*s %s", (int)columns->axis, "", wall);
	for (size_t i = 0; i < columns->count; i++) {
		size_t filled = part_of(eighths(columns->bars[i].value, columns->most, HEIGHT),
			line * EIGHTHS);

		for (size_t cell = 0; cell < columns->each; cell++)
			fputs(columns->each > 1 && cell + 1 == columns->each
					? " "
					: columns->blocks[filled],
				columns->out);
	}
	fputc('\n', columns->out);
}

static void write_floor(const struct columns *columns)
{
	const char *first = columns->bars[0].label, *last = columns->bars[columns->count - 1].label;
	size_t width = columns->count * columns->each, taken;

	fprintf(columns->out, "  %*d %s", (int)columns->axis, 0,
		columns->ascii ? "+" : "\xe2\x94\x94");
	for (size_t i = 0; i < width; i++)
		fputs(columns->ascii ? "-" : "\xe2\x94\x80", columns->out);
	fprintf(columns->out, "\n  %*s  %s", (int)columns->axis, "", first);
	taken = strlen(first) + strlen(last);
	if (columns->count > 1)
		fprintf(columns->out, "%*s%s", (int)(taken + 1 < width ? width - taken : 1), "",
			last);
	fputc('\n', columns->out);
}

void chart_columns(FILE *out, const struct bar *bars, size_t count, const struct text_style *style)
{
	struct columns columns = { .out = out,
		.ascii = style->ascii,
		.blocks = style->ascii ? ascii_up : up };
	char number[24];
	size_t room;

	if (!count)
		return;
	columns.most = greatest(bars, count);
	columns.axis = (size_t)snprintf(number, sizeof number, "%lld", (long long)columns.most);
	room = width_of(style) - columns.axis - 5;
	columns.count = count > room ? room : count; /* the last ones */
	columns.bars = bars + (count - columns.count);
	columns.each = room / columns.count > COLUMN_MAX ? COLUMN_MAX : room / columns.count;
	for (size_t line = HEIGHT; line-- > 0;)
		write_line(&columns, line);
	write_floor(&columns);
}

static void write_bar(FILE *out, size_t filled, bool ascii)
{
	for (; filled >= EIGHTHS; filled -= EIGHTHS)
		fputs(ascii ? "#" : along[EIGHTHS], out);
	fputs(ascii ? (filled ? "#" : "") : along[filled], out);
}

void chart_rows(FILE *out, const struct bar *bars, size_t count, const struct text_style *style)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	int64_t most = greatest(bars, count);
	size_t label_width = 0, room = width_of(style), number_width;

	for (size_t i = 0; i < count; i++) {
		const char *label = escape_terminal(arena, bars[i].label);
		size_t wide = text_columns(label, strlen(label));

		label_width = wide > label_width ? wide : label_width;
	}
	label_width = label_width > LABEL_MAX ? LABEL_MAX : label_width;
	label_width = label_width > room / 2 ? room / 2 : label_width;
	number_width = strlen(arena_printf(arena, "%lld", (long long)most));
	room = room > label_width + number_width + 7 ? room - label_width - number_width - 6 : 1;
	for (size_t i = 0; i < count; i++) {
		const char *label = text_shorten(arena, escape_terminal(arena, bars[i].label),
			label_width, style->ascii);

		fprintf(out, "  %s%*s  %*lld  ", label,
			(int)(label_width - text_columns(label, strlen(label))), "",
			(int)number_width, (long long)bars[i].value);
		write_bar(out, eighths(bars[i].value, most, room > BAR_MAX ? BAR_MAX : room),
			style->ascii);
		fputc('\n', out);
	}
}
