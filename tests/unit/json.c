/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alerts as JSON: schema 1 holds, everything comes back, and hostile JSON does no harm.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "alert.h"

static const char *const permissions[] = { "getattr", "read", NULL };
static const char *const records[] = { "type=AVC one", "type=PATH \xff two", NULL };
static const char *const grounds[] = { "the default label of {target.path} differs", NULL };
static const struct word words[] = {
	{ "default_type", "httpd_sys_content_t" },
	{ "odd", "a\xff\"{x}" },
};
static const struct fix fixes[] = {
	{ 2, "you moved {target.path}", "restore its label", AVOCET_RESTORE_LABEL, VERIFIED_YES },
	{ 0, NULL, "think", AVOCET_MANUAL, VERIFIED_UNKNOWN },
};
static struct verdict verdict_items[] = {
	{ "restorecon", 97, AVOCET_RISK_LOW, "The label of {target.path} is wrong.",
		"It should be {default_type}.", grounds, words, ARRAY_SIZE(words), fixes,
		ARRAY_SIZE(fixes) },
	{ .plugin = "catchall", .confidence = 10, .risk = AVOCET_RISK_MEDIUM, .summary = "s",
		.explanation = "" },
};

static struct alert rich_alert(void)
{
	return (struct alert){
		.id = 17,
		.uuid = "0a1b2c3d-0000-4000-8000-000000000000",
		.signature = "v1:0123456789abcdef0123456789abcdef",
		.pending = true,
		.level = LEVEL_RED,
		.host = "web1",
		.count = 3,
		.first_seen = INT64_C(1795338000123),
		.last_seen = INT64_C(1795338300456),
		.reason = "type-enforcement",
		.reason_detail = "no rule",
		.package = "httpd", .package_installed = INT64_C(1795330000000),
		.verdicts = { verdict_items, ARRAY_SIZE(verdict_items) },
		.denial = {
			.id = { "web1", INT64_C(1795338300456), UINT64_MAX },
			.manager = "dbus",
			.outcome = OUTCOME_PERMITTED,
			.source = { "system_u:system_r:httpd_t:s0", "system_u", "system_r",
				"httpd_t", "s0" },
			.target = { "broken", NULL, NULL, NULL, NULL },
			.tclass = "file",
			.permissions = permissions,
			.exe = "/usr/sbin/httpd", .comm = "ht\xfftpd",
			.pid = 4242, .uid = 0, .auid = -1,
			.syscall = "openat", .path = "/var/\xff\xfe/www", .name = "www",
			.device = "sda1", .inode = INT64_C(1) << 40, .port = 0, .protocol = "tcp",
			.ioctlcmd = "0x5401", .kmod = "nf", .anonclass = "[io]", .ocomm = "cat",
			.destination = "org.d", .interface = "org.i", .member = "M",
			.cmdline = "a \xc3\xa9 b", .function = "start", .operation = "security_sid",
			.invalid_context = "u:r:t", .damage = "cut off", .records = records,
		},
	};
}

static const char *text_of(const json_t *json, const char *group, const char *name)
{
	return json_string_value(
		json_object_get(group ? json_object_get(json, group) : json, name));
}

static void the_schema_holds(void **state)
{
	struct alert alert = rich_alert();
	json_t *json = alert_to_json(&alert);
	const json_t *verdict = json_array_get(json_object_get(json, "verdicts"), 0);
	const json_t *fix = json_array_get(json_object_get(verdict, "fixes"), 0);

	assert_int_equal(json_integer_value(json_object_get(json, "schema")), 1);
	assert_string_equal(text_of(json, NULL, "level"), "red");
	assert_string_equal(text_of(json, NULL, "outcome"), "permitted");
	assert_string_equal(text_of(json, NULL, "first_seen"), "2026-11-22T09:00:00.123Z");
	assert_non_null(text_of(json, NULL, "summary"));
	assert_non_null(text_of(json, NULL, "reason_text"));
	assert_string_equal(text_of(json, "target", "path"), "/var/\xef\xbf\xbd\xef\xbf\xbd/www");
	assert_string_equal(text_of(json, "target", "path_bytes"), "L3Zhci///i93d3c=");
	assert_true(json_is_null(json_object_get(json_object_get(json, "source"), "auid")));
	assert_true(json_is_null(json_object_get(json_object_get(json, "source"), "unit")));
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(json, "source"), "uid")), 0);
	assert_int_equal(json_array_size(json_object_get(json, "records")), 2);
	/* Rendered for who reads as it is; templates beside for who translates. */
	assert_null(strchr(text_of(verdict, NULL, "summary"), '{'));
	assert_non_null(strchr(text_of(verdict, "texts", "summary"), '{'));
	assert_string_equal(text_of(verdict, NULL, "risk"), "low");
	assert_string_equal(text_of(fix, NULL, "action"), "restore-label");
	assert_string_equal(text_of(fix, NULL, "verified"), "yes");
	assert_true(json_array_size(json_object_get(fix, "commands")) > 0);
	assert_true(json_is_array(json_object_get(fix, "undo")));
	/* It can be written: no byte is left that JSON cannot hold. */
	char *dump = json_dumps(json, 0);
	assert_non_null(dump);
	free(dump);
	json_decref(json);
}

static void what_nobody_said_is_null(void **state)
{
	static const char *const none[] = { NULL };
	static const char *const members[] = { "id", "uuid", "signature", "manager", "syscall",
		"host", "first_seen", "last_seen", "reason", "reason_text", "damage",
		"folded" };
	struct alert alert = { .denial = { .pid = -1, .uid = -1, .auid = -1, .inode = -1,
		.port = -1, .permissions = none, .records = none, .tclass = "file" } };
	json_t *json = alert_to_json(&alert);

	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		if (!json_is_null(json_object_get(json, members[i])))
			fail_msg("%s is not null", members[i]);
	}
	assert_true(json_is_null(json_object_get(json_object_get(json, "target"), "port")));
	assert_int_equal(json_array_size(json_object_get(json, "verdicts")), 0);
	json_decref(json);
}

static void assert_same_denial(const struct denial *a, const struct denial *b)
{
#define SAME(member)                                                                             \
	if (!text_equal(a->member, b->member))                                                   \
	fail_msg(#member ": %s, not %s", b->member, a->member)
	SAME(permissions[0]);
	SAME(permissions[1]);
	SAME(permissions[2]);
	for (size_t i = 0; i < DENIAL_TEXTS; i++) {
		const char *wanted = *(const char *const *)((const char *)a + denial_texts[i]);
		const char *seen = *(const char *const *)((const char *)b + denial_texts[i]);

		if (!text_equal(wanted, seen))
			fail_msg("text %zu: %s, not %s", i, seen ? seen : "nothing", wanted);
	}
	assert_true(a->id.ms == b->id.ms && a->id.serial == b->id.serial);
	assert_true(a->outcome == b->outcome && a->inode == b->inode && a->port == b->port);
	assert_true(a->pid == b->pid && a->uid == b->uid && a->auid == b->auid);
	assert_true(a->ppid == b->ppid && a->euid == b->euid && a->fsuid == b->fsuid);
	assert_true(a->session == b->session && a->opid == b->opid && a->tpid == b->tpid);
	assert_true(a->local_port == b->local_port && a->remote_port == b->remote_port);
	assert_true(a->capability == b->capability && a->exe_deleted == b->exe_deleted);
	assert_true(a->success == b->success && a->mode == b->mode);
	assert_true(a->ouid == b->ouid && a->ogid == b->ogid);
}

static void assert_same_verdict(const struct verdict *a, const struct verdict *b)
{
	SAME(plugin);
	SAME(summary);
	SAME(explanation);
	assert_true(a->confidence == b->confidence && a->risk == b->risk);
	if (a->grounds)
		SAME(grounds[0]);
	assert_int_equal(a->n_words, b->n_words);
	assert_int_equal(a->n_fixes, b->n_fixes);
	for (size_t i = 0; i < a->n_words; i++) {
		SAME(words[i].name);
		SAME(words[i].value);
	}
	for (size_t i = 0; i < a->n_fixes; i++) {
		SAME(fixes[i].when);
		SAME(fixes[i].then);
		assert_int_equal(a->fixes[i].number, b->fixes[i].number);
		assert_int_equal(a->fixes[i].action, b->fixes[i].action);
		assert_int_equal(a->fixes[i].verified, b->fixes[i].verified);
	}
}

static void an_alert_comes_back(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = rich_alert(), back;
	const struct alert *a = &alert, *b = &back;
	json_t *json = alert_to_json(&alert);
	char *text = json_dumps(json, 0);

	json_decref(json);
	json = json_loads(text, 0, NULL);
	free(text);
	assert_int_equal(alert_from_json(json, arena, &back), 0);
	json_decref(json);
	SAME(uuid);
	SAME(signature);
	SAME(host);
	SAME(reason);
	SAME(reason_detail);
	SAME(package);
	assert_true(a->package_installed == b->package_installed);
	assert_true(a->id == b->id && a->pending == b->pending && a->level == b->level);
	assert_true(a->count == b->count && a->first_seen == b->first_seen);
	assert_true(a->last_seen == b->last_seen);
	assert_same_denial(&a->denial, &b->denial);
	assert_string_equal(back.denial.records[1], "type=PATH \xef\xbf\xbd two");
	assert_int_equal(back.verdicts.count, 2);
	for (size_t i = 0; i < back.verdicts.count; i++)
		assert_same_verdict(&alert.verdicts.items[i], &back.verdicts.items[i]);
}

/* Each text of a denial, by the table that copies use: a member that JSON forgets is found here. */
static void every_fact_comes_back(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct denial denial = { .permissions = permissions, .records = records, .exe_deleted = true,
		.pid = 1, .ppid = 2, .uid = 3, .euid = 4, .fsuid = 5, .auid = 6, .session = 7, .inode = 8,
		.port = 9, .local_port = 10, .remote_port = 11, .capability = 12, .opid = 13, .tpid = 14,
		.success = 0, .mode = 04751, .ouid = 15, .ogid = 16 };
	struct denial back, *copy;
	json_t *json;

	for (size_t i = 0; i < DENIAL_TEXTS; i++)
		*(const char **)((char *)&denial + denial_texts[i]) = arena_printf(arena, "text %zu", i);
	context_parse("u:r:a_t:s0", arena, &denial.source);
	context_parse("u:r:b_t:s0-s1:c0,c2", arena, &denial.target);
	json = denial_to_json(&denial);
	assert_int_equal(denial_from_json(json, arena, &back), 0);
	assert_same_denial(&denial, &back);
	copy = denial_copy(&denial, arena);
	assert_same_denial(&denial, copy);
	assert_ptr_not_equal(denial.tty, copy->tty);
	json_decref(json);
}

static void folded_alerts_say_so(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	static const struct {
		enum fold_level fold;
		const char *name, *words;
	} cases[] = {
		{ FOLD_PLACE, "places", "many places: more than 64 were" },
		{ FOLD_PROGRAM, "programs", "many programs: more than 64 were" },
		{ FOLD_ALL, "all", "more than 10000 kinds" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct alert alert = rich_alert(), back;
		json_t *json;

		alert.fold = cases[i].fold;
		json = alert_to_json(&alert);
		assert_string_equal(text_of(json, NULL, "folded"), cases[i].name);
		assert_non_null(strstr(text_of(json, NULL, "summary"), cases[i].words));
		assert_int_equal(alert_from_json(json, arena, &back), 0);
		assert_int_equal(back.fold, cases[i].fold);
		json_decref(json);
	}
}

static void containers_are_named(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = { .denial = { .manager = "kernel", .tclass = "file", .exe = "/usr/bin/nginx",
		.comm = "nginx", .permissions = permissions, .path = "/x", .container = "web" } };

	assert_string_equal(alert_summary(arena, &alert),
		"nginx in the container web may not look at the attributes of and read the file /x.");
	alert.denial.exe = "/usr/bin/qemu-system-x86_64";
	assert_string_equal(alert_summary(arena, &alert), "qemu-system-x86_64, which runs the virtual machine "
		"web, may not look at the attributes of and read the file /x.");
}

static const struct avocet_plugin plugin = {
	.name = "restorecon",
	.summary = "The label of {target.path} is wrong.",
	.explanation = "It should be {default_type}.",
	.fixes = AVOCET_FIXES({ .then = "think" }, { .when = "a", .then = "b" },
		{ .when = "you moved {target.path}", .then = "restore its label",
			.action = AVOCET_RESTORE_LABEL }),
};

static void a_verdict_is_joined_with_its_plugin(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *json = verdict_to_json(&verdict_items[0]);
	json_t *texts = plugin_texts_to_json(&plugin);
	char *dump = json_dumps(json, 0);
	struct verdict back;

	assert_null(strstr(dump, "restore its label"));
	free(dump);
	assert_int_equal(verdict_from_json(json, texts, arena, &back), 0);
	assert_same_verdict(&verdict_items[0], &back);
	/* The plugin has lost a fix since: only that one is gone. */
	json_array_remove(json_object_get(texts, "fixes"), 2);
	assert_int_equal(verdict_from_json(json, texts, arena, &back), 0);
	assert_int_equal(back.n_fixes, 1);
	assert_int_equal(back.fixes[0].number, 0);
	assert_int_equal(verdict_from_json(json, NULL, arena, &back), -EINVAL);
	json_decref(json);
	json_decref(texts);
}

/* ---- hostile JSON ---- */

/* Whatever it says, what comes back can be shown. */
static void use(const json_t *json)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert;
	struct verdict verdict;
	struct denial denial;
	json_t *again;

	denial_from_json(json, arena, &denial);
	verdict_from_json(json, json, arena, &verdict);
	if (alert_from_json(json, arena, &alert) < 0)
		return;
	assert_non_null(alert.denial.permissions);
	assert_non_null(alert.denial.records);
	assert_true(alert.verdicts.count <= VERDICTS_MAX);
	assert_in_range(alert.level, LEVEL_GREEN, LEVEL_RED);
	for (size_t i = 0; i < alert.verdicts.count; i++)
		assert_in_range(alert.verdicts.items[i].confidence, 1, 100);
	again = alert_to_json(&alert);
	assert_true(json_is_object(again));
	json_decref(again);
}

static const char *const others[] = { "null", "true", "false", "0", "-1", "1e308", "\"\"",
	"9223372036854775807", "-9223372036854775808", "\"\\ud83d\\ude00{x}\"", "[]", "{}",
	"[[[[]]]]", "[null,1,\"x\",{}]", "{\"a\":{\"b\":[1]}}", "\"now\"", "\"////\"" };

static size_t replace_each(json_t *whole, json_t *json);

static size_t try_others(json_t *whole, json_t *parent, const char *key, size_t index)
{
	json_t *mine = key ? json_object_get(parent, key) : json_array_get(parent, index);
	size_t tried;

	json_incref(mine);
	for (tried = 0; tried <= ARRAY_SIZE(others); tried++) {
		json_t *other = tried < ARRAY_SIZE(others) ?
			json_loads(others[tried], JSON_DECODE_ANY, NULL) : json_null();
		assert_non_null(other);
		if (key)
			json_object_set_new(parent, key, other);
		else
			json_array_set_new(parent, index, other);
		use(whole);
	}
	if (key)
		json_object_set(parent, key, mine);
	else
		json_array_set(parent, index, mine);
	tried += replace_each(whole, mine);
	json_decref(mine);
	return tried;
}

static size_t replace_each(json_t *whole, json_t *json)
{
	size_t tried = 0;
	const char *key;
	json_t *value;
	void *next;

	json_object_foreach_safe(json, next, key, value)
		tried += try_others(whole, json, key, 0);
	for (size_t i = 0; json_is_array(json) && i < json_array_size(json); i++)
		tried += try_others(whole, json, NULL, i);
	return tried;
}

static void any_member_may_be_anything(void **state)
{
	struct alert alert = rich_alert();
	json_t *json = alert_to_json(&alert);

	assert_true(replace_each(json, json) > 1000);
	json_decref(json);
}

static void what_is_no_alert_is_refused(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	static const char *const texts[] = { "{}", "[]", "{\"schema\":2}", "{\"schema\":\"1\"}",
		"{\"schema\":null}" };
	struct alert alert = { .id = 5 };

	assert_int_equal(alert_from_json(NULL, arena, &alert), -EINVAL);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		json_t *json = json_loads(texts[i], 0, NULL);
		assert_int_equal(alert_from_json(json, arena, &alert), -EINVAL);
		json_decref(json);
	}
	assert_int_equal(alert.id, 5);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		json_t *json = json_loads(others[i], JSON_DECODE_ANY, NULL);
		assert_int_equal(alert_from_json(json, arena, &alert), -EINVAL);
		json_decref(json);
	}
}

static void bytes_are_distrusted(void **state)
{
	/* Not base64; cut off; with a NUL inside, which no path has. */
	static const char *const bytes[] = { "?", "L3Zhc", "YQBi", "====" };
	_cleanup_arena_ struct arena *arena = arena_new();
	struct denial denial;

	for (size_t i = 0; i < ARRAY_SIZE(bytes); i++) {
		json_t *json =
			json_pack("{s:{s:s,s:s}}", "target", "path", "/p", "path_bytes", bytes[i]);
		assert_int_equal(denial_from_json(json, arena, &denial), 0);
		assert_string_equal(denial.path, "/p");
		json_decref(json);
	}
}

static void levels_follow_the_verdicts(void **state)
{
	static const struct {
		enum avocet_risk first, second;
		enum level level;
	} cases[] = {
		{ AVOCET_RISK_NONE, AVOCET_RISK_HIGH, LEVEL_GREEN },
		{ AVOCET_RISK_LOW, AVOCET_RISK_HIGH, LEVEL_GREEN },
		{ AVOCET_RISK_MEDIUM, AVOCET_RISK_LOW, LEVEL_YELLOW },
		{ AVOCET_RISK_HIGH, AVOCET_RISK_LOW, LEVEL_YELLOW },
		{ AVOCET_RISK_LOW, AVOCET_RISK_ATTACK, LEVEL_RED },
		{ AVOCET_RISK_ATTACK, AVOCET_RISK_LOW, LEVEL_RED },
	};
	enum level level = LEVEL_RED;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct verdict items[] = { { .risk = cases[i].first },
			{ .risk = cases[i].second } };
		struct verdicts verdicts = { items, 2 };
		assert_int_equal(alert_level(&verdicts), cases[i].level);
	}
	assert_int_equal(alert_level(&(struct verdicts){ NULL, 0 }), LEVEL_YELLOW);
	assert_int_equal(level_from_name("green", &level), 0);
	assert_int_equal(level, LEVEL_GREEN);
	assert_int_equal(level_from_name("purple", &level), -EINVAL);
	assert_int_equal(level_from_name(NULL, &level), -EINVAL);
	assert_int_equal(level, LEVEL_GREEN);
}

static void what_is_remembered_comes_back(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct alert_hour hours[] = { { 1795338000000, 3 }, { 1795341600000, 1 } };
	const struct alert_mute mute = { .id = 7, .until = 1795341600000, .created = 1795338000000,
		.hidden = 9, .reason = "known\x1b[31m \xff", .by = "root" };
	const struct alert_earlier earlier[] = { { 1795338000000, "type-enforcement", NULL, "x" } };
	const struct alert alert = { .id = 1, .count = 4, .hours = hours, .n_hours = 2, .mute = &mute,
		.earlier = earlier, .n_earlier = 1, .fixed_since = 1795341600000,
		.fixed_because = "another policy was loaded", .denial.permissions = (const char *[]){ NULL } };
	json_t *json = alert_to_json(&alert);
	struct alert back;

	assert_int_equal(alert_from_json(json, arena, &back), 0);
	assert_int_equal(back.n_hours, 2);
	assert_int_equal(back.hours[1].ms, hours[1].ms);
	assert_int_equal(back.hours[0].count, 3);
	assert_int_equal(back.mute->id, 7);
	assert_int_equal(back.mute->until, mute.until);
	assert_int_equal(back.mute->hidden, 9);
	assert_string_equal(back.mute->reason, mute.reason);
	assert_int_equal(back.n_earlier, 1);
	assert_string_equal(back.earlier[0].reason, "type-enforcement");
	assert_null(back.earlier[0].plugin);
	assert_int_equal(back.fixed_since, alert.fixed_since);
	assert_string_equal(back.fixed_because, alert.fixed_because);
	/* Whoever answers in the daemon's place may say anything. */
	json_object_set_new(json, "muted", json_string("yes"));
	json_object_set_new(json, "fixed", json_pack("[i]", 1));
	json_object_set_new(json, "hours", json_pack("[s{si}{sssI}]", "x", "hour", 7, "hour", "never",
		"count", (json_int_t)-5));
	json_object_set_new(json, "earlier", json_pack("[n]"));
	assert_int_equal(alert_from_json(json, arena, &back), 0);
	assert_null(back.mute);
	assert_int_equal(back.n_hours, 0);
	assert_int_equal(back.fixed_since, 0);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_schema_holds),
		cmocka_unit_test(what_nobody_said_is_null),
		cmocka_unit_test(an_alert_comes_back),
		cmocka_unit_test(every_fact_comes_back),
		cmocka_unit_test(folded_alerts_say_so),
		cmocka_unit_test(containers_are_named),
		cmocka_unit_test(a_verdict_is_joined_with_its_plugin),
		cmocka_unit_test(any_member_may_be_anything),
		cmocka_unit_test(what_is_no_alert_is_refused),
		cmocka_unit_test(bytes_are_distrusted),
		cmocka_unit_test(levels_follow_the_verdicts),
		cmocka_unit_test(what_is_remembered_comes_back),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
