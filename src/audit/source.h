/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to source-file.c and source-packed.c: a file as it is read block by block. */
#ifndef AVOCET_AUDIT_SOURCE_H
#define AVOCET_AUDIT_SOURCE_H

#include "audit.h"

#define SOURCE_BLOCK (256 * 1024)

struct source {
	int fd;
	const struct source_to *to;
	uint64_t read, size;		/* of the file as it lies there; size 0: not known */
	size_t length;			/* of the block */
	char block[SOURCE_BLOCK];
};
/* The next block of the file, as it lies there. Returns 1, 0 at the end, or a negative errno. */
int source_fill(struct source *source);
/* How a file of that beginning is unpacked; *ret is NULL for one that is not packed. Returns 0, or
 * -EPROTONOSUPPORT. The function begins with the block that was filled already. */
typedef int (*unpack_fn)(struct source *source);
int source_unpacker(const struct source *source, unpack_fn *ret);

#endif
