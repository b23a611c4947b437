/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the text of a scripted policy (the format is told in policy-scripted.c) line by line. */
#include "scripted.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HIGHEST_PORT 65535
static const char blanks[] = " \t\r";

struct reader {
	struct policy_scripted *scripted;
	struct arena *arena;
	struct strings *words;		/* of the line at hand, without the first */
	const char *problem;		/* what is wrong with it */
};

static int wrong(struct reader *reader, const char *problem)
{
	reader->problem = problem;
	return -EINVAL;
}

static const char *word(const struct reader *reader, size_t i)
{
	return i < reader->words->count ? reader->words->items[i] : "";
}

static struct name *mention(struct reader *reader, const char *text)
{
	struct policy_scripted *scripted = reader->scripted;
	struct name *name = scripted_find(scripted, text);

	if (name)
		return name;
	name = arena_alloc(scripted->policy.arena, sizeof *name);
	name->text = text;
	HASH_ADD_KEYPTR(hh, scripted->names, text, strlen(text), name);
	return name;
}

static int read_type(struct reader *reader)
{
	struct name *type;

	if (!reader->words->count)
		return wrong(reader, "write \"type NAME [ATTRIBUTE...]\"");
	type = mention(reader, word(reader, 0));
	for (size_t i = 1; i < reader->words->count; i++) {
		struct name *attribute = mention(reader, word(reader, i));

		if (attribute == type)
			return wrong(reader, "a type cannot be its own attribute");
		attribute->is_attribute = true;
		strings_add(&type->attributes, reader->scripted->policy.arena, attribute->text);
	}
	return 0;
}

/* SOURCE TARGET CLASS PERMISSION... from the words first to end, or NULL. */
static struct rule *read_rule(struct reader *reader, size_t first, size_t end)
{
	struct arena *arena = reader->scripted->policy.arena;
	struct strings permissions = { 0 };
	struct rule *rule;

	if (end < first + 4) {
		wrong(reader, "write \"SOURCE TARGET CLASS PERMISSION...\" for an access");
		return NULL;
	}
	rule = arena_alloc(arena, sizeof *rule);
	rule->source = word(reader, first);
	rule->target = word(reader, first + 1);
	rule->tclass = word(reader, first + 2);
	for (size_t i = first + 3; i < end; i++)
		strings_add(&permissions, arena, word(reader, i));
	rule->permissions = permissions.items;
	if (*rule->source != '*')
		mention(reader, rule->source);
	if (*rule->target != '*')
		mention(reader, rule->target);
	return rule;
}

static int read_allow(struct reader *reader)
{
	struct rule *rule = read_rule(reader, 0, reader->words->count);

	if (!rule)
		return -EINVAL;
	APPEND(reader->scripted->allows, rule);
	return 0;
}

/* Where a word stands on the line, or the number of words. */
static size_t find_word(const struct reader *reader, const char *text)
{
	size_t i = 0;

	while (i < reader->words->count && !text_equal(word(reader, i), text))
		i++;
	return i;
}

static const char *join(const struct reader *reader, size_t first)
{
	struct arena *arena = reader->scripted->policy.arena;
	const char *text = NULL;

	for (size_t i = first; i < reader->words->count; i++)
		text = text ? arena_printf(arena, "%s %s", text, word(reader, i)) : word(reader, i);
	return text;
}

static int read_access(struct reader *reader)
{
	size_t colon = find_word(reader, ":");
	struct rule *rule;

	if (colon == reader->words->count)
		return wrong(reader, "write \"access SOURCE TARGET CLASS PERMISSION... : REASON\"");
	rule = read_rule(reader, 0, colon);
	if (!rule)
		return -EINVAL;
	if (policy_reason_from_name(word(reader, colon + 1), &rule->reason) < 0)
		return wrong(reader, arena_printf(reader->arena, "\"%s\" is no reason; there are "
			"type-enforcement constraint role bounds allowed dontaudit unknown-class "
			"invalid-context no-policy", word(reader, colon + 1)));
	rule->detail = join(reader, colon + 2);
	APPEND(reader->scripted->accesses, rule);
	return 0;
}

static struct switchable *find_switchable(struct reader *reader, const char *name)
{
	struct switchable *found = reader->scripted->booleans;

	while (found && !text_equal(found->name, name))
		found = found->next;
	if (!found) {
		found = arena_alloc(reader->scripted->policy.arena, sizeof *found);
		found->name = name;
		found->on = text_equal(word(reader, 1), "on");
		APPEND(reader->scripted->booleans, found);
	}
	return found;
}

static int read_boolean(struct reader *reader)
{
	bool on = text_equal(word(reader, 1), "on"), off = text_equal(word(reader, 1), "off");
	bool while_on = text_equal(word(reader, 2), ":");
	bool while_off = text_equal(word(reader, 2), "!");
	struct switchable *boolean;
	struct rule *rule;

	if (!(on || off) || !(while_on || while_off || reader->words->count == 2))
		return wrong(reader, "write \"boolean NAME on|off [: ACCESS]\", or ! for the colon "
			"when the access is allowed while the boolean is off");
	boolean = find_switchable(reader, word(reader, 0));
	if (boolean->on != on)
		return wrong(reader, "an earlier line gives this boolean the other state");
	if (reader->words->count == 2)
		return 0;
	rule = read_rule(reader, 3, reader->words->count);
	if (!rule)
		return -EINVAL;
	if (while_on)
		APPEND(boolean->while_on, rule);
	else
		APPEND(boolean->while_off, rule);
	return 0;
}

/* The port at the front of text, or -1; *ret_end is what follows. */
static long read_number(const char *text, char **ret_end)
{
	long number;

	*ret_end = (char *)text;
	if (*text < '0' || *text > '9')
		return -1;
	number = strtol(text, ret_end, 10);
	return number <= HIGHEST_PORT ? number : -1;
}

static int read_port(struct reader *reader)
{
	struct port_line *line;
	long first, last;
	char *end;

	first = last = read_number(word(reader, 1), &end);
	if (first >= 0 && *end == '-')
		last = read_number(end + 1, &end);
	if (reader->words->count != 3 || first < 0 || last < first || *end)
		return wrong(reader, "write \"port PROTOCOL NUMBER[-NUMBER] TYPE\"");
	line = arena_alloc(reader->scripted->policy.arena, sizeof *line);
	line->protocol = word(reader, 0);
	line->first = (unsigned)first;
	line->last = (unsigned)last;
	line->type = word(reader, 2);
	mention(reader, line->type);
	APPEND(reader->scripted->ports, line);
	return 0;
}

static int read_label(struct reader *reader)
{
	struct label_line *line;

	if (reader->words->count != 3 || *word(reader, 0) != '/')
		return wrong(reader, "write \"label /PATH CLASS CONTEXT\"");
	line = arena_alloc(reader->scripted->policy.arena, sizeof *line);
	line->pattern = word(reader, 0);
	line->tclass = word(reader, 1);
	line->context = word(reader, 2);
	APPEND(reader->scripted->labels, line);
	return 0;
}

static int read_transition(struct reader *reader)
{
	struct rule *rule;

	if (reader->words->count != 4)
		return wrong(reader, "write \"transition SOURCE TARGET CLASS TYPE\"");
	rule = read_rule(reader, 0, 4);
	APPEND(reader->scripted->transitions, rule);
	mention(reader, word(reader, 3));
	return 0;
}

/* A name and what the line says of it, in words from the second on. */
static struct pair_line *read_pair(struct reader *reader)
{
	struct pair_line *line = arena_alloc(reader->scripted->policy.arena, sizeof *line);

	line->name = word(reader, 0);
	line->value = join(reader, 1);
	return line;
}

static int read_folder(struct reader *reader)
{
	struct pair_line *line;

	if (reader->words->count != 2 || *word(reader, 1) != '/')
		return wrong(reader, "write \"folder TYPE /PATH\"");
	line = read_pair(reader);
	mention(reader, line->name);
	APPEND(reader->scripted->folders, line);
	return 0;
}

static int read_meaning(struct reader *reader)
{
	struct pair_line *line;

	if (reader->words->count < 2)
		return wrong(reader, "write \"meaning BOOLEAN WORDS...\"");
	line = read_pair(reader);
	APPEND(reader->scripted->meanings, line);
	return 0;
}

static int read_permissive(struct reader *reader)
{
	if (reader->words->count != 1)
		return wrong(reader, "write \"permissive TYPE\"");
	mention(reader, word(reader, 0))->is_permissive = true;
	return 0;
}

static int read_bounds(struct reader *reader)
{
	if (reader->words->count != 2 || text_equal(word(reader, 0), word(reader, 1)))
		return wrong(reader, "write \"bounds PARENT CHILD\"");
	mention(reader, word(reader, 1))->parent = mention(reader, word(reader, 0))->text;
	return 0;
}

static int read_unknown(struct reader *reader)
{
	if (reader->words->count != 1 || !text_matches_any("allow deny reject", word(reader, 0)))
		return wrong(reader, "write \"unknown allow|deny|reject\"");
	reader->scripted->unknown = word(reader, 0);
	return 0;
}

/* Whether it makes sense, they know who ask for it. */
static int read_machine(struct reader *reader)
{
	if (!reader->words->count)
		return wrong(reader, "write \"machine LINE\", a line about the machine");
	strings_add(&reader->scripted->machine, reader->scripted->policy.arena, join(reader, 0));
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct reader *reader);
} statements[] = {
	{ "type", read_type },
	{ "allow", read_allow },
	{ "access", read_access },
	{ "boolean", read_boolean },
	{ "port", read_port },
	{ "label", read_label },
	{ "folder", read_folder },
	{ "transition", read_transition },
	{ "permissive", read_permissive },
	{ "bounds", read_bounds },
	{ "meaning", read_meaning },
	{ "unknown", read_unknown },
	{ "machine", read_machine },
};

static int read_statement(struct reader *reader, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(statements); i++) {
		if (text_equal(name, statements[i].name))
			return statements[i].read(reader);
	}
	return wrong(reader, arena_printf(reader->arena, "\"%s\" is no statement; there are "
		"type allow access boolean port label folder transition permissive bounds meaning "
		"unknown machine", name));
}

/* A word that begins with # ends the line. */
static int read_line(struct reader *reader, const char *line, size_t length)
{
	struct arena *arena = reader->scripted->policy.arena;
	struct strings words = { 0 };
	const char *name = NULL;
	char *rest = arena_strndup(arena, line, length), *next;

	while ((next = strtok_r(rest, blanks, &rest)) && *next != '#') {
		if (name)
			strings_add(&words, arena, next);
		else
			name = next;
	}
	reader->words = &words;
	return name ? read_statement(reader, name) : 0;
}

static int read_numbered_line(struct reader *reader, size_t number, const char *line,
	size_t length)
{
	static const char first[] = SCRIPTED_FIRST_LINE;

	if (memchr(line, '\0', length))
		return wrong(reader, "this line is not text");
	if (number > 1)
		return read_line(reader, line, length);
	while (length && strchr(blanks, line[length - 1]))
		length--;
	if (length != strlen(first) || memcmp(line, first, length) != 0)
		return wrong(reader, "the first line must be " SCRIPTED_FIRST_LINE);
	return 0;
}

int scripted_read(struct policy_scripted *scripted, const char *text, size_t length,
	struct arena *arena, const char **ret_why)
{
	struct reader reader = { .scripted = scripted, .arena = arena };
	const char *end = text + length;
	size_t number = 0;

	do {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t size = (size_t)((newline ? newline : end) - text);
		int r = read_numbered_line(&reader, ++number, text, size);

		if (r < 0) {
			*ret_why = arena_printf(arena, ":%zu: %s", number, reader.problem);
			return r;
		}
		text += size;
		text += text < end; /* the newline */
	} while (text < end);
	return 0;
}
