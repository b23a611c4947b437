/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Passes the questions on to the variant that answers. */
#include "machine-internal.h"

struct machine *machine_create(const struct machine_ops *ops, size_t size)
{
	struct arena *arena = arena_new();
	struct machine *machine = arena_alloc(arena, size);

	machine->ops = ops;
	machine->arena = arena;
	return machine;
}

struct machine *machine_unknown(void)
{
	static const struct machine_ops knows_nothing;

	return machine_create(&knows_nothing, sizeof(struct machine));
}

void machine_free(struct machine *machine)
{
	if (!machine)
		return;
	if (machine->ops->close)
		machine->ops->close(machine);
	arena_free(machine->arena);
}

const struct avocet_file *machine_file(struct machine *machine, const char *path,
	struct arena *arena)
{
	return machine->ops->file ? machine->ops->file(machine, path, arena) : NULL;
}

const struct avocet_mount *machine_mount(struct machine *machine, const char *path,
	struct arena *arena)
{
	return machine->ops->mount ? machine->ops->mount(machine, path, arena) : NULL;
}

const struct avocet_elf *machine_elf(struct machine *machine, const char *path,
	struct arena *arena)
{
	return machine->ops->elf ? machine->ops->elf(machine, path, arena) : NULL;
}

const struct machine_package *machine_package(struct machine *machine, const char *path,
	struct arena *arena)
{
	return machine->ops->package ? machine->ops->package(machine, path, arena) : NULL;
}

const char *machine_program(struct machine *machine, int64_t pid, struct arena *arena)
{
	return machine->ops->program ? machine->ops->program(machine, pid, arena) : NULL;
}

bool machine_is_image(struct machine *machine)
{
	return machine->ops->is_image && machine->ops->is_image(machine);
}
