/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explained anew after a change: what was said before, what is fixed since, and what is not any more. */
#include "store-denials.h"

static void explain_as(struct store *store, int64_t id, const char *reason, const char *plugin)
{
	struct avocet_plugin texts = { .name = plugin, .summary = "s", .explanation = "e" };
	struct verdict verdict = { .plugin = plugin, .confidence = 50 };
	struct alert alert = { .id = id, .level = LEVEL_YELLOW, .reason = reason };
	json_t *json = plugin ? plugin_texts_to_json(&texts) : NULL;

	if (plugin) {
		alert.verdicts = (struct verdicts){ .items = &verdict, .count = 1 };
		assert_int_equal(store_plugin_texts(store, plugin, json), 0);
		json_decref(json);
	}
	assert_int_equal(store_explained(store, &alert), 0);
}

static void change_at(struct store *store, int64_t ms, const char *name, int value)
{
	struct policy_change change = {
		.id = { NULL, ms, 7 }, .kind = name ? CHANGE_BOOLEAN : CHANGE_POLICY, .name = name,
		.old_value = !value, .new_value = value, .auid = -1, .uid = -1, .pid = -1,
	};

	assert_int_equal(store_policy_change(store, &change), 0);
	commit(store);
}

static struct alert get(struct room *room, struct store *store, const char *id)
{
	struct alert alert;

	assert_int_equal(store_get(store, id, room->arena, &alert), 0);
	return alert;
}

static void a_boolean_fixes_it(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	int64_t now = time_now(), id;
	struct alert alert;

	add(store, 1, now - 5000, 1);
	commit(store);
	explain_as(store, 1, "type-enforcement", "catchall_boolean");
	assert_int_equal(get(room, store, "1").n_earlier, 0);
	change_at(store, now + 1000, "httpd_can_network_connect", 1);
	change_at(store, now + 1001, NULL, 0);
	assert_int_equal(store_reanalyse(store), 0);
	/* Until then the old answer stands. */
	assert_string_equal(get(room, store, "1").reason, "type-enforcement");
	assert_false(get(room, store, "1").pending);
	explain_as(store, 1, "allowed", "allowed");
	alert = get(room, store, "1");
	assert_int_equal(alert.fixed_since, now + 1000);
	assert_string_equal(
		alert.fixed_because, "the boolean httpd_can_network_connect was turned on");
	assert_int_equal(alert.n_earlier, 1);
	assert_string_equal(alert.earlier[0].reason, "type-enforcement");
	assert_string_equal(alert.earlier[0].plugin, "catchall_boolean");
	assert_string_equal(alert.earlier[0].because, alert.fixed_because);
	assert_int_equal(alert.earlier[0].until, now + 1000);
	/* Denied again: it was not fixed after all, and is to be looked at. */
	add(store, 1, now + 2000, 2);
	commit(store);
	assert_int_equal(get(room, store, "1").fixed_since, 0);
	assert_int_equal(store_stale(store, &id), 0);
	assert_int_equal(id, 1);
	/* "Allowed", and nothing changed since it was denied: nobody says that it is fixed. */
	explain_as(store, 1, "allowed", "allowed");
	assert_int_equal(get(room, store, "1").fixed_since, 0);
	store_close(store);
	assert_whole(room);
}

static void it_is_denied_again(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	int64_t now = time_now();
	struct alert alert;

	add(store, 1, now - 5000, 1);
	commit(store);
	/* An old denial, imported after the change that fixed it. */
	change_at(store, now - 1000, "a", 1);
	explain_as(store, 1, "allowed", "allowed");
	assert_int_equal(get(room, store, "1").fixed_since, now - 1000);
	change_at(store, now + 1000, "a", 0);
	assert_int_equal(store_reanalyse(store), 0);
	explain_as(store, 1, "type-enforcement", "catchall");
	alert = get(room, store, "1");
	assert_int_equal(alert.fixed_since, 0);
	assert_null(alert.fixed_because);
	assert_string_equal(alert.earlier[0].because, "the boolean a was turned off");
	assert_string_equal(alert.earlier[0].plugin, "allowed");
	/* The same once more is no news. */
	assert_int_equal(store_reanalyse(store), 0);
	explain_as(store, 1, "type-enforcement", "catchall");
	assert_int_equal(get(room, store, "1").n_earlier, 1);
	store_close(store);
}

static void files_that_changed_are_a_cause(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	struct alert alert;
	bool differs = true;

	assert_int_equal(store_set_stamp(store, "plugins", "one", &differs), 0);
	assert_false(differs);
	add(store, 1, time_now() - 5000, 1);
	commit(store);
	explain_as(store, 1, "type-enforcement", "catchall");
	assert_int_equal(store_set_stamp(store, "plugins", "one", &differs), 0);
	assert_false(differs);
	assert_int_equal(store_set_stamp(store, "plugins", "two", &differs), 0);
	assert_true(differs);
	assert_int_equal(store_reanalyse(store), 0);
	explain_as(store, 1, "type-enforcement", "restorecon");
	alert = get(room, store, "1");
	assert_int_equal(alert.n_earlier, 1);
	assert_string_equal(alert.earlier[0].because, "Avocet's own rules changed");
	assert_int_equal(alert.fixed_since, 0);
	store_close(store);
}

/* Somebody turns a boolean to and fro for years. */
static void the_newest_are_remembered(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	int64_t now = time_now();
	struct alert alert;

	add(store, 1, now - 5000, 1);
	commit(store);
	explain_as(store, 1, "type-enforcement", "catchall");
	for (int i = 1; i <= 50; i++) {
		change_at(store, now + i * 1000, "a", i % 2);
		assert_int_equal(store_reanalyse(store), 0);
		explain_as(store, 1, i % 2 ? "allowed" : "type-enforcement", i % 2 ? NULL : "catchall");
	}
	alert = get(room, store, "1");
	assert_int_equal(alert.n_earlier, 20);
	assert_int_equal(alert.earlier[0].until, now + 50 * 1000);
	assert_null(alert.earlier[0].plugin);
	assert_int_equal(look(room, "SELECT count(*) FROM earlier"), 20);
	store_close(store);
}

static void old_alerts_are_left_alone(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	int64_t id;

	for (unsigned n = 1; n <= 2500; n++) {
		struct denial denial = denial_at(START_MS + n, n);
		denial.source.type = arena_printf(room->arena, "a%u_t", n);
		denial.target.type = denial.source.type;
		assert_int_equal(store_add(store, &denial, signature(room->arena, n)), 0);
	}
	commit(store);
	look(room, "UPDATE alert SET pending = 0");
	assert_int_equal(store_reanalyse(store), 0);
	assert_int_equal(look(room, "SELECT count(*) FROM alert WHERE stale = 1"), 2000);
	assert_int_equal(look(room, "SELECT min(id) FROM alert WHERE stale = 1"), 501);
	assert_int_equal(store_stale(store, &id), 0);
	assert_int_equal(id, 2500);
	store_close(store);
}

/* An analysis that crashes takes nothing of what was said before. */
static void a_crash_keeps_what_was_said(void **state)
{
	struct room *room = *state;
	struct store *store = open_mode(room, STORE_WRITE);
	bool given_up = false;
	int64_t id;

	add(store, 1, START_MS, 1);
	commit(store);
	explain_as(store, 1, "type-enforcement", "catchall");
	assert_int_equal(store_reanalyse(store), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(store_crashed(store, 1, NULL, &given_up), 0);
	assert_true(given_up);
	assert_int_equal(store_stale(store, &id), 0);
	assert_int_equal(id, 0);
	assert_string_equal(get(room, store, "1").reason, "type-enforcement");
	assert_int_equal(get(room, store, "1").verdicts.count, 1);
	store_close(store);
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, enter, leave)
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_boolean_fixes_it),
		STORE_TEST(it_is_denied_again),
		STORE_TEST(files_that_changed_are_a_cause),
		STORE_TEST(the_newest_are_remembered),
		STORE_TEST(old_alerts_are_left_alone),
		STORE_TEST(a_crash_keeps_what_was_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
