/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine whose files are here: this one, or one that was unpacked under a folder. */
#include "machine-host.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 4096

/* What the kernel says behind the name of a program whose file was replaced or removed. */
static const char gone[] = " (deleted)";

static const char *answer_program(struct machine *machine, int64_t pid, struct arena *arena)
{
	struct machine_host *host = machine_host_of(machine);
	const char *link = arena_printf(arena, "/proc/%lld/exe", (long long)pid);
	/* Of this machine our own /proc will do, which may differ from the first process's. */
	_cleanup_fd_ int fd = host->is_this ? open(link, O_PATH | O_NOFOLLOW | O_CLOEXEC)
		: place_find(host, link, false, arena);
	char path[PATH_SIZE];
	ssize_t length;

	if (fd < 0)
		return NULL;
	length = readlinkat(fd, "", path, sizeof(path));
	if (length <= 0 || length == sizeof(path) || *path != '/')
		return NULL;
	if ((size_t)length >= sizeof(gone) &&
		memcmp(path + length - (sizeof(gone) - 1), gone, sizeof(gone) - 1) == 0)
		length -= (ssize_t)sizeof(gone) - 1;
	return arena_strndup(arena, path, (size_t)length);
}

/* OSTree and bootc say so while they run; of composefs the top file system is made. */
static bool answer_is_image(struct machine *machine)
{
	struct machine_host *host = machine_host_of(machine);
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct avocet_mount *top = mounts_answer(machine, "/", arena);
	_cleanup_fd_ int booted = place_find(host, "/run/ostree-booted", false, arena);

	return booted >= 0 || (top && text_equal(top->device, "composefs"));
}

static void host_close(struct machine *machine)
{
	struct machine_host *host = machine_host_of(machine);

	packages_free(host);
	mounts_close(host);
	if (host->root >= 0)
		close(host->root);
}

static const struct machine_ops host_ops = {
	.close = host_close,
	.file = files_answer,
	.mount = mounts_answer,
	.elf = elf_answer,
	.package = packages_answer,
	.program = answer_program,
	.is_image = answer_is_image,
};

struct machine *machine_new(const char *root)
{
	struct machine *machine = machine_create(&host_ops, sizeof(struct machine_host));
	struct machine_host *host = machine_host_of(machine);

	host->is_this = !root;
	host->root = open(root ? root : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	mounts_open(host);
	return machine;
}
