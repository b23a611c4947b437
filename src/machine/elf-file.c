/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one program or library says of its stack, its text, and the libraries it needs. */
#include "machine-elf.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#define DYNAMIC_MAX ((size_t)64 * 1024)
#define NEEDED_MAX 256
#define PARTS_MAX 256
#define NAME_SIZE 4096

/* Names that the dynamic part speaks of, by where they stand in its table of strings. */
struct dynamic {
	uint64_t strings, strings_size;	/* where that is in memory, and its size */
	uint64_t rpath, runpath;	/* 0: none */
	uint64_t needed[NEEDED_MAX];
	size_t n_needed;
};

static void cleanup_elf(Elf **elf)
{
	elf_end(*elf);
}

/*
 * libelf makes room for as many sections and parts as the file claims, and sets them up one by one.
 * Numbers beyond 65,279 are told in another place than the header; programs do not have that many.
 */
static bool is_reasonable(int fd)
{
	union {
		unsigned char ident[EI_NIDENT];
		Elf32_Ehdr small;
		Elf64_Ehdr large;
	} head = { 0 };

	if (pread(fd, &head, sizeof(head), 0) < (ssize_t)sizeof(head.small) ||
		memcmp(head.ident, ELFMAG, SELFMAG) != 0)
		return false;
	if (head.ident[EI_CLASS] == ELFCLASS32)
		return head.small.e_phnum != PN_XNUM && (head.small.e_shnum || !head.small.e_shoff);
	return head.large.e_phnum != PN_XNUM && (head.large.e_shnum || !head.large.e_shoff);
}

/* Where no header says what stack is wanted, x86, older ARM and most others think of programs from
 * before there was one, and make the stack executable: the kernel (before 5.8 for 64-bit programs on
 * x86 too) or, for a library, glibc. The newer architectures never did. */
static bool stack_was_executable(unsigned machine)
{
	return machine != EM_AARCH64 && machine != EM_RISCV && machine != EM_PPC64 &&
		machine != 258; /* EM_LOONGARCH, which is missing in older headers */
}

/* The parts of the file that are mapped; the dynamic one goes to *ret_dynamic. */
static int read_parts(Elf *elf, struct elf_facts *facts, GElf_Phdr *ret_dynamic)
{
	bool has_stack = false;
	GElf_Phdr part;
	size_t count;

	if (elf_getphdrnum(elf, &count) < 0 || !count || count > PARTS_MAX)
		return -ENOEXEC;
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, &part))
			return -ENOEXEC;
		if (part.p_type == PT_DYNAMIC)
			*ret_dynamic = part;
		if (part.p_type != PT_GNU_STACK)
			continue;
		has_stack = true;
		facts->execstack = part.p_flags & PF_X;
	}
	if (!has_stack)
		facts->execstack = stack_was_executable(facts->machine);
	return 0;
}

/* Where in the file an address of memory comes from; *ret_size is what follows it there. */
static bool find_address(Elf *elf, uint64_t address, uint64_t *ret_offset, uint64_t *ret_size)
{
	GElf_Phdr part;

	for (int i = 0; gelf_getphdr(elf, i, &part); i++) {
		if (part.p_type != PT_LOAD || address < part.p_vaddr ||
			address - part.p_vaddr >= part.p_filesz)
			continue;
		*ret_offset = part.p_offset + (address - part.p_vaddr);
		*ret_size = part.p_filesz - (address - part.p_vaddr);
		return true;
	}
	return false;
}

static void take_entry(struct elf_facts *facts, struct dynamic *dynamic, const GElf_Dyn *entry)
{
	switch (entry->d_tag) {
	case DT_STRTAB: dynamic->strings = entry->d_un.d_ptr; break;
	case DT_STRSZ: dynamic->strings_size = entry->d_un.d_val; break;
	case DT_RPATH: dynamic->rpath = entry->d_un.d_val; break;
	case DT_RUNPATH: dynamic->runpath = entry->d_un.d_val; break;
	case DT_TEXTREL: facts->textrel = true; break;
	case DT_FLAGS: facts->textrel |= entry->d_un.d_val & DF_TEXTREL; break;
	case DT_NEEDED:
		if (dynamic->n_needed < NEEDED_MAX)
			dynamic->needed[dynamic->n_needed++] = entry->d_un.d_val;
		break;
	}
}

static int read_dynamic(Elf *elf, const GElf_Phdr *part, struct elf_facts *facts,
	struct dynamic *ret)
{
	size_t size = part->p_filesz < DYNAMIC_MAX ? part->p_filesz : DYNAMIC_MAX;
	Elf_Data *data;
	GElf_Dyn entry;

	if (part->p_offset > INT64_MAX)
		return -ENOEXEC;
	data = elf_getdata_rawchunk(elf, (int64_t)part->p_offset, size, ELF_T_DYN);
	if (!data)
		return -ENOEXEC;
	for (int i = 0; gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; i++)
		take_entry(facts, ret, &entry);
	return 0;
}

/* The name that stands there in the table of strings, or NULL. */
static const char *read_name(Elf *elf, int fd, const struct dynamic *dynamic, uint64_t at,
	struct arena *arena)
{
	uint64_t offset, size;
	char name[NAME_SIZE];
	ssize_t length;

	if (at >= dynamic->strings_size || dynamic->strings > UINT64_MAX - at ||
		!find_address(elf, dynamic->strings + at, &offset, &size) || offset > INT64_MAX)
		return NULL;
	if (size > dynamic->strings_size - at)
		size = dynamic->strings_size - at;
	length = pread(fd, name, size < sizeof(name) ? size : sizeof(name), (off_t)offset);
	if (length <= 0 || !memchr(name, '\0', (size_t)length) || !*name)
		return NULL;
	return arena_strdup(arena, name);
}

static void take_names(Elf *elf, int fd, const struct dynamic *dynamic, struct arena *arena,
	struct elf_facts *facts)
{
	for (size_t i = 0; i < dynamic->n_needed; i++) {
		const char *name = read_name(elf, fd, dynamic, dynamic->needed[i], arena);

		if (name)
			strings_add(&facts->needed, arena, name);
	}
	if (dynamic->rpath && !dynamic->runpath) /* the newer one replaces the older */
		facts->rpath = read_name(elf, fd, dynamic, dynamic->rpath, arena);
	if (dynamic->runpath)
		facts->runpath = read_name(elf, fd, dynamic, dynamic->runpath, arena);
}

int elf_read(int fd, struct arena *arena, struct elf_facts *ret)
{
	__attribute__((cleanup(cleanup_elf))) Elf *elf = NULL;
	struct dynamic dynamic = { 0 };
	struct elf_facts facts = { 0 };
	GElf_Phdr part = { 0 };
	GElf_Ehdr head;
	int r;

	if (elf_version(EV_CURRENT) == EV_NONE || !is_reasonable(fd))
		return -ENOEXEC;
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &head))
		return -ENOEXEC;
	if (head.e_type != ET_EXEC && head.e_type != ET_DYN)
		return -ENOEXEC;
	facts.kind = gelf_getclass(elf);
	facts.machine = head.e_machine;
	r = read_parts(elf, &facts, &part);
	if (r == 0 && part.p_filesz)
		r = read_dynamic(elf, &part, &facts, &dynamic);
	if (r < 0)
		return r;
	take_names(elf, fd, &dynamic, arena, &facts);
	*ret = facts;
	return 0;
}
