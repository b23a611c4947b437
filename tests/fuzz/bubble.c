/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bubbles and menus: whatever a denial holds, a title and a label are one harmless line, a body is
 * markup that says nothing but text, and "_" in a label always comes in pairs. */
#include "fuzz.h"
#include "news.h"

#define FIELDS 4

/* "a\nb\nc\nd": the program's file, what it calls itself, a path, a type; the last ends the bytes. */
static struct alert alert_of(char *text, int64_t id)
{
	static const char *const permissions[] = { "read", NULL };
	const char *fields[FIELDS] = { 0 };

	for (size_t i = 0; i < FIELDS && text; i++)
		fields[i] = strsep(&text, "\n");
	return (struct alert){
		.id = id,
		.level = LEVEL_YELLOW,
		.denial = {
			.manager = "kernel",
			.outcome = OUTCOME_DENIED,
			.exe = fields[0],
			.comm = fields[1],
			.path = fields[2],
			.source = { .type = fields[3] },
			.target = { .type = fields[3] },
			.tclass = "file",
			.permissions = permissions,
			.pid = 1, .uid = 0, .auid = 0, .inode = -1, .port = -1,
		},
	};
}

static void check_body(const char *markup)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };

	REQUIRE(fuzz_is_harmless(markup, true) && !strpbrk(markup, "<>\"'"));
	for (const char *c = markup; (c = strchr(c, '&')); c++) {
		bool known = false;

		for (size_t i = 0; i < ARRAY_SIZE(entities); i++)
			known |= strncmp(c, entities[i], strlen(entities[i])) == 0;
		REQUIRE(known);
	}
}

static void check_label(const char *label)
{
	REQUIRE(fuzz_is_harmless(label, false));
	for (const char *c = label; (c = strchr(c, '_')); c += 2)
		REQUIRE(c[1] == '_');
}

static void check_gathering(struct arena *arena, const struct gathering *gathering)
{
	REQUIRE(fuzz_is_harmless(gathering_title(arena, gathering), false));
	check_body(gathering_body(arena, gathering, true));
	REQUIRE(fuzz_is_harmless(gathering_body(arena, gathering, false), true));
}

static void check_news(const struct news_item *first, const struct alert *alert,
	const struct news_item *second)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct gathering one, more;

	gathering_begin(&one);
	gathering_add(&one, first);
	gathering_speak(&one, alert);
	check_gathering(arena, &one);
	gathering_begin(&more);
	gathering_merge(&more, &one);
	gathering_add(&more, second);
	check_gathering(arena, &more);
	REQUIRE(more.alerts == 2 && one.alerts == 1);
	gathering_end(&one);
	gathering_end(&more);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_text(data, size), *half = strdup(text + strlen(text) / 2);
	struct alert alert = alert_of(text, 1), other = alert_of(half, 2);
	struct news *news = news_new();
	const struct news_item *item = news_add(news, &alert);

	check_label(item->label);
	check_news(item, &alert, news_add(news, &other));
	REQUIRE(news_count(news) == 2);
	news_free(news);
	return 0;
}
