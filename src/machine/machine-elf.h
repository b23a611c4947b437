/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs and libraries: one file, and how others are found from it; private to this folder. */
#ifndef AVOCET_MACHINE_ELF_H
#define AVOCET_MACHINE_ELF_H

#include "machine-host.h"

/* What a program or library says of itself. */
struct elf_facts {
	int kind;			/* ELFCLASS32 or ELFCLASS64 */
	unsigned machine;		/* EM_X86_64, … */
	bool execstack, textrel;
	struct strings needed;		/* names of libraries, or paths */
	const char *rpath, *runpath;	/* folders to look for them, separated by colons; or NULL */
};

/* ---- elf-file.c ---- */

/* Reads an open file. Returns 0; -ENOEXEC when it is no program or library, or damaged. */
int elf_read(int fd, struct arena *arena, struct elf_facts *ret);

/* ---- elf-search.c: where libraries are looked for ---- */

struct elf_search {
	struct machine_host *host;
	struct arena *arena;
	const char *program;		/* its path and facts */
	const struct elf_facts *facts;
	struct strings configured;	/* folders of /etc/ld.so.conf and its kin */
	unsigned tries;			/* how many files were looked for */
};

void elf_search_begin(struct elf_search *search);
/* Finds the library that user (at path) needs. Returns its path and facts, or NULL. */
const char *elf_search(struct elf_search *search, const char *name, const char *path,
	const struct elf_facts *user, struct elf_facts *ret);

#endif
