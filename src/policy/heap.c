/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A policy becomes a hundred thousand small pieces of memory. Page by page, the kernel would be called
 * thousands of times while they are made, which takes as long as reading the policy. So the heap gets
 * room for them in huge pages, where the system has such. What is not used of it is never there.
 */
#include "policy-internal.h"

#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Bytes of memory to each of the file's: Debian's policy takes 4.4, and the file contexts, read next, 2.5. */
#define GROWTH 7
#define HUGE_PAGE ((uintptr_t)2 * 1024 * 1024)

/* glibc's own, as they are in mallopt(3). */
#define USUAL_THRESHOLD (128 * 1024)
#define NEVER (1024 * 1024 * 1024)

static void advise(void *room, size_t size)
{
	uintptr_t first = ((uintptr_t)room + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	uintptr_t end = ((uintptr_t)room + size) / HUGE_PAGE * HUGE_PAGE;

	if (first < end)
		madvise((void *)first, end - first, MADV_HUGEPAGE); /* it is only for speed */
}

/* What is freed at the heap's end stays there, and is given out next. */
void policy_heap_prepare(size_t file_length)
{
	size_t size = file_length * GROWTH;
	void *room;

	mallopt(M_MMAP_THRESHOLD, NEVER);
	mallopt(M_TRIM_THRESHOLD, NEVER);
	room = malloc(size);
	if (room)
		advise(room, size);
	free(room);
	mallopt(M_MMAP_THRESHOLD, USUAL_THRESHOLD);
	mallopt(M_TRIM_THRESHOLD, USUAL_THRESHOLD);
}
