/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What booleans mean: from descriptions, whatever stands in them, and from names. */
#include "policy-cil.h"

#include "policy-internal.h"

static const struct {
	const char *name, *text;
} names[] = {
	{ "httpd_can_network_connect", "lets httpd connect to the network" },
	{ "httpd_can_network_connect_db", "lets httpd connect to databases over the network" },
	{ "allow_ftpd_anon_write", "lets ftpd change files that everybody may fetch (public content)" },
	{ "samba_enable_home_dirs", "lets samba into the home folders of users" },
	{ "httpd_unified", "" },
	{ "httpd_can_network_connect_nonsense", "" },
	{ "use_nfs_home_dirs", "" },
	{ "deny_execmem", "" },
	{ "domain_can_network", "" },
	{ "secure_mode", "" },
	/* Not about httpd as a whole. */
	{ "httpd_sys_script_anon_write", "" },
	{ "_anon_write", "" },
	{ "allow_", "" },
	{ "%s_execmem", "lets %s make memory writable and executable at once" },
	{ "", "" },
};

static void test_names(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_string_equal(meaning_from_name(names[i].name, arena), names[i].text);
}

static void test_descriptions(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *folder = folder_new(arena);
	static const char one[] = "a\tlets a fly\nb\tlets b fly\tfar\r\n\tnobody\nc\nd\t\n"
		"e\tbad \xff\nf\tno newline";
	static const char two[] = "b\tlets b walk\n";
	const struct meanings *meanings;

	write_file(arena_printf(arena, "%s/1.tsv", folder), one, strlen(one));
	write_file(arena_printf(arena, "%s/2.tsv", folder), two, strlen(two));
	write_file(arena_printf(arena, "%s/3.txt", folder), "a\tno\n", 5);
	write_file(arena_printf(arena, "%s/.4.tsv", folder), "a\tno\n", 5);
	meanings = meanings_read(folder, arena);
	assert_string_equal(meanings_find(meanings, "a"), "lets a fly");
	assert_string_equal(meanings_find(meanings, "b"), "lets b walk");
	assert_string_equal(meanings_find(meanings, "f"), "no newline");
	assert_null(meanings_find(meanings, ""));
	assert_null(meanings_find(meanings, "c"));
	assert_null(meanings_find(meanings, "d"));
	assert_null(meanings_find(meanings, "e"));
	assert_null(meanings_find(meanings_read("/nonexistent", arena), "a"));
	folder_remove(folder);
}

/* With descriptions from the build or without. */
static void test_debian(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy = open_policy(DEBIAN_POLICY, NULL, arena);
	const char *text = policy_boolean_meaning(policy, "httpd_can_network_connect", arena);

	assert_non_null(strstr(text, "connect to the network"));
	assert_true(text[strlen(text) - 1] != '.');
	assert_string_equal(policy_boolean_meaning(policy, "no_such_boolean", arena), "");
	policy_close(policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_descriptions),
		cmocka_unit_test(test_debian),
	};

	return cmocka_run_group_tests_name("policy-meaning", tests, NULL, NULL);
}
