/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of events that do not come. */
#include "dispatch.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t lines;

static void take(struct holes *holes, const char *head, uint64_t serial)
{
	char line[160];
	struct record record;

	snprintf(line, sizeof line, "%s msg=audit(1.000:%llu): x", head,
		(unsigned long long)serial);
	assert_int_equal(record_parse(line, strlen(line), &record), 0);
	holes_take(holes, &record, lines++);
}

static void take_all(struct holes *holes, uint64_t first, uint64_t last)
{
	for (; first <= last; first++) {
		take(holes, "type=AVC", first);
		take(holes, "type=SYSCALL", first);
	}
}

static int set_up(void **state)
{
	*state = calloc(1, sizeof(struct holes));
	lines = 1;
	take_all(*state, 100, 199);
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static void test_all_come(void **state)
{
	struct holes *holes = *state;

	assert_int_equal(holes->count, 0);
	take_all(holes, 202, 202);
	assert_int_equal(holes->count, 1);
	assert_false(holes_ripe(holes));
	assert_in_range(holes_timeout(holes), 1500, 2000);
	take_all(holes, 201, 201);
	take_all(holes, 201, 201);
	assert_int_equal(holes->count, 1);
	take_all(holes, 200, 200);
	assert_int_equal(holes->count, 0);
	assert_int_equal(holes_timeout(holes), -1);
}

static void test_some_do_not(void **state)
{
	struct holes *holes = *state;
	uint64_t before = lines - 1;

	take_all(holes, 203, 205);
	take_all(holes, 201, 201);
	take_all(holes, 206, 265);
	assert_false(holes_ripe(holes));
	take_all(holes, 266, 266);
	assert_true(holes_ripe(holes));
	assert_int_equal(holes->list[0].before, before);
	assert_int_equal(holes->list[0].missing, 2);
	holes_forget(holes);
	assert_false(holes_ripe(holes));
	take_all(holes, 267, 400);
	assert_false(holes_ripe(holes));
}

static void test_numbers_of_others(void **state)
{
	struct holes *holes = *state;

	take(holes, "type=DAEMON_ROTATE", 7777);
	take(holes, "node=web type=AVC", 5000);
	take(holes, "node=web type=AVC", 5100);
	take_all(holes, 200, 200);
	assert_int_equal(holes->count, 0);
	/* A new start. */
	take_all(holes, 5000000, 5000001);
	take_all(holes, 1, 3);
	assert_int_equal(holes->count, 0);
}

static void test_more_than_can_be_told_apart(void **state)
{
	struct holes *holes = *state;
	uint64_t missing = 0;

	for (uint64_t serial = 201; serial < 600; serial += 2)
		take_all(holes, serial, serial);
	assert_int_equal(holes->count, HOLES_MAX);
	for (size_t i = 0; i < holes->count; i++)
		missing += holes->list[i].missing;
	assert_int_equal(missing, 200);
	assert_true(holes_ripe(holes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_all_come, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_some_do_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_numbers_of_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_more_than_can_be_told_apart, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
