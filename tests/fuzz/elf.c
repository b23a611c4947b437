/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that calls itself a program. */
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "machine-elf.h"

#define MEMORY_MAX (8 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_fd_ int fd = memfd_create("fuzz", MFD_CLOEXEC);
	_cleanup_arena_ struct arena *arena = arena_new();
	struct elf_facts facts = { .kind = -1 };
	int result;

	REQUIRE(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	result = elf_read(fd, arena, &facts);
	REQUIRE(result <= 0 && arena_size(arena) < MEMORY_MAX);
	REQUIRE((result == 0) == (facts.kind != -1)); /* written only on success */
	for (size_t i = 0; result == 0 && i < facts.needed.count; i++)
		REQUIRE(*facts.needed.items[i] && strlen(facts.needed.items[i]) < size);
	REQUIRE(!facts.rpath || !facts.runpath);
	return 0;
}
