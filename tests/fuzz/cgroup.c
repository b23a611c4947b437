/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/cgroup, which a container's manager writes: the unit and the container are single words. */
#include "denial.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	_cleanup_free_ char *text = fuzz_text(data, size);
	const char *unit = text, *container = text;

	cgroup_parse(text, arena, &unit, &container);
	REQUIRE(unit != text && container != text);
	REQUIRE(!unit || (*unit && !strpbrk(unit, "/\n")));
	REQUIRE(!container || (*container && !strpbrk(container, "/\n")));
	return 0;
}
