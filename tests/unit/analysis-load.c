/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loading plugins: real shared objects, good ones and ones that are wrong or unsafe in one way. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis.h"

/* A folder of its own for each test, and what was complained of. */
struct place {
	struct arena *arena;
	char folder[64];
	const char *probes;
	struct strings complaints;
	struct strings loading; /* what was told before loading; "-" for NULL */
	const char *const *without;
	struct plugins *plugins;
};

static void complain(const char *sentence, void *userdata)
{
	struct place *place = userdata;

	strings_add(&place->complaints, place->arena, arena_strdup(place->arena, sentence));
}

static void note_loading(const char *name, void *userdata)
{
	struct place *place = userdata;

	strings_add(&place->loading, place->arena, arena_strdup(place->arena, name ? name : "-"));
}

/* The probes are built beside the test. */
static const char *find_probes(struct arena *arena)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_true(length > 0);
	path[length] = '\0';
	*strrchr(path, '/') = '\0';
	return arena_printf(arena, "%s/plugins", path);
}

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	place->arena = arena_new();
	place->probes = find_probes(place->arena);
	snprintf(place->folder, sizeof(place->folder), "/tmp/avocet-test-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;
	const char *const argv[] = { "rm", "-rf", place->folder, NULL };
	pid_t child = fork();

	if (child == 0) {
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	plugins_free(place->plugins);
	arena_free(place->arena);
	free(place);
	return child < 0;
}

static const char *inside(struct place *place, const char *name)
{
	return arena_printf(place->arena, "%s/%s", place->folder, name);
}

static char *read_probe(struct place *place, const char *probe, size_t *ret_size)
{
	const char *path = arena_printf(place->arena, "%s/%s.so", place->probes, probe);
	_cleanup_file_ FILE *file = fopen(path, "rb");
	struct stat stat_buffer;
	char *bytes;

	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &stat_buffer), 0);
	*ret_size = (size_t)stat_buffer.st_size;
	bytes = arena_alloc(place->arena, *ret_size);
	assert_int_equal(fread(bytes, 1, *ret_size, file), *ret_size);
	return bytes;
}

static void put(struct place *place, const char *name, const void *bytes, size_t size)
{
	const char *path = inside(place, name);
	_cleanup_fd_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, 0755), 0);
	assert_int_equal(write(fd, bytes, size), size);
}

static void put_probe(struct place *place, const char *probe, const char *name)
{
	size_t size;
	char *bytes = read_probe(place, probe, &size);

	put(place, name, bytes, size);
}

/* Loads the folder (or the file in it) anew. */
static int load(struct place *place, const char *name)
{
	const struct plugins_options options = { complain, note_loading, place->without, place };

	plugins_free(place->plugins);
	place->plugins = NULL;
	place->complaints.count = place->loading.count = 0;
	return plugins_load(name ? inside(place, name) : place->folder, &options, &place->plugins);
}

static void assert_refused(struct place *place, const char *file, const char *because)
{
	const char *said;

	assert_int_equal(load(place, NULL), 0);
	assert_int_equal(plugins_count(place->plugins), 0);
	assert_int_equal(place->complaints.count, 1);
	said = place->complaints.items[0];
	if (!strstr(said, file) || !strstr(said, because))
		fail_msg("not the right complaint: %s", said);
}

static void test_loads_in_order(void **state)
{
	struct place *place = *state;

	put_probe(place, "good_too", "a.so");
	put_probe(place, "good", "b.so");
	put(place, "README", "no plugin", 9);
	assert_int_equal(load(place, NULL), 0);
	assert_int_equal(place->complaints.count, 0);
	assert_int_equal(plugins_count(place->plugins), 2);
	assert_string_equal(plugins_get(place->plugins, 0)->name, "good_too");
	assert_string_equal(plugins_get(place->plugins, 1)->name, "good");
	assert_string_equal(plugins_file(place->plugins, 0), inside(place, "a.so"));
}

static void test_subfolders_and_single_files(void **state)
{
	struct place *place = *state;

	assert_int_equal(mkdir(inside(place, "good"), 0755), 0);
	assert_int_equal(mkdir(inside(place, "good.so.p"), 0755), 0);
	put_probe(place, "good", "good/good.so");
	put_probe(place, "good_too", "good/other.so");
	assert_int_equal(load(place, NULL), 0);
	assert_int_equal(place->complaints.count, 0);
	assert_int_equal(plugins_count(place->plugins), 1);
	assert_int_equal(load(place, "good/other.so"), 0);
	assert_int_equal(plugins_count(place->plugins), 1);
	assert_string_equal(plugins_get(place->plugins, 0)->name, "good_too");
}

static void test_missing_folder(void **state)
{
	struct place *place = *state;

	assert_int_equal(load(place, "nowhere"), -ENOENT);
	assert_int_equal(load(place, "nowhere.so"), -ENOENT);
	put(place, "file.txt", "x", 1);
	assert_int_equal(load(place, "file.txt"), -ENOTDIR);
}

static void test_refuses_wrong_plugins(void **state)
{
	static const struct {
		const char *probe, *because;
	} rows[] = {
		{ "wrong_abi", "built for plugin ABI 7, this Avocet speaks 1: rebuild it" },
		{ "bad_name", "its name" },
		{ "no_name", "its name" },
		{ "no_summary", "no summary" },
		{ "no_confidence", "no confidence" },
		{ "too_sure", "its confidence" },
		{ "bad_risk", "a risk" },
		{ "bad_action", "an action" },
		{ "no_when", "when it is right" },
		{ "no_symbol", "is no Avocet plugin" },
	};
	struct place *place = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		put_probe(place, rows[i].probe, "x.so");
		assert_refused(place, "/x.so: ", rows[i].because);
		assert_int_equal(unlink(inside(place, "x.so")), 0);
	}
}

static void test_refuses_garbage(void **state)
{
	static const char text[] = "#!/bin/sh\necho no\n";
	struct place *place = *state;
	char zeros[8192] = { 0 };

	put(place, "x.so", text, sizeof(text) - 1);
	assert_refused(place, "/x.so: ", "not a whole shared object");
	put(place, "x.so", "", 0);
	assert_refused(place, "/x.so: ", "not a whole shared object");
	put(place, "x.so", zeros, sizeof(zeros));
	assert_refused(place, "/x.so: ", "not a whole shared object");
	memcpy(zeros, "\177ELF\2\1\1", 7);
	put(place, "x.so", zeros, sizeof(zeros));
	assert_refused(place, "/x.so: ", "not a whole shared object");
}

/* Cut anywhere, a plugin is refused or (when only what no program needs is missing) loaded. */
static void test_truncated(void **state)
{
	struct place *place = *state;
	size_t size, loaded = 0;
	char *bytes = read_probe(place, "good", &size);

	for (size_t part = 0; part < 64; part++) {
		put(place, "x.so", bytes, size * part / 64);
		assert_int_equal(load(place, NULL), 0);
		assert_int_equal(plugins_count(place->plugins) + place->complaints.count, 1);
		loaded += plugins_count(place->plugins);
		assert_int_equal(unlink(inside(place, "x.so")), 0);
	}
	assert_true(loaded < 64);
}

static void test_refuses_what_is_no_file(void **state)
{
	struct place *place = *state;

	put_probe(place, "good", "real");
	assert_int_equal(symlink("real", inside(place, "x.so")), 0);
	assert_refused(place, "/x.so: ", "symbolic link");
	assert_int_equal(unlink(inside(place, "x.so")), 0);
	assert_int_equal(mkfifo(inside(place, "x.so"), 0600), 0);
	assert_refused(place, "/x.so: ", "not a regular file");
	assert_int_equal(unlink(inside(place, "x.so")), 0);
	assert_int_equal(mkdir(inside(place, "x.so"), 0700), 0);
	assert_refused(place, "/x.so: ", "not a regular file");
}

static void test_refuses_what_others_can_write(void **state)
{
	struct place *place = *state;

	put_probe(place, "good", "x.so");
	assert_int_equal(chmod(inside(place, "x.so"), 0775), 0);
	assert_refused(place, "/x.so: ", "chmod go-w");
	assert_int_equal(chmod(inside(place, "x.so"), 0757), 0);
	assert_refused(place, "/x.so: ", "chmod go-w");
	assert_int_equal(chmod(inside(place, "x.so"), 0755), 0);
	assert_int_equal(chmod(place->folder, 01777), 0);
	assert_refused(place, place->folder, "chmod go-w");
	assert_int_equal(load(place, "x.so"), 0);
	assert_int_equal(plugins_count(place->plugins), 0);
	assert_int_equal(chmod(place->folder, 0755), 0);
	assert_int_equal(load(place, "x.so"), 0);
	assert_int_equal(plugins_count(place->plugins), 1);
}

static void test_refuses_other_owners(void **state)
{
	struct place *place = *state;

	if (geteuid() != 0)
		skip(); /* only root can make a file of another user */
	put_probe(place, "good", "x.so");
	assert_int_equal(chown(inside(place, "x.so"), 12345, 12345), 0);
	assert_refused(place, "/x.so: ", "another user");
	assert_int_equal(chown(inside(place, "x.so"), 0, 0), 0);
	assert_int_equal(chown(place->folder, 12345, 12345), 0);
	assert_refused(place, place->folder, "another user");
}

static void test_refuses_doubles(void **state)
{
	struct place *place = *state;

	put_probe(place, "good", "a.so");
	put_probe(place, "good", "b.so");
	assert_int_equal(load(place, NULL), 0);
	assert_int_equal(plugins_count(place->plugins), 1);
	assert_int_equal(place->complaints.count, 1);
	assert_non_null(strstr(place->complaints.items[0], "/b.so: "));
	assert_non_null(strstr(place->complaints.items[0], "/a.so"));
}

/* The dynamic linker knows libraries by name, and ours are numbers that come again. */
static void test_loads_the_right_file_again(void **state)
{
	struct place *place = *state;

	put_probe(place, "good", "x.so");
	assert_int_equal(load(place, NULL), 0);
	assert_string_equal(plugins_get(place->plugins, 0)->name, "good");
	assert_int_equal(unlink(inside(place, "x.so")), 0);
	put_probe(place, "good_too", "x.so");
	assert_int_equal(load(place, NULL), 0);
	assert_string_equal(plugins_get(place->plugins, 0)->name, "good_too");
}

static void test_disable(void **state)
{
	struct place *place = *state;

	put_probe(place, "good", "a.so");
	put_probe(place, "attack", "b.so");
	put_probe(place, "good_too", "c.so");
	assert_int_equal(load(place, NULL), 0);
	plugins_disable(place->plugins, "nobody");
	assert_int_equal(plugins_count(place->plugins), 3);
	plugins_disable(place->plugins, "attack");
	assert_int_equal(plugins_count(place->plugins), 2);
	assert_string_equal(plugins_get(place->plugins, 1)->name, "good_too");
	plugins_disable(place->plugins, "good");
	plugins_disable(place->plugins, "good");
	assert_int_equal(plugins_count(place->plugins), 1);
	assert_string_equal(plugins_get(place->plugins, 0)->name, "good_too");
}

static void test_tells_before_loading(void **state)
{
	struct place *place = *state;

	put_probe(place, "good", "a.so");
	put(place, "b-B+.1.so", "no plugin", 9);
	assert_int_equal(load(place, NULL), 0);
	assert_int_equal(place->loading.count, 3);
	assert_string_equal(place->loading.items[0], "a");
	assert_string_equal(place->loading.items[1], "b-B+.1");
	assert_string_equal(place->loading.items[2], "-");
}

/* They are not even opened: garbage would be complained of. */
static void test_without(void **state)
{
	static const char *const without[] = { "x", "y", NULL };
	struct place *place = *state;

	place->without = without;
	put(place, "x.so", "no plugin", 9);
	put_probe(place, "good_too", "y.so");
	put_probe(place, "good", "z.so");
	assert_int_equal(load(place, NULL), 0);
	assert_int_equal(place->complaints.count, 0);
	assert_int_equal(place->loading.count, 2);
	assert_int_equal(plugins_count(place->plugins), 1);
	assert_string_equal(plugins_get(place->plugins, 0)->name, "good");
}

/* Who could not be named could not be blamed. */
static void test_refuses_names_that_cannot_be_told(void **state)
{
	struct place *place = *state;
	char name[PLUGIN_NAME_MAX + 5];

	put_probe(place, "good", "a b.so");
	assert_refused(place, "/a b.so: ", "rename it");
	assert_int_equal(place->loading.count, 1);
	assert_int_equal(unlink(inside(place, "a b.so")), 0);
	put_probe(place, "good", "-.so");
	assert_refused(place, "/-.so: ", "rename it");
	assert_int_equal(unlink(inside(place, "-.so")), 0);
	memset(name, 'a', PLUGIN_NAME_MAX + 1);
	strcpy(name + PLUGIN_NAME_MAX + 1, ".so");
	put_probe(place, "good", name);
	assert_refused(place, "aaa.so: ", "rename it");
	assert_int_equal(unlink(inside(place, name)), 0);
	put_probe(place, "good", name + 1);
	assert_int_equal(load(place, NULL), 0);
	assert_int_equal(plugins_count(place->plugins), 1);
}

#define PLACE_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(test_loads_in_order),
		PLACE_TEST(test_subfolders_and_single_files),
		PLACE_TEST(test_missing_folder),
		PLACE_TEST(test_refuses_wrong_plugins),
		PLACE_TEST(test_refuses_garbage),
		PLACE_TEST(test_truncated),
		PLACE_TEST(test_refuses_what_is_no_file),
		PLACE_TEST(test_refuses_what_others_can_write),
		PLACE_TEST(test_refuses_other_owners),
		PLACE_TEST(test_refuses_doubles),
		PLACE_TEST(test_loads_the_right_file_again),
		PLACE_TEST(test_disable),
		PLACE_TEST(test_tells_before_loading),
		PLACE_TEST(test_without),
		PLACE_TEST(test_refuses_names_that_cannot_be_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
