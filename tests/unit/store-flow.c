/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens to an alert after it was heard: explained, given up, announced, looked up.
 */
#include "store-denials.h"

static const struct avocet_plugin plugin = {
	.name = "restorecon",
	.summary = "The label of {target.path} is wrong.",
	.explanation = "It should be {default_type}.",
	.fixes = AVOCET_FIXES(
		{ .when = "first", .then = "do one thing", .action = AVOCET_MANUAL },
		{ .when = "second", .then = "restore it", .action = AVOCET_RESTORE_LABEL }),
};
static const struct word words[] = {
	{ "default_type", "httpd_sys_content_t" },
	{ "bytes", "a\xff" },
};
static const struct fix fixes[] = {
	{ 1, "second", "restore it", AVOCET_RESTORE_LABEL, VERIFIED_YES },
};

static struct verdict a_verdict(const char *name)
{
	static const char *const grounds[] = { "the default label differs", NULL };

	return (struct verdict){
		.plugin = name, .confidence = 97, .risk = AVOCET_RISK_LOW,
		.summary = plugin.summary, .explanation = plugin.explanation, .grounds = grounds,
		.words = words, .n_words = ARRAY_SIZE(words),
		.fixes = fixes, .n_fixes = ARRAY_SIZE(fixes),
	};
}

static void write_texts(struct store *store, const char *name)
{
	json_t *texts = plugin_texts_to_json(&plugin);

	assert_int_equal(store_plugin_texts(store, name, texts), 0);
	json_decref(texts);
}

static int explain(struct store *store, int64_t id, const char *name)
{
	struct verdict verdict = a_verdict(name);
	struct alert alert = {
		.id = id, .level = LEVEL_GREEN, .reason = "type-enforcement",
		.reason_detail = "detail", .verdicts = { &verdict, 1 },
		.package = "web", .package_installed = START_MS,
	};

	return store_explained(store, &alert);
}

static size_t count_ids(int (*list)(struct store *, struct arena *, int64_t **, size_t *),
	struct room *room, struct store *store, int64_t *ret_first)
{
	int64_t *ids;
	size_t count;

	assert_int_equal(list(store, room->arena, &ids, &count), 0);
	*ret_first = count ? ids[0] : 0;
	return count;
}

static void alerts_are_explained_and_announced(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	const char *records, *text;
	struct alert alert;
	int64_t first;

	for (unsigned n = 1; n <= 40; n++)
		add(store, n, START_MS + n, n);
	commit(store);
	assert_int_equal(count_ids(store_pending, room, store, &first), 40);
	assert_int_equal(first, 1);
	assert_int_equal(count_ids(store_unannounced, room, store, &first), 0);
	assert_int_equal(store_raw(store, 1, room->arena, &records, &text), 0);
	assert_string_equal(text, signature(room->arena, 1));
	assert_non_null(strstr(records, "type=AVC"));
	assert_non_null(strstr(records, "\ntype=SYSCALL"));
	assert_int_equal(store_raw(store, 99, room->arena, &records, &text), -ENOENT);

	write_texts(store, "restorecon");
	assert_int_equal(explain(store, 1, "restorecon"), 0);
	assert_int_equal(explain(store, 99, "restorecon"), -ENOENT);
	assert_int_equal(count_ids(store_pending, room, store, &first), 39);
	assert_int_equal(count_ids(store_unannounced, room, store, &first), 1);
	assert_int_equal(store_announced(store, 1), 0);
	assert_int_equal(store_announced(store, 99), -ENOENT);
	assert_int_equal(count_ids(store_unannounced, room, store, &first), 0);

	assert_int_equal(store_get(store, "1", room->arena, &alert), 0);
	assert_false(alert.pending);
	assert_int_equal(alert.level, LEVEL_GREEN);
	assert_string_equal(alert.reason, "type-enforcement");
	assert_string_equal(alert.reason_detail, "detail");
	assert_string_equal(alert.package, "web");
	assert_int_equal(alert.package_installed, START_MS);
	assert_int_equal(alert.verdicts.count, 1);
	const struct verdict *verdict = alert.verdicts.items;
	assert_string_equal(verdict->summary, plugin.summary);
	assert_string_equal(verdict->grounds[0], "the default label differs");
	assert_int_equal(verdict->confidence, 97);
	assert_int_equal(verdict->n_fixes, 1);
	assert_int_equal(verdict->fixes[0].number, 1);
	assert_string_equal(verdict->fixes[0].then, "restore it");
	assert_int_equal(verdict->fixes[0].action, AVOCET_RESTORE_LABEL);
	assert_int_equal(verdict->fixes[0].verified, VERIFIED_YES);
	assert_string_equal(verdict_word(verdict, "bytes"), "a\xff");
	store_close(store);

	/* No prose in the rows of alerts: texts are kept once a plugin. */
	assert_int_equal(
		look(room, "SELECT count(*) FROM verdict WHERE words LIKE '%restore it%'"), 0);
	store = open_mode(room, STORE_WRITE);
	/* What is explained keeps that until it is explained anew; the others wait as before. */
	assert_int_equal(store_stale(store, &first), 0);
	assert_int_equal(first, 0);
	assert_int_equal(store_reanalyse(store), 0);
	assert_int_equal(count_ids(store_pending, room, store, &first), 39);
	assert_int_equal(store_stale(store, &first), 0);
	assert_int_equal(first, 1);
	assert_int_equal(explain(store, 1, "restorecon"), 0);
	assert_int_equal(store_stale(store, &first), 0);
	assert_int_equal(first, 0);
	assert_int_equal(count_ids(store_unannounced, room, store, &first), 0);
	assert_int_equal(store_get(store, "1", room->arena, &alert), 0);
	assert_int_equal(alert.verdicts.count, 1);
	store_close(store);
	assert_whole(room);
}

static void texts_are_written_when_they_differ(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	json_t *other = json_pack("{s:s}", "summary", "new");
	int64_t before;

	write_texts(store, "a");
	before = look(room, "PRAGMA data_version");
	write_texts(store, "a");
	assert_int_equal(look(room, "SELECT count(*) FROM plugin_texts"), 1);
	assert_int_equal(look(room, "PRAGMA data_version"), before);
	assert_int_equal(store_plugin_texts(store, "a", other), 0);
	assert_int_equal(
		look(room, "SELECT texts = '{\"summary\":\"new\"}' FROM plugin_texts"), 1);
	json_decref(other);
	store_close(store);
}

static void after_two_crashes_it_is_given_up(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	const char *const *quarantined;
	struct alert alert;
	bool given_up = true;
	int64_t first;

	add(store, 1, START_MS, 1);
	add(store, 2, START_MS, 2);
	commit(store);
	assert_int_equal(store_crashed(store, 1, "evil", &given_up), 0);
	assert_false(given_up);
	assert_int_equal(store_quarantined(store, room->arena, &quarantined), 0);
	assert_null(quarantined[0]);
	assert_int_equal(count_ids(store_pending, room, store, &first), 2);
	/* The plugin goes; the alert is to be tried without it. */
	assert_int_equal(store_crashed(store, 1, "evil", &given_up), 0);
	assert_false(given_up);
	assert_int_equal(store_quarantined(store, room->arena, &quarantined), 0);
	assert_string_equal(quarantined[0], "evil");
	assert_null(quarantined[1]);
	assert_int_equal(count_ids(store_pending, room, store, &first), 2);
	/* Without a plugin to blame; and of an alert that is not there nothing is kept. */
	assert_int_equal(store_crashed(store, 2, NULL, &given_up), 0);
	assert_false(given_up);
	assert_int_equal(store_crashed(store, 2, NULL, &given_up), 0);
	assert_true(given_up);
	assert_int_equal(count_ids(store_pending, room, store, &first), 1);
	assert_int_equal(count_ids(store_unannounced, room, store, &first), 1);
	assert_int_equal(store_get(store, "2", room->arena, &alert), 0);
	assert_int_equal(alert.verdicts.count, 0);
	assert_non_null(strstr(alert.reason_detail, "crashed again and again"));
	assert_int_equal(store_crashed(store, 99, "other", &given_up), -ENOENT);
	given_up = false;
	assert_int_equal(look(room, "SELECT count(*) FROM plugin_health"), 1);
	/* A plugin that blames others, or makes names up, cannot go on for ever. */
	for (int i = 3; i <= 16; i++) {
		assert_false(given_up);
		assert_int_equal(store_crashed(store, 1, arena_printf(room->arena, "p%d", i), &given_up), 0);
	}
	assert_true(given_up);
	store_close(store);
}

/* ---- which denial speaks ---- */

static void add_of(struct room *room, struct store *store, unsigned serial, const char *path,
	enum outcome outcome)
{
	struct denial denial = denial_at(START_MS + serial, serial);

	denial.path = path;
	denial.outcome = outcome;
	denial.records = (const char *const[]){ path, NULL };
	assert_int_equal(store_add(store, &denial, signature(room->arena, 1)), 0);
	commit(store);
}

/* Facts, records and what the analysis would start from, all of one denial. */
static struct alert assert_speaks(struct room *room, struct store *store, const char *path)
{
	const char *records, *text;
	struct alert alert;

	assert_int_equal(store_get(store, "1", room->arena, &alert), 0);
	assert_string_equal(alert.denial.path, path);
	assert_string_equal(alert.denial.records[0], path);
	assert_int_equal(store_raw(store, 1, room->arena, &records, &text), 0);
	assert_string_equal(records, path);
	assert_int_equal(look(room, arena_printf(room->arena,
		"SELECT path = '%s' AND permissive = %d FROM alert", path,
		alert.denial.outcome == OUTCOME_PERMITTED)), 1);
	return alert;
}

static void verdicts_are_not_of_another_file(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct alert alert;

	write_texts(store, "restorecon");
	add_of(room, store, 1, "/etc/motd", OUTCOME_DENIED);
	add_of(room, store, 2, "/etc/passwd", OUTCOME_DENIED); /* while it is pending */
	assert_true(assert_speaks(room, store, "/etc/motd").pending);
	assert_int_equal(explain(store, 1, "restorecon"), 0);
	for (unsigned serial = 3; serial < 300; serial++)
		add_of(room, store, serial, "/etc/shadow", OUTCOME_DENIED);
	alert = assert_speaks(room, store, "/etc/motd");
	assert_false(alert.pending);
	assert_int_equal(alert.verdicts.count, 1);
	assert_int_equal(alert.count, 299);
	assert_int_equal(alert.last_seen, START_MS + 299);
	assert_int_equal(look(room, "SELECT count(*) FROM occurrence"), STORE_OCCURRENCES_MAX);
	store_close(store);
	assert_whole(room);
}

static void another_outcome_is_explained_anew(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct store *worker = open_mode(room, STORE_JOIN);
	const char *records, *text;
	struct alert alert;

	write_texts(store, "restorecon");
	add_of(room, store, 1, "/etc/motd", OUTCOME_PERMITTED);
	assert_int_equal(explain(store, 1, "restorecon"), 0);
	assert_int_equal(store_announced(store, 1), 0);
	assert_int_equal(store_raw(worker, 1, room->arena, &records, &text), 0);
	add_of(room, store, 2, "/etc/shadow", OUTCOME_DENIED);
	alert = assert_speaks(room, store, "/etc/shadow");
	assert_true(alert.pending);
	assert_int_equal(alert.denial.outcome, OUTCOME_DENIED);
	assert_int_equal(alert.verdicts.count, 0);
	assert_null(alert.reason);
	/* What the worker found out meanwhile is of the other one. */
	assert_int_equal(explain(worker, 1, "restorecon"), 0);
	alert = assert_speaks(room, store, "/etc/shadow");
	assert_true(alert.pending);
	assert_int_equal(alert.verdicts.count, 0);
	assert_int_equal(store_raw(worker, 1, room->arena, &records, &text), 0);
	assert_int_equal(explain(worker, 1, "restorecon"), 0);
	assert_false(assert_speaks(room, store, "/etc/shadow").pending);
	/* An older one comes late. */
	add_of(room, store, 0, "/etc/old", OUTCOME_PERMITTED);
	assert_false(assert_speaks(room, store, "/etc/shadow").pending);
	store_close(worker);
	store_close(store);
	assert_whole(room);
}

static void going_to_and_fro_is_bounded(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	unsigned renewals = 0;

	for (unsigned serial = 1; serial <= 200; serial++) {
		struct alert alert;

		add_of(room, store, serial, arena_printf(room->arena, "/etc/%u", serial),
			serial % 2 ? OUTCOME_DENIED : OUTCOME_PERMITTED);
		assert_int_equal(store_get(store, "1", room->arena, &alert), 0);
		renewals += serial > 1 && alert.pending;
		assert_int_equal(explain(store, 1, "restorecon"), 0);
	}
	assert_int_equal(renewals, 16);
	assert_speaks(room, store, "/etc/17");
	add_of(room, store, 4000000, "/etc/later", OUTCOME_PERMITTED);
	assert_true(assert_speaks(room, store, "/etc/later").pending);
	store_close(store);
	assert_whole(room);
}

/* ---- looking up ---- */

struct found {
	char ids[64];
	int stop_after;
};

static int note_id(const struct alert *alert, void *userdata)
{
	struct found *found = userdata;
	size_t used = strlen(found->ids);

	assert_null(alert->denial.records[0]);
	snprintf(found->ids + used, sizeof found->ids - used, "%s%lld", used ? " " : "",
		(long long)alert->id);
	return found->stop_after && --found->stop_after == 0 ? -ECANCELED : 0;
}

static void add_like(struct store *store, struct arena *arena, unsigned n, const char *path,
	const char *tclass, enum outcome outcome, int64_t auid)
{
	static const char *const name_bind[] = { "name_bind", NULL };
	struct denial denial = denial_at(START_MS + n * 1000, n);

	denial.path = path;
	denial.tclass = tclass;
	denial.outcome = outcome;
	denial.auid = auid;
	denial.port = n == 3 ? 8080 : -1;
	if (n == 3)
		denial.permissions = name_bind;
	assert_int_equal(store_add(store, &denial, signature(arena, n)), 0);
	commit(store);
}

static const struct {
	struct store_filter filter;
	const char *ids;
} searches[] = {
	{ { .auid = -1 }, "5 4 3 2 1" },
	{ { .auid = -1, .limit = 2 }, "5 4" },
	{ { .auid = 0 }, "" },
	{ { .auid = 1001 }, "4" },
	{ { .auid = -1, .since = START_MS + 4000 }, "5 4" },
	{ { .auid = -1, .until = START_MS + 2000 }, "2 1" },
	{ { .auid = -1, .after = 3 }, "5 4" },
	{ { .auid = -1, .permissive = 1 }, "2" },
	{ { .auid = -1, .permissive = -1 }, "5 4 3 1" },
	{ { .auid = -1, .level = "green" }, "1" },
	{ { .auid = -1, .level = "yellow" }, "5 4 3 2" },
	{ { .auid = -1, .source_type = "httpd_t" }, "5 4 3 2 1" },
	{ { .auid = -1, .source_type = "http" }, "" },
	{ { .auid = -1, .source_type = "http*" }, "5 4 3 2 1" },
	{ { .auid = -1, .target_type = "user_?ome_t", .tclass = "dir" }, "2" },
	{ { .auid = -1, .path = "/srv/*" }, "5 2 1" },
	{ { .auid = -1, .path = "/srv/[a]" }, "5" },
	{ { .auid = -1, .path = "/srv/[a]*" }, "5" },
	{ { .auid = -1, .path = "/srv/a" }, "" },
	{ { .auid = -1, .path = "\xff" }, "4" },
	{ { .auid = -1, .exe = "/usr/sbin/httpd", .permission = "name_bind" }, "3" },
	{ { .auid = -1, .permission = "open" }, "5 4 2 1" },
	{ { .auid = -1, .permission = "op?n" }, "5 4 2 1" },
	{ { .auid = -1, .permission = "o*d" }, "" },
	{ { .auid = -1, .plugin = "restorecon" }, "1" },
	{ { .auid = -1, .plugin = "*con" }, "1" },
	{ { .auid = -1, .plugin = "catchall" }, "" },
	{ { .auid = -1, .words = "8080" }, "3" },
	{ { .auid = -1, .words = "  HTTPD   index " }, "5 4 3 2 1" },
	{ { .auid = -1, .words = "/srv/100%" }, "2" },
	{ { .auid = -1, .words = "%" }, "2" },
	{ { .auid = -1, .words = "_ \\" }, "" },
	{ { .auid = -1, .words = "context" }, "" }, /* a member's name, not a value */
	{ { .auid = -1, .words = "' OR 1=1 --" }, "" },
	{ { .auid = -1, .tclass = "' OR '1'='1" }, "" },
	{ { .auid = -1, .plugin = "x') OR 1=1 --*" }, "" },
};

static void every_filter_holds(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	char many[400];
	struct store_filter crowd = { .auid = -1, .words = many };

	add_like(store, room->arena, 1, "/srv/one", "file", OUTCOME_DENIED, -1);
	add_like(store, room->arena, 2, "/srv/100%", "dir", OUTCOME_PERMITTED, 1000);
	add_like(store, room->arena, 3, NULL, "tcp_socket", OUTCOME_DENIED, 1000);
	add_like(store, room->arena, 4, "\xff", "file", OUTCOME_DENIED, 1001);
	add_like(store, room->arena, 5, "/srv/[a]", "file", OUTCOME_GRANTED, 1000);
	write_texts(store, "restorecon");
	assert_int_equal(explain(store, 1, "restorecon"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(searches); i++) {
		struct found found = { "" };
		if (store_list(store, &searches[i].filter, note_id, &found) < 0)
			fail_msg("search %zu: %s", i, store_error(store));
		if (strcmp(found.ids, searches[i].ids) != 0)
			fail_msg("search %zu: \"%s\", not \"%s\"", i, found.ids, searches[i].ids);
	}
	struct found found = { .stop_after = 2 };
	assert_int_equal(store_list(store, &searches[0].filter, note_id, &found), -ECANCELED);
	assert_string_equal(found.ids, "5 4");
	for (size_t i = 0; i + 2 < sizeof many; i += 2)
		memcpy(many + i, "a ", 3);
	assert_int_equal(store_list(store, &crowd, note_id, &found), -E2BIG);
	store_close(store);
}

static void add_by(struct room *room, struct store *store, unsigned n, unsigned serial,
	int64_t auid)
{
	struct denial denial = denial_at(START_MS + serial, serial);

	denial.auid = auid;
	assert_int_equal(store_add(store, &denial, signature(room->arena, n)), 0);
}

/* 1: within a batch; 2: in a later one; 3: by nobody; 4: all of one; 5: an older one. */
static void what_several_logins_did_is_nobodys(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct store_filter filter = { .auid = 1000 };
	struct found found = { "" };
	struct alert alert;

	for (unsigned n = 1; n <= 5; n++)
		add_by(room, store, n, 10 + n, 1000);
	add_by(room, store, 1, 1, 1001);
	commit(store);
	add_by(room, store, 2, 22, 1001);
	add_by(room, store, 3, 23, -1);
	add_by(room, store, 4, 24, 1000);
	add_by(room, store, 5, 5, 1001);
	commit(store);
	assert_int_equal(store_list(store, &filter, note_id, &found), 0);
	assert_string_equal(found.ids, "4");
	filter.auid = 1001;
	found.ids[0] = '\0';
	assert_int_equal(store_list(store, &filter, note_id, &found), 0);
	assert_string_equal(found.ids, "");
	for (unsigned n = 1; n <= 5; n++) {
		const char *id = arena_printf(room->arena, "%u", n);
		assert_int_equal(store_get(store, id, room->arena, &alert), 0);
		assert_int_equal(alert.denial.auid, 1000);
		assert_int_equal(alert.auid_mixed, n != 4);
	}
	store_close(store);
}

static int sum_verdicts(const struct alert *alert, void *userdata)
{
	assert_non_null(alert->denial.source.type);
	*(size_t *)userdata += alert->verdicts.count;
	return 0;
}

static void verdicts_are_read_when_wanted(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct store_filter filter = { .auid = -1 };
	size_t verdicts = 0;

	add(store, 1, START_MS + 1, 1);
	commit(store);
	write_texts(store, "restorecon");
	assert_int_equal(explain(store, 1, "restorecon"), 0);
	assert_int_equal(store_list(store, &filter, sum_verdicts, &verdicts), 0);
	assert_int_equal(verdicts, 1);
	filter.no_verdicts = true;
	assert_int_equal(store_list(store, &filter, sum_verdicts, &verdicts), 0);
	assert_int_equal(verdicts, 1);
	store_close(store);
}

static void damaged_facts_do_not_stop_a_search(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct store_filter filter = { .auid = -1, .words = "httpd", .permission = "read" };
	struct found found = { "" };

	add(store, 1, START_MS + 1, 1);
	add(store, 2, START_MS + 2, 2);
	commit(store);
	look(room, "UPDATE alert SET facts = '{no' WHERE id = 1");
	assert_int_equal(store_list(store, &filter, note_id, &found), 0);
	assert_string_equal(found.ids, "2");
	store_close(store);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(alerts_are_explained_and_announced),
		TEST(texts_are_written_when_they_differ),
		TEST(after_two_crashes_it_is_given_up),
		TEST(verdicts_are_not_of_another_file),
		TEST(verdicts_are_read_when_wanted),
		TEST(another_outcome_is_explained_anew),
		TEST(going_to_and_fro_is_bounded),
		TEST(every_filter_holds),
		TEST(what_several_logins_did_is_nobodys),
		TEST(damaged_facts_do_not_stop_a_search),
	};

	return cmocka_run_group_tests_name("store-flow", tests, NULL, NULL);
}
