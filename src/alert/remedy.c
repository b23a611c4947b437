/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One remedy for several alerts, where there is one: nothing is in it that was not offered for one
 * of them and tried.
 */
#include "alert.h"

#include <string.h>

/* More paths or rules than anybody reads. */
#define TOGETHER_MAX 20

static const char *const *copy_argv(struct arena *arena, const char *const *argv)
{
	struct strings copy = { 0 };

	for (; *argv; argv++)
		strings_add(&copy, arena, arena_strdup(arena, *argv));
	return copy.items;
}

static const char *const *const *copy_commands(struct arena *arena,
	const char *const *const *commands)
{
	const char *const **copy;
	size_t count = 0;

	while (commands[count])
		count++;
	copy = arena_alloc(arena, (count + 1) * sizeof *copy);
	for (size_t i = 0; i < count; i++)
		copy[i] = copy_argv(arena, commands[i]);
	return copy;
}

static void fill(struct arena *arena, const struct alert *alert, const struct verdict *verdict,
	const struct fix *fix, struct remedy *ret)
{
	*ret = (struct remedy){
		.action = fix->action,
		.tried = fix->verified == VERIFIED_YES,
		.commands = copy_commands(arena, fix_commands(arena, fix, alert, verdict)),
		.source_type = arena_strdup(arena, alert->denial.source.type),
		.path = arena_strdup(arena, alert->denial.path),
	};
	if (fix->action == AVOCET_LOAD_MODULE) {
		ret->name = arena_strdup(arena, verdict_word(verdict, "module_name"));
		ret->rules = arena_strdup(arena, verdict_word(verdict, "module_cil"));
	}
	/* Of the program's own file, not of what it wanted. */
	if (fix->action == AVOCET_RESTORE_LABEL && verdict_word(verdict, "label_path"))
		ret->path = NULL;
}

void remedy_of(struct arena *arena, const struct alert *alert, struct remedy *ret)
{
	const struct verdict *verdict = alert->verdicts.items;

	*ret = (struct remedy){ .action = AVOCET_MANUAL };
	for (size_t i = 0; alert->verdicts.count && i < verdict->n_fixes; i++) {
		const struct fix *fix = &verdict->fixes[i];

		if (fix->action == AVOCET_MANUAL || !*fix_commands(arena, fix, alert, verdict))
			continue;
		fill(arena, alert, verdict, fix, ret);
		return;
	}
}

static bool same_argv(const char *const *a, const char *const *b)
{
	while (*a && *b && strcmp(*a, *b) == 0)
		a++, b++;
	return !*a && !*b;
}

static bool same_commands(const struct remedy *a, const struct remedy *b)
{
	const char *const *const *one = a->commands, *const *const *other = b->commands;

	while (*one && *other && same_argv(*one, *other))
		one++, other++;
	return !*one && !*other;
}

static bool has(const struct strings *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

static size_t folder_length(const char *path)
{
	return (size_t)(strrchr(path, '/') - path);
}

static bool same_folder(const char *a, const char *b)
{
	size_t length;

	if (!a || !b || *a != '/' || *b != '/')
		return false;
	length = folder_length(a);
	return length == folder_length(b) && memcmp(a, b, length) == 0;
}

static const char *const *const *one_command(struct arena *arena, const struct strings *argv)
{
	const char *const **commands = arena_alloc(arena, 2 * sizeof *commands);

	commands[0] = argv->items;
	return commands;
}

/* restorecon -v for each of the files: only these were tried, not all that is in the folder. */
static bool labels_together(struct arena *arena, const struct remedy *const *remedies, size_t count,
	struct remedy *ret)
{
	struct strings argv = { 0 };

	strings_add(&argv, arena, "restorecon");
	strings_add(&argv, arena, "-v");
	for (size_t i = 0; i < count; i++) {
		if (!same_folder(remedies[i]->path, remedies[0]->path))
			return false;
		if (!has(&argv, remedies[i]->path))
			strings_add(&argv, arena, remedies[i]->path);
	}
	if (argv.count > TOGETHER_MAX)
		return false;
	ret->commands = one_command(arena, &argv);
	return true;
}

/* Lines of CIL that are not there yet; false where one does not allow: silence is no remedy. */
static bool add_rules(struct arena *arena, struct strings *lines, const char *rules)
{
	while (*rules) {
		size_t length = strcspn(rules, "\n");
		const char *line = arena_strndup(arena, rules, length);

		if (strncmp(line, "(allow", strlen("(allow")) != 0)
			return false;
		if (!has(lines, line))
			strings_add(lines, arena, line);
		rules += length + (rules[length] == '\n');
	}
	return true;
}

static const char *module_name(struct arena *arena, const char *source_type)
{
	size_t length = strlen(source_type);

	if (length > 2 && strcmp(source_type + length - 2, "_t") == 0)
		length -= 2;
	return arena_printf(arena, "local_%.*s_together", (int)length, source_type);
}

static const char *joined(struct arena *arena, const struct strings *lines)
{
	const char *text = "";

	for (size_t i = 0; i < lines->count; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? "\n" : "", lines->items[i]);
	return text;
}

/* The last argument of what loads a module is its file. */
static const char *const *const *load_command(struct arena *arena, const struct remedy *like,
	const char *name)
{
	const char *const *argv = like->commands[0];
	struct strings command = { 0 };

	for (; argv[0] && argv[1]; argv++)
		strings_add(&command, arena, argv[0]);
	strings_add(&command, arena, arena_printf(arena, "%s.cil", name));
	return one_command(arena, &command);
}

static bool rules_together(struct arena *arena, const struct remedy *const *remedies, size_t count,
	struct remedy *ret)
{
	struct strings lines = { 0 };

	if (!remedies[0]->source_type)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!remedies[i]->rules
			|| !text_equal(remedies[i]->source_type, remedies[0]->source_type)
			|| !add_rules(arena, &lines, remedies[i]->rules))
			return false;
	if (!lines.count || lines.count > TOGETHER_MAX)
		return false;
	ret->name = module_name(arena, remedies[0]->source_type);
	ret->rules = joined(arena, &lines);
	ret->commands = load_command(arena, remedies[0], ret->name);
	return true;
}

bool remedy_for_all(struct arena *arena, const struct remedy *const *remedies, size_t count,
	struct remedy *ret)
{
	struct remedy together = *remedies[0];
	bool same = true;

	for (size_t i = 0; i < count; i++) {
		if (remedies[i]->action == AVOCET_MANUAL || remedies[i]->action != together.action
			|| !remedies[i]->tried)
			return false;
		same = same && same_commands(remedies[i], remedies[0]);
	}
	if (together.action == AVOCET_LOAD_MODULE
			? !rules_together(arena, remedies, count, &together)
			: !same
				  && (together.action != AVOCET_RESTORE_LABEL
					  || !labels_together(arena, remedies, count, &together)))
		return false;
	*ret = together;
	return true;
}
