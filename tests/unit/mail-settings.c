/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail.conf: what is good is taken, what is not is refused. */
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

	assert_int_equal(read_settings(arena, GOOD ADMIN "level = red\nschedule = weekly\nlanguage = pt_BR\n"
					      "format = text\nquiet-hours = 22:30-07:05\nfilter = unit=a.service\n"
					      "[recipient b]\naddress = b@example.org\n",
		&settings), 0);
	assert_int_equal(settings.recipients[0].schedule, SCHEDULE_WEEKLY);
	assert_int_equal(settings.recipients[0].format, FORMAT_TEXT);
	assert_int_equal(settings.recipients[0].quiet_from, 22 * 60 + 30);
	assert_int_equal(settings.recipients[0].quiet_until, 7 * 60 + 5);
	assert_string_equal(settings.recipients[0].language, "pt_BR");
	assert_string_equal(settings.recipients[0].filter, "unit=a.service");
	assert_int_equal(settings.recipients[1].schedule, SCHEDULE_IMMEDIATE);
	assert_int_equal(settings.recipients[1].format, FORMAT_BOTH);
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
		GOOD ADMIN "schedule = yearly\n",
		GOOD ADMIN "format = pdf\n",
		GOOD ADMIN "level = purple\n",
		GOOD ADMIN "quiet-hours = 22:00\n",
		GOOD ADMIN "quiet-hours = 22:00-24:00\n",
		GOOD ADMIN "quiet-hours = 22:60-07:00\n",
		GOOD ADMIN "quiet-hours = 22:00-07:00 and more\n",
		GOOD ADMIN "language = ../../de\n",
		GOOD ADMIN "language = de:en\n",
		GOOD ADMIN "filter = since=today\n",
		GOOD ADMIN "filter = nonsense=1\n",
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
		"[mail]\nsendmail = sendmail -t\n",
		GOOD "sendmail = /usr/sbin/sendmail\n",
		"[mail]\ntimeout = 0\n",
		"[mail]\ntimeout = 5s\n",
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

/* ---- filters ---- */

static void test_filter(void **state)
{
	json_t *filter;

	assert_int_equal(filter_read("unit=httpd.service path=\"/srv/my files/*\" permissive=no two  words", &filter),
		0);
	assert_string_equal(json_string_value(json_object_get(filter, "unit")), "httpd.service");
	assert_string_equal(json_string_value(json_object_get(filter, "path")), "/srv/my files/*");
	assert_string_equal(json_string_value(json_object_get(filter, "words")), "two words");
	assert_true(json_is_false(json_object_get(filter, "permissive")));
	assert_int_equal(json_object_size(filter), 4);
	json_decref(filter);
	assert_int_equal(filter_read(NULL, &filter), 0);
	assert_int_equal(json_object_size(filter), 0);
	json_decref(filter);
}

static void test_filter_refused(void **state)
{
	static const char *const filters[] = {
		"since=today", "level=red", "limit=3", "after=1", "nonsense=1", "unit=", "path=\"/srv", "=x",
		"permissive=maybe", "\"\"", "exe=\xff",
	};
	json_t *filter;

	for (size_t i = 0; i < ARRAY_SIZE(filters); i++)
		if (filter_read(filters[i], &filter) != -EINVAL)
			fail_msg("taken: %s", filters[i]);
}

static void test_credential(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *file = path_of(arena, "avocet.mail-password");
	struct mail_settings settings;

	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	assert_int_equal(read_settings(arena, GOOD "user = u\n" ADMIN, &settings), -EINVAL);
	write_file(file, "from systemd\n");
	chmod(file, 0400);
	assert_int_equal(read_settings(arena, GOOD "user = u\n" ADMIN, &settings), 0);
	assert_string_equal(settings.password, "from systemd");
	assert_int_equal(read_settings(arena, GOOD ADMIN, &settings), 0);
	assert_null(settings.password);
	unsetenv("CREDENTIALS_DIRECTORY");
	unlink(file);
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
		cmocka_unit_test(test_credential),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_filter_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
