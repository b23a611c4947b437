/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Typed actions become commands: argument vectors, in which a value is always a whole argument
 * and never an option, and which no shell ever reads.
 */
#include "alert.h"

#include <ctype.h>
#include <string.h>

/* Above those of the distribution, as is the custom for what an administrator adds. */
#define MODULE_PRIORITY "300"

typedef const char *const *command; /* an argv, ends with NULL */

/* What an action is about to be done to and with. */
struct means {
	struct arena *arena;
	const struct alert *alert;
	const struct verdict *verdict;
};

struct commands {
	command list[4];
	size_t count;
};

static const char *value(const struct means *means, const char *name)
{
	return words_value(means->arena, name, means->alert, means->verdict);
}

/* Names of the policy, ports and patterns: nothing that could pass for an option. */
static const char *name_value(const struct means *means, const char *name)
{
	const char *text = value(means, name);

	return text && *text && *text != '-' ? text : NULL;
}

static const char *lower_value(const struct means *means, const char *name)
{
	char *text = arena_strdup(means->arena, name_value(means, name));

	for (char *c = text; c && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return text;
}

static const char *path_value(const struct means *means, const char *name)
{
	const char *path = value(means, name);

	return path && *path == '/' ? path : NULL;
}

/* Adds a command of up to eight arguments; one that lacks an argument is left out. */
static void add(struct commands *commands, struct arena *arena, size_t count,
	const char *const arguments[])
{
	const char **argv = arena_alloc(arena, (count + 1) * sizeof *argv);

	for (size_t i = 0; i < count; i++) {
		if (!arguments[i])
			return;
		argv[i] = arguments[i];
	}
	commands->list[commands->count++] = argv;
}

#define ADD(commands, means, ...)                                      \
	add(commands, (means)->arena,                                  \
		ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ })),    \
		(const char *const[]){ __VA_ARGS__ })

/* A label that the policy does not have cannot be given, and nobody wants it back. */
static bool had_a_label(const struct denial *denial, const char *type)
{
	return type && !denial->target_raw && !text_matches_any("unlabeled_t file_t unlabeled", type);
}

static void restore_label(const struct means *means, struct commands *todo, struct commands *undo)
{
	const char *own = path_value(means, "label_path"), *path = path_value(means, "target.path");
	const char *type = name_value(means, own ? "label_type_now" : "target.type");

	path = own ? own : path;
	/* Of a folder only itself: that is what was tried, and what the undo gives back. */
	ADD(todo, means, "restorecon", "-v", path);
	if (had_a_label(&means->alert->denial, type))
		ADD(undo, means, "chcon", "-t", type, path);
}

static void add_equivalence(const struct means *means, struct commands *todo, struct commands *undo)
{
	const char *folder = path_value(means, "target_folder"), *like = path_value(means, "like_folder");

	ADD(todo, means, "semanage", "fcontext", "-a", "-e", like, folder);
	ADD(todo, means, "restorecon", "-Rv", folder);
	ADD(undo, means, "semanage", "fcontext", "-d", "-e", like, folder);
	ADD(undo, means, "restorecon", "-Rv", folder);
}

/* "setsebool -P a=on b=off", from "a=on b=off"; turned round for the undo. */
static void set_several(const struct means *means, const char *settings, bool back,
	struct commands *commands)
{
	const char *argv[8] = { "setsebool", "-P" };
	char *rest = arena_strdup(means->arena, settings), *setting;
	size_t count = 2;

	while ((setting = strtok_r(rest, " ", &rest)) && count < ARRAY_SIZE(argv)) {
		const char *value = strchr(setting, '=');
		bool on = value && (strcmp(value, "=on") == 0) != back;

		if (!value || *setting == '-')
			return;
		argv[count++] = arena_printf(means->arena, "%.*s=%s", (int)(value - setting), setting,
			on ? "on" : "off");
	}
	if (!setting)
		add(commands, means->arena, count, argv);
}

static void set_boolean(const struct means *means, struct commands *todo, struct commands *undo)
{
	const char *name = name_value(means, "boolean"), *to = name_value(means, "boolean_value");
	const char *settings = value(means, "boolean_settings");

	if (settings && strchr(settings, ' ')) {
		set_several(means, settings, false, todo);
		set_several(means, settings, true, undo);
		return;
	}
	ADD(todo, means, "setsebool", "-P", name, to);
	ADD(undo, means, "setsebool", "-P", name, text_equal(to, "on") ? "off" : "on");
}

static void add_file_context(const struct means *means, struct commands *todo, struct commands *undo)
{
	const char *pattern = path_value(means, "file_pattern"), *type = name_value(means, "file_type");
	const char *path = path_value(means, "file_folder");

	path = path ? path : path_value(means, "target.path");
	ADD(todo, means, "semanage", "fcontext", "-a", "-t", type, pattern);
	ADD(todo, means, "restorecon", "-Rv", path);
	ADD(undo, means, "semanage", "fcontext", "-d", pattern);
	ADD(undo, means, "restorecon", "-Rv", path);
	if (value(means, "boolean_settings"))
		set_boolean(means, todo, undo); /* the label is of use only with it */
}

/* A port that has a label of its own cannot be added, only changed; taking that away gives it back
 * to whom it belonged. */
static void add_port(const struct means *means, struct commands *todo, struct commands *undo)
{
	const char *type = name_value(means, "port_type"), *port = name_value(means, "target.port");
	const char *protocol = lower_value(means, "target.protocol");
	const char *now = means->alert->denial.target.type;
	bool is_free = !now || text_matches_any("port_t *reserved_port_t ephemeral_port_t", now);

	ADD(todo, means, "semanage", "port", is_free ? "-a" : "-m", "-t", type, "-p", protocol, port);
	ADD(undo, means, "semanage", "port", "-d", "-t", type, "-p", protocol, port);
}

/* The module's text is shown, for the reader to put it into that file. */
static void load_module(const struct means *means, struct commands *todo, struct commands *undo)
{
	const char *name = name_value(means, "module_name");
	const char *file = name ? arena_printf(means->arena, "%s.cil", name) : NULL;

	ADD(todo, means, "semodule", "-X", MODULE_PRIORITY, "-i", file);
	ADD(undo, means, "semodule", "-X", MODULE_PRIORITY, "-r", name);
}

static void relabel(const struct means *means, struct commands *todo, struct commands *undo)
{
	ADD(todo, means, "fixfiles", "-F", "onboot");
	ADD(undo, means, "rm", "-f", "/.autorelabel");
}

/* An action without a row is words only. */
static void (*const makers[])(const struct means *, struct commands *, struct commands *) = {
	[AVOCET_RESTORE_LABEL] = restore_label,
	[AVOCET_ADD_FILE_CONTEXT] = add_file_context,
	[AVOCET_ADD_EQUIVALENCE] = add_equivalence,
	[AVOCET_SET_BOOLEAN] = set_boolean,
	[AVOCET_ADD_PORT] = add_port,
	[AVOCET_LOAD_MODULE] = load_module,
	[AVOCET_RELABEL] = relabel,
};

static const command *in_arena(const struct commands *commands, struct arena *arena)
{
	command *list = arena_alloc(arena, (commands->count + 1) * sizeof *list);

	for (size_t i = 0; i < commands->count; i++)
		list[i] = commands->list[i];
	return list;
}

static void make(struct arena *arena, const struct fix *fix, const struct alert *alert,
	const struct verdict *verdict, struct commands *todo, struct commands *undo)
{
	struct means means = { arena, alert, verdict };

	if (fix->action < ARRAY_SIZE(makers) && makers[fix->action])
		makers[fix->action](&means, todo, undo);
}

const char *const *const *fix_commands(struct arena *arena, const struct fix *fix,
	const struct alert *alert, const struct verdict *verdict)
{
	struct commands todo = { .count = 0 }, undo = { .count = 0 };

	make(arena, fix, alert, verdict, &todo, &undo);
	return in_arena(&todo, arena);
}

const char *const *const *fix_undo(struct arena *arena, const struct fix *fix,
	const struct alert *alert, const struct verdict *verdict)
{
	struct commands todo = { .count = 0 }, undo = { .count = 0 };

	make(arena, fix, alert, verdict, &todo, &undo);
	return in_arena(&undo, arena);
}
