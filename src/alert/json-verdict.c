/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verdicts as JSON and back: as the store keeps them, words here and the plugin's texts there,
 * and as readers get them, rendered with the templates beside.
 */
#include <errno.h>
#include <limits.h>

#include "json.h"

/* ---- to JSON ---- */

static json_t *words_to_json(const struct verdict *verdict)
{
	json_t *words = json_object();

	for (size_t i = 0; i < verdict->n_words; i++) {
		const struct word *word = &verdict->words[i];
		json_object_set_new(words, word->name, json_from_text(word->value));
	}
	return words;
}

/* Words that UTF-8 cannot hold go into commands: they must come back exactly. */
static json_t *inexact_words_to_json(const struct verdict *verdict)
{
	json_t *words = json_object();

	for (size_t i = 0; i < verdict->n_words; i++) {
		const struct word *word = &verdict->words[i];
		if (word->value && !text_is_utf8(word->value))
			json_put_text(words, word->name, word->value);
	}
	return words;
}

static void put_words(json_t *json, const struct verdict *verdict)
{
	json_t *inexact = inexact_words_to_json(verdict);

	json_object_set_new(json, "words", words_to_json(verdict));
	if (json_object_size(inexact) > 0)
		json_object_set(json, "inexact_words", inexact);
	json_decref(inexact);
}

static json_t *fix_texts(const char *when, const char *then, enum avocet_action action)
{
	json_t *json = json_object();

	json_put_text(json, "when", when);
	json_put_text(json, "then", then);
	json_object_set_new(json, "action", json_string(action_name(action)));
	return json;
}

static json_t *fix_number(const struct fix *fix)
{
	json_t *json = json_object();

	json_object_set_new(json, "number", json_integer(fix->number));
	json_object_set_new(json, "verified", json_string(verified_name(fix->verified)));
	return json;
}

json_t *verdict_to_json(const struct verdict *verdict)
{
	json_t *json = json_object(), *fixes = json_array();

	json_put_text(json, "plugin", verdict->plugin);
	json_object_set_new(json, "confidence", json_integer(verdict->confidence));
	json_object_set_new(json, "grounds", json_from_list(verdict->grounds));
	json_object_set_new(json, "risk", json_string(risk_name(verdict->risk)));
	put_words(json, verdict);
	for (size_t i = 0; i < verdict->n_fixes; i++)
		json_array_append_new(fixes, fix_number(&verdict->fixes[i]));
	json_object_set_new(json, "fixes", fixes);
	return json;
}

json_t *plugin_texts_to_json(const struct avocet_plugin *plugin)
{
	json_t *json = json_object(), *fixes = json_array();

	json_put_text(json, "summary", plugin->summary);
	json_put_text(json, "explanation", plugin->explanation);
	for (const struct avocet_fix *fix = plugin->fixes; fix && fix->then; fix++)
		json_array_append_new(fixes, fix_texts(fix->when, fix->then, fix->action));
	json_object_set_new(json, "fixes", fixes);
	return json;
}

/* ---- to JSON, for readers ---- */

static json_t *filled(struct arena *arena, const char *text, const struct alert *alert,
	const struct verdict *verdict)
{
	return text ? json_from_text(words_fill(arena, text, alert, verdict)) : json_null();
}

/* What begins a line of its own. */
static json_t *sentence(struct arena *arena, const char *text, const struct alert *alert,
	const struct verdict *verdict)
{
	return text ? json_from_text(words_sentence(arena, text, alert, verdict)) : json_null();
}

static json_t *commands_to_json(const char *const *const *commands)
{
	json_t *json = json_array();

	for (; commands && *commands; commands++)
		json_array_append_new(json, json_from_list(*commands));
	return json;
}

static json_t *rendered_fix(struct arena *arena, const struct fix *fix, const struct alert *alert,
	const struct verdict *verdict)
{
	json_t *json = json_object();

	json_object_set_new(json, "when", filled(arena, fix->when, alert, verdict));
	json_object_set_new(json, "then", filled(arena, fix->then, alert, verdict));
	json_object_set_new(json, "action", json_string(action_name(fix->action)));
	json_object_set_new(json, "verified", json_string(verified_name(fix->verified)));
	json_object_set_new(
		json, "commands", commands_to_json(fix_commands(arena, fix, alert, verdict)));
	json_object_set_new(json, "undo", commands_to_json(fix_undo(arena, fix, alert, verdict)));
	json_put_text(json, "preview", fix_preview(arena, fix, alert, verdict));
	json_object_set_new(json, "opens", json_from_list(fix_opens(arena, fix, alert, verdict)));
	json_object_set_new(json, "number", json_integer(fix->number));
	return json;
}

static json_t *templates(const struct verdict *verdict)
{
	json_t *json = json_object(), *fixes = json_array();

	json_put_text(json, "summary", verdict->summary);
	json_put_text(json, "explanation", verdict->explanation);
	json_object_set_new(json, "grounds", json_from_list(verdict->grounds));
	for (size_t i = 0; i < verdict->n_fixes; i++) {
		const struct fix *fix = &verdict->fixes[i];
		json_array_append_new(fixes, fix_texts(fix->when, fix->then, fix->action));
	}
	json_object_set_new(json, "fixes", fixes);
	return json;
}

json_t *json_from_verdict(const struct alert *alert, const struct verdict *verdict)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *json = json_object(), *grounds = json_array(), *fixes = json_array();

	json_put_text(json, "plugin", verdict->plugin);
	json_object_set_new(json, "confidence", json_integer(verdict->confidence));
	for (const char *const *g = verdict->grounds; g && *g; g++)
		json_array_append_new(grounds, sentence(arena, *g, alert, verdict));
	json_object_set_new(json, "grounds", grounds);
	json_object_set_new(json, "risk", json_string(risk_name(verdict->risk)));
	json_object_set_new(json, "summary", sentence(arena, verdict->summary, alert, verdict));
	json_object_set_new(
		json, "explanation", sentence(arena, verdict->explanation, alert, verdict));
	for (size_t i = 0; i < verdict->n_fixes; i++)
		json_array_append_new(
			fixes, rendered_fix(arena, &verdict->fixes[i], alert, verdict));
	json_object_set_new(json, "fixes", fixes);
	put_words(json, verdict);
	json_object_set_new(json, "texts", templates(verdict));
	return json;
}

/* ---- from JSON ---- */

static void get_words(const json_t *json, struct arena *arena, struct verdict *verdict)
{
	json_t *words = json_object_get(json, "words"), *value;
	const json_t *inexact = json_object_get(json, "inexact_words");
	struct word *list = arena_alloc(arena, (json_object_size(words) + 1) * sizeof *list);
	const char *name;

	verdict->words = list;
	verdict->n_words = 0;
	json_object_foreach(words, name, value) {
		const char *exact = json_get_text(inexact, name, arena);
		if (!json_is_string(value))
			continue;
		list[verdict->n_words++] = (struct word){
			.name = arena_strdup(arena, name),
			.value = exact ? exact : arena_strdup(arena, json_string_value(value)),
		};
	}
}

static int get_fix(const json_t *json, const json_t *texts, struct arena *arena, struct fix *ret)
{
	struct fix fix = { 0 };
	int64_t number;

	if (json_get_number(json, "number", 0, INT_MAX, &number) < 0)
		return -EINVAL;
	fix.number = number;
	fix.when = json_get_text(texts, "when", arena);
	fix.then = json_get_text(texts, "then", arena);
	if (!fix.then)
		return -EINVAL;
	if (action_from_name(json_get_name(texts, "action"), &fix.action) < 0)
		return -EINVAL;
	verified_from_name(json_get_name(json, "verified"), &fix.verified);
	*ret = fix;
	return 0;
}

/* A plugin's texts hold all its fixes and are looked up by number; an alert's only those of the
 * verdict, in the same order. */
static void get_fixes(const json_t *fixes, const json_t *texts, bool by_number,
	struct arena *arena, struct verdict *verdict)
{
	size_t count = json_array_size(fixes);
	struct fix *list = arena_alloc(arena, (count + 1) * sizeof *list);

	verdict->fixes = list;
	verdict->n_fixes = 0;
	for (size_t i = 0; i < count; i++) {
		const json_t *fix = json_array_get(fixes, i);
		int64_t number = i;

		if (by_number && json_get_number(fix, "number", 0, INT_MAX, &number) < 0)
			continue;
		if (get_fix(fix, json_array_get(texts, number), arena, list) == 0) {
			verdict->n_fixes++;
			list++;
		}
	}
}

static int get_verdict(const json_t *json, const json_t *texts, const json_t *grounds,
	bool by_number, struct arena *arena, struct verdict *ret)
{
	struct verdict verdict = { 0 };
	int64_t confidence;

	verdict.plugin = json_get_text(json, "plugin", arena);
	verdict.summary = json_get_text(texts, "summary", arena);
	verdict.explanation = json_get_text(texts, "explanation", arena);
	if (!verdict.plugin || !verdict.summary)
		return -EINVAL;
	if (json_get_number(json, "confidence", 1, 100, &confidence) < 0)
		return -EINVAL;
	if (risk_from_name(json_get_name(json, "risk"), &verdict.risk) < 0)
		return -EINVAL;
	verdict.confidence = confidence;
	if (!verdict.explanation)
		verdict.explanation = "";
	verdict.grounds = json_to_list(grounds, arena);
	get_words(json, arena, &verdict);
	get_fixes(json_object_get(json, "fixes"), json_object_get(texts, "fixes"), by_number, arena,
		&verdict);
	*ret = verdict;
	return 0;
}

int verdict_from_json(const json_t *verdict, const json_t *texts, struct arena *arena,
	struct verdict *ret)
{
	return get_verdict(verdict, texts, json_object_get(verdict, "grounds"), true, arena, ret);
}

int json_to_verdict(const json_t *json, struct arena *arena, struct verdict *ret)
{
	const json_t *texts = json_object_get(json, "texts");

	return get_verdict(json, texts, json_object_get(texts, "grounds"), false, arena, ret);
}
