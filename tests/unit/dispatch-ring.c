/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The newest lines of stdin, and which two lines are the same. */
#include "dispatch.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct line_id identify(const char *line)
{
	struct record record;

	assert_int_equal(record_parse(line, strlen(line), &record), 0);
	return line_identify(&record);
}

static void push(struct ring *ring, const char *line, size_t length, uint64_t serial)
{
	ring_push(ring, &(struct ring_line){ .id = { .ms = 1, .serial = serial, .hash = serial },
				.bytes = line, .length = length, .cut = serial % 2 });
}

static void test_lines_are_kept(void **state)
{
	struct ring *ring = ring_new();
	struct ring_line line;

	assert_int_equal(ring_first(ring), 0);
	assert_int_equal(ring_end(ring), 0);
	push(ring, "one", 3, 1);
	push(ring, "two", 3, 2);
	push(ring, "two", 3, 2);
	assert_int_equal(ring_end(ring), 3);
	line = ring_get(ring, 1);
	assert_memory_equal(line.bytes, "two", 3);
	assert_int_equal(line.length, 3);
	assert_false(line.cut);
	assert_true(ring_get(ring, 0).cut);
	assert_int_equal(ring_find(ring, 0, &line.id), 1);
	assert_int_equal(ring_find(ring, 2, &line.id), 2);
	assert_int_equal(ring_find(ring, 3, &line.id), 3);
	assert_int_equal(ring_find_event(ring, 1, 2), 1);
	assert_int_equal(ring_find_event(ring, 1, 3), 3);
	ring_free(ring);
}

/* Lines of any length, many laps: those that are there are whole, and the newest. */
static void test_the_oldest_go_first(void **state)
{
	static const size_t most[] = { 60, 400, 9000, LINE_MAX_BYTES };
	static char line[LINE_MAX_BYTES];

	srand(1);
	for (size_t kind = 0; kind < ARRAY_SIZE(most); kind++) {
		struct ring *ring = ring_new();
		size_t bytes = 0;

		for (uint64_t i = 0; i < 20000; i++) {
			size_t length = 1 + (size_t)rand() % most[kind];

			memset(line, (int)(i % 251), length);
			push(ring, line, length, i);
			assert_int_equal(ring_end(ring), i + 1);
			assert_true(i + 1 - ring_first(ring) <= RING_LINES);
			if (i % 1000)
				continue;
			bytes = 0;
			for (uint64_t j = ring_first(ring); j <= i; j++) {
				struct ring_line got = ring_get(ring, j);

				assert_int_equal(got.id.serial, j);
				assert_int_equal((unsigned char)got.bytes[0], j % 251);
				assert_int_equal((unsigned char)got.bytes[got.length - 1], j % 251);
				bytes += got.length;
			}
		}
		/* It is well filled. */
		assert_true(bytes > RING_BYTES / 2 ||
			ring_end(ring) - ring_first(ring) > RING_LINES / 2);
		ring_free(ring);
	}
}

static void test_what_is_the_same_line(void **state)
{
	struct line_id plain = identify("type=AVC msg=audit(1.002:3): avc:  denied"), other;

	other = identify("node=web type=AVC msg=audit(1.002:3): avc:  denied\x1dUID=\"root\"");
	assert_true(line_same(&plain, &other));
	other = identify("type=AVC msg=audit(1.002:3): avc:  denied ");
	assert_true(line_same(&plain, &other));
	other = identify("type=AVC msg=audit(1.002:3): avc:  granted");
	assert_false(line_same(&plain, &other));
	other = identify("type=USER_AVC msg=audit(1.002:3): avc:  denied");
	assert_false(line_same(&plain, &other));
	other = identify("type=AVC msg=audit(1.002:4): avc:  denied");
	assert_false(line_same(&plain, &other));
	assert_true(line_later(&other, &plain));
	assert_false(line_later(&plain, &plain));
	other = identify("type=AVC msg=audit(1.003:1): avc:  denied");
	assert_false(line_same(&plain, &other));
	assert_true(line_later(&other, &plain));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_are_kept),
		cmocka_unit_test(test_the_oldest_go_first),
		cmocka_unit_test(test_what_is_the_same_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
