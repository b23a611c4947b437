/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Patterns of plugins: each row is a match, a denial, and whether they fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis.h"

static const struct avocet_denial web = {
	.source = { .type = "httpd_t" },
	.target = { .type = "user_home_t" },
	.manager = "kernel",
	.tclass = "file",
	.permissions = (const char *const[]){ "getattr", "read", NULL },
	.exe = "/usr/sbin/httpd",
	.path = "/home/ann/page one.html",
	.syscall = "openat",
	.reason = "type-enforcement",
	.port = -1,
};
static const struct avocet_denial bare = { .port = -1 };

static const struct {
	struct avocet_match match;
	bool web, bare;
} rows[] = {
	{ { NULL }, true, true },
	{ { .tclass = "file" }, true, false },
	{ { .tclass = "dir  file " }, true, false },
	{ { .tclass = "fil" }, false, false },
	{ { .tclass = "f?l?" }, true, false },
	{ { .tclass = "" }, true, true },
	{ { .tclass = "!file" }, false, true },
	{ { .tclass = "!dir" }, true, true },
	{ { .tclass = "file !f*" }, false, false },
	{ { .tclass = "!f* file" }, false, false },
	{ { .tclass = "*" }, true, false },
	{ { .source_type = "httpd_*" }, true, false },
	{ { .source_type = "http" }, false, false },
	{ { .target_type = "!user_home_t" }, false, true },
	{ { .path = "/home/*" }, true, false },
	{ { .path = "/home/ann/page?one.html" }, true, false },
	{ { .path = "/* !/home/*" }, false, false },
	{ { .exe = "*/httpd", .syscall = "open*" }, true, false },
	{ { .exe = "*/httpd", .syscall = "bind" }, false, false },
	{ { .manager = "kernel", .reason = "!allowed" }, true, false },
	{ { .reason = "!type-*" }, false, true },
	{ { .any_permission = "read" }, true, false },
	{ { .any_permission = "write execute" }, false, false },
	{ { .any_permission = "*" }, true, false },
	{ { .any_permission = "read !getattr" }, false, false },
	{ { .any_permission = "!write" }, true, true },
	{ { .only_permissions = "read" }, false, false },
	{ { .only_permissions = "read getattr open" }, true, false },
	{ { .only_permissions = "!write" }, true, true },
	{ { .only_permissions = "!read" }, false, true },
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool with_web = plugin_matches(&rows[i].match, &web);
		bool with_bare = plugin_matches(&rows[i].match, &bare);

		if (with_web != rows[i].web || with_bare != rows[i].bare)
			fail_msg("row %zu: web %d, bare %d", i, with_web, with_bare);
	}
}

static void test_no_permissions_at_all(void **state)
{
	const struct avocet_match match = { .only_permissions = "read" };
	const struct avocet_denial denial = { .permissions = (const char *const[]){ NULL } };

	assert_false(plugin_matches(&match, &denial));
}

static void test_hostile_texts(void **state)
{
	static const char *const paths[] = { "", "!", "/\xff\xfe", "/a\nb", "[", "/\\", "{}" };
	const struct avocet_match every = { .path = "*" }, home = { .path = "/home/*" };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		const struct avocet_denial denial = { .path = paths[i] };

		assert_true(plugin_matches(&every, &denial));
		assert_false(plugin_matches(&home, &denial));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_permissions_at_all),
		cmocka_unit_test(test_hostile_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
