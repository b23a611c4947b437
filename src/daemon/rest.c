/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Giving back memory before a long sleep: what only a storm needed, and the pages of programs that
 * beginning and working touched, which come back from the file when they are wanted.
 */
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon.h"

/* As deep as the stack may have been, and what of it is left alone for who runs now. */
#define STACK_BYTES ((uintptr_t)256 * 1024)
#define STACK_LEFT ((uintptr_t)16 * 1024)

/* Parts that may not be written are the same as in the file: nothing is lost with them. */
static int release_program(struct dl_phdr_info *object, size_t size, void *page)
{
	uintptr_t mask = ~(*(uintptr_t *)page - 1);

	for (size_t i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		uintptr_t begin = object->dlpi_addr + part->p_vaddr;

		if (part->p_type != PT_LOAD || (part->p_flags & PF_W))
			continue;
		madvise((void *)(begin & mask), begin + part->p_memsz - (begin & mask),
			MADV_DONTNEED);
	}
	return 0;
}

/* Below this frame nothing is alive. The kernel keeps everything else away from there. */
static void release_stack(uintptr_t page)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0) & ~(page - 1);

	madvise((void *)(here - STACK_BYTES), STACK_BYTES - STACK_LEFT, MADV_DONTNEED);
}

void rest(struct daemon *daemon)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	store_rest(daemon->store);
	malloc_trim(0);
	dl_iterate_phdr(release_program, &page);
	release_stack(page);
}
