/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ring of lines: in order, whole, bounded, and begun anew for each reader. */
#include "dispatch.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool push(struct queue *queue, const char *line, bool begins)
{
	return queue_push(queue, line, strlen(line), false, begins);
}

/* Takes up to length bytes, as a socket would. */
static size_t take(struct queue *queue, char *to, size_t length)
{
	const char *bytes;
	size_t n = queue_peek(queue, &bytes);

	n = n < length ? n : length;
	memcpy(to, bytes, n);
	queue_sent(queue, n);
	return n;
}

static void test_lines_come_out_in_order(void **state)
{
	struct queue *queue = queue_new();
	char bytes[64] = "";

	assert_true(queue_is_empty(queue));
	assert_true(push(queue, "one", true));
	assert_true(push(queue, "two", false));
	assert_false(queue_is_empty(queue));
	assert_int_equal(take(queue, bytes, sizeof bytes), 8);
	assert_string_equal(bytes, "one\ntwo\n");
	assert_true(queue_is_empty(queue));
	assert_int_equal(take(queue, bytes, sizeof bytes), 0);
	queue_free(queue);
}

static void test_a_half_sent_line_begins_anew(void **state)
{
	struct queue *queue = queue_new();
	char bytes[64] = "";

	push(queue, "first line", true);
	push(queue, "second line", true);
	take(queue, bytes, 4);
	take(queue, bytes, 11); /* the rest of the first and "seco" */
	queue_rewind(queue);
	memset(bytes, 0, sizeof bytes);
	assert_int_equal(take(queue, bytes, 3), 3);
	queue_rewind(queue);
	take(queue, bytes, sizeof bytes);
	assert_string_equal(bytes, "second line\n");
	assert_true(queue_is_empty(queue));
	queue_free(queue);
}

static void test_room_ends_between_lines(void **state)
{
	struct queue *queue = queue_new();
	char line[1001];
	size_t begun = 0, went_on = 0, total = 0, n;
	static char bytes[QUEUE_BYTES];

	memset(line, 'x', 1000);
	line[1000] = '\0';
	while (push(queue, line, true))
		begun++;
	while (push(queue, line, false))
		went_on++;
	assert_int_equal(begun, (QUEUE_BYTES - QUEUE_RESERVE) / 1001);
	assert_int_equal(begun + went_on, QUEUE_BYTES / 1001);
	while ((n = take(queue, bytes + total, 4096)))
		total += n;
	assert_int_equal(total, (begun + went_on) * 1001);
	for (size_t i = 0; i < total; i++)
		assert_int_equal(bytes[i], i % 1001 == 1000 ? '\n' : 'x');
	assert_true(push(queue, line, true));
	queue_free(queue);
}

/* Many laps round the ring, with pieces of any size and readers that go away. */
static void test_the_ring_keeps_every_byte(void **state)
{
	struct queue *queue = queue_new();
	static char read_bytes[QUEUE_BYTES];
	char line[8192], *end;
	unsigned long pushed = 0, read_lines = 0;
	size_t kept = 0;

	srand(1);
	while (read_lines < 5000) {
		int n = snprintf(line, sizeof line, "%lu %0*d", pushed, rand() % 8000 + 1, 0);

		pushed += queue_push(queue, line, (size_t)n, false, true);
		kept += take(queue, read_bytes + kept, (size_t)(rand() % 6000));
		while ((end = memchr(read_bytes, '\n', kept))) {
			assert_int_equal(strtoul(read_bytes, NULL, 10), read_lines++);
			assert_int_equal(strspn(read_bytes, "0123456789 "), end - read_bytes);
			kept -= (size_t)(end + 1 - read_bytes);
			memmove(read_bytes, end + 1, kept);
		}
		if (rand() % 10 == 0) {
			queue_rewind(queue);
			kept = 0;
		}
	}
	queue_free(queue);
}

static void test_a_cut_line_is_seen_as_cut_by_the_next_reader(void **state)
{
	struct queue *queue = queue_new();
	static char line[LINE_MAX_BYTES], bytes[2 * LINE_MAX_BYTES];

	memset(line, 'x', sizeof line);
	assert_true(queue_push(queue, line, sizeof line, true, true));
	assert_int_equal(take(queue, bytes, sizeof bytes), LINE_MAX_BYTES + 2);
	assert_true(bytes[LINE_MAX_BYTES - 1] == 'x' && bytes[LINE_MAX_BYTES] == ' ');
	queue_free(queue);
}

static void test_longer_than_the_queue(void **state)
{
	struct queue *queue = queue_new();
	static char line[QUEUE_BYTES];

	memset(line, 'x', sizeof line);
	assert_false(queue_push(queue, line, sizeof line, false, false));
	assert_true(queue_push(queue, line, sizeof line - 1, false, false));
	assert_false(push(queue, "", false));
	queue_free(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_come_out_in_order),
		cmocka_unit_test(test_a_half_sent_line_begins_anew),
		cmocka_unit_test(test_room_ends_between_lines),
		cmocka_unit_test(test_the_ring_keeps_every_byte),
		cmocka_unit_test(test_a_cut_line_is_seen_as_cut_by_the_next_reader),
		cmocka_unit_test(test_longer_than_the_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
