/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The body of a mail about one alert, as HTML. */
#include "mail.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Those after them seldom help, and are in `avocet show`. */
#define VERDICTS_SHOWN 3

struct page {
	FILE *out;
	struct arena *arena;
	const struct alert *alert;
};

static void element(const struct page *page, const char *name, const char *style_class, const char *text)
{
	html_element(page->out, page->arena, name, style_class, text);
}

static void take_fact(const char *name, const char *text, void *userdata)
{
	const struct page *page = userdata;

	fputs("<tr>", page->out);
	element(page, "td", "name", name);
	element(page, "td", "value", text);
	fputs("</tr>\n", page->out);
}

/* ---- what to do ---- */

static void write_commands(const struct page *page, const char *const *const *commands)
{
	for (; *commands; commands++)
		element(page, "div", "command", escape_command(page->arena, *commands));
}

/* Lines that we wrote: a newline in them is one. */
static void write_rules(const struct page *page, const struct verdict *verdict)
{
	const char *name = verdict_word(verdict, "module_name"), *rules = verdict_word(verdict, "module_cil");

	if (!name || !rules)
		return;
	element(page, "p", "text",
		arena_printf(page->arena, _("Put this into the file %s.cil, and no more:"), name));
	fprintf(page->out, "<div%s>", html_class("command"));
	while (*rules) {
		size_t length = strcspn(rules, "\n");

		html_say(page->out, page->arena, arena_strndup(page->arena, rules, length));
		rules += length + (rules[length] == '\n');
		fputs("<br>", page->out);
	}
	fputs("</div>\n", page->out);
}

static void write_fix(const struct page *page, const struct fix *fix, const struct verdict *verdict)
{
	const char *const *opens = fix_opens(page->arena, fix, page->alert, verdict);
	const char *const *const *undo = fix_undo(page->arena, fix, page->alert, verdict);

	element(page, "p", "text", fix_sentence(page->arena, fix, page->alert, verdict));
	if (fix->action == AVOCET_LOAD_MODULE)
		write_rules(page, verdict);
	write_commands(page, fix_commands(page->arena, fix, page->alert, verdict));
	if (fix->verified == VERIFIED_YES)
		element(page, "p", "faint", _("Tried against the policy: it allows the access."));
	for (; *opens; opens++)
		element(page, "p", "faint", *opens);
	if (*undo) {
		element(page, "p", "faint", _("To take it back:"));
		write_commands(page, undo);
	}
}

/* A plugin that speaks twice need not explain itself twice. */
static bool explained_before(const struct verdicts *verdicts, const struct verdict *verdict)
{
	for (const struct verdict *item = verdicts->items; item < verdict; item++)
		if (text_equal(item->plugin, verdict->plugin))
			return true;
	return false;
}

static void write_verdict(const struct page *page, const struct verdict *verdict)
{
	const struct alert *alert = page->alert;
	struct arena *arena = page->arena;

	element(page, "p", "verdict", arena_printf(arena, "%s (%s, %d %%)",
		words_sentence(arena, verdict->summary, alert, verdict), verdict->plugin, verdict->confidence));
	if (verdict->explanation && *verdict->explanation && !explained_before(&alert->verdicts, verdict))
		element(page, "p", "text", words_sentence(arena, verdict->explanation, alert, verdict));
	for (size_t i = 0; verdict->grounds && verdict->grounds[i]; i++)
		element(page, "p", "faint", arena_printf(arena, "\xe2\x80\xa2 %s",
			words_sentence(arena, verdict->grounds[i], alert, verdict)));
	for (size_t i = 0; i < verdict->n_fixes; i++)
		write_fix(page, &verdict->fixes[i], verdict);
}

static void write_verdicts(const struct page *page)
{
	const struct verdicts *verdicts = &page->alert->verdicts;

	if (verdicts->count)
		element(page, "h2", "heading", _("What is behind it, and what to do"));
	for (size_t i = 0; i < verdicts->count && i < VERDICTS_SHOWN; i++)
		write_verdict(page, &verdicts->items[i]);
}

/* ---- the whole ---- */

static void write_head(const struct page *page, enum kind kind)
{
	const char *level = level_name(page->alert->level), *again = say_again(page->arena, kind, page->alert);

	fprintf(page->out, "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" "
			   "border=\"0\"><tr><td%s>\n",
		html_class(arena_printf(page->arena, "card-%s", level)));
	element(page, "p", arena_printf(page->arena, "level-%s", level), say_level(page->alert->level));
	element(page, "h1", "title", alert_summary(page->arena, page->alert));
	if (again)
		element(page, "p", "text", again);
	fputs("</td></tr></table>\n", page->out);
}

static void write_facts(struct page *page)
{
	fputs("<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "
	      "style=\"margin-top:12px\">\n",
		page->out);
	alert_facts(page->arena, page->alert, take_fact, page);
	fputs("</table>\n", page->out);
}

const char *html_alert_mail(struct arena *arena, const struct alert *alert, enum kind kind,
	const struct chart *chart)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct page page = { out, arena, alert };

	if (!out)
		abort();
	html_begin(out, arena, alert_summary(arena, alert));
	write_head(&page, kind);
	write_facts(&page);
	chart_html(out, arena, chart);
	write_verdicts(&page);
	if (alert->id) {
		element(&page, "p", "faint", say_how(arena, message_host(arena)));
		element(&page, "div", "command", arena_printf(arena, "avocet show %" PRId64, alert->id));
	}
	html_end(out, arena);
	if (fclose(out))
		abort();
	return arena_strdup(arena, text);
}
