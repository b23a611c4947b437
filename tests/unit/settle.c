/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts that speak against each other, and the modules that the engine writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench.h"
#include "host.h"

static struct fix fix_of(enum avocet_action action, enum verified verified)
{
	return (struct fix){ .then = "do", .action = action, .verified = verified };
}

static void assert_order(const struct verdicts *verdicts, const char *const *names)
{
	for (size_t i = 0; i < verdicts->count; i++)
		assert_string_equal(verdicts->items[i].plugin, names[i]);
	assert_null(names[verdicts->count]);
}

static void test_labels_before_settings_before_modules(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct fix module = fix_of(AVOCET_LOAD_MODULE, VERIFIED_YES);
	const struct fix boolean = fix_of(AVOCET_SET_BOOLEAN, VERIFIED_YES);
	const struct fix label = fix_of(AVOCET_RESTORE_LABEL, VERIFIED_YES);
	struct verdict items[] = {
		{ .plugin = "module", .confidence = 99, .fixes = &module, .n_fixes = 1 },
		{ .plugin = "boolean", .confidence = 98, .fixes = &boolean, .n_fixes = 1 },
		{ .plugin = "words", .confidence = 97 },
		{ .plugin = "label", .confidence = 90, .fixes = &label, .n_fixes = 1 },
	};
	struct verdicts verdicts = { items, ARRAY_SIZE(items) };

	verdicts_settle(&verdicts, arena);
	assert_order(&verdicts,
		(const char *const[]){ "words", "label", "boolean", "module", NULL });
	assert_int_equal(verdicts.items[2].confidence, 75);
	assert_int_equal(verdicts.items[3].confidence, 60);
	/* Why, is said, and what was said before is kept. */
	assert_non_null(verdicts.items[2].grounds[0]);
	assert_null(verdicts.items[1].grounds);
}

static void test_who_is_unsure_binds_nobody(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct fix boolean = fix_of(AVOCET_SET_BOOLEAN, VERIFIED_YES);
	const struct fix tried = fix_of(AVOCET_RESTORE_LABEL, VERIFIED_YES);
	const struct fix untried = fix_of(AVOCET_RESTORE_LABEL, VERIFIED_UNKNOWN);
	struct verdict items[] = {
		{ .plugin = "boolean", .confidence = 85, .fixes = &boolean, .n_fixes = 1 },
		{ .plugin = "unsure", .confidence = 60, .fixes = &tried, .n_fixes = 1 },
		{ .plugin = "untried", .confidence = 95, .fixes = &untried, .n_fixes = 1 },
	};
	struct verdicts verdicts = { items, ARRAY_SIZE(items) };

	verdicts_settle(&verdicts, arena);
	assert_order(&verdicts, (const char *const[]){ "untried", "boolean", "unsure", NULL });
	assert_int_equal(verdicts.items[1].confidence, 85);
}

static void test_guesses_are_silent_beside_what_is_known(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct verdict likely[] = { { .plugin = "likely", .confidence = 70 },
		{ .plugin = "state", .confidence = AVOCET_GUESS + 1 },
		{ .plugin = "guess", .confidence = AVOCET_GUESS } };
	struct verdict unsure[] = { { .plugin = "unsure", .confidence = 69 },
		{ .plugin = "guess", .confidence = AVOCET_GUESS } };
	struct verdict attack[] = { { .plugin = "guess", .confidence = AVOCET_GUESS },
		{ .plugin = "attack", .confidence = 20, .risk = AVOCET_RISK_ATTACK } };
	struct verdict alone[] = { { .plugin = "guess", .confidence = AVOCET_GUESS } };
	struct verdicts verdicts = { likely, ARRAY_SIZE(likely) };

	verdicts_settle(&verdicts, arena);
	assert_order(&verdicts, (const char *const[]){ "likely", "state", NULL });
	verdicts = (struct verdicts){ unsure, ARRAY_SIZE(unsure) };
	verdicts_settle(&verdicts, arena);
	assert_order(&verdicts, (const char *const[]){ "unsure", "guess", NULL });
	verdicts = (struct verdicts){ attack, ARRAY_SIZE(attack) };
	verdicts_settle(&verdicts, arena);
	assert_order(&verdicts, (const char *const[]){ "attack", NULL });
	verdicts = (struct verdicts){ alone, ARRAY_SIZE(alone) };
	verdicts_settle(&verdicts, arena);
	assert_order(&verdicts, (const char *const[]){ "guess", NULL });
}

static void test_no_setting_for_many_ports_beside_one_port(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct fix port = fix_of(AVOCET_ADD_PORT, VERIFIED_YES);
	const struct fix boolean = fix_of(AVOCET_SET_BOOLEAN, VERIFIED_YES);
	const struct word targets = { "also_targets", "229" };
	struct verdict items[] = {
		{ .plugin = "wide", .confidence = 60, .fixes = &boolean, .n_fixes = 1,
			.words = &targets, .n_words = 1 },
		{ .plugin = "narrow", .confidence = 45, .fixes = &boolean, .n_fixes = 1 },
		{ .plugin = "port", .confidence = 85, .fixes = &port, .n_fixes = 1 },
	};
	struct verdicts verdicts = { items, ARRAY_SIZE(items) };

	verdicts_settle(&verdicts, arena);
	assert_order(&verdicts, (const char *const[]){ "port", "narrow", NULL });
	/* A port of which nobody is sure leaves the setting. */
	items[0] = (struct verdict){ .plugin = "port", .confidence = 40, .fixes = &port, .n_fixes = 1 };
	items[1] = (struct verdict){ .plugin = "wide", .confidence = 30, .fixes = &boolean, .n_fixes = 1,
		.words = &targets, .n_words = 1 };
	verdicts = (struct verdicts){ items, 2 };
	verdicts_settle(&verdicts, arena);
	assert_order(&verdicts, (const char *const[]){ "port", "wide", NULL });
}

/* ---- modules ---- */

static const char script[] =
	"avocet-policy 1\n"
	"type web_t domain\n"
	"type tty_t files\n"
	"allow web_t tty_t chr_file read\n"
	"type bus_t domain\n"
	"type open_t domain\n"
	"type high_t domain\n"
	"allow open_t web_t dbus send_msg\n"
	"access high_t web_t dbus send_msg : constraint mlsconstrain dbus { send_msg } (h1 dom h2)\n"
	"access web_t levels_t file read : constraint mlsconstrain file { read } (h1 dom h2)\n";

static const struct {
	const char *target, *tclass, *permissions[3], *ioctlcmd;
	enum avocet_rule rule;
	const char *name, *cil;		/* NULL: there is none */
} modules[] = {
	{ "tty_t", "chr_file", { "read", "write" }, NULL, AVOCET_RULE_ALLOW, "local_web_tty_chr_file",
		"(allow web_t tty_t (chr_file (write)))" },
	{ "tty_t", "chr_file", { "ioctl" }, "0x5413", AVOCET_RULE_ALLOW, "local_web_tty_chr_file",
		"(allow web_t tty_t (chr_file (ioctl)))\n"
		"(allowx web_t tty_t (ioctl chr_file (0x5413)))" },
	{ "tty_t", "chr_file", { "ioctl" }, "0x5413)) (allow", AVOCET_RULE_ALLOW,
		"local_web_tty_chr_file", "(allow web_t tty_t (chr_file (ioctl)))" },
	{ "web_t", "process", { "signal" }, NULL, AVOCET_RULE_ALLOW, "local_web_web_process",
		"(allow web_t self (process (signal)))" },
	{ "tty_t", "chr_file", { "ioctl" }, "0x5401", AVOCET_RULE_DONTAUDIT, "local_quiet_web_tty_chr_file",
		"(dontauditx web_t tty_t (ioctl chr_file (0x5401)))" },
	{ "tty_t", "chr_file", { "write", "ioctl" }, "0x5401", AVOCET_RULE_DONTAUDIT,
		"local_quiet_web_tty_chr_file", "(dontaudit web_t tty_t (chr_file (write ioctl)))" },
	{ "tty_t", "chr_file", { "write" }, NULL, AVOCET_RULE_DONTAUDIT,
		"local_quiet_web_tty_chr_file", "(dontaudit web_t tty_t (chr_file (write)))" },
	{ "bus_t", "dbus", { "send_msg" }, NULL, AVOCET_RULE_ALLOW_BOTH_WAYS, "local_web_bus_dbus",
		"(allow web_t bus_t (dbus (send_msg)))\n(allow bus_t web_t (dbus (send_msg)))" },
	{ "open_t", "dbus", { "send_msg" }, NULL, AVOCET_RULE_ALLOW_BOTH_WAYS, "local_web_open_dbus",
		"(allow web_t open_t (dbus (send_msg)))" },
	{ "web_t", "dbus", { "send_msg" }, NULL, AVOCET_RULE_ALLOW_BOTH_WAYS, "local_web_web_dbus",
		"(allow web_t self (dbus (send_msg)))" },
	{ "high_t", "dbus", { "send_msg" }, NULL, AVOCET_RULE_ALLOW_BOTH_WAYS, NULL, NULL },
	{ "tty_t", "chr_file", { "read" }, NULL, AVOCET_RULE_ALLOW, NULL, NULL },
	{ "levels_t", "file", { "read" }, NULL, AVOCET_RULE_ALLOW, NULL, NULL },
	{ "no_such_t", "file", { "read" }, NULL, AVOCET_RULE_ALLOW, NULL, NULL },
	{ "web_t", "process", { "execheap" }, NULL, AVOCET_RULE_ALLOW, NULL, NULL },
};

static void deliver_nothing(struct host *host)
{
	fail_msg("nothing was reported");
}

static void test_modules(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct avocet_plugin plugin = { .name = "x" };
	const struct analysis analysis = { .policy = open_script(script, arena) };

	for (size_t i = 0; i < ARRAY_SIZE(modules); i++) {
		const struct avocet_denial denial = {
			.source = { .type = "web_t" },
			.target = { .type = modules[i].target },
			.tclass = modules[i].tclass,
			.permissions = modules[i].permissions,
			.ioctlcmd = modules[i].ioctlcmd,
		};
		struct host host;

		host_init(&host, &analysis, arena);
		host.deliver = deliver_nothing;
		host.denial = &denial;
		host.access = (struct policy_access){
			.source = "u:r:web_t:s0",
			.target = arena_printf(arena, "u:r:%s:s0", modules[i].target),
			.tclass = denial.tclass,
			.permissions = denial.permissions,
		};
		host_begin(&host, &plugin);
		if (module_make(&host, modules[i].rule) != (modules[i].cil != NULL))
			fail_msg("row %zu", i);
		if (!modules[i].cil)
			continue;
		assert_string_equal(draft_word(&host.draft, "module_name"), modules[i].name);
		assert_string_equal(draft_word(&host.draft, "module_cil"), modules[i].cil);
	}
	policy_close(analysis.policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_labels_before_settings_before_modules),
		cmocka_unit_test(test_who_is_unsure_binds_nobody),
		cmocka_unit_test(test_guesses_are_silent_beside_what_is_known),
		cmocka_unit_test(test_no_setting_for_many_ports_beside_one_port),
		cmocka_unit_test(test_modules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
