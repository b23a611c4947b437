/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alerts as a table for people: number, when, how often, level, sentence, in columns that fit the
 * terminal; an incident under a line of its own. On a narrow terminal each alert takes a few lines.
 */
#include "table.h"

#include <stdlib.h>
#include <string.h>

/* Narrower than this, sentences get lines of their own. */
#define SENTENCE_MIN 30
#define GAP "  "

struct cell {
	const char *text;
	size_t columns;
};

static struct cell cell(const char *text)
{
	return (struct cell){ text, text_columns(text, strlen(text)) };
}

static void pad(FILE *out, size_t columns, size_t width)
{
	for (; columns < width; columns++)
		fputc(' ', out);
}

static void left(FILE *out, struct cell cell, size_t width)
{
	fputs(cell.text, out);
	pad(out, cell.columns, width);
}

static void right(FILE *out, struct cell cell, size_t width)
{
	pad(out, cell.columns, width);
	fputs(cell.text, out);
}

/* What is being explained has no level yet, and what is fixed needs none. */
static void coloured_level(const struct table *table, const char *instead, enum level level,
	size_t width)
{
	struct cell text = cell(instead ? instead : level_word(level));

	if (table->style->colour)
		fputs(instead ? COLOUR_FAINT : level_colour(level), table->out);
	fputs(text.text, table->out);
	if (table->style->colour)
		fputs(COLOUR_END, table->out);
	pad(table->out, text.columns, width);
}

static const char *instead_of_level(const struct incident_part *part)
{
	return part->muted ? _("muted") : part->pending ? _("new") : part->fixed ? _("fixed") : NULL;
}

static const char *when(const struct table *table, int64_t ms)
{
	return table->dates ? time_local(table->arena, ms)
			    : when_relative(table->arena, ms, table->now);
}

static const char *number(const struct table *table, int64_t value)
{
	return arena_printf(table->arena, "%lld", (long long)value);
}

/* "4 kinds of denials within 8 seconds" */
static const char *head_text(const struct table *table, const struct incident *incident)
{
	int64_t seconds = (incident->span + 999) / 1000;
	const char *who = incident->who ? incident->who : _("one cause");
	const char *what =
		arena_printf(table->arena, _("%s: %zu kinds of denials"), who, incident->n_parts);

	if (seconds < 1)
		return arena_printf(table->arena, _("%s at once"), what);
	return arena_printf(table->arena,
		ngettext("%s within %lld second", "%s within %lld seconds", (unsigned long)seconds),
		what, (long long)seconds);
}

/* ---- widths ---- */

static size_t wider(size_t width, const char *text)
{
	size_t columns = text_columns(text, strlen(text));

	return columns > width ? columns : width;
}

static void measure(struct table *table, const struct incident *incidents, size_t count)
{
	table->id_width = wider(0, _("ID"));
	table->when_width = wider(0, _("LAST SEEN"));
	table->count_width = wider(0, _("COUNT"));
	table->level_width = wider(0, _("LEVEL"));
	for (int level = LEVEL_GREEN; level <= LEVEL_RED; level++)
		table->level_width = wider(table->level_width, level_word(level));
	for (size_t i = 0; i < count; i++) {
		table->when_width = wider(table->when_width, when(table, incidents[i].last_seen));
		table->count_width = wider(table->count_width, number(table, incidents[i].count));
		for (size_t p = 0; p < incidents[i].n_parts; p++)
			table->id_width =
				wider(table->id_width, number(table, incidents[i].parts[p]->id));
	}
	table->margin = table->id_width + table->when_width + table->count_width
			+ table->level_width + 4 * strlen(GAP);
}

/* ---- rows of a wide terminal ---- */

struct row {
	const char *id, *when, *count;
	enum level level;
	const char *instead; /* of the level */
	bool bold;
	const char *branch, *text;
};

static void print_row(const struct table *table, const struct row *row)
{
	size_t branch = text_columns(row->branch, strlen(row->branch));
	size_t room = table->style->width > table->margin + branch
			      ? table->style->width - table->margin - branch
			      : SENTENCE_MIN;
	const char *text = escape_terminal(table->arena, row->text);

	right(table->out, cell(row->id), table->id_width);
	fputs(GAP, table->out);
	left(table->out, cell(row->when), table->when_width);
	fputs(GAP, table->out);
	right(table->out, cell(row->count), table->count_width);
	fputs(GAP, table->out);
	coloured_level(table, row->instead, row->level, table->level_width);
	fprintf(table->out, GAP "%s%s%s%s\n", row->branch,
		row->bold && table->style->colour ? COLOUR_BOLD : "",
		text_shorten_path(table->arena, text, room, table->style->ascii),
		row->bold && table->style->colour ? COLOUR_END : "");
}

static void print_titles(const struct table *table)
{
	if (table->style->colour)
		fputs(COLOUR_FAINT, table->out);
	right(table->out, cell(_("ID")), table->id_width);
	fputs(GAP, table->out);
	left(table->out, cell(_("LAST SEEN")), table->when_width);
	fputs(GAP, table->out);
	right(table->out, cell(_("COUNT")), table->count_width);
	fputs(GAP, table->out);
	left(table->out, cell(_("LEVEL")), table->level_width);
	fprintf(table->out, GAP "%s%s\n", _("WHAT HAPPENED"),
		table->style->colour ? COLOUR_END : "");
}

static void print_part(const struct table *table, const struct incident_part *part,
	const char *branch, bool with_time)
{
	const struct row row = {
		.id = number(table, part->id),
		.when = with_time ? when(table, part->last_seen) : "",
		.count = number(table, part->count),
		.level = part->level,
		.instead = instead_of_level(part),
		.branch = branch,
		.text = part->summary,
	};

	print_row(table, &row);
}

/* "avocet show 3 4", where the condition is told under which a remedy is right. */
static const char *show_command(const struct table *table, const struct incident *incident)
{
	const char *command = "avocet show";

	for (size_t i = 0; i < incident->n_parts; i++)
		command = arena_printf(table->arena, "%s %lld", command,
			(long long)incident->parts[i]->id);
	return command;
}

/* Commands are never cut: people copy them. */
static void print_remedy(const struct table *table, const struct incident *incident, size_t margin)
{
	struct remedy remedy;
	const char *line;

	if (!incident_remedy(table->arena, incident, &remedy))
		return;
	line = arena_printf(table->arena,
		remedy.rules ? _("One module helps with all of them; see %s")
			     : _("One remedy helps with all of them; see %s:"),
		show_command(table, incident));
	pad(table->out, 0, margin);
	text_wrap(table->out, line, table->style->width, margin, margin);
	for (; !remedy.rules && *remedy.commands; remedy.commands++) {
		pad(table->out, 0, margin);
		fprintf(table->out, "# %s%s%s\n", table->style->colour ? COLOUR_BOLD : "",
			escape_command(table->arena, *remedy.commands),
			table->style->colour ? COLOUR_END : "");
	}
}

static void print_wide(const struct table *table, const struct incident *incident)
{
	const char *branch = table->style->ascii ? "|- " : "\xe2\x94\x9c ";
	const char *last = table->style->ascii ? "`- " : "\xe2\x94\x94 ";
	const struct row head = {
		.id = "",
		.when = when(table, incident->last_seen),
		.count = number(table, incident->count),
		.level = incident->level,
		.instead = incident->fixed ? _("fixed") : NULL,
		.bold = true,
		.branch = "",
		.text = incident->n_parts > 1 ? head_text(table, incident) : "",
	};

	if (incident->n_parts == 1) {
		print_part(table, incident->parts[0], "", true);
		return;
	}
	print_row(table, &head);
	for (size_t i = 0; i < incident->n_parts; i++)
		print_part(table, incident->parts[i], i + 1 < incident->n_parts ? branch : last,
			false);
	print_remedy(table, incident, table->margin + text_columns(branch, strlen(branch)));
}

/* ---- a narrow terminal ---- */

static void print_narrow_part(const struct table *table, const struct incident_part *part,
	size_t margin, bool with_time)
{
	const char *count = arena_printf(table->arena,
		ngettext("once", "%lld times", (unsigned long)part->count), (long long)part->count);

	pad(table->out, 0, margin);
	right(table->out, cell(number(table, part->id)), table->id_width);
	fputs(GAP, table->out);
	coloured_level(table, instead_of_level(part), part->level, 0);
	fprintf(table->out, GAP "%s%s%s\n", count, with_time ? GAP : "",
		with_time ? when(table, part->last_seen) : "");
	margin += table->id_width + strlen(GAP);
	pad(table->out, 0, margin);
	text_wrap(table->out, escape_terminal(table->arena, part->summary), table->style->width,
		margin, margin);
}

static void print_narrow(const struct table *table, const struct incident *incident)
{
	if (incident->n_parts == 1) {
		print_narrow_part(table, incident->parts[0], 0, true);
		return;
	}
	text_wrap(table->out,
		escape_terminal(table->arena,
			arena_printf(table->arena, "%s, %s", head_text(table, incident),
				when(table, incident->last_seen))),
		table->style->width, 0, 2);
	for (size_t i = 0; i < incident->n_parts; i++)
		print_narrow_part(table, incident->parts[i], 2, false);
	print_remedy(table, incident, 2);
}

void table_print(struct table *table, const struct incident *incidents, size_t count)
{
	measure(table, incidents, count);
	if (table->style->width < table->margin + SENTENCE_MIN) {
		for (size_t i = 0; i < count; i++)
			print_narrow(table, &incidents[i]);
		return;
	}
	print_titles(table);
	for (size_t i = 0; i < count; i++)
		print_wide(table, &incidents[i]);
}
