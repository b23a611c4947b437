/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert for a terminal, a pipe or a text mail: the sentence, why, and what to do. */
#include "render.h"

#include <stdlib.h>
#include <string.h>

#include "phrases.h"

/* Beyond this nobody reads along a line. */
#define WIDEST 100
/* Of "yellow", in a line that others read on. */
#define LEVEL_COLUMNS 6

static const char *const level_colours[] = {
	[LEVEL_GREEN] = "\033[32m",
	[LEVEL_YELLOW] = "\033[33m",
	[LEVEL_RED] = "\033[1;31m",
};

const char *level_colour(enum level level)
{
	return level_colours[level];
}

void coloured(const struct page *page, const char *colour, const char *text)
{
	if (page->style->colour)
		fprintf(page->out, "%s%s" COLOUR_END, colour, text);
	else
		fputs(text, page->out);
}

void indent(FILE *out, size_t width)
{
	fprintf(out, "%*s", (int)width, "");
}

void text_wrap(FILE *out, const char *text, unsigned width, size_t at, size_t margin)
{
	bool first = true, blank = false;

	width = width > WIDEST ? WIDEST : width;
	while (*text) {
		size_t length = text_piece(text), wide = text_columns(text, length);

		if (!first && width && at + blank + wide > width && *text != '#') {
			fputc('\n', out);
			indent(out, margin);
			at = margin;
		} else if (blank) {
			fputc(' ', out);
			at++;
		}
		fwrite(text, 1, length, out);
		at += wide;
		text += length;
		blank = *text == ' ';
		text += blank;
		first = false;
	}
	fputc('\n', out);
}

void wrap(const struct page *page, const char *text, size_t at, size_t margin)
{
	text_wrap(page->out, text, page->style->width, at, margin);
}

/* A template that is a sentence, filled in and made safe. */
static const char *tell(const struct page *page, const char *text, const struct verdict *verdict)
{
	return escape_terminal(page->arena, words_sentence(page->arena, text, page->alert, verdict));
}

static void print_command(const struct page *page, const char *const *argv, const char *mark)
{
	fprintf(page->out, "       %s", mark);
	coloured(page, COLOUR_BOLD, escape_command(page->arena, argv));
	fputc('\n', page->out);
}

static void print_undo(const struct page *page, const struct fix *fix, const struct verdict *verdict)
{
	const char *const *const *undo = fix_undo(page->arena, fix, page->alert, verdict);

	if (!*undo)
		return;
	fprintf(page->out, "       %s", _("To take it back:"));
	for (const char *separator = " "; *undo; undo++, separator = "; ")
		fprintf(page->out, "%s%s", separator, escape_command(page->arena, *undo));
	fputc('\n', page->out);
}

/* What a module says stands before the command that loads it. */
static void print_module(const struct page *page, const struct verdict *verdict)
{
	const char *name = verdict_word(verdict, "module_name"), *cil = verdict_word(verdict, "module_cil");

	if (!name || !cil)
		return;
	fprintf(page->out, "       %s\n", escape_terminal(page->arena,
		arena_printf(page->arena, _("Put this into the file %s.cil, and no more:"), name)));
	while (*cil) {
		size_t length = strcspn(cil, "\n");
		const char *line = arena_strndup(page->arena, cil, length);

		fprintf(page->out, "         %s\n", escape_terminal(page->arena, line));
		cil += length + (cil[length] == '\n');
	}
}

static void print_opens(const struct page *page, const struct fix *fix, const struct verdict *verdict)
{
	const char *const *text = fix_opens(page->arena, fix, page->alert, verdict);

	for (; *text; text++) {
		fputs("       ", page->out);
		wrap(page, escape_terminal(page->arena, *text), 7, 7);
	}
}

const char *fix_sentence(struct arena *arena, const struct fix *fix, const struct alert *alert,
	const struct verdict *verdict)
{
	if (fix->when)
		return joint_frame(arena, _("If %s, then %s."), words_fill(arena, fix->when, alert, verdict),
			words_fill(arena, fix->then, alert, verdict));
	return arena_printf(arena, "%s.", words_sentence(arena, fix->then, alert, verdict));
}

static void print_fix(const struct page *page, const struct fix *fix, const struct verdict *verdict)
{
	const char *const *const *commands = fix_commands(page->arena, fix, page->alert, verdict);
	const char *text = fix_sentence(page->arena, fix, page->alert, verdict);

	fputs("     ", page->out);
	wrap(page, escape_terminal(page->arena, text), 5, 5);
	if (fix->action == AVOCET_LOAD_MODULE)
		print_module(page, verdict);
	for (size_t i = 0; commands[i]; i++)
		print_command(page, commands[i], "# ");
	if (fix->verified == VERIFIED_YES)
		fprintf(page->out, "       %s\n", _("Tried against the policy: it allows the access."));
	print_opens(page, fix, verdict);
	print_undo(page, fix, verdict);
}

static void print_grounds(const struct page *page, const struct verdict *verdict)
{
	for (size_t i = 0; verdict->grounds && verdict->grounds[i]; i++) {
		fputs("     - ", page->out);
		wrap(page, tell(page, verdict->grounds[i], verdict), 7, 7);
	}
}

/* A plugin that speaks twice need not explain itself twice. */
static bool explained_before(const struct verdicts *verdicts, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(verdicts->items[i].plugin, verdicts->items[index].plugin) == 0)
			return true;
	return false;
}

static void print_verdict(const struct page *page, size_t index)
{
	const struct verdicts *verdicts = &page->alert->verdicts;
	const struct verdict *verdict = &verdicts->items[index];
	const char *head = arena_printf(page->arena, "%s (%s, %d %%)", tell(page, verdict->summary, verdict),
		escape_terminal(page->arena, verdict->plugin), verdict->confidence);

	fprintf(page->out, "\n  %zu. ", index + 1);
	wrap(page, head, 5, 5);
	if (verdict->explanation && *verdict->explanation && !explained_before(verdicts, index)) {
		fputs("     ", page->out);
		wrap(page, tell(page, verdict->explanation, verdict), 5, 5);
	}
	print_grounds(page, verdict);
	for (size_t i = 0; i < verdict->n_fixes; i++)
		print_fix(page, &verdict->fixes[i], verdict);
}

/* 0x1D stands between a record and its interpretation; on paper a blank does. */
static void print_records(const struct page *page)
{
	const char *const *records = page->alert->denial.records;

	fprintf(page->out, "\n  %s\n", _("Records:"));
	for (size_t i = 0; records && records[i]; i++) {
		char *line = arena_strdup(page->arena, records[i]);

		for (char *c = line; (c = strchr(c, '\x1d'));)
			*c = ' ';
		fprintf(page->out, "  %s\n", escape_terminal(page->arena, line));
	}
}

static void print_head(const struct page *page)
{
	const struct alert *alert = page->alert;
	size_t at = 0;

	if (alert->id) {
		const char *number = arena_printf(page->arena, _("Alert %lld "), (long long)alert->id);

		coloured(page, COLOUR_BOLD, number);
		at = text_columns(number, strlen(number));
	}
	if (!alert->pending) {
		const char *level = arena_printf(page->arena, alert->id ? "(%s)" : "%s",
			level_word(alert->level));
		/* TRANSLATORS: between "Alert 5 (red)" and what happened. */
		const char *colon = _(": ");

		coloured(page, level_colours[alert->level], level);
		fputs(colon, page->out);
		at += text_columns(level, strlen(level)) + text_columns(colon, strlen(colon));
	}
	wrap(page, escape_terminal(page->arena, alert_summary(page->arena, alert)), at, 2);
}

/* The column where the texts of rows begin, so that every name fits. */
static size_t fact_margin(void)
{
	static const char *const names[] = {
		N_("Access"), N_("Before"), N_("By day"), N_("Container"), N_("Damage"), N_("Earlier"),
		N_("Fixed"), N_("Host"), N_("Login"), N_("Muted"), N_("Others"), N_("Package"), N_("Path"),
		N_("Program"), N_("Rule"), N_("Seen"), N_("Target"), N_("Traffic"), N_("Unit"), N_("Why"),
	};
	size_t width = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t columns = text_columns(_(names[i]), strlen(_(names[i])));

		width = columns > width ? columns : width;
	}
	return 2 + width + 1;
}

static void print_row(const char *name, const char *text, void *userdata)
{
	const struct page *page = userdata;
	const size_t margin = fact_margin();

	fputs("  ", page->out);
	coloured(page, COLOUR_FAINT, name);
	indent(page->out, margin - 2 - text_columns(name, strlen(name)));
	wrap(page, escape_terminal(page->arena, text), margin, margin);
}

static void print_facts(struct page *page)
{
	const char *spark = alert_spark(page->arena, page->alert, page->style->ascii);

	alert_facts(page->arena, page->alert, print_row, page);
	if (spark)
		print_row(_("By day"), spark, page);
}

void alert_print(FILE *out, const struct alert *alert, const struct text_style *style)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct page page = { out, style, alert, arena };

	print_head(&page);
	print_facts(&page);
	for (size_t i = 0; i < alert->verdicts.count; i++)
		print_verdict(&page, i);
	if (!alert->pending && !alert->verdicts.count)
		fprintf(out, "\n  %s\n", text_equal(alert->reason, "allowed") && !alert->denial.ioctlcmd
			? _("Nothing needs to be done while the policy allows it.")
			: _("No good fix is known."));
	if (style->records)
		print_records(&page);
}

void alert_print_line(FILE *out, const struct alert *alert, const struct text_style *style)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct page page = { out, style, alert, arena };
	const char *state = alert->mute ? _("muted") : alert->pending ? _("new")
		: alert->fixed_since > 0 ? _("fixed") : level_word(alert->level);
	size_t columns = text_columns(state, strlen(state));

	if (alert->id)
		fprintf(out, "%5lld  %s  ", (long long)alert->id, time_local(arena, alert->last_seen));
	fprintf(out, "%6lld  ", (long long)alert->count);
	coloured(&page, level_colours[alert->level], state);
	indent(out, columns < LEVEL_COLUMNS ? LEVEL_COLUMNS - columns : 0);
	fprintf(out, "  %s\n", escape_terminal(arena, alert_summary(arena, alert)));
}
