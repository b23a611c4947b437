/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which lines avocet-dispatch forwards, in which order, and when it stops within an event. */
#include "dispatch.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct sent {
	char lines[4096][64];
	bool begins[4096];
	bool cut;
	size_t n, room;
};

static bool note(const char *line, size_t length, bool cut, bool begins, void *userdata)
{
	struct sent *sent = userdata;

	if (sent->n == sent->room)
		return false;
	snprintf(sent->lines[sent->n], sizeof sent->lines[0], "%.*s", (int)length, line);
	sent->begins[sent->n++] = begins;
	sent->cut = cut;
	return true;
}

static int set_up(void **state)
{
	struct sent *sent = calloc(1, sizeof *sent);

	sent->room = ARRAY_SIZE(sent->lines);
	*state = sent;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static void take(struct filter *filter, const char *line)
{
	filter_take(filter, line, strlen(line), false);
}

static void take_all(struct sent *sent, const char *const *lines)
{
	struct filter *filter = filter_new(note, sent);

	while (*lines)
		take(filter, *lines++);
	filter_free(filter);
}

static void expect(const struct sent *sent, const char *const *lines)
{
	size_t i = 0;

	for (; lines[i]; i++) {
		assert_true(i < sent->n);
		assert_string_equal(sent->lines[i], lines[i]);
	}
	assert_int_equal(sent->n, i);
}

#define LINES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void test_the_rest_of_a_refusal_goes_too(void **state)
{
	take_all(*state,
		LINES("type=AVC msg=audit(1.000:7): a", "type=SYSCALL msg=audit(1.000:8): other",
			"type=SYSCALL msg=audit(1.000:7): b", "type=LOGIN msg=audit(1.000:9): c",
			"type=EOE msg=audit(1.000:7): "));
	expect(*state, LINES("type=AVC msg=audit(1.000:7): a", "type=SYSCALL msg=audit(1.000:7): b",
			       "type=EOE msg=audit(1.000:7): "));
}

static void test_what_came_before_the_refusal_goes_first(void **state)
{
	struct sent *sent = *state;

	take_all(sent,
		LINES("type=SYSCALL msg=audit(1.000:7): a", "type=CWD msg=audit(1.000:6): other",
			"type=CWD msg=audit(1.000:7): b", "type=AVC msg=audit(1.000:7): c",
			"type=EOE msg=audit(1.000:7): "));
	expect(sent, LINES("type=SYSCALL msg=audit(1.000:7): a", "type=CWD msg=audit(1.000:7): b",
			     "type=AVC msg=audit(1.000:7): c", "type=EOE msg=audit(1.000:7): "));
	assert_true(sent->begins[0]);
	for (size_t i = 1; i < sent->n; i++)
		assert_false(sent->begins[i]);
}

static void test_all_kinds_that_matter(void **state)
{
	const char *const *matter = LINES("type=AVC msg=audit(1.000:1): ",
		"type=USER_AVC msg=audit(1.000:2): ", "type=SELINUX_ERR msg=audit(1.000:3): ",
		"type=MAC_POLICY_LOAD msg=audit(1.000:4): ", "type=MAC_STATUS msg=audit(1.000:5): ",
		"type=MAC_CONFIG_CHANGE msg=audit(1.000:6): ",
		"node=web type=AVC msg=audit(1.000:7): ", "type=VIRT_MACHINE_ID msg=audit(1.000:8): ");

	take_all(*state, matter);
	expect(*state, matter);
}

static void test_what_does_not_matter_stays(void **state)
{
	take_all(*state,
		LINES("type=USER_LOGIN msg=audit(1.000:1): a", "type=SYSCALL msg=audit(1.000:2): b",
			"not a record at all", "", "type=AVC", "type=AVC msg=audit("));
	assert_int_equal(((struct sent *)*state)->n, 0);
}

static void test_hosts_times_and_serials_are_told_apart(void **state)
{
	take_all(*state, LINES("node=a type=AVC msg=audit(1.000:7): ",
				 "node=b type=SYSCALL msg=audit(1.000:7): ",
				 "type=SYSCALL msg=audit(1.000:7): ",
				 "node=a type=SYSCALL msg=audit(1.001:7): ",
				 "node=a type=SYSCALL msg=audit(2.000:7): ",
				 "node=a type=SYSCALL msg=audit(1.000:8): ",
				 "node=a type=SYSCALL msg=audit(1.000:7): "));
	expect(*state, LINES("node=a type=AVC msg=audit(1.000:7): ",
			       "node=a type=SYSCALL msg=audit(1.000:7): "));
}

static void test_an_event_without_room_stays_behind_whole(void **state)
{
	struct sent *sent = *state;
	struct filter *filter = filter_new(note, sent);

	sent->room = 1;
	take(filter, "type=AVC msg=audit(1.000:7): ");
	take(filter, "type=SYSCALL msg=audit(1.000:7): ");
	take(filter, "type=AVC msg=audit(1.000:8): ");
	sent->room = 9;
	take(filter, "type=EOE msg=audit(1.000:7): ");
	take(filter, "type=EOE msg=audit(1.000:8): ");
	take(filter, "type=AVC msg=audit(1.000:9): ");
	expect(sent, LINES("type=AVC msg=audit(1.000:7): ", "type=AVC msg=audit(1.000:9): "));
	filter_free(filter);
}

static void test_memory_is_bounded(void **state)
{
	struct sent *sent = *state;
	struct filter *filter = filter_new(note, sent);
	char line[64];

	take(filter, "type=SYSCALL msg=audit(1.000:1): forgotten");
	for (int i = 2; i < 1000; i++) {
		snprintf(line, sizeof line, "type=SYSCALL msg=audit(1.000:%d): ", i);
		take(filter, line);
	}
	take(filter, "type=AVC msg=audit(1.000:1): ");
	for (int i = 1000; i < 2000; i++) {
		snprintf(line, sizeof line, "type=AVC msg=audit(1.000:%d): ", i);
		take(filter, line);
	}
	assert_int_equal(sent->n, 1001);
	take(filter, "type=EOE msg=audit(1.000:1): forgotten");
	assert_int_equal(sent->n, 1001);
	take(filter, "type=EOE msg=audit(1.000:1999): known");
	assert_int_equal(sent->n, 1002);
	filter_free(filter);
}

static void test_long_lines(void **state)
{
	struct sent *sent = *state;
	struct filter *filter = filter_new(note, sent);
	static char line[LINE_MAX_BYTES];

	memset(line, 'x', sizeof line);
	memcpy(line, "type=EXECVE msg=audit(1.000:7): ", 32);
	filter_take(filter, line, sizeof line, true);
	take(filter, "type=AVC msg=audit(1.000:7): ");
	assert_int_equal(sent->n, 1); /* too long to be held back */
	filter_take(filter, line, sizeof line, true);
	assert_int_equal(sent->n, 2);
	assert_true(sent->cut);
	filter_free(filter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_the_rest_of_a_refusal_goes_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_what_came_before_the_refusal_goes_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_all_kinds_that_matter, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_does_not_matter_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_hosts_times_and_serials_are_told_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_an_event_without_room_stays_behind_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_memory_is_bounded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_long_lines, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
