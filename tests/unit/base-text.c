/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arena, text and escapes: the fixed cases. Random ones are in base-escape-random.c. */
#include <errno.h>
#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

static void arena_grows_and_resets(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	size_t before = arena_size(arena);

	for (int i = 0; i < 1000; i++) {
		unsigned char *bytes = arena_alloc(arena, 100);

		assert_int_equal((uintptr_t)bytes % 16, 0);
		for (int j = 0; j < 100; j++)
			assert_int_equal(bytes[j], 0);
		memset(bytes, 0xff, 100);
	}
	assert_true(arena_size(arena) > 100000);
	arena_reset(arena);
	assert_in_range(arena_size(arena), before, 66 * 1024);
	assert_int_equal(*(char *)arena_alloc(arena, 1), 0);
}

static void strings_end_with_null(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct strings list = { 0 };

	for (int i = 0; i < 100; i++)
		strings_add(&list, arena, arena_printf(arena, "%d", i));
	assert_int_equal(list.count, 100);
	assert_string_equal(list.items[99], "99");
	assert_null(list.items[100]);
}

static void patterns(void **state)
{
	assert_true(text_matches_any("file dir", "dir"));
	assert_true(text_matches_any("x_* *_socket", "tcp_socket"));
	assert_true(text_matches_any("a?c", "abc"));
	assert_false(text_matches_any("file dir", "fil"));
	assert_false(text_matches_any("", ""));
}

/* The pattern number n of those letters. */
static void spell(size_t n, const char *letters, char *ret)
{
	for (; n; n /= strlen(letters) + 1)
		if (n % (strlen(letters) + 1))
			*ret++ = letters[n % (strlen(letters) + 1) - 1];
	*ret = '\0';
}

/* All short patterns on all short texts. */
static void matches_as_a_shell_does(void **state)
{
	char pattern[16], text[16];

	for (size_t i = 0; i < 4 * 4 * 4 * 4 * 4; i++)
		for (size_t j = 0; j < 3 * 3 * 3 * 3 * 3; j++) {
			spell(i, "ab*", pattern);
			spell(j, "ab", text);
			if (text_matches(pattern, strlen(pattern), text) != !fnmatch(pattern, text, 0))
				fail_msg("\"%s\" on \"%s\"", pattern, text);
		}
}

static void builder_grows(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct builder builder = { .arena = arena };
	char expected[1001] = "";

	assert_string_equal(builder_text(&builder), "");
	for (int i = 0; i < 100; i++) {
		builder_add_bytes(&builder, "12345xx", 5);
		builder_add(&builder, arena_printf(arena, "ab%03d", i));
		snprintf(expected + strlen(expected), 11, "12345ab%03d", i);
	}
	assert_string_equal(builder_text(&builder), expected);
}

static void hex(void **state)
{
	unsigned char bytes[8];

	assert_int_equal(text_unhex("2F6574", 6, bytes), 3);
	assert_memory_equal(bytes, "/et", 3);
	assert_int_equal(text_unhex("2F6", 3, bytes), -EINVAL);
	assert_int_equal(text_unhex("2G", 2, bytes), -EINVAL);
}

static void utf8(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	bool exact;

	assert_true(text_is_utf8("/home/ä/€/𝄞"));
	assert_false(text_is_utf8("\xc0\x80"));		/* overlong */
	assert_false(text_is_utf8("\xed\xa0\x80"));	/* surrogate */
	assert_false(text_is_utf8("\xf4\x90\x80\x80"));	/* beyond the last character */
	assert_false(text_is_utf8("a\xe2\x82"));	/* cut off */
	assert_string_equal(text_to_utf8(arena, "a\xff\xe2\x82z", &exact), "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz");
	assert_false(exact);
	assert_string_equal(text_to_utf8(arena, "ä", &exact), "ä");
	assert_true(exact);
	assert_string_equal(text_base64(arena, "/\xff", 2), "L/8=");
}

static void for_terminals(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	assert_string_equal(escape_terminal(arena, "/a b/ä"), "/a b/ä");
	assert_string_equal(escape_terminal(arena, "\033[2Jx\n"), "\\x1b[2Jx\\x0a");
	assert_string_equal(escape_terminal(arena, "a\u202egnp.exe"), "a\\u{202e}gnp.exe");
	assert_string_equal(escape_terminal(arena, "\xff"), "\\xff");
	assert_string_equal(escape_terminal(arena, "\xc2\x9b"), "\\u{009b}"); /* a CSI of one byte in Latin 1 */
}

static void for_markup(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	assert_string_equal(escape_markup(arena, "</b>&\"'\n"), "&lt;/b&gt;&amp;&quot;&#39;\\x0a");
}

static void for_shells(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *argv[] = { "restorecon", "-v", "/a b", NULL };

	assert_string_equal(escape_shell(arena, "/var/www/x-1.html"), "/var/www/x-1.html");
	assert_string_equal(escape_shell(arena, ""), "''");
	assert_string_equal(escape_shell(arena, "$(reboot)"), "'$(reboot)'");
	assert_string_equal(escape_shell(arena, "it's"), "'it'\\''s'");
	assert_string_equal(escape_shell(arena, "a\nb"), "\"$(printf 'a\\012b')\"");
	assert_string_equal(escape_shell(arena, "-%\x1b!"), "\"$(printf '\\055\\045\\033\\041')\"");
	assert_string_equal(escape_shell(arena, "a b\n"), "$'a\\040b\\012'");
	assert_string_equal(escape_shell(arena, "~root"), "'~root'");
	assert_string_equal(escape_command(arena, argv), "restorecon -v '/a b'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_grows_and_resets),
		cmocka_unit_test(strings_end_with_null),
		cmocka_unit_test(patterns),
		cmocka_unit_test(matches_as_a_shell_does),
		cmocka_unit_test(builder_grows),
		cmocka_unit_test(hex),
		cmocka_unit_test(utf8),
		cmocka_unit_test(for_terminals),
		cmocka_unit_test(for_markup),
		cmocka_unit_test(for_shells),
	};

	return cmocka_run_group_tests_name("base-text", tests, NULL, NULL);
}
