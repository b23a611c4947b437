/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the memory is for: mutes, words, totals, forgetting, and pages of a list. */
#include "store-denials.h"

#include <time.h>

/* Alert N with that program, path and time. */
static void add_of(struct room *room, struct store *store, unsigned n, const char *type,
	const char *path, int64_t ms)
{
	struct denial denial = denial_at(ms, n * 1000 + (uint64_t)(ms % 1000));

	denial.source.type = type;
	denial.path = path;
	assert_int_equal(store_add(store, &denial, signature(room->arena, n)), 0);
}

static struct store *open_three(struct room *room)
{
	struct store *store = open_mode(room, STORE_WRITE);

	add_of(room, store, 1, "httpd_t", "/srv/web/index.html", START_MS);
	add_of(room, store, 2, "sshd_t", "/etc/shadow", START_MS + 1);
	add_of(room, store, 3, "httpd_t", "/var/100%_done", START_MS + 2);
	commit(store);
	return store;
}

static int note_id(const struct alert *alert, void *userdata)
{
	char *ids = userdata;

	snprintf(ids + strlen(ids), 64 - strlen(ids), "%lld ", (long long)alert->id);
	return 0;
}

/* The numbers that a filter in JSON finds, or why it is refused. */
static const char *ids_of(struct room *room, struct store *store, const char *text)
{
	json_t *json = json_loads(text, 0, NULL);
	char *ids = arena_alloc(room->arena, 64);
	struct store_filter filter;
	const char *why;

	assert_non_null(json);
	if (filter_read(json, room->arena, &filter, &why) < 0)
		ids = arena_strdup(room->arena, why);
	else
		assert_int_equal(store_list(store, &filter, note_id, ids), 0);
	json_decref(json);
	return ids;
}

static int mute(struct room *room, struct store *store, const char *text, const char **ret_why)
{
	json_t *json = json_loads(text, 0, NULL);
	int r;

	assert_non_null(json);
	r = store_mute(store, json, "root", room->arena, ret_why);
	json_decref(json);
	return r;
}

static void assert_muted(struct room *room, struct store *store, const char *text)
{
	const char *why = "";

	if (mute(room, store, text, &why) < 0)
		fail_msg("%s: %s", text, why);
}

static void assert_refused(struct room *room, struct store *store, int error, const char *text,
	const char *part)
{
	const char *why = "";

	assert_int_equal(mute(room, store, text, &why), error);
	if (!strstr(why, part))
		fail_msg("%s: %s", text, why);
}

static void muted_ones_are_counted_and_not_listed(void **state)
{
	struct room *room = *state;
	struct store *store = open_three(room);
	struct alert alert;
	json_t *mutes;

	assert_muted(room, store, "{\"source-type\":\"httpd_*\",\"reason\":\"known\"}");
	assert_string_equal(ids_of(room, store, "{}"), "2 ");
	assert_string_equal(ids_of(room, store, "{\"all\":true}"), "3 2 1 ");
	add_of(room, store, 1, "httpd_t", "/srv/web/index.html", START_MS + 10);
	add_of(room, store, 2, "sshd_t", "/etc/shadow", START_MS + 11);
	/* A new one that it fits is muted from the beginning, with all its denials. */
	add_of(room, store, 4, "httpd_sys_t", "/new", START_MS + 12);
	add_of(room, store, 4, "httpd_sys_t", "/new", START_MS + 13);
	commit(store);
	assert_string_equal(ids_of(room, store, "{}"), "2 ");
	assert_int_equal(store_get(store, "4", room->arena, &alert), 0);
	assert_int_equal(alert.count, 2);
	assert_non_null(alert.mute);
	assert_string_equal(alert.mute->reason, "known");
	assert_string_equal(alert.mute->by, "root");
	assert_int_equal(alert.mute->hidden, 3);
	assert_int_equal(store_mutes(store, &mutes), 0);
	assert_int_equal(json_array_size(mutes), 1);
	json_decref(mutes);
	assert_int_equal(store_unmute(store, 7), -ENOENT);
	assert_int_equal(store_unmute(store, 1), 0);
	assert_string_equal(ids_of(room, store, "{}"), "4 2 1 3 ");
	store_close(store);
	assert_whole(room);
}

static void changed(const struct store_change *change, void *userdata)
{
	char *told = userdata;

	snprintf(told + strlen(told), 64 - strlen(told), "%lld%s ", (long long)change->id,
		change->muted ? "m" : "");
}

static void nobody_is_told_of_muted_ones(void **state)
{
	struct room *room = *state;
	struct store *store = open_three(room);
	char told[64] = "";

	assert_muted(room, store, "{\"id\":\"2\"}");
	add_of(room, store, 1, "httpd_t", "/srv/web/index.html", START_MS + 10);
	add_of(room, store, 2, "sshd_t", "/etc/shadow", START_MS + 11);
	assert_int_equal(store_commit(store, changed, told), 0);
	assert_string_equal(told, "1 2m ");
	store_close(store);
}

/* Milliseconds are what the clock has. */
static void mutes_end_by_themselves(void **state)
{
	struct room *room = *state;
	struct store *store = open_three(room);
	struct timespec while_it_holds = { 0, 300 * 1000 * 1000 };
	char *until = time_rfc3339(room->arena, time_now() + 200);
	char told[64] = "";
	json_t *mutes;

	/* Two fit it: the longer one holds it. */
	assert_muted(room, store, arena_printf(room->arena,
		"{\"class\":\"file\",\"until\":\"%s\"}", until));
	assert_muted(room, store, "{\"id\":\"2\",\"until\":\"2099-01-01T00:00:00Z\"}");
	assert_string_equal(ids_of(room, store, "{}"), "");
	nanosleep(&while_it_holds, NULL);
	assert_string_equal(ids_of(room, store, "{}"), "3 1 ");
	add_of(room, store, 1, "httpd_t", "/srv/web/index.html", START_MS + 10);
	assert_int_equal(store_commit(store, changed, told), 0);
	assert_string_equal(told, "1 ");
	assert_int_equal(store_mutes(store, &mutes), 0);
	assert_int_equal(json_array_size(mutes), 1);
	json_decref(mutes);
	/* When the longer one is taken away, a shorter one that still holds takes over. */
	assert_muted(room, store, "{\"target-type\":\"user_home_t\",\"until\":\"2098-01-01T00:00:00Z\"}");
	assert_int_equal(store_unmute(store, 2), 0);
	assert_string_equal(ids_of(room, store, "{}"), "");
	store_close(store);
}

static void odd_mutes_are_refused(void **state)
{
	struct room *room = *state;
	struct store *store = open_three(room);
	char *long_text = arena_alloc(room->arena, 5001);

	assert_refused(room, store, -EINVAL, "[]", "object");
	assert_refused(room, store, -EINVAL, "{}", "id of an alert, or a filter");
	assert_refused(room, store, -EINVAL, "{\"until\":\"2099-01-01T00:00:00Z\"}", "or a filter");
	assert_refused(room, store, -EINVAL, "{\"id\":\"1\",\"class\":\"file\"}", "not both");
	assert_refused(room, store, -EINVAL, "{\"since\":\"today\",\"class\":\"file\"}", "since");
	assert_refused(room, store, -EINVAL, "{\"fixed\":true}", "fixed");
	assert_refused(room, store, -EINVAL, "{\"clas\":\"file\"}", "\"clas\"");
	assert_refused(room, store, -EINVAL, "{\"id\":1}", "\"id\"");
	assert_refused(room, store, -EINVAL, "{\"id\":\"1\",\"reason\":7}", "\"reason\"");
	assert_refused(room, store, -EINVAL, "{\"id\":\"1\",\"until\":\"2001-01-01\"}", "before");
	assert_refused(room, store, -EINVAL, "{\"id\":\"1\",\"until\":\"soon\"}", "\"until\"");
	assert_refused(room, store, -ENOENT, "{\"id\":\"77\"}", "no alert 77");
	memset(long_text, 'x', 5000);
	assert_refused(room, store, -EINVAL,
		arena_printf(room->arena, "{\"path\":\"%s\"}", long_text), "too long");
	assert_refused(room, store, -EINVAL,
		arena_printf(room->arena, "{\"id\":\"1\",\"reason\":\"%s\"}", long_text), "reason");
	assert_int_equal(look(room, "SELECT count(*) FROM mute"), 0);
	assert_string_equal(ids_of(room, store, "{}"), "3 2 1 ");
	store_close(store);
}

static void words_are_found(void **state)
{
	static const struct {
		const char *words, *ids;
	} cases[] = {
		{ "shadow", "2 " }, { "SHADOW", "2 " }, { "hado", "2 " }, { "web/ind", "1 " },
		{ "httpd_t web/", "1 " }, { "httpd_t nothing", "" }, { "ht", "3 2 1 " },
		/* Nothing is a wildcard, and nothing is SQL or a query of FTS5. */
		{ "100%_done", "3 " }, { "100%", "3 " }, { "1_0", "" }, { "s%w", "" },
		{ "\\\"", "" }, { "'", "" }, { "NEAR shadow", "" }, { "shadow*", "" }, { "text:", "" },
		/* The sentence too. */
		{ "may not", "3 2 1 " },
	};
	struct room *room = *state;
	struct store *store = open_three(room);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *ids = ids_of(room, store, arena_printf(room->arena,
			"{\"words\":\"%s\"}", cases[i].words));

		if (strcmp(ids, cases[i].ids) != 0)
			fail_msg("%s: %s, not %s", cases[i].words, ids, cases[i].ids);
	}
	store_close(store);
}

/* Another denial speaks: what was said of the first is not found any more. */
static void words_follow_the_facts(void **state)
{
	struct room *room = *state;
	struct store *store = open_three(room);
	struct denial denial = denial_at(START_MS + 20, 20);

	denial.source.type = "sshd_t";
	denial.path = "/etc/gshadow-";
	denial.outcome = OUTCOME_PERMITTED;
	denial.unit = "sshd.service";
	assert_int_equal(store_add(store, &denial, signature(room->arena, 2)), 0);
	commit(store);
	assert_string_equal(ids_of(room, store, "{\"words\":\"gshadow-\"}"), "2 ");
	assert_string_equal(ids_of(room, store, "{\"words\":\"/etc/shadow\"}"), "");
	assert_string_equal(ids_of(room, store, "{\"unit\":\"sshd.*\"}"), "2 ");
	assert_string_equal(ids_of(room, store, "{\"container\":\"*\"}"), "");
	store_close(store);
	assert_int_equal(look(room, "SELECT count(*) FROM alert_words"), 3);
}

static void pages_fit_together(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);

	/* Two at the same time. */
	for (unsigned n = 1; n <= 4; n++)
		add_of(room, store, n, "a_t", "/a", START_MS + n / 2);
	commit(store);
	assert_string_equal(ids_of(room, store, "{}"), "4 3 2 1 ");
	assert_string_equal(ids_of(room, store, "{\"limit\":2}"), "4 3 ");
	assert_string_equal(ids_of(room, store, arena_printf(room->arena,
		"{\"before\":\"%lld:3\",\"limit\":2}", (long long)START_MS + 1)), "2 1 ");
	assert_string_equal(ids_of(room, store, arena_printf(room->arena,
		"{\"before\":\"%lld:2\"}", (long long)START_MS + 1)), "1 ");
	assert_non_null(strstr(ids_of(room, store, "{\"before\":\"7\"}"), "MS:ID"));
	assert_non_null(strstr(ids_of(room, store, "{\"before\":\"7:0\"}"), "MS:ID"));
	assert_non_null(strstr(ids_of(room, store, "{\"before\":\"7:1x\"}"), "MS:ID"));
	store_close(store);
}

static void what_is_deleted_is_gone(void **state)
{
	static const char *const wanted[] = { "2", "3", "2", NULL }, *const wrong[] = { "1", "9", NULL };
	struct room *room = *state;
	struct store *store = open_three(room);
	int64_t *ids;
	size_t count;

	assert_muted(room, store, "{\"id\":\"3\"}");
	assert_int_equal(store_delete(store, wrong, room->arena, &ids, &count), -ENOENT);
	assert_int_equal(look(room, "SELECT count(*) FROM alert"), 3);
	assert_int_equal(store_delete(store, wanted, room->arena, &ids, &count), 0);
	assert_int_equal(count, 3);
	assert_int_equal(ids[1], 3);
	assert_int_equal(look(room, "SELECT count(*) FROM occurrence"), 1);
	assert_int_equal(look(room, "SELECT count(*) FROM alert_words"), 1);
	assert_int_equal(look(room, "SELECT count(*) FROM tally"), 1);
	assert_int_equal(look(room, "SELECT count(*) FROM mute"), 0);
	assert_string_equal(ids_of(room, store, "{\"words\":\"shadow\"}"), "");
	/* It may come again, as another. */
	add_of(room, store, 2, "sshd_t", "/etc/shadow", START_MS + 30);
	commit(store);
	assert_string_equal(ids_of(room, store, "{}"), "4 1 ");
	store_close(store);
	assert_whole(room);
}

/* ---- totals ---- */

static json_t *stats_of(struct room *room, struct store *store, const char *text)
{
	json_t *json = json_loads(text, 0, NULL), *stats = NULL;
	struct store_filter filter;
	const char *why;

	assert_int_equal(filter_read(json, room->arena, &filter, &why), 0);
	assert_int_equal(store_stats(store, &filter, &stats), 0);
	json_decref(json);
	return stats;
}

static void assert_number(const json_t *json, const char *name, int64_t wanted)
{
	int64_t number = json_integer_value(json_object_get(json, name));

	if (number != wanted)
		fail_msg("%s: %lld, not %lld", name, (long long)number, (long long)wanted);
}

/* In a zone where the day of our hours changes: START_MS is 09:00 UTC. */
static void totals_add_up(void **state)
{
	static const int64_t hour = 60 * 60 * 1000;
	struct room *room = *state;
	struct store *store;
	json_t *stats, *days, *one;

	setenv("TZ", "UTC-13", 1); /* east of Greenwich: 22:00 */
	tzset();
	store = open_three(room);
	for (unsigned i = 0; i < 50; i++)
		add_of(room, store, 2, "sshd_t", "/etc/shadow", START_MS + hour * 3 + i);
	commit(store);
	look(room, "UPDATE alert SET level = 'red' WHERE id = 2");
	look(room, "INSERT INTO verdict (alert, rank, plugin, words) VALUES (1, 0, 'p', '{}'), "
		   "(1, 1, 'q', '{}')");
	stats = stats_of(room, store, "{}");
	assert_number(stats, "alerts", 3);
	assert_number(stats, "denials", 53);
	assert_number(json_object_get(stats, "levels"), "red", 51);
	assert_number(json_object_get(stats, "levels"), "yellow", 2);
	days = json_object_get(stats, "days");
	assert_int_equal(json_array_size(days), 2);
	assert_string_equal(
		json_string_value(json_object_get(json_array_get(days, 0), "day")), "2026-11-22");
	assert_number(json_array_get(days, 0), "yellow", 2);
	assert_number(json_array_get(days, 0), "red", 1);
	assert_number(json_array_get(days, 1), "red", 50);
	assert_int_equal(json_integer_value(json_array_get(json_object_get(stats, "hours"), 22)), 3);
	assert_int_equal(json_integer_value(json_array_get(json_object_get(stats, "hours"), 1)), 50);
	one = json_array_get(json_object_get(stats, "sources"), 0);
	assert_string_equal(json_string_value(json_object_get(one, "source")), "sshd_t");
	assert_number(one, "denials", 51);
	assert_number(json_array_get(json_object_get(stats, "sources"), 1), "alerts", 2);
	assert_int_equal(json_array_size(json_object_get(stats, "plugins")), 1);
	assert_string_equal(json_string_value(json_object_get(stats, "since")),
		time_rfc3339(room->arena, START_MS));
	json_decref(stats);
	/* A time bounds denials, not only alerts. */
	stats = stats_of(room, store, "{\"until\":\"2026-11-22T10:00:00Z\"}");
	assert_number(stats, "alerts", 3);
	assert_number(stats, "denials", 3);
	assert_int_equal(json_array_size(json_object_get(stats, "days")), 1);
	json_decref(stats);
	assert_muted(room, store, "{\"id\":\"2\"}");
	stats = stats_of(room, store, "{\"class\":\"file\"}");
	assert_number(stats, "alerts", 2);
	assert_number(stats, "muted", 1);
	assert_number(stats, "denials", 2);
	json_decref(stats);
	stats = stats_of(room, store, "{\"path\":\"/nowhere\"}");
	assert_number(stats, "alerts", 0);
	assert_null(json_object_get(stats, "since"));
	assert_int_equal(json_array_size(json_object_get(stats, "days")), 0);
	json_decref(stats);
	store_close(store);
}

/* Times that no clock should have: they are counted, and nobody writes beside the counters. */
static void odd_times_are_counted(void **state)
{
	static const int64_t times[] = { 1, START_MS, INT64_C(253402300799000), -5,
		INT64_C(9000000000000000000) };
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	json_t *stats;

	for (unsigned i = 0; i < ARRAY_SIZE(times); i++)
		add_of(room, store, i + 1, "a_t", "/a", times[i]);
	commit(store);
	stats = stats_of(room, store, "{}");
	assert_number(stats, "denials", ARRAY_SIZE(times));
	assert_in_range(json_array_size(json_object_get(stats, "days")), 0, 366);
	json_decref(stats);
	store_close(store);
}

static void one_has_its_hours(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct alert alert;

	for (unsigned i = 0; i < 500; i++)
		add_of(room, store, 1, "a_t", "/a", START_MS + (int64_t)i * 60 * 60 * 1000);
	add_of(room, store, 1, "a_t", "/a", START_MS + 499 * INT64_C(3600000) + 1);
	commit(store);
	assert_int_equal(store_get(store, "1", room->arena, &alert), 0);
	assert_int_equal(alert.n_hours, 400);
	assert_int_equal(alert.hours[399].count, 2);
	assert_int_equal(alert.hours[398].count, 1);
	assert_int_equal(alert.hours[399].ms - alert.hours[398].ms, 3600000);
	assert_null(alert.mute);
	assert_int_equal(alert.fixed_since, 0);
	assert_int_equal(store_peek(store, 1, room->arena, &alert), 0);
	assert_int_equal(alert.n_hours, 0);
	assert_int_equal(store_peek(store, 2, room->arena, &alert), -ENOENT);
	store_close(store);
}

/* ---- what is forgotten ---- */

static size_t forget(struct room *room, struct store *store, struct store_keep keep)
{
	int64_t *ids;
	size_t count, all = 0;

	do {
		assert_int_equal(store_forget(store, &keep, room->arena, &ids, &count), 0);
		assert_true(count <= 200);
		all += count;
	} while (count);
	return all;
}

static void the_oldest_are_forgotten(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	int64_t before;

	for (unsigned n = 1; n <= 500; n++) {
		struct denial denial = denial_at(START_MS + n, n);
		denial.source.type = denial.target.type = arena_printf(room->arena, "a%u_t", n);
		assert_int_equal(store_add(store, &denial, signature(room->arena, n)), 0);
	}
	commit(store);
	assert_int_equal(forget(room, store, (struct store_keep){ 0 }), 0);
	assert_int_equal(forget(room, store, (struct store_keep){ .alerts = 250 }), 250);
	assert_int_equal(look(room, "SELECT min(id) FROM alert"), 251);
	/* They were written today, whatever they say. */
	assert_int_equal(forget(room, store, (struct store_keep){ .days = 1 }), 0);
	look(room, "UPDATE alert SET added = 0, last_seen = 1000 * id WHERE id > 480");
	assert_int_equal(forget(room, store, (struct store_keep){ .days = 36500 }), 0);
	assert_int_equal(forget(room, store, (struct store_keep){ .days = 1 }), 20);
	assert_int_equal(look(room, "SELECT max(id) FROM alert"), 480);
	/* As many go as it takes, and the file gets smaller. */
	before = look(room, "PRAGMA page_count");
	assert_in_range(forget(room, store, (struct store_keep){ .bytes = 512 * 1024 }), 20, 229);
	assert_true(look(room, "PRAGMA page_count") < before);
	forget(room, store, (struct store_keep){ .bytes = 1 });
	assert_int_equal(look(room, "SELECT count(*) FROM alert"), 0);
	store_close(store);
	assert_whole(room);
}

/* ---- an older version ---- */

extern const char *const store_migrations[];

static const char content_2[] =
	"PRAGMA user_version = 2; PRAGMA application_id = 1098280803;"
	"INSERT INTO alert (uuid, signature, outcome, level, source_type, permissions, path, "
	"permissive, facts, facts_ms, count, first_seen, last_seen, kept, pending, announced) VALUES "
	"('aaaa', 'v1:00000000000000000000000000000001', 'denied', 'green', 'httpd_t', 'read', "
	"'/one', 0, '{\"outcome\":\"denied\",\"permissions\":[\"read\"],\"source\":{\"unit\":"
	"\"a.service\",\"container\":\"c1\"},\"target\":{\"path\":\"/one/file\",\"port\":8081}}', "
	"1000, 5, 1000, 9000, 1, 0, 1), "
	"('bbbb', 'v1:00000000000000000000000000000002', 'denied', 'yellow', 'b_t', 'open', '/two', "
	"0, 'damaged', 77, 1, 77, 77, 0, 1, 0);"
	"INSERT INTO occurrence (place, ms, serial, ordinal, node, records) "
	"VALUES (128, 1000, 1, 0, '', x'6f6e65');"
	"INSERT INTO tally (alert, hour, count) VALUES (1, 0, 5), (2, 0, 1);"
	"INSERT INTO bookmark (source, text) VALUES ('auditd', '1 9000:5 0'), ('journal', '1 9:5 0');";

static void version_2_comes_along(void **state)
{
	struct room *room = *state;
	struct store *store;
	struct alert alert;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(room->path, &db), SQLITE_OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
			sqlite3_exec(db, store_migrations[i], NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, content_2, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	store = open_mode(room, STORE_WRITE);
	assert_int_equal(look(room, "PRAGMA user_version"), 4);
	assert_string_equal(ids_of(room, store, "{\"words\":\"one/fi\"}"), "1 ");
	assert_string_equal(ids_of(room, store, "{\"words\":\"8081\"}"), "1 ");
	assert_string_equal(ids_of(room, store, "{\"unit\":\"a.service\"}"), "1 ");
	assert_string_equal(ids_of(room, store, "{\"container\":\"c?\"}"), "1 ");
	assert_string_equal(ids_of(room, store, "{}"), "1 2 ");
	assert_int_equal(store_get(store, "1", room->arena, &alert), 0);
	assert_int_equal(alert.count, 5);
	assert_int_equal(alert.n_hours, 1);
	/* Only auditd's line is known to be whole, and only from the first denial on. */
	assert_int_equal(look(room, "SELECT since FROM covered WHERE source = 'auditd'"), 77);
	assert_int_equal(look(room, "SELECT count(*) FROM covered"), 1);
	assert_muted(room, store, "{\"source-type\":\"httpd_t\"}");
	assert_string_equal(ids_of(room, store, "{}"), "2 ");
	add(store, 1, START_MS, 50);
	commit(store);
	assert_int_equal(look(room, "SELECT count FROM alert WHERE id = 1"), 6);
	store_close(store);
	assert_whole(room);
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, enter, leave)
	const struct CMUnitTest tests[] = {
		STORE_TEST(muted_ones_are_counted_and_not_listed),
		STORE_TEST(nobody_is_told_of_muted_ones),
		STORE_TEST(mutes_end_by_themselves),
		STORE_TEST(odd_mutes_are_refused),
		STORE_TEST(words_are_found),
		STORE_TEST(words_follow_the_facts),
		STORE_TEST(pages_fit_together),
		STORE_TEST(what_is_deleted_is_gone),
		STORE_TEST(totals_add_up),
		STORE_TEST(odd_times_are_counted),
		STORE_TEST(one_has_its_hours),
		STORE_TEST(the_oldest_are_forgotten),
		STORE_TEST(version_2_comes_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
