/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail.conf and the state file: what is good is taken, what is not is refused. */
#include "mail.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/avocet-unit-XXXXXX";

static const char *path_of(struct arena *arena, const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static int read_settings(struct arena *arena, const char *text, struct mail_settings *ret)
{
	const char *path = path_of(arena, "mail.conf");

	write_file(path, text);
	*ret = (struct mail_settings){ .arena = arena };
	return mail_settings_read(path, ret);
}

#define GOOD "[mail]\nserver = smtp://mail.example.org:587\nfrom = avocet@example.org\n"
#define ADMIN "[recipient admin]\naddress = admin@example.org\n"

static void test_good(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct mail_settings settings;

	assert_int_equal(read_settings(arena, GOOD ADMIN "level = red\nschedule = immediate\n"
					      "format = text\n[recipient b]\naddress = b@example.org\n",
		&settings), 0);
	assert_int_equal(settings.count, 2);
	assert_string_equal(settings.recipients[0].name, "admin");
	assert_string_equal(settings.recipients[0].address, "admin@example.org");
	assert_int_equal(settings.recipients[0].level, LEVEL_RED);
	assert_int_equal(settings.recipients[1].level, LEVEL_GREEN);
	assert_int_equal(settings.security, SECURITY_STARTTLS);
	assert_string_equal(settings.server, "smtp://mail.example.org:587");
}

static void test_missing_file(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct mail_settings settings = { .arena = arena };

	assert_int_equal(mail_settings_read(path_of(arena, "none.conf"), &settings), 0);
	assert_int_equal(settings.count, 0);
}

static void test_refused(void **state)
{
	static const char *const files[] = {
		GOOD ADMIN "schedule = daily\n",
		GOOD ADMIN "format = html\n",
		GOOD ADMIN "level = purple\n",
		GOOD ADMIN "quiet-hours = 22:00-07:00\n",
		GOOD ADMIN "language = de\n",
		GOOD "[recipient a b]\naddress = a@example.org\n",
		GOOD "[recipient a]\nlevel = red\n",
		GOOD "[recipient a]\naddress = a\n",
		"[mail]\nserver = smtp://h\n" ADMIN,
		"[mail]\nserver = http://h\n",
		"[mail]\nserver = smtp://user:secret@h\n",
		"[mail]\nserver = smtp://h:99999\n",
		"[mail]\nserver = smtp://h/path\n",
		"[mail]\nserver =\n",
		"[mail]\nsecurity = maybe\n",
		"[mail]\nuser = x\n",
		"[mail]\nca-file = here.pem\n",
		"[mail]\nsendmail = /usr/sbin/sendmail\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct mail_settings settings;

		if (read_settings(arena, files[i], &settings) != -EINVAL)
			fail_msg("taken: %s", files[i]);
	}
}

static void test_addresses(void **state)
{
	static const char *const good[] = {
		"a@b", "root@localhost", "first.last+tag@mail.example.org", "o'neil@example.org",
	};
	static const char *const bad[] = {
		"", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a@b c", "a\n@b", "a@b\r\nBcc: c@d", "<a@b>", "a@b>",
		"a,b@c", "a;b@c", "a:b@c", "\"a\"@b", "(x)a@b", "a@[1.2.3.4]", "-oX@b", "a\\@b", "\xc3\xa4@b",
	};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_true(mail_address_valid(good[i]));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (mail_address_valid(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

static void test_password(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *file = path_of(arena, "password");
	const char *text = arena_printf(arena, GOOD "user = u\npassword-file = %s\n" ADMIN, file);
	struct mail_settings settings;

	assert_int_equal(read_settings(arena, text, &settings), -EINVAL);
	write_file(file, "pass word\nnot this\n");
	chmod(file, 0644);
	assert_int_equal(read_settings(arena, text, &settings), -EINVAL);
	chmod(file, 0640);
	assert_int_equal(read_settings(arena, text, &settings), 0);
	assert_string_equal(settings.password, "pass word");
	text = arena_printf(arena, GOOD "security = none\nuser = u\npassword-file = %s\n", file);
	assert_int_equal(read_settings(arena, text, &settings), -EINVAL);
	unlink(file);
}

/* ---- the state ---- */

static void test_state_comes_back(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *path = path_of(arena, "state");
	const struct alert alert = { .id = 17, .uuid = "abc-1", .first_seen = 2000 };
	const struct alert odd = { .id = 18, .uuid = "x y\nz 1 2", .first_seen = 1000 };
	struct state written, read;
	struct progress *progress;

	assert_int_equal(state_read(path, arena, &written), 0);
	assert_int_equal(written.count, 0);
	state_progress(&written, "first", 500);
	state_advance(&written, state_progress(&written, "second", 500), &alert);
	state_advance(&written, state_progress(&written, "third", 5000), &odd);
	assert_int_equal(state_write(&written), 0);

	assert_int_equal(state_read(path, arena, &read), 0);
	assert_int_equal(read.count, 3);
	progress = state_progress(&read, "second", 0);
	assert_int_equal(progress->id, 17);
	assert_string_equal(progress->uuid, "abc-1");
	assert_int_equal(progress->since, 2000);
	progress = state_progress(&read, "third", 0);
	assert_int_equal(progress->id, 18);
	assert_string_equal(progress->uuid, "-");
	assert_int_equal(progress->since, 5000);
	assert_int_equal(read.count, 3);
	unlink(path);
}

static void test_state_refused(void **state)
{
	static const char *const files[] = {
		"", "something else\n", "avocet-mail 3\n", "avocet-mail 1\nadmin 1\n",
		"avocet-mail 1\nadmin -1 - 0\n", "avocet-mail 1\nadmin 1 - 0 more\n",
		"avocet-mail 1\nadmin 1 - 0", "avocet-mail 1\nadmin 1 - 0 5 3 1\n",
		"avocet-mail 2\nadmin 1 - 0\n", "avocet-mail 2\nadmin 1 - 0 5 3 2\n",
		"avocet-mail 2\nadmin 1 - 0 5 3 1", "avocet-mail 2\nadmin 1 - 0 5 3 1 1\n",
	};
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *path = path_of(arena, "state");
	struct state read;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		write_file(path, files[i]);
		if (state_read(path, arena, &read) != -EINVAL)
			fail_msg("taken: %s", files[i]);
	}
	unlink(path);
}

static void test_state_of_older_versions(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *path = path_of(arena, "state");
	struct progress *progress;
	struct state read;

	write_file(path, "avocet-mail 1\nadmin 17 abc-1 2000\n");
	assert_int_equal(state_read(path, arena, &read), 0);
	progress = state_progress(&read, "admin", 0);
	assert_true(progress->id == 17 && progress->since == 2000);
	assert_true(progress->hour == 0 && progress->sent == 0 && !progress->waiting);
	progress->hour = 500000;
	progress->sent = 10;
	progress->waiting = true;
	assert_int_equal(state_write(&read), 0);
	assert_int_equal(state_read(path, arena, &read), 0);
	progress = state_progress(&read, "admin", 0);
	assert_true(progress->id == 17 && progress->since == 2000);
	assert_true(progress->hour == 500000 && progress->sent == 10 && progress->waiting);
	unlink(path);
}

static void test_one_at_a_time(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *path = path_of(arena, "state");
	struct state first, second;

	assert_int_equal(state_read(path, arena, &first), 0);
	assert_int_equal(state_read(path, arena, &second), 0);
	assert_int_equal(state_lock(&first), 0);
	assert_int_equal(state_lock(&second), -EBUSY);
	close(first.lock);
	assert_int_equal(state_lock(&second), 0);
	close(second.lock);
	unlink(path_of(arena, "state.lock"));
}

static void test_state_unwritable(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct state nowhere;

	assert_int_equal(state_read(path_of(arena, "none/state"), arena, &nowhere), 0);
	assert_int_equal(state_lock(&nowhere), -ENOENT);
	assert_int_equal(state_write(&nowhere), -ENOENT);
}

static int make_folder(void **state)
{
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	unlink(path_of(arena, "mail.conf"));
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_missing_file),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_password),
		cmocka_unit_test(test_state_comes_back),
		cmocka_unit_test(test_state_refused),
		cmocka_unit_test(test_state_of_older_versions),
		cmocka_unit_test(test_one_at_a_time),
		cmocka_unit_test(test_state_unwritable),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
