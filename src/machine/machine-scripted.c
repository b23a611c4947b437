/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine that a few lines describe, for tests. One thing a line, words between blanks:
 *
 *	mount /srv nfs4 nas:/srv [context=CONTEXT] [seclabel] [nosuid] [ro]
 *	file /etc/cups/ppd root lp 0640 [TYPE]
 *	elf /usr/bin/game				inspected: it asks for nothing
 *	elf /usr/bin/game execstack /usr/bin/game /usr/lib/libold.so
 *	elf /usr/bin/game textrel /usr/lib/libcodec.so
 *	package /usr/sbin/httpd httpd [2026-11-22T03:00:00Z]
 *	program 4242 /usr/sbin/httpd
 *	image
 *
 * Of mounts the one with the longest point that holds the path answers, and the last one of these.
 * Whether a file system keeps labels is told by its type, unless "seclabel" is said.
 */
#include "machine-internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\r\n";

/* A line, as it is found by its path or process. */
struct thing {
	enum kind { THING_MOUNT, THING_FILE, THING_ELF, THING_PACKAGE, THING_PROGRAM } kind;
	const char *key;
	struct avocet_mount mount;
	struct avocet_file file;
	struct machine_package package;
	struct strings execstack, textrel;
	const char *value;
	struct thing *next;		/* the line before it */
};

struct scripted {
	struct machine machine;		/* first: the two are cast into each other */
	struct thing *things;		/* the last line first */
	bool is_image;
};

struct reader {
	struct scripted *scripted;
	struct arena *arena;		/* of the machine */
	struct strings words;		/* of the line at hand, without the first */
	const char *problem;		/* what is wrong with it */
};

/* ---- reading ---- */

static int wrong(struct reader *reader, const char *problem)
{
	reader->problem = problem;
	return -EINVAL;
}

static const char *word(const struct reader *reader, size_t i)
{
	return i < reader->words.count ? reader->words.items[i] : "";
}

static struct thing *find(const struct scripted *scripted, enum kind kind, const char *key)
{
	struct thing *thing = scripted->things;

	while (thing && (thing->kind != kind || !text_equal(thing->key, key)))
		thing = thing->next;
	return thing;
}

/* The key is the line's first word. */
static struct thing *add(struct reader *reader, enum kind kind)
{
	struct thing *thing = arena_alloc(reader->arena, sizeof(*thing));

	thing->kind = kind;
	thing->key = word(reader, 0);
	thing->next = reader->scripted->things;
	reader->scripted->things = thing;
	return thing;
}

static int read_mount_option(struct avocet_mount *mount, const char *option)
{
	if (strncmp(option, "context=", 8) == 0 && option[8]) {
		mount->context = option + 8;
		mount->labels = false;
	} else if (text_equal(option, "seclabel"))
		mount->labels = true;
	else if (text_equal(option, "nosuid"))
		mount->nosuid = true;
	else if (text_equal(option, "ro"))
		mount->read_only = true;
	else
		return -EINVAL;
	return 0;
}

static int read_mount(struct reader *reader)
{
	struct avocet_mount *mount;

	if (reader->words.count < 3 || *word(reader, 0) != '/')
		return wrong(reader, "write \"mount /POINT TYPE DEVICE [context=CONTEXT] [seclabel] "
			"[nosuid] [ro]\"");
	mount = &add(reader, THING_MOUNT)->mount;
	*mount = (struct avocet_mount){
		.point = word(reader, 0),
		.type = word(reader, 1),
		.device = word(reader, 2),
		.labels = filesystem_has_labels(word(reader, 1)),
		.network = filesystem_is_network(word(reader, 1)),
	};
	for (size_t i = 3; i < reader->words.count; i++)
		if (read_mount_option(mount, word(reader, i)) < 0)
			return wrong(reader, "a mount has the options context=CONTEXT seclabel "
				"nosuid ro");
	return 0;
}

static int read_file(struct reader *reader)
{
	const char *mode = word(reader, 3);
	size_t digits = strspn(mode, "01234567");

	if (reader->words.count < 4 || reader->words.count > 5 || *word(reader, 0) != '/' ||
		!digits || digits > 4 || mode[digits])
		return wrong(reader, "write \"file /PATH OWNER GROUP MODE [TYPE]\", the mode as in "
			"0640");
	add(reader, THING_FILE)->file = (struct avocet_file){
		.owner = word(reader, 1),
		.group = word(reader, 2),
		.mode = (unsigned)strtoul(mode, NULL, 8),
		.type = reader->words.count == 5 ? word(reader, 4) : NULL,
	};
	return 0;
}

static int read_elf(struct reader *reader)
{
	const char *wish = word(reader, 1);
	bool execstack = text_equal(wish, "execstack"), textrel = text_equal(wish, "textrel");
	struct thing *thing;

	if (*word(reader, 0) != '/' || (reader->words.count != 1 &&
		(reader->words.count < 3 || !(execstack || textrel))))
		return wrong(reader, "write \"elf /PATH [execstack|textrel /FILE...]\"");
	thing = find(reader->scripted, THING_ELF, word(reader, 0));
	if (!thing)
		thing = add(reader, THING_ELF);
	for (size_t i = 2; i < reader->words.count; i++)
		strings_add(execstack ? &thing->execstack : &thing->textrel, reader->arena,
			word(reader, i));
	return 0;
}

static int read_package(struct reader *reader)
{
	int64_t installed = 0;
	struct thing *thing;

	if (reader->words.count < 2 || reader->words.count > 3 || *word(reader, 0) != '/' ||
		(*word(reader, 2) && time_parse(word(reader, 2), 0, &installed) < 0))
		return wrong(reader, "write \"package /PATH NAME [TIME]\"");
	thing = add(reader, THING_PACKAGE);
	thing->package = (struct machine_package){ word(reader, 1), installed };
	return 0;
}

static int read_program(struct reader *reader)
{
	const char *pid = word(reader, 0);

	if (reader->words.count != 2 || !*pid || pid[strspn(pid, "0123456789")] ||
		*word(reader, 1) != '/')
		return wrong(reader, "write \"program PID /PATH\"");
	add(reader, THING_PROGRAM)->value = word(reader, 1);
	return 0;
}

static int read_image(struct reader *reader)
{
	if (reader->words.count)
		return wrong(reader, "\"image\" stands alone");
	reader->scripted->is_image = true;
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct reader *reader);
} statements[] = {
	{ "mount", read_mount },
	{ "file", read_file },
	{ "elf", read_elf },
	{ "package", read_package },
	{ "program", read_program },
	{ "image", read_image },
};

static int read_line(struct reader *reader, const char *line)
{
	char *rest = arena_strdup(reader->arena, line);
	const char *name = strtok_r(rest, blanks, &rest), *next;

	reader->words = (struct strings){ 0 };
	while (name && (next = strtok_r(rest, blanks, &rest)))
		strings_add(&reader->words, reader->arena, next);
	for (size_t i = 0; name && i < ARRAY_SIZE(statements); i++)
		if (text_equal(name, statements[i].name))
			return statements[i].read(reader);
	return wrong(reader, "of a machine there are mount file elf package program image");
}

/* ---- answering ---- */

static const struct scripted *scripted_of(struct machine *machine)
{
	return (const struct scripted *)machine;
}

static const struct avocet_mount *answer_mount(struct machine *machine, const char *path,
	struct arena *arena)
{
	const struct avocet_mount *found = NULL;

	for (struct thing *thing = scripted_of(machine)->things; thing; thing = thing->next)
		if (thing->kind == THING_MOUNT && mount_holds(thing->key, path) &&
			(!found || strlen(thing->key) > strlen(found->point)))
			found = &thing->mount;
	return found;
}

static const struct avocet_file *answer_file(struct machine *machine, const char *path,
	struct arena *arena)
{
	struct thing *thing = find(scripted_of(machine), THING_FILE, path);

	return thing ? &thing->file : NULL;
}

static const struct avocet_elf *answer_elf(struct machine *machine, const char *path,
	struct arena *arena)
{
	static const char *const none[] = { NULL };
	struct thing *thing = find(scripted_of(machine), THING_ELF, path);
	struct avocet_elf *elf;

	if (!thing)
		return NULL;
	elf = arena_alloc(arena, sizeof(*elf));
	elf->execstack = thing->execstack.count ? thing->execstack.items : none;
	elf->textrel = thing->textrel.count ? thing->textrel.items : none;
	return elf;
}

static const struct machine_package *answer_package(struct machine *machine, const char *path,
	struct arena *arena)
{
	struct thing *thing = find(scripted_of(machine), THING_PACKAGE, path);

	return thing ? &thing->package : NULL;
}

static const char *answer_program(struct machine *machine, int64_t pid, struct arena *arena)
{
	const char *key = arena_printf(arena, "%lld", (long long)pid);
	struct thing *thing = find(scripted_of(machine), THING_PROGRAM, key);

	return thing ? thing->value : NULL;
}

static bool answer_is_image(struct machine *machine)
{
	return scripted_of(machine)->is_image;
}

static const struct machine_ops scripted_ops = {
	.file = answer_file,
	.mount = answer_mount,
	.elf = answer_elf,
	.package = answer_package,
	.program = answer_program,
	.is_image = answer_is_image,
};

int machine_scripted(const char *const *lines, struct arena *arena, struct machine **ret,
	const char **ret_why)
{
	struct machine *machine = machine_create(&scripted_ops, sizeof(struct scripted));
	struct reader reader = {
		.scripted = (struct scripted *)machine,
		.arena = machine->arena,
	};

	for (; *lines; lines++)
		if (read_line(&reader, *lines) < 0) {
			*ret_why = arena_printf(arena, "machine %s: %s", *lines, reader.problem);
			machine_free(machine);
			return -EINVAL;
		}
	*ret = machine;
	return 0;
}
