/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What tests of the engine begin with: a scripted policy from a text, and the plugins beside the test.
 * To be included after cmocka.h. */
#ifndef AVOCET_TEST_BENCH_H
#define AVOCET_TEST_BENCH_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis.h"

struct bench {
	struct arena *arena;
	struct policy *policy;
	struct plugins *plugins;
	struct strings ran;	/* for tests that note which plugins were asked */
};

static inline struct policy *open_script(const char *script, struct arena *arena)
{
	char path[] = "/tmp/avocet-test-XXXXXX";
	const struct policy_files files = { .policy = path };
	int fd = mkstemp(path);
	struct policy *policy = NULL;
	const char *why = NULL;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, script, strlen(script)), (ssize_t)strlen(script));
	close(fd);
	if (policy_open(&files, arena, &policy, &why) < 0)
		fail_msg("%s", why);
	unlink(path);
	return policy;
}

static inline void ignore_complaint(const char *sentence, void *userdata)
{
	/* Among the probes are bad ones, which analysis-load.c looks at. */
}

static inline int bench_set_up(const char *script, void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_non_null(bench);
	assert_true(length > 0);
	path[length] = '\0';
	strcpy(strrchr(path, '/'), "/plugins");
	bench->arena = arena_new();
	bench->policy = open_script(script, bench->arena);
	assert_int_equal(plugins_load(path, &(struct plugins_options){ .complain = ignore_complaint },
		&bench->plugins), 0);
	*state = bench;
	return 0;
}

static inline int bench_tear_down(void **state)
{
	struct bench *bench = *state;

	plugins_free(bench->plugins);
	policy_close(bench->policy);
	arena_free(bench->arena);
	free(bench);
	return 0;
}

#endif
