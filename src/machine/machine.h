/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Questions to the machine that a policy protects: how is that path mounted, who owns that file,
 * what do a program and its libraries ask of memory, which package are they from. Answers come from
 * this machine, from one that was unpacked under a folder, or from a few lines of text (for tests);
 * those who ask see no difference. NULL means: not known, or not there.
 *
 * Nothing is changed, nothing is run, and no answer is trusted to be more than a hint: files may
 * have changed since the denial. All answers are allocated in the arena that the caller passes.
 */
#ifndef AVOCET_MACHINE_H
#define AVOCET_MACHINE_H

#include <avocet-plugin.h>

#include "base.h"

struct machine;

struct machine_package {
	const char *name;
	int64_t installed;		/* when, or when it was updated last (ms); 0: not known */
};

/* root stands before every path; NULL: this machine. */
struct machine *machine_new(const char *root);
/* One that the lines describe (see machine-scripted.c), and nothing else; ends with NULL. Returns 0,
 * or -EINVAL with *ret_why (in arena) a sentence about the line. */
int machine_scripted(const char *const *lines, struct arena *arena, struct machine **ret,
	const char **ret_why);
/* One of which nothing is known: a log from elsewhere. */
struct machine *machine_unknown(void);
void machine_free(struct machine *machine); /* NULL is fine */

const struct avocet_file *machine_file(struct machine *machine, const char *path,
	struct arena *arena);
const struct avocet_mount *machine_mount(struct machine *machine, const char *path,
	struct arena *arena);
const struct avocet_elf *machine_elf(struct machine *machine, const char *path,
	struct arena *arena);
/* The package that brought the file. */
const struct machine_package *machine_package(struct machine *machine, const char *path,
	struct arena *arena);
/* The program of a living process. */
const char *machine_program(struct machine *machine, int64_t pid, struct arena *arena);
/* Whether the system comes as an image (ostree and its kin), where a local change of the policy
 * keeps its updates out. */
bool machine_is_image(struct machine *machine);

#endif
