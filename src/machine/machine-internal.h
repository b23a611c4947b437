/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The variants of a machine, and what they share; private to this folder. */
#ifndef AVOCET_MACHINE_INTERNAL_H
#define AVOCET_MACHINE_INTERNAL_H

#include "machine.h"

/* What a variant answers; it leaves out what it never knows. */
struct machine_ops {
	void (*close)(struct machine *machine);
	const struct avocet_file *(*file)(struct machine *machine, const char *path,
		struct arena *arena);
	const struct avocet_mount *(*mount)(struct machine *machine, const char *path,
		struct arena *arena);
	const struct avocet_elf *(*elf)(struct machine *machine, const char *path,
		struct arena *arena);
	const struct machine_package *(*package)(struct machine *machine, const char *path,
		struct arena *arena);
	const char *(*program)(struct machine *machine, int64_t pid, struct arena *arena);
	bool (*is_image)(struct machine *machine);
};

/* The first member of each variant's own. */
struct machine {
	const struct machine_ops *ops;
	struct arena *arena;		/* lives as long as the machine, and holds it */
};

/* size: of the variant's structure. */
struct machine *machine_create(const struct machine_ops *ops, size_t size);

/* ---- filesystems.c: what the type of a file system says ---- */

/* Whether files keep labels of their own there, as far as the type alone tells. */
bool filesystem_has_labels(const char *type);
/* Whether files come from another machine. */
bool filesystem_is_network(const char *type);
/* Whether somebody else, who may let us wait for ever, answers each question about a file. */
bool filesystem_may_hang(const char *type);
/* Whether path is point, or below it. */
bool mount_holds(const char *point, const char *path);

#endif
