/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes a machine and passes the questions on to the variant that answers. */
#include "machine.h"

#include <stdlib.h>

struct machine {
	const char *root;
};

struct machine *machine_unknown(void)
{
	struct machine *machine = calloc(1, sizeof(*machine));

	if (!machine)
		abort();
	return machine;
}

struct machine *machine_new(const char *root)
{
	return machine_unknown();
}

int machine_scripted(const char *const *lines, struct arena *arena, struct machine **ret,
	const char **ret_why)
{
	*ret = machine_unknown();
	return 0;
}

void machine_free(struct machine *machine)
{
	free(machine);
}

const struct avocet_file *machine_file(struct machine *machine, const char *path,
	struct arena *arena)
{
	return NULL;
}

const struct avocet_mount *machine_mount(struct machine *machine, const char *path,
	struct arena *arena)
{
	return NULL;
}

const struct avocet_elf *machine_elf(struct machine *machine, const char *path,
	struct arena *arena)
{
	return NULL;
}

const char *machine_package(struct machine *machine, const char *path, struct arena *arena)
{
	return NULL;
}

const char *machine_program(struct machine *machine, int64_t pid, struct arena *arena)
{
	return NULL;
}

bool machine_is_image(struct machine *machine)
{
	return false;
}
