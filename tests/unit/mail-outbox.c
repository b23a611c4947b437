/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The outbox: what is noted comes back, nothing twice; how much mail there may be; older versions' state. */
#include "mail.h"

#include <errno.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define NINE (INT64_C(496000) * HOUR_MS)

static char folder[] = "/tmp/avocet-unit-XXXXXX";
static struct arena *arena;
static struct outbox *outbox;

static const char *path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static int begin(void **state)
{
	arena = arena_new();
	return outbox_open(folder, false, &outbox);
}

static int end(void **state)
{
	static const char *const files[] = { "outbox.db", "outbox.lock", "state", "state.old" };

	outbox_close(outbox);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		unlink(path_of(files[i]));
	arena_free(arena);
	return 0;
}

static void again(void)
{
	outbox_close(outbox);
	assert_int_equal(outbox_open(folder, false, &outbox), 0);
}

static int64_t add(const char *recipient, const char *key, int64_t now)
{
	const struct row row = { .recipient = recipient, .address = "a@b", .from = "c@d", .what = "alert 1",
		.message_id = "<1@d>", .content = "x\r\n", .created = now, .due = now };
	int64_t id = 0;
	int error = outbox_add(outbox, &row, key, &id);

	return error < 0 ? error : id;
}

static void test_a_mail_is_there_once(void **state)
{
	struct row row;
	int64_t due = -1;

	assert_true(add("admin", "new 1", NINE) > 0);
	assert_int_equal(add("admin", "new 1", NINE), -EEXIST);
	assert_true(add("boss", "new 1", NINE + 1) > 0);
	again();
	assert_int_equal(outbox_next(outbox, NINE - 1, 0, arena, &row), -ENOENT);
	assert_int_equal(outbox_next(outbox, NINE, 0, arena, &row), 0);
	assert_string_equal(row.content, "x\r\n");
	assert_int_equal(outbox_attempt(outbox, &row, NINE + HOUR_MS), 0);
	assert_int_equal(outbox_next(outbox, NINE, 0, arena, &row), -ENOENT);
	assert_int_equal(outbox_due(outbox, "admin", &due), 0);
	assert_int_equal(due, NINE + HOUR_MS);
	assert_int_equal(outbox_next(outbox, NINE + HOUR_MS, 0, arena, &row), 0);
	assert_int_equal(row.attempts, 1);
	assert_int_equal(outbox_end(outbox, &row, ROW_SENT, NULL, NINE + HOUR_MS), 0);
	again();
	assert_int_equal(outbox_next(outbox, NINE + HOUR_MS, 0, arena, &row), 0);
	assert_string_equal(row.recipient, "boss");
	assert_int_equal(add("admin", "new 1", NINE), -EEXIST);
	assert_int_equal(outbox_due(outbox, "admin", &due), 0);
	assert_int_equal(due, 0);
}

static void test_what_was_told(void **state)
{
	const struct standing standing = { 17, "abc", 1000, 2000, 3000 };
	const struct told told = { "u-1", 12, LEVEL_YELLOW, 0, "<1@d>" };
	struct standing got;
	struct told known;
	int64_t id = add("admin", "new 1", NINE);
	struct row row;

	assert_int_equal(outbox_standing(outbox, "admin", arena, &got), -ENOENT);
	assert_int_equal(outbox_stand(outbox, "admin", &standing), 0);
	assert_int_equal(outbox_tell(outbox, "admin", &told, id), 0);
	again();
	assert_int_equal(outbox_standing(outbox, "admin", arena, &got), 0);
	assert_true(got.id == 17 && got.since == 1000 && got.checked == 2000 && got.digest == 3000);
	assert_int_equal(outbox_told(outbox, "admin", "u-1", arena, &known), 0);
	assert_true(known.level == LEVEL_YELLOW && strcmp(known.mail, "<1@d>") == 0);
	assert_int_equal(outbox_told(outbox, "boss", "u-1", arena, &known), -ENOENT);

	/* A mail that is given up lets go of what it told. */
	assert_int_equal(outbox_next(outbox, NINE, 0, arena, &row), 0);
	assert_int_equal(outbox_end(outbox, &row, ROW_GIVEN_UP, "no", NINE), 0);
	assert_int_equal(outbox_told(outbox, "admin", "u-1", arena, &known), -ENOENT);
	assert_int_equal(outbox_standing(outbox, "admin", arena, &got), 0);
	assert_int_equal(got.id, 11);
	assert_true(add("admin", "new 1", NINE) > 0);
}

static void test_nothing_half(void **state)
{
	const struct standing standing = { 17, "abc", 1000, 2000, 3000 };
	struct standing got;
	struct row row;

	assert_int_equal(outbox_begin(outbox), 0);
	add("admin", "new 1", NINE);
	assert_int_equal(outbox_stand(outbox, "admin", &standing), 0);
	again();
	assert_int_equal(outbox_next(outbox, NINE, 0, arena, &row), -ENOENT);
	assert_int_equal(outbox_standing(outbox, "admin", arena, &got), -ENOENT);
}

/* Asked every second for an hour, with always something new. */
static void test_caps(void **state)
{
	int64_t times[100], count = 0;

	assert_int_equal(outbox_begin(outbox), 0);
	for (int64_t now = NINE + 10 * MINUTE_MS; now < NINE + HOUR_MS + MINUTE_MS; now += SECOND_MS) {
		if (caps_open(outbox, "admin", now) != now)
			continue;
		add("admin", arena_printf(arena, "%lld", (long long)now), now);
		times[count++] = now;
	}
	assert_int_equal(outbox_commit(outbox), 0);
	assert_int_equal(count, CAPS_HOUR + 2);
	for (int64_t i = 2; i < count; i++)
		assert_true(times[i] - times[i - 2] >= MINUTE_MS);
	assert_int_equal(times[CAPS_HOUR], NINE + HOUR_MS);
	assert_int_equal(caps_open(outbox, "boss", NINE + HOUR_MS), NINE + HOUR_MS);
	/* A clock that is set back holds nobody up. */
	assert_int_equal(caps_open(outbox, "admin", NINE - DAY_MS), NINE - DAY_MS);
}

static void test_one_at_a_time(void **state)
{
	struct outbox *second;

	assert_int_equal(outbox_open(folder, false, &second), -EBUSY);
	assert_int_equal(outbox_open("/nonexistent/folder", false, &second), -ENOENT);
}

static void test_play(void **state)
{
	struct outbox *play;
	struct row row;
	int64_t id;

	assert_true(add("admin", "new 1", NINE) > 0);
	assert_int_equal(outbox_open(folder, true, &play), 0);
	assert_int_equal(outbox_next(play, NINE, 0, arena, &row), 0);
	row.recipient = "boss";
	assert_int_equal(outbox_add(play, &row, "new 2", &id), 0);
	outbox_close(play);
	assert_true(add("boss", "new 2", NINE) > 0);
	assert_int_equal(outbox_open("/nonexistent/folder", true, &play), 0);
	outbox_close(play);
}

static void test_only_for_the_owner(void **state)
{
	struct stat status;

	assert_int_equal(stat(path_of("outbox.db"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

/* ---- older versions ---- */

static void write_state(const char *text)
{
	FILE *file = fopen(path_of("state"), "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void test_state_is_taken_over(void **state)
{
	struct standing got;

	write_state("avocet-mail 2\nadmin 17 abc-1 2000 5 3 1\nboss 0 - 7 0 0 0\n");
	again();
	assert_int_equal(outbox_standing(outbox, "admin", arena, &got), 0);
	assert_true(got.id == 17 && got.since == 2000 && strcmp(got.uuid, "abc-1") == 0);
	assert_int_equal(outbox_standing(outbox, "boss", arena, &got), 0);
	assert_int_equal(got.since, 7);
	assert_int_equal(access(path_of("state"), F_OK), -1);
	assert_int_equal(access(path_of("state.old"), F_OK), 0);
	write_state("avocet-mail 1\nadmin 18 abc-2 3000\n");
	again();
	assert_int_equal(outbox_standing(outbox, "admin", arena, &got), 0);
	assert_int_equal(got.id, 18);
}

static void test_state_refused(void **state)
{
	static const char *const files[] = {
		"", "something else\n", "avocet-mail 3\n", "avocet-mail 1\nadmin 1\n",
		"avocet-mail 1\nadmin -1 - 0\n", "avocet-mail 1\nadmin 1 - 0 more\n",
		"avocet-mail 1\nadmin 1 - 0", "avocet-mail 1\nadmin 1 - 0 5 3 1\n",
		"avocet-mail 2\nadmin 1 - 0\n", "avocet-mail 2\nadmin 1 - 0 5 3 2\n",
		"avocet-mail 2\nadmin 1 - 0 5 3 1", "avocet-mail 2\nadmin 1 - 0 5 3 1 1\n",
		"avocet-mail 2\ngood 5 - 0 5 3 1\nadmin\n",
	};
	struct outbox *bad;
	struct standing got;

	outbox_close(outbox);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		write_state(files[i]);
		if (outbox_open(folder, false, &bad) != -EINVAL)
			fail_msg("taken: %s", files[i]);
	}
	unlink(path_of("state"));
	assert_int_equal(outbox_open(folder, false, &outbox), 0);
	assert_int_equal(outbox_standing(outbox, "good", arena, &got), -ENOENT);
}

static int make_folder(void **state)
{
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	return rmdir(folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_mail_is_there_once),
		TEST(test_what_was_told),
		TEST(test_nothing_half),
		TEST(test_caps),
		TEST(test_one_at_a_time),
		TEST(test_play),
		TEST(test_only_for_the_owner),
		TEST(test_state_is_taken_over),
		TEST(test_state_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
