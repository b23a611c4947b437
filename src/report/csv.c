/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CSV by RFC 4180, for spreadsheets. Whatever a spreadsheet would take for a formula begins with an
 * apostrophe, and control characters are written out: paths are chosen by those who are refused.
 */
#include "internal.h"

#include <string.h>

static const char *const titles[] = {
	"id",
	"uuid",
	"first_seen",
	"last_seen",
	"count",
	"level",
	"outcome",
	"summary",
	"reason",
	"host",
	"program",
	"command",
	"source_type",
	"unit",
	"container",
	"target_type",
	"class",
	"permissions",
	"path",
	"port",
	"protocol",
	"plugin",
	"confidence",
	"advice",
	"commands",
};

static void put(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static bool is_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text);
}

static const char *safe(struct arena *arena, const char *text)
{
	if (!text)
		return "";
	return arena_printf(arena, "%s%s", is_formula(text) ? "'" : "",
		escape_terminal(arena, text));
}

static const char *number(struct arena *arena, int64_t value)
{
	return value < 0 ? "" : arena_printf(arena, "%lld", (long long)value);
}

static const char *moment(struct arena *arena, int64_t ms)
{
	return ms > 0 ? time_rfc3339(arena, ms) : "";
}

static const char *joined(struct arena *arena, const char *const *words)
{
	const char *text = "";

	for (size_t i = 0; words && words[i]; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " " : "", words[i]);
	return text;
}

static const char *commands(struct arena *arena, const struct remedy *remedy)
{
	const char *text = "";

	for (size_t i = 0; remedy->commands && remedy->commands[i]; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? "; " : "",
			escape_command(arena, remedy->commands[i]));
	return text;
}

static void write_row(FILE *out, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			fputc(',', out);
		put(out, cells[i]);
	}
	fputs("\r\n", out);
}

static void begin(struct report *report)
{
	write_row(report->out, titles, ARRAY_SIZE(titles));
}

static void write_alert(struct report *report, const struct alert *alert, struct arena *arena)
{
	const struct denial *denial = &alert->denial;
	const struct verdict *best = alert->verdicts.count ? alert->verdicts.items : NULL;
	struct remedy remedy;
	const char *cells[ARRAY_SIZE(titles)];

	remedy_of(arena, alert, &remedy);
	memcpy(cells,
		((const char *const[ARRAY_SIZE(titles)]){
			alert->id ? number(arena, alert->id) : "",
			safe(arena, alert->uuid),
			moment(arena, alert->first_seen),
			moment(arena, alert->last_seen),
			number(arena, alert->count),
			alert->pending ? "" : level_name(alert->level),
			outcome_name(denial->outcome),
			safe(arena, alert_summary(arena, alert)),
			safe(arena, alert->reason),
			safe(arena, alert->host),
			safe(arena, denial->exe),
			safe(arena, denial->comm),
			safe(arena, denial->source.type),
			safe(arena, denial->unit),
			safe(arena, denial->container),
			safe(arena, denial->target.type),
			safe(arena, denial->tclass),
			safe(arena, joined(arena, denial->permissions)),
			safe(arena, denial->path),
			number(arena, denial->port),
			safe(arena, denial->protocol),
			safe(arena, best ? best->plugin : NULL),
			best ? number(arena, best->confidence) : "",
			safe(arena,
				best ? words_sentence(arena, best->summary, alert, best) : NULL),
			safe(arena, commands(arena, &remedy)),
		}),
		sizeof cells);
	write_row(report->out, cells, ARRAY_SIZE(cells));
}

static void end(struct report *report)
{
}

const struct report_writer report_csv = { .begin = begin, .alert = write_alert, .end = end };
