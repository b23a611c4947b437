/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A notification: whatever a path or a name holds, it is markup that parses, short, and honest. */
#include "alert.h"

#include <glib.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hostile.h"
#include "plain-alert.h"

#define ROUNDS 2000

static void add_fix(struct arena *arena, struct alert *alert, const char *word)
{
	struct verdict *verdict = arena_alloc(arena, sizeof *verdict);
	struct word *words = arena_alloc(arena, sizeof *words);
	struct fix *fix = arena_alloc(arena, sizeof *fix);

	*words = (struct word){ "word", word };
	*fix = (struct fix){ .when = "{word} is right", .then = "use {word} on {target.path}" };
	*verdict = (struct verdict){
		.plugin = "test", .confidence = 50, .summary = "{source}", .explanation = "",
		.words = words, .n_words = 1, .fixes = fix, .n_fixes = 1,
	};
	alert->verdicts = (struct verdicts){ verdict, 1 };
}

/* What a reader sees of the markup; fails when it does not parse. */
static void on_text(GMarkupParseContext *context, const gchar *text, gsize length, gpointer data,
	GError **error)
{
	g_string_append_len(data, text, (gssize)length);
}

static char *seen(const char *markup)
{
	const GMarkupParser parser = { .text = on_text };
	GString *text = g_string_new(NULL);
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, text, NULL);
	GError *error = NULL;

	if (!g_markup_parse_context_parse(context, "<r>", -1, &error)
		|| !g_markup_parse_context_parse(context, markup, -1, &error)
		|| !g_markup_parse_context_parse(context, "</r>", -1, &error)
		|| !g_markup_parse_context_end_parse(context, &error))
		fail_msg("%s in: %s", error->message, markup);
	g_markup_parse_context_free(context);
	return g_string_free(text, FALSE);
}

/* No control characters but line ends, nothing that turns the text round or hides in it. */
static void assert_harmless(const char *text, bool lines)
{
	static const gunichar bad[] = { 0x61c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0xfeff };

	assert_true(g_utf8_validate(text, -1, NULL));
	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		assert_true(!g_unichar_iscntrl(c) || (lines && c == '\n'));
		assert_false((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
		for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
			assert_int_not_equal(c, bad[i]);
	}
}

static void check_alert(struct arena *arena, const struct alert *alert)
{
	const char *title = alert_markup_title(arena, alert), *body = alert_markup_body(arena, alert);
	const char *plain = alert_plain_body(arena, alert);
	g_autofree char *text = seen(body);

	assert_harmless(title, false);
	assert_harmless(text, true);
	assert_harmless(plain, true);
	assert_in_range(strlen(title), 1, 80);
	assert_in_range(strlen(body), 1, 600);
	assert_in_range(strlen(plain), 1, 600);
	/* No tag of ours, hence none at all. */
	assert_null(strchr(body, '<'));
}

static void test_hostile(void **state)
{
	hostile_begin();
	for (int round = 0; round < ROUNDS; round++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct alert alert = plain_alert();

		alert.denial.path = hostile_text(arena);
		alert.denial.exe = hostile_text(arena);
		alert.denial.comm = hostile_text(arena);
		alert.denial.source.type = hostile_text(arena);
		alert.denial.target.type = hostile_text(arena);
		if (round % 2)
			add_fix(arena, &alert, hostile_text(arena));
		if (round % 3 == 0)
			alert.denial.tclass = hostile_text(arena);
		check_alert(arena, &alert);
	}
}

static void test_plain(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = plain_alert();

	add_fix(arena, &alert, "this");
	assert_string_equal(alert_markup_title(arena, &alert), "SELinux stopped httpd");
	assert_non_null(strstr(alert_markup_body(arena, &alert), "/var/www/html/index.html"));
	assert_non_null(strstr(alert_markup_body(arena, &alert),
		"\nIf this is right, then use this on /var/www/html/index.html"));
	alert.denial.outcome = OUTCOME_PERMITTED;
	assert_string_equal(alert_markup_title(arena, &alert), "SELinux would have stopped httpd");
}

static void test_markup_is_literal(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = plain_alert();
	g_autofree char *text = NULL;

	alert.denial.path = "/tmp/</b><a href='x'>&amp;";
	text = seen(alert_markup_body(arena, &alert));
	assert_non_null(strstr(text, "/tmp/</b><a href='x'>&amp;"));
	assert_non_null(strstr(alert_plain_body(arena, &alert), "/tmp/</b><a href='x'>&amp;"));
}

/* The end of a path says most: it stays. */
static void test_long_path(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = plain_alert();
	char *path = arena_alloc(arena, 4097);

	memset(path, 'x', 4096);
	memcpy(path, "/srv/", 5);
	memcpy(path + 4096 - 11, "/index.html", 11);
	alert.denial.path = path;
	check_alert(arena, &alert);
	assert_non_null(strstr(alert_markup_body(arena, &alert), "/srv/xxx"));
	assert_non_null(strstr(alert_markup_body(arena, &alert), "xxx/index.html"));
	assert_non_null(strstr(alert_markup_body(arena, &alert), "\xe2\x80\xa6"));
}

/* Cutting never leaves half a character, wherever the limit falls. */
static void test_cut_between_characters(void **state)
{
	for (size_t shift = 0; shift < 4; shift++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct alert alert = plain_alert();
		char *path = arena_alloc(arena, 4097);

		memset(path, '/', shift + 1);
		for (size_t at = shift + 1; at + 4 <= 4000; at += 4)
			memcpy(path + at, "\xf0\x9f\x98\x80", 4);
		alert.denial.path = path;
		check_alert(arena, &alert);
		assert_null(strstr(alert_markup_body(arena, &alert), "\xef\xbf\xbd"));
		assert_null(strstr(alert_markup_body(arena, &alert), "\\x"));
	}
}

/* Nothing is known but that there was a denial. */
static void test_empty(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = { .denial = { .pid = -1, .uid = -1, .auid = -1, .inode = -1, .port = -1 } };

	check_alert(arena, &alert);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_markup_is_literal),
		cmocka_unit_test(test_long_path),
		cmocka_unit_test(test_cut_between_characters),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
