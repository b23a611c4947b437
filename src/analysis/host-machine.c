/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a plugin may ask about the machine. Where it is not known, every answer is NULL. */
#include "host.h"

static struct host *host_of(struct avocet_host *face)
{
	return (struct host *)face; /* face is its first member */
}

/* In a container the same path is another file. A virtual machine's program runs on this machine. */
static bool is_elsewhere(const struct avocet_denial *denial)
{
	return denial->container &&
		!(denial->source.type && text_matches_any("svirt_t svirt_tcg_t qemu_t", denial->source.type));
}

static bool can_ask(const struct host *host, const char *path)
{
	return host->machine && path && path[0] == '/' && !is_elsewhere(host->denial);
}

static const struct avocet_file *file(struct avocet_host *face, const char *path)
{
	struct host *host = host_of(face);

	return can_ask(host, path) ? machine_file(host->machine, path, host->arena) : NULL;
}

static const struct avocet_mount *mount(struct avocet_host *face, const char *path)
{
	struct host *host = host_of(face);

	return can_ask(host, path) ? machine_mount(host->machine, path, host->arena) : NULL;
}

static const struct avocet_elf *elf(struct avocet_host *face, const char *path)
{
	struct host *host = host_of(face);

	return can_ask(host, path) ? machine_elf(host->machine, path, host->arena) : NULL;
}

static const char *package(struct avocet_host *face, const char *path)
{
	struct host *host = host_of(face);
	const struct machine_package *package =
		can_ask(host, path) ? machine_package(host->machine, path, host->arena) : NULL;

	return package ? package->name : NULL;
}

static const char *program(struct avocet_host *face, long long pid)
{
	struct host *host = host_of(face);

	return host->machine && pid > 0 ? machine_program(host->machine, pid, host->arena) : NULL;
}

void host_answer_from_machine(struct avocet_host *face)
{
	face->file = file;
	face->mount = mount;
	face->elf = elf;
	face->package = package;
	face->program = program;
}
