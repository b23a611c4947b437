/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings in an INI file: every mistake is told, none does harm. */
#include "fuzz.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

static int set(void *settings, const char *section, const char *value)
{
	size_t *taken = settings;

	REQUIRE(section && value);
	*taken += strlen(value);
	return strcmp(value, "bad") == 0 ? -EINVAL : 0;
}

static const struct config_key keys[] = {
	{ "daemon", "database", "an absolute path", set },
	{ "mail", "server", "smtp://host", set },
	{ "recipient *", "level", "red, yellow or green", set },
	{ NULL },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	_cleanup_fd_ int fd = memfd_create("settings", MFD_CLOEXEC);
	FILE *terminal = stderr, *nowhere = fopen("/dev/null", "we");
	size_t taken = 0;
	int r;

	REQUIRE(fd >= 0 && nowhere && write(fd, data, size) == (ssize_t)size);
	stderr = nowhere;
	r = config_read(arena_printf(arena, "/proc/self/fd/%d", fd), keys, &taken);
	stderr = terminal;
	fclose(nowhere);
	REQUIRE(r == 0 || r == -EINVAL);
	return 0;
}
