/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of a program and its libraries, and theirs, want an executable stack or change their text. */
#include "machine-elf.h"

#include <string.h>
#include <unistd.h>

#define FILES_MAX 256
#define NAMES_MAX 1024

struct program {
	struct elf_search search;
	struct strings seen;		/* names that were looked for already */
	struct strings execstack, textrel;
	/* Files whose libraries are still to be looked for. */
	struct user {
		const char *path;
		struct elf_facts facts;
	} users[FILES_MAX];
	size_t n_users;
};

static void add(struct program *program, const char *path, const struct elf_facts *facts)
{
	struct arena *arena = program->search.arena;

	if (facts->execstack)
		strings_add(&program->execstack, arena, path);
	if (facts->textrel)
		strings_add(&program->textrel, arena, path);
	program->users[program->n_users++] = (struct user){ path, *facts };
}

/* The linker loads a library of a name only once, whoever needs it. */
static bool is_new(struct program *program, const char *name)
{
	if (program->seen.count >= NAMES_MAX)
		return false;
	for (size_t i = 0; i < program->seen.count; i++)
		if (text_equal(program->seen.items[i], name))
			return false;
	strings_add(&program->seen, program->search.arena, name);
	return true;
}

static void add_libraries(struct program *program, const struct user *user)
{
	for (size_t i = 0; i < user->facts.needed.count && program->n_users < FILES_MAX; i++) {
		const char *name = user->facts.needed.items[i], *path;
		struct elf_facts facts;

		if (!is_new(program, name))
			continue;
		path = elf_search(&program->search, name, user->path, &user->facts, &facts);
		if (path)
			add(program, path, &facts);
	}
}

static const char *const *copy_of(const struct strings *list, struct arena *arena)
{
	const char **copy = arena_alloc(arena, (list->count + 1) * sizeof(*copy));

	for (size_t i = 0; i < list->count; i++)
		copy[i] = arena_strdup(arena, list->items[i]);
	return copy;
}

const struct avocet_elf *elf_answer(struct machine *machine, const char *path,
	struct arena *arena)
{
	struct machine_host *host = machine_host_of(machine);
	_cleanup_arena_ struct arena *scratch = arena_new();
	_cleanup_fd_ int fd = place_open(host, path, scratch);
	struct elf_facts facts;
	struct program *program;
	struct avocet_elf *elf;

	if (fd < 0 || elf_read(fd, scratch, &facts) < 0)
		return NULL;
	program = arena_alloc(scratch, sizeof(*program));
	program->search = (struct elf_search){
		.host = host, .arena = scratch, .program = path, .facts = &facts,
	};
	if (facts.needed.count)
		elf_search_begin(&program->search);
	add(program, path, &facts);
	for (size_t i = 0; i < program->n_users; i++)
		add_libraries(program, &program->users[i]);
	elf = arena_alloc(arena, sizeof(*elf));
	elf->execstack = copy_of(&program->execstack, arena);
	elf->textrel = copy_of(&program->textrel, arena);
	return elf;
}
