/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert in every form that people and programs get; each has its promises. */
#include "show.h"

#define TITLE_MAX 80
#define BODY_MAX 600

static void show_text(const struct alert *alert, const struct text_style *style)
{
	_cleanup_free_ char *text = NULL, *line = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	alert_print(out, alert, style);
	fclose(out);
	REQUIRE(strlen(text) == size && fuzz_is_harmless(text, true));
	out = open_memstream(&line, &size);
	alert_print_line(out, alert, style);
	fclose(out);
	REQUIRE(size && strchr(line, '\n') == line + size - 1 && fuzz_is_harmless(line, true));
}

static void show_markup(const struct alert *alert)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *title = alert_markup_title(arena, alert);
	const char *body = alert_markup_body(arena, alert);
	const char *plain = alert_plain_body(arena, alert);

	REQUIRE(strlen(title) <= TITLE_MAX && fuzz_is_harmless(title, false));
	REQUIRE(strlen(body) <= BODY_MAX && fuzz_is_harmless(body, true));
	REQUIRE(strlen(plain) <= BODY_MAX && fuzz_is_harmless(plain, true));
}

/* What a reader makes of the JSON, said once more; the caller owns it. */
static json_t *read_and_say(const json_t *json)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert read = { 0 };

	REQUIRE(alert_from_json(json, arena, &read) == 0);
	return alert_to_json(&read);
}

/* Bytes that are no UTF-8 may be lost on the first way, nothing on the second. */
static void show_json(const struct alert *alert)
{
	json_t *json = alert_to_json(alert);
	json_t *again = read_and_say(json), *third = read_and_say(again);
	_cleanup_free_ char *text = json_dumps(json, JSON_COMPACT);

	REQUIRE(text && json_equal(again, third));
	json_decref(third);
	json_decref(again);
	json_decref(json);
}

void show(const struct alert *alert)
{
	show_text(alert, &(struct text_style){ .width = 80, .records = true });
	show_text(alert, &(struct text_style){ .width = 0 });
	show_markup(alert);
	show_json(alert);
}
