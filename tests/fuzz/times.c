/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times as people write them; what is understood can be shown and read again. */
#include "fuzz.h"

#define NOW INT64_C(1795338000123)
#define YEAR_10000 INT64_C(253402300800000)

static void show_and_read(int64_t ms)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	int64_t again = -1;

	REQUIRE(*time_local(arena, ms));
	if (ms >= 0 && ms < YEAR_10000)
		REQUIRE(time_parse(time_rfc3339(arena, ms), NOW, &again) == 0 && again == ms);
	else
		REQUIRE(*time_rfc3339(arena, ms));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_text(data, size);
	int64_t ms;

	if (time_parse(text, NOW, &ms) == 0)
		show_and_read(ms);
	if (size >= sizeof ms) {
		memcpy(&ms, data, sizeof ms);
		show_and_read(ms);
	}
	return 0;
}
