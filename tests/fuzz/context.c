/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A context taken apart can be put together again. */
#include "denial.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	_cleanup_free_ char *text = fuzz_text(data, size);
	struct context context;

	if (context_parse(text, arena, &context) < 0) {
		REQUIRE(!context.user && !context.role && !context.type && !context.range);
	} else {
		REQUIRE(*context.type && !strchr(context.type, ':'));
		const char *again = arena_printf(arena, "%s:%s:%s%s%s", context.user, context.role,
			context.type, context.range ? ":" : "", context.range ? context.range : "");

		REQUIRE(strcmp(text, again) == 0);
	}
	REQUIRE(strcmp(context.text, text) == 0);
	return 0;
}
