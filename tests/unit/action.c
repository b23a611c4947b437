/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Typed actions: the commands, how they are taken back, what is said of them; and values that would
 * pass for an option or a path and are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "alert.h"

#define MODULE "(allow httpd_t home_t (file (read)))"

static const struct row {
	enum avocet_action action;
	const char *path, *type;		/* of the target */
	struct word words[4];
	const char *todo, *undo;		/* commands, separated by "; " */
	const char *preview;			/* a part of it; NULL: none */
	const char *opens;
} rows[] = {
	{ AVOCET_MANUAL, "/x", "home_t", { { "boolean", "a" } }, "", "", NULL, NULL },
	{ AVOCET_RESTORE_LABEL, "/srv/a b", "home_t", { { "default_type", "web_t" } },
		"restorecon -v '/srv/a b'", "chcon -t home_t '/srv/a b'", "from home_t to web_t", NULL },
	{ AVOCET_RESTORE_LABEL, "/x", "home_t",
		{ { "label_path", "/usr/bin/x" }, { "default_type", "x_exec_t" }, { "label_type_now", "bin_t" } },
		"restorecon -v /usr/bin/x", "chcon -t bin_t /usr/bin/x", "/usr/bin/x to x_exec_t", NULL },
	{ AVOCET_RESTORE_LABEL, "/x", "unlabeled_t", { { "default_type", "web_t" } }, "restorecon -v /x", "",
		"from unlabeled_t to web_t", NULL },
	{ AVOCET_RESTORE_LABEL, "-R", "home_t", { { "default_type", "web_t" } }, "", "", "", NULL },
	{ AVOCET_ADD_FILE_CONTEXT, "/srv/x", "home_t",
		{ { "file_pattern", "/srv(/.*)?" }, { "file_type", "web_t" }, { "file_folder", "/srv" } },
		"semanage fcontext -a -t web_t '/srv(/.*)?'; restorecon -Rv /srv",
		"semanage fcontext -d '/srv(/.*)?'; restorecon -Rv /srv", "web_t", NULL },
	{ AVOCET_ADD_EQUIVALENCE, "/srv/x", "home_t",
		{ { "target_folder", "/srv" }, { "like_folder", "/var/www" } },
		"semanage fcontext -a -e /var/www /srv; restorecon -Rv /srv",
		"semanage fcontext -d -e /var/www /srv; restorecon -Rv /srv", "/var/www", NULL },
	{ AVOCET_SET_BOOLEAN, "/x", "home_t",
		{ { "boolean", "a" }, { "boolean_value", "on" }, { "boolean_settings", "a=on" },
			{ "also_targets", "5" } },
		"setsebool -P a on", "setsebool -P a off", "a=on", "files of 5 other types" },
	{ AVOCET_SET_BOOLEAN, "/x", "home_t",
		{ { "boolean", "a" }, { "boolean_value", "on" }, { "boolean_settings", "a=on b=off" },
			{ "also_pairs", "7" } },
		"setsebool -P 'a=on' 'b=off'", "setsebool -P 'a=off' 'b=on'", "a=on b=off", "opens 7 more" },
	{ AVOCET_SET_BOOLEAN, "/x", "home_t",
		{ { "boolean", "-a" }, { "boolean_value", "on" } }, "", "", "", NULL },
	{ AVOCET_SET_BOOLEAN, "/x", "home_t",
		{ { "boolean", "a" }, { "boolean_settings", "a=on --b=on" } }, "", "", "", NULL },
	{ AVOCET_ADD_PORT, NULL, "unreserved_port_t", { { "port_type", "web_port_t" } },
		"semanage port -a -t web_port_t -p tcp 8091",
		"semanage port -d -t web_port_t -p tcp 8091", "TCP port 8091", NULL },
	{ AVOCET_ADD_PORT, NULL, "ssh_port_t", { { "port_type", "web_port_t" } },
		"semanage port -m -t web_port_t -p tcp 8091",
		"semanage port -d -t web_port_t -p tcp 8091", "web_port_t", NULL },
	{ AVOCET_LOAD_MODULE, "/x", "home_t",
		{ { "module_name", "local_x" }, { "module_cil", MODULE }, { "also_image", "yes" } },
		"semodule -X 300 -i local_x.cil", "semodule -X 300 -r local_x", "local_x",
		"labelled home_t" },
	{ AVOCET_RELABEL, NULL, "unlabeled_t", { { "x", "y" } }, "fixfiles -F onboot",
		"rm -f /.autorelabel", "next start", NULL },
};

static struct alert alert_of(const struct row *row)
{
	static const char *const permissions[] = { "read", NULL };

	return (struct alert){ .denial = {
		.tclass = "file",
		.permissions = permissions,
		.source = { .type = "httpd_t" },
		.target = { .type = row->type },
		.path = row->path,
		.port = 8091,
		.protocol = "tcp",
	} };
}

/* The label on the disk is none of the policy: what the kernel took it for is not put back. */
static void test_no_way_back_to_an_unknown_label(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct word words[] = { { "default_type", "web_t" } };
	const struct verdict verdict = { .words = words, .n_words = 1 };
	const struct fix fix = { .action = AVOCET_RESTORE_LABEL };
	struct alert alert = { .denial = {
		.tclass = "file", .path = "/x", .target = { .type = "home_t" },
	} };

	assert_non_null(fix_undo(arena, &fix, &alert, &verdict)[0]);
	alert.denial.target_raw = "system_u:object_r:gone_t:s0";
	assert_non_null(fix_commands(arena, &fix, &alert, &verdict)[0]);
	assert_null(fix_undo(arena, &fix, &alert, &verdict)[0]);
}

static const char *joined(struct arena *arena, const char *const *const *commands)
{
	const char *text = "";

	for (; *commands; commands++)
		text = arena_printf(arena, "%s%s%s", text, *text ? "; " : "",
			escape_command(arena, *commands));
	return text;
}

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		const struct alert alert = alert_of(&rows[i]);
		const struct fix fix = { .then = "do", .action = rows[i].action };
		const struct verdict verdict = { .words = rows[i].words, .n_words = ARRAY_SIZE(rows[i].words) };
		const char *preview = fix_preview(arena, &fix, &alert, &verdict);
		const char *const *opens = fix_opens(arena, &fix, &alert, &verdict);

		assert_string_equal(joined(arena, fix_commands(arena, &fix, &alert, &verdict)), rows[i].todo);
		assert_string_equal(joined(arena, fix_undo(arena, &fix, &alert, &verdict)), rows[i].undo);
		if ((preview != NULL) != (rows[i].preview != NULL) ||
			(preview && !strstr(preview, rows[i].preview)))
			fail_msg("row %zu: preview %s", i, preview);
		if ((*opens != NULL) != (rows[i].opens != NULL) || (*opens && !strstr(*opens, rows[i].opens)))
			fail_msg("row %zu: opens %s", i, *opens);
	}
}

/* On a system that comes as an image the price is told with each change of the policy. */
static void test_images(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct word words[] = { { "boolean", "a" }, { "also_image", "yes" } };
	const struct verdict verdict = { .words = words, .n_words = ARRAY_SIZE(words) };
	const struct alert alert = alert_of(&rows[0]);
	const struct fix boolean = { .then = "do", .action = AVOCET_SET_BOOLEAN };
	const struct fix label = { .then = "do", .action = AVOCET_RESTORE_LABEL };

	assert_non_null(strstr(fix_opens(arena, &boolean, &alert, &verdict)[0], "image"));
	assert_null(fix_opens(arena, &label, &alert, &verdict)[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_way_back_to_an_unknown_label),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_images),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
