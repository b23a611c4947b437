/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert as an article of the HTML page: the sentence, the facts, what to do, the records. */
#include "internal.h"

#include <string.h>

#define DAYS_MAX 60

struct article {
	FILE *out;
	struct arena *arena;
	const struct alert *alert;
};

static void say(const struct article *article, const char *text)
{
	html_text(article->out, article->arena, text);
}

static void element(const struct article *article, const char *name, const char *text)
{
	fprintf(article->out, "<%s>", name);
	say(article, text);
	fprintf(article->out, "</%s>\n", name);
}

static void take_fact(const char *name, const char *text, void *userdata)
{
	const struct article *article = userdata;

	element(article, "dt", *name ? name : "\xc2\xa0");
	element(article, "dd", text);
}

static void write_grounds(const struct article *article, const struct verdict *verdict)
{
	if (!verdict->grounds || !verdict->grounds[0])
		return;
	fputs("<ul>\n", article->out);
	for (size_t i = 0; verdict->grounds[i]; i++)
		element(article, "li",
			words_sentence(article->arena, verdict->grounds[i], article->alert,
				verdict));
	fputs("</ul>\n", article->out);
}

static void write_commands(const struct article *article, const char *const *const *commands)
{
	if (!*commands)
		return;
	fputs("<pre><code>", article->out);
	for (size_t i = 0; commands[i]; i++) {
		if (i)
			fputc('\n', article->out);
		say(article, escape_command(article->arena, commands[i]));
	}
	fputs("</code></pre>\n", article->out);
}

/* Lines that we wrote: a newline in them is one. */
static void write_rules(const struct article *article, const struct verdict *verdict)
{
	const char *name = verdict_word(verdict, "module_name"),
		   *rules = verdict_word(verdict, "module_cil");

	if (!name || !rules)
		return;
	element(article, "p",
		arena_printf(article->arena, _("Put this into the file %s.cil, and no more:"),
			name));
	fputs("<pre><code>", article->out);
	while (*rules) {
		size_t length = strcspn(rules, "\n");

		say(article, arena_strndup(article->arena, rules, length));
		rules += length + (rules[length] == '\n');
		if (*rules)
			fputc('\n', article->out);
	}
	fputs("</code></pre>\n", article->out);
}

static void write_undo(const struct article *article, const struct fix *fix,
	const struct verdict *verdict)
{
	const char *const *const *undo = fix_undo(article->arena, fix, article->alert, verdict);

	if (!*undo)
		return;
	fprintf(article->out, "<p class=\"faint\">%s</p>\n", _("To take it back:"));
	write_commands(article, undo);
}

static void write_fix(const struct article *article, const struct fix *fix,
	const struct verdict *verdict)
{
	const char *const *opens = fix_opens(article->arena, fix, article->alert, verdict);

	element(article, "p", fix_sentence(article->arena, fix, article->alert, verdict));
	if (fix->action == AVOCET_LOAD_MODULE)
		write_rules(article, verdict);
	write_commands(article, fix_commands(article->arena, fix, article->alert, verdict));
	if (fix->verified == VERIFIED_YES)
		element(article, "p", _("Tried against the policy: it allows the access."));
	for (; *opens; opens++)
		element(article, "p", *opens);
	write_undo(article, fix, verdict);
}

static void write_verdict(const struct article *article, const struct verdict *verdict)
{
	fputs("<li>\n<p><strong>", article->out);
	say(article, words_sentence(article->arena, verdict->summary, article->alert, verdict));
	fputs("</strong> <span class=\"faint\">(", article->out);
	say(article, verdict->plugin);
	fprintf(article->out, ", %d %%)</span></p>\n", verdict->confidence);
	if (verdict->explanation && *verdict->explanation)
		element(article, "p",
			words_sentence(article->arena, verdict->explanation, article->alert,
				verdict));
	write_grounds(article, verdict);
	for (size_t i = 0; i < verdict->n_fixes; i++)
		write_fix(article, &verdict->fixes[i], verdict);
	fputs("</li>\n", article->out);
}

static void write_verdicts(const struct article *article)
{
	const struct verdicts *verdicts = &article->alert->verdicts;

	if (!verdicts->count)
		return;
	fprintf(article->out, "<h4>%s</h4>\n<ol>\n", _("What is behind it, and what to do"));
	for (size_t i = 0; i < verdicts->count; i++)
		write_verdict(article, &verdicts->items[i]);
	fputs("</ol>\n", article->out);
}

static void write_records(const struct article *article)
{
	const char *const *records = article->alert->denial.records;

	if (!records || !records[0])
		return;
	fprintf(article->out, "<details>\n<summary>%s</summary>\n<pre>", _("Records"));
	for (size_t i = 0; records[i]; i++) {
		char *line = arena_strdup(article->arena, records[i]);

		for (char *c = line; (c = strchr(c, '\x1d'));)
			*c = ' '; /* between a record and its interpretation */
		fprintf(article->out, "%s", i ? "\n" : "");
		say(article, line);
	}
	fputs("</pre>\n</details>\n", article->out);
}

static void write_days(const struct article *article)
{
	const struct alert *alert = article->alert;
	struct alert_day *counted;
	size_t count = alert_days(article->arena, alert, DAYS_MAX, &counted);
	struct svg_day *days = arena_alloc(article->arena, (count + 1) * sizeof *days);

	if (count < 2)
		return;
	for (size_t i = 0; i < count; i++) {
		days[i].day = counted[i].day;
		days[i].by_level[alert->level] = counted[i].count;
	}
	fputs("<figure>\n", article->out);
	svg_days(article->out, days, count, _("Denials by day"),
		arena_printf(article->arena, "days-%lld", (long long)alert->id));
	fprintf(article->out, "<figcaption>%s</figcaption>\n</figure>\n", _("Denials by day"));
}

static void write_heading(const struct article *article)
{
	static const char *const meanings[] = {
		[LEVEL_GREEN] = N_("green: a label or a setting is off"),
		[LEVEL_YELLOW] = N_("yellow: somebody should look at it"),
		[LEVEL_RED] = N_("red: possibly an attack"),
	};
	const struct alert *alert = article->alert;

	fprintf(article->out, "<article class=\"%s\">\n<h3>",
		alert->pending ? "new" : level_name(alert->level));
	if (!alert->pending)
		fprintf(article->out, "<span class=\"level %s\">%s</span>",
			level_name(alert->level), _(meanings[alert->level]));
	if (alert->id)
		fprintf(article->out, "%lld. ", (long long)alert->id);
	say(article, alert_summary(article->arena, alert));
	fputs("</h3>\n", article->out);
}

void html_alert(FILE *out, const struct alert *alert, struct arena *arena)
{
	struct article article = { out, arena, alert };

	write_heading(&article);
	fputs("<dl>\n", out);
	alert_facts(arena, alert, take_fact, &article);
	fputs("</dl>\n", out);
	write_days(&article);
	write_verdicts(&article);
	write_records(&article);
	fputs("</article>\n", out);
}
