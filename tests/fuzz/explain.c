/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An audit stream, explained by all plugins with a scripted policy. */
#include "explain.h"

#include "hear.h"
#include "show.h"

#define DENIALS_MAX 5

static struct explainer *explainer;
static size_t explained;

static void complain(const char *sentence, void *userdata)
{
	fprintf(stderr, "%s\n", sentence);
	abort();
}

static void begin(void)
{
	const struct explainer_options options = {
		.files = { .policy = FUZZ_POLICY, .file_contexts = "/dev/null" },
		.plugins = FUZZ_PLUGINS,
		.complain = complain,
	};

	if (!explainer)
		REQUIRE(explainer_new(&options, &explainer) == 0);
}

static void take(const struct denial *denial, const char *signature, void *userdata)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = { .signature = signature, .denial = *denial, .count = 1,
		.first_seen = denial->id.ms, .last_seen = denial->id.ms };

	if (explained++ >= DENIALS_MAX)
		return;
	explain(explainer, arena, &alert);
	REQUIRE(alert.reason);
	show(&alert);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hear *hear;

	begin();
	explained = 0;
	hear = hear_new(&(struct hear_to){ .denial = take });
	hear_feed(hear, (const char *)data, size);
	hear_end(hear);
	hear_free(hear);
	return 0;
}
