/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file of any kind that was given for a log: gzip, xz, damaged or none of these. */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "audit.h"
#include "fuzz.h"

#define ENOUGH (4 * 1024 * 1024)	/* a bomb unpacks to much more */

struct reading {
	size_t bytes;
	uint64_t reached;
};

static int feed(const char *bytes, size_t length, void *userdata)
{
	struct reading *reading = userdata;

	REQUIRE(bytes && length);
	reading->bytes += length;
	return reading->bytes > ENOUGH ? -EDOM : 0;
}

static void progress(uint64_t reached, uint64_t size, void *userdata)
{
	struct reading *reading = userdata;

	REQUIRE(reached >= reading->reached && (!size || reached <= size));
	reading->reached = reached;
}

static bool is_packed(const uint8_t *data, size_t size)
{
	return (size >= 2 && !memcmp(data, "\x1f\x8b", 2)) || (size >= 6 && !memcmp(data, "\xfd" "7zXZ", 6));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_fd_ int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct reading reading = { 0 };
	char path[64];
	int result;

	REQUIRE(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	result = source_read_file(path, &(struct source_to){ feed, progress, &reading });
	REQUIRE(result <= 0);
	REQUIRE((result == -EDOM) == (reading.bytes > ENOUGH));
	if (!is_packed(data, size) && result == 0)
		REQUIRE(reading.bytes == size);
	return 0;
}
