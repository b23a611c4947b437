/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A notification: a title and a few lines. It holds little, so what is long is cut in its middle,
 * where paths have the least to say; and what is left is escaped once, for Pango markup.
 */
#include "alert.h"

#include <string.h>

#include "phrases.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define VALUE_MAX 120	 /* bytes of one value: a path, a name, a context */
#define TITLE_MAX 80	 /* bytes of the title */
#define SENTENCE_MAX 280 /* bytes of one sentence of the body, as it goes out */

typedef char *(*escape_fn)(struct arena *arena, const char *text);

/* Of valid UTF-8: is this byte inside a character, not its first? */
static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* At most max bytes: the beginning, an ellipsis, and twice as much of the end. */
static const char *cut_middle(struct arena *arena, const char *text, size_t max)
{
	char *whole = text_to_utf8(arena, text, NULL);
	size_t length = strlen(whole), head, tail;

	if (length <= max)
		return whole;
	head = (max - strlen(ELLIPSIS)) / 3;
	tail = length - (max - strlen(ELLIPSIS) - head);
	while (head && is_continuation(whole[head]))
		head--;
	while (is_continuation(whole[tail]))
		tail++;
	return arena_printf(arena, "%.*s" ELLIPSIS "%s", (int)head, whole, whole + tail);
}

/* Escaping makes text longer: cut as much as is needed for the result to hold max bytes, and
 * never through an escape. */
static const char *fit(struct arena *arena, const char *text, size_t max, escape_fn escape)
{
	for (size_t room = max; room > strlen(ELLIPSIS); room -= room / 8 + 1) {
		const char *escaped = escape(arena, cut_middle(arena, text, room));

		if (strlen(escaped) <= max)
			return escaped;
	}
	return ELLIPSIS;
}

static const char *shorten(struct arena *arena, const char *value)
{
	return value ? cut_middle(arena, value, VALUE_MAX) : NULL;
}

static struct denial short_denial(struct arena *arena, const struct denial *denial)
{
	struct denial copy = *denial;

	for (size_t i = 0; i < DENIAL_TEXTS; i++) {
		const char **text = (const char **)((char *)&copy + denial_texts[i]);

		*text = shorten(arena, *text);
	}
	return copy;
}

static struct verdict short_verdict(struct arena *arena, const struct verdict *verdict)
{
	struct word *words = arena_alloc(arena, (verdict->n_words + 1) * sizeof *words);
	struct verdict copy = *verdict;

	for (size_t i = 0; i < verdict->n_words; i++) {
		words[i].name = verdict->words[i].name;
		words[i].value = shorten(arena, verdict->words[i].value);
	}
	copy.words = words;
	return copy;
}

/* What to do first, in words; NULL when nothing is known. */
static const char *advice(struct arena *arena, const struct alert *alert)
{
	const struct fix *fix;
	struct verdict verdict;
	const char *then;

	if (!alert->verdicts.count || !alert->verdicts.items[0].n_fixes)
		return NULL;
	verdict = short_verdict(arena, &alert->verdicts.items[0]);
	fix = &verdict.fixes[0];
	if (!fix->then)
		return NULL;
	then = words_fill(arena, fix->then, alert, &verdict);
	if (!fix->when)
		return then;
	return joint_frame(arena, _("If %s, then %s."), words_fill(arena, fix->when, alert, &verdict), then);
}

static const char *body(struct arena *arena, const struct alert *alert, escape_fn escape)
{
	struct alert copy = *alert;
	const char *sentence, *todo;

	copy.denial = short_denial(arena, &alert->denial);
	sentence = fit(arena, alert_summary(arena, &copy), SENTENCE_MAX, escape);
	todo = advice(arena, &copy);
	if (!todo)
		return sentence;
	return arena_printf(arena, "%s\n%s", sentence, fit(arena, todo, SENTENCE_MAX, escape));
}

const char *alert_markup_title(struct arena *arena, const struct alert *alert)
{
	const char *who = words_value(arena, "source", alert, NULL);
	const char *title;

	who = who ? who : _("a program");
	switch (alert->denial.outcome) {
	case OUTCOME_PERMITTED:
		title = arena_printf(arena, _("SELinux would have stopped %s"), who);
		break;
	case OUTCOME_GRANTED:
		title = arena_printf(arena, _("SELinux took note of %s"), who);
		break;
	default:
		title = arena_printf(arena, _("SELinux stopped %s"), who);
	}
	return fit(arena, title, TITLE_MAX, escape_terminal);
}

const char *alert_plain_body(struct arena *arena, const struct alert *alert)
{
	return body(arena, alert, escape_terminal);
}

const char *alert_markup_body(struct arena *arena, const struct alert *alert)
{
	return body(arena, alert, escape_markup);
}
