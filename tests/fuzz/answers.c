/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What avocetd makes of its worker's lines: the worker loads plugins and may say anything. */
#include "worker.c"

#include "fuzz.h"

#define ASKED 17

static void ready(const char *policy, void *userdata)
{
	struct worker *worker = userdata;

	REQUIRE(worker->state == IDLE);
	worker->state = BUSY;
	worker->alert = ASKED;
}

static void answered(int64_t alert, const char *why, bool later, void *userdata)
{
	struct worker *worker = userdata;

	REQUIRE(alert == ASKED && worker->state == IDLE && !worker->plugin[0]);
	REQUIRE(why || !later);
	ready(NULL, worker);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct worker worker = { .state = STARTING, .arena = arena_new() };

	worker.to = (struct worker_to){ .ready = ready, .answered = answered, .userdata = &worker };
	worker.lines = lines_new(take_line, &worker);
	lines_feed(worker.lines, (const char *)data, size);
	REQUIRE(strlen(worker.plugin) < NAME_MAX_BYTES && fuzz_is_harmless(worker.plugin, false));
	lines_free(worker.lines);
	arena_free(worker.arena);
	return 0;
}
