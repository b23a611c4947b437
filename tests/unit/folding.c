/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folding: whatever comes, signatures stay within their bounds; and what is ordinary is untouched. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uthash.h>

#include <cmocka.h>

#include "denial.h"

/* All that a caller of folding keeps: which signatures exist. */
struct kept {
	char signature[SIGNATURE_SIZE];
	enum fold_level level;
	UT_hash_handle hh;
};

struct keeper {
	struct folding *folding;
	struct kept *all;
	size_t of_level[FOLD_ALL + 1];
};

static const char *const no_permission[] = { NULL };
static const char *const permission[] = { "read", NULL };

static struct denial plain_denial(void)
{
	return (struct denial){
		.manager = "kernel", .tclass = "file", .permissions = permission, .exe = "/bin/a",
		.path = "/srv/x", .port = -1, .source = { .type = "a_t" }, .target = { .type = "b_t" },
	};
}

static struct kept *find(struct keeper *keeper, const char *signature)
{
	struct kept *kept;

	HASH_FIND_STR(keeper->all, signature, kept);
	return kept;
}

/* As the store and explain do it. */
static enum fold_level keep(struct keeper *keeper, const struct denial *denial)
{
	char own[SIGNATURE_SIZE], chosen[SIGNATURE_SIZE];
	struct fold_groups groups;
	enum fold_level level;
	struct kept *kept;

	denial_signature(denial, own);
	if (find(keeper, own))
		return FOLD_NONE;
	level = folding_choose(keeper->folding, denial, own, chosen, &groups);
	assert_true(level != FOLD_NONE || strcmp(own, chosen) == 0);
	kept = find(keeper, chosen);
	if (kept) {
		assert_int_equal(kept->level, level); /* levels never share a signature */
		return level;
	}
	kept = calloc(1, sizeof *kept);
	memcpy(kept->signature, chosen, SIGNATURE_SIZE);
	kept->level = level;
	HASH_ADD_STR(keeper->all, signature, kept);
	folding_count(keeper->folding, level, &groups);
	keeper->of_level[level]++;
	return level;
}

static struct keeper keeper_new(void)
{
	return (struct keeper){ .folding = folding_new() };
}

static void keeper_free(struct keeper *keeper)
{
	struct kept *kept, *next;

	HASH_ITER(hh, keeper->all, kept, next) {
		HASH_DEL(keeper->all, kept);
		free(kept);
	}
	folding_free(keeper->folding);
}

static void places_fold(void **state)
{
	struct keeper keeper = keeper_new();
	struct denial denial = plain_denial();
	char path[32], letters[] = "aa";

	denial.path = path;
	for (size_t i = 0; i < 500; i++) {
		letters[0] = (char)('a' + i / 26 % 26);
		letters[1] = (char)('a' + i % 26);
		snprintf(path, sizeof path, "/srv/%s/x", letters);
		assert_int_equal(keep(&keeper, &denial), i < FOLD_PLACES ? FOLD_NONE : FOLD_PLACE);
	}
	assert_int_equal(HASH_COUNT(keeper.all), FOLD_PLACES + 1);
	/* Those that were there before keep their own. */
	snprintf(path, sizeof path, "/srv/aa/x");
	assert_int_equal(keep(&keeper, &denial), FOLD_NONE);
	denial.exe = "/bin/other";
	assert_int_equal(keep(&keeper, &denial), FOLD_NONE);
	keeper_free(&keeper);
}

static void programs_fold(void **state)
{
	struct keeper keeper = keeper_new();
	struct denial denial = plain_denial();
	char exe[32];

	denial.exe = exe;
	for (size_t i = 0; i < 500; i++) {
		snprintf(exe, sizeof exe, "/tmp/%zu", i);
		assert_int_equal(keep(&keeper, &denial), i < FOLD_PROGRAMS ? FOLD_NONE : FOLD_PROGRAM);
	}
	assert_int_equal(HASH_COUNT(keeper.all), FOLD_PROGRAMS + 1);
	/* One of the first may still have its own places, but no more than any. */
	snprintf(exe, sizeof exe, "/tmp/3");
	for (size_t i = 1; i < 100; i++) {
		denial.port = (int)i;
		assert_int_equal(keep(&keeper, &denial), i < FOLD_PLACES ? FOLD_NONE : FOLD_PLACE);
	}
	keeper_free(&keeper);
}

/* Past all bounds only who refused is told apart; what was folded before stays where it was. */
static void everything_folds(void **state)
{
	struct keeper keeper = keeper_new();
	struct denial denial = plain_denial();
	char type[32], manager[32];

	denial.source.type = type;
	for (size_t i = 0; i < FOLD_ALERTS + 500; i++) {
		snprintf(type, sizeof type, "t%zu_t", i);
		assert_int_equal(keep(&keeper, &denial), i < FOLD_ALERTS ? FOLD_NONE : FOLD_ALL);
	}
	for (size_t i = 0; i < 100; i++) {
		snprintf(manager, sizeof manager, "own%zu", i);
		denial.manager = manager;
		assert_int_equal(keep(&keeper, &denial), FOLD_ALL);
	}
	denial.manager = "dbus";
	assert_int_equal(keep(&keeper, &denial), FOLD_ALL);
	assert_int_equal(HASH_COUNT(keeper.all), FOLD_ALERTS + 3);
	keeper_free(&keeper);
}

static char *random_text(char *text, size_t size, const char *kind, unsigned range)
{
	snprintf(text, size, "%s%c%c%c", kind, 'a' + (int)(random() % range % 26),
		'a' + (int)(random() % range / 26 % 26), 'a' + (int)(random() % range / 676 % 26));
	return text;
}

/* A stream in which any part of a denial may be new. */
static void hostile_streams_stay_within_bounds(void **state)
{
	static const char *const managers[] = { "kernel", "dbus", "systemd", "x11" };
	const char *wanted = getenv("AVOCET_SEED");
	unsigned seed = wanted ? (unsigned)strtoul(wanted, NULL, 10) : (unsigned)time(NULL);
	struct keeper keeper = keeper_new();
	char exe[16], path[16], source[16], target[16], manager[16];

	print_message("# AVOCET_SEED=%u\n", seed);
	srandom(seed);
	for (size_t i = 0; i < 60000; i++) {
		unsigned range = 1u << random() % 14;
		struct denial denial = plain_denial();

		denial.exe = random() % 4 ? random_text(exe, sizeof exe, "/x/", range) : NULL;
		denial.comm = random() % 2 ? exe : NULL;
		denial.path = random() % 4 ? random_text(path, sizeof path, "/y", range) : NULL;
		denial.port = random() % 2 ? (int)(random() % 65536) : -1;
		denial.source.type = random_text(source, sizeof source, "s", 1u << random() % 10);
		denial.target.type = random_text(target, sizeof target, "t", 1u << random() % 4);
		denial.permissions = random() % 8 ? permission : no_permission;
		denial.manager = random() % 8 ? managers[random() % ARRAY_SIZE(managers)]
			: random_text(manager, sizeof manager, "m", range);
		keep(&keeper, &denial);
		assert_true(HASH_COUNT(keeper.all) <= FOLD_ALERTS + 10);
	}
	assert_true(keeper.of_level[FOLD_ALL] <= ARRAY_SIZE(managers) + 1);
	keeper_free(&keeper);
}

/* Counting what a database holds leads to the same choices as making it did. */
static void history_counts_the_same(void **state)
{
	struct folding *folding = folding_new();
	struct denial denial = plain_denial();
	char own[SIGNATURE_SIZE], chosen[SIGNATURE_SIZE];
	struct fold_groups chosen_groups;

	denial_signature(&denial, own);
	folding_choose(folding, &denial, own, chosen, &chosen_groups);
	for (size_t i = 0; i < FOLD_PLACES; i++)
		folding_count(folding, FOLD_NONE, &chosen_groups);
	assert_int_equal(folding_choose(folding, &denial, own, chosen, &chosen_groups), FOLD_PLACE);
	assert_string_not_equal(own, chosen);
	folding_free(folding);
	folding_free(NULL);
}

static void levels_have_names(void **state)
{
	for (enum fold_level level = FOLD_NONE; level <= FOLD_ALL; level++) {
		enum fold_level back = FOLD_NONE;

		assert_int_equal(fold_from_name(fold_name(level), &back), 0);
		assert_int_equal(back, level);
	}
	assert_int_equal(fold_from_name("", &(enum fold_level){ 0 }), -EINVAL);
	assert_int_equal(fold_from_name(NULL, &(enum fold_level){ 0 }), -EINVAL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_fold),
		cmocka_unit_test(programs_fold),
		cmocka_unit_test(everything_folds),
		cmocka_unit_test(hostile_streams_stay_within_bounds),
		cmocka_unit_test(history_counts_the_same),
		cmocka_unit_test(levels_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
