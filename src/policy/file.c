/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a policy's bytes and gives them a name by which caches know them. */
#include "policy-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Fedora's policy has 4 MB; what is far larger is something else. */
#define LARGEST_POLICY ((size_t)128 * 1024 * 1024)
#define FIRST_ROOM ((size_t)64 * 1024)

/* The kernel lets one process at a time read its policy. */
#define BUSY_TRIES 5
static const struct timespec busy_pause = { .tv_nsec = 50 * 1000 * 1000 };

static int open_patiently(const char *path)
{
	int fd = -1;

	for (int i = 0; i < BUSY_TRIES; i++) {
		/* O_NONBLOCK: a FIFO in the place of a file must not hold us up. */
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		if (fd >= 0 || errno != EBUSY)
			break;
		nanosleep(&busy_pause, NULL);
	}
	return fd < 0 ? -errno : fd;
}

static int read_all(int fd, char **bytes, size_t *length, size_t room)
{
	for (;;) {
		char *larger;
		ssize_t got;

		if (*length + 1 >= room || !*bytes) {
			room = *bytes ? room * 2 : room;
			larger = realloc(*bytes, room);
			if (!larger)
				return -ENOMEM;
			*bytes = larger;
		}
		got = read(fd, *bytes + *length, room - *length - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			return 0;
		*length += (size_t)got;
		if (*length > LARGEST_POLICY)
			return -EFBIG;
	}
}

int policy_file_read(const char *path, char **ret, size_t *ret_length)
{
	_cleanup_fd_ int fd = open_patiently(path);
	_cleanup_free_ char *bytes = NULL;
	struct stat status;
	size_t length = 0;
	int r;

	if (fd < 0)
		return fd;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	if (status.st_size > (off_t)LARGEST_POLICY)
		return -EFBIG;
	r = read_all(fd, &bytes, &length, (size_t)status.st_size + FIRST_ROOM);
	if (r < 0)
		return r;
	bytes[length] = '\0';
	*ret = bytes;
	*ret_length = length;
	bytes = NULL;
	return 0;
}

/* Adds what tells a changed file from the one before; a missing file counts too. */
static void hash_status(struct sha256_ctx *hash, const char *path)
{
	struct stat status;
	int64_t facts[4] = { -1, -1, -1, -1 };

	if (stat(path, &status) == 0) {
		facts[0] = status.st_size;
		facts[1] = status.st_mtim.tv_sec;
		facts[2] = status.st_mtim.tv_nsec;
		facts[3] = (int64_t)status.st_ino;
	}
	sha256_update(hash, strlen(path) + 1, (const uint8_t *)path);
	sha256_update(hash, sizeof facts, (const uint8_t *)facts);
}

static const char *stamp_of(struct sha256_ctx *hash, struct arena *arena)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	char *stamp = arena_alloc(arena, 2 * sizeof digest + 1);

	sha256_digest(hash, sizeof digest, digest);
	for (size_t i = 0; i < sizeof digest; i++)
		snprintf(stamp + 2 * i, 3, "%02x", digest[i]);
	return stamp;
}

/* The policy's own bytes hold the booleans' states, and keep their name over a reboot. */
const char *policy_stamp_begin(const char *bytes, size_t length, struct arena *arena)
{
	struct sha256_ctx hash;

	sha256_init(&hash);
	sha256_update(&hash, length, (const uint8_t *)bytes);
	return stamp_of(&hash, arena);
}

const char *policy_stamp_add(const char *stamp, const char *bytes, size_t length,
	struct arena *arena)
{
	struct sha256_ctx hash;

	sha256_init(&hash);
	sha256_update(&hash, strlen(stamp), (const uint8_t *)stamp);
	sha256_update(&hash, length, (const uint8_t *)bytes);
	return stamp_of(&hash, arena);
}

const char *policy_stamp_add_contexts(const char *stamp, const char *file_contexts,
	struct arena *arena)
{
	static const char *const companions[] = {
		"", ".local", ".homedirs", ".subs", ".subs_dist"
	};
	struct sha256_ctx hash;

	if (!file_contexts)
		return stamp;
	sha256_init(&hash);
	sha256_update(&hash, strlen(stamp), (const uint8_t *)stamp);
	for (size_t i = 0; i < ARRAY_SIZE(companions); i++)
		hash_status(&hash, arena_printf(arena, "%s%s", file_contexts, companions[i]));
	return stamp_of(&hash, arena);
}
