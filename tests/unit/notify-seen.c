/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a user was told of: ranges of numbers, and the file they are kept in. */
#include "news.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define NUMBERS 2000

static void test_ranges_are_a_set(void **state)
{
	struct ranges ranges = { 0 };
	bool in[NUMBERS + 2] = { 0 };

	srand(7);
	for (int i = 0; i < 60; i++) {
		int from = 1 + rand() % NUMBERS, to = from + rand() % 8;

		to = to > NUMBERS ? NUMBERS : to;
		ranges_add(&ranges, from, to);
		for (int n = from; n <= to; n++)
			in[n] = true;
		for (int n = 0; n <= NUMBERS; n++)
			assert_int_equal(ranges_have(&ranges, n), in[n]);
	}
	for (size_t i = 1; i < ranges.count; i++)
		assert_true(ranges.items[i].from > ranges.items[i - 1].to + 1);
}

static void test_gaps_between_the_lowest_close(void **state)
{
	struct ranges ranges = { 0 };

	for (int n = 10; n < 10 + 4 * RANGES_MAX; n += 2)
		ranges_add(&ranges, n, n);
	assert_true(ranges.count <= RANGES_MAX);
	for (int n = 10; n < 10 + 4 * RANGES_MAX; n += 2)
		assert_true(ranges_have(&ranges, n));
	assert_true(ranges_have(&ranges, 11));
	assert_false(ranges_have(&ranges, 10 + 4 * RANGES_MAX - 3));
	assert_true(ranges_floor(&ranges) > 10);
}

static void test_senseless_ranges(void **state)
{
	struct ranges ranges = { 0 };

	ranges_add(&ranges, 0, 5);
	ranges_add(&ranges, 5, 4);
	ranges_add(&ranges, 1, INT64_MAX);
	assert_int_equal(ranges.count, 0);
	assert_int_equal(ranges_floor(&ranges), 0);
	ranges_add(&ranges, 1, 4);
	assert_int_equal(ranges_floor(&ranges), 4);
}

struct home {
	char folder[64];
	struct arena *arena;
	char *path;
};

static int begin(void **state)
{
	struct home *home = calloc(1, sizeof *home);

	strcpy(home->folder, "/tmp/avocet-seen-XXXXXX");
	if (!mkdtemp(home->folder))
		return -1;
	home->arena = arena_new();
	setenv("XDG_STATE_HOME", arena_printf(home->arena, "%s/new/folders", home->folder), 1);
	home->path = seen_path(home->arena);
	*state = home;
	return 0;
}

static int finish(void **state)
{
	struct home *home = *state;
	char *parts[] = { home->path, arena_printf(home->arena, "%s/new/folders/avocet", home->folder),
		arena_printf(home->arena, "%s/new/folders", home->folder),
		arena_printf(home->arena, "%s/new", home->folder), home->folder };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		remove(parts[i]);
	arena_free(home->arena);
	free(home);
	return 0;
}

static void test_the_file_there_and_back(void **state)
{
	struct home *home = *state;
	struct seen seen, back;
	struct stat status;
	int lock = seen_lock(home->path);

	assert_true(lock >= 0);
	assert_int_equal(seen_load(home->path, &seen), 0);
	assert_true(llabs(time_now() - 86400000 - seen.since) < 60000);
	seen.newest = 41;
	strcpy(seen.uuid, "0190a1b2-0000-7000-8000-00000000002a");
	for (int n = 1; n < 900; n += n % 7 ? 1 : 2)
		ranges_add(&seen.told, n, n);
	ranges_add(&seen.read, 1, 12);
	assert_int_equal(seen_store(home->path, &seen), 0);
	assert_int_equal(seen_load(home->path, &back), 0);
	close(lock);
	assert_int_equal(back.since, seen.since);
	assert_int_equal(back.newest, 41);
	assert_string_equal(back.uuid, seen.uuid);
	assert_true(llabs(time_now() - back.written) < 60000);
	assert_int_equal(back.told.count, seen.told.count);
	assert_memory_equal(back.told.items, seen.told.items, seen.told.count * sizeof *seen.told.items);
	assert_int_equal(back.read.count, 1);
	assert_int_equal(ranges_floor(&back.read), 12);
	assert_int_equal(stat(home->path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void test_a_file_without_sense(void **state)
{
	struct home *home = *state;
	struct seen seen;

	write_file(home->path, "told 1-100\n");
	assert_int_equal(seen_load(home->path, &seen), 0);
	assert_int_equal(seen.told.count, 0);
	write_file(home->path, "avocet-seen 1\nsince x\nnewest -3\ntold 5-2 x 7\nread 99999999999999999999 3\n\n?");
	assert_int_equal(seen_load(home->path, &seen), 0);
	assert_int_equal(seen.told.count, 0);
	assert_false(ranges_have(&seen.read, 5));
}

static void test_a_history_that_began_anew(void **state)
{
	struct seen seen = { .since = 5, .newest = 7, .written = 1000 };

	ranges_add(&seen.told, 1, 7);
	seen_begin_anew(&seen);
	assert_int_equal(seen.since, 1000);
	assert_int_equal(seen.newest, 0);
	assert_false(ranges_have(&seen.told, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges_are_a_set),
		cmocka_unit_test(test_gaps_between_the_lowest_close),
		cmocka_unit_test(test_senseless_ranges),
		cmocka_unit_test_setup_teardown(test_the_file_there_and_back, begin, finish),
		cmocka_unit_test_setup_teardown(test_a_file_without_sense, begin, finish),
		cmocka_unit_test(test_a_history_that_began_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
