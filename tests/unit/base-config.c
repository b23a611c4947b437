/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings: order, mistakes and what is said about them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base.h"

struct settings {
	char colour[32], person[64];
};

static int set_colour(void *settings, const char *section, const char *value)
{
	struct settings *s = settings;

	if (strcmp(value, "red") != 0 && strcmp(value, "green") != 0)
		return -EINVAL;
	snprintf(s->colour, sizeof s->colour, "%s", value);
	return 0;
}

static int set_person(void *settings, const char *section, const char *value)
{
	struct settings *s = settings;

	snprintf(s->person, sizeof s->person, "%s=%s", section, value);
	return 0;
}

static const struct config_key keys[] = {
	{ "paint", "colour", "red or green", set_colour },
	{ "recipient *", "address", "an address", set_person },
	{ 0 },
};

static char folder[] = "/tmp/avocet-config-XXXXXX";

static void put(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Reads main.conf; what was said goes to said. */
static int read_settings(struct settings *settings, char *said, size_t size)
{
	char path[128];
	FILE *keep = stderr, *memory = fmemopen(said, size, "w");
	int result;

	memset(settings, 0, sizeof *settings);
	memset(said, 0, size);
	snprintf(path, sizeof path, "%s/main.conf", folder);
	stderr = memory;
	result = config_read(path, keys, settings);
	fclose(memory);
	stderr = keep;
	return result;
}

static void good(void **state)
{
	struct settings settings;
	char said[512];

	put("main.conf", "# a comment\n[paint]\ncolour = red\n\n[recipient bob]\naddress = b@example.org\n");
	assert_int_equal(read_settings(&settings, said, sizeof said), 0);
	assert_string_equal(settings.colour, "red");
	assert_string_equal(settings.person, "recipient bob=b@example.org");
	put("main.conf.d/50-later.conf", "[paint]\ncolour = green\n");
	put("main.conf.d/60-not.txt", "rubbish\n");
	assert_int_equal(read_settings(&settings, said, sizeof said), 0);
	assert_string_equal(settings.colour, "green");
	assert_string_equal(said, "");
}

static void wrong(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
		{ "[paint]\ncolour = blue\n", "line 2: \"blue\" is not good for colour; allowed: red or green" },
		{ "[paint]\n\ncolor = red\n", "line 3: there is no setting \"color\" in [paint]; allowed: colour" },
		{ "[piant]\ncolour = red\n", "line 2: there is no section [piant]; allowed: [paint], [recipient *]" },
		{ "[paint]\nrubbish\n", "line 2: this is neither a [section] nor name = value" },
		{ "[paint]\n\033[31m = 1\n", "\\x1b[31m" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct settings settings;
		char said[512];

		put("main.conf", cases[i].text);
		assert_int_equal(read_settings(&settings, said, sizeof said), -EINVAL);
		if (!strstr(said, cases[i].said))
			fail_msg("said: %s", said);
	}
}

static void missing_is_fine(void **state)
{
	struct settings settings = { 0 };

	assert_int_equal(config_read("/nonexistent/x.conf", keys, &settings), 0);
}

static int make_folder(void **state)
{
	char path[128];

	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/main.conf.d", folder);
	return mkdir(path, 0700);
}

static int remove_folder(void **state)
{
	static const char *const names[] = { "main.conf.d/50-later.conf", "main.conf.d/60-not.txt", "main.conf.d",
		"main.conf", "" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char path[128];

		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		remove(path);
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(wrong),
		cmocka_unit_test(missing_is_fine),
	};

	return cmocka_run_group_tests_name("base-config", tests, make_folder, remove_folder);
}
