/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each field of each record: its name, its value, and the bytes that are meant by it. */
#include <string.h>

#include "differential.h"

#define FIELDS_MAX 512

/* The fields of a record as field_next() finds them, those of a program's message included. */
struct found {
	struct arena *arena;
	struct field fields[FIELDS_MAX];
	bool met[FIELDS_MAX]; /* libauparse has it too */
	size_t count, next;
};

static void find_fields(struct found *found, const char *text, size_t length)
{
	size_t cursor = 0;
	struct field field;

	while (found->count < FIELDS_MAX && field_next(text, length, &cursor, &field)) {
		bool message = field.name_length == 3 && !memcmp(field.name, "msg", 3);

		if (message && field.quoted)
			find_fields(found, field.value, field.value_length);
		else
			found->fields[found->count++] = field;
	}
}

/* What libauparse made up from the words before the fields, or from the record's head. */
static bool is_made_up(const char *name)
{
	return text_matches_any("type node seresult seperms", name);
}

static bool is_encoded(int type)
{
	return type == AUPARSE_TYPE_ESCAPED || type == AUPARSE_TYPE_ESCAPED_FILE;
}

static const char *without_quotes(const char *value, struct arena *arena)
{
	size_t length = strlen(value);

	if (length >= 2 && value[0] == '"' && value[length - 1] == '"')
		return arena_strndup(arena, value + 1, length - 2);
	return arena_strdup(arena, value);
}

/* Fields come in the same order: the next of that name, or none. */
static const struct field *next_of_name(struct found *found, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = found->next; i < found->count; i++) {
		const struct field *field = &found->fields[i];

		if (field->name_length == length && !memcmp(field->name, name, length)) {
			found->next = i + 1;
			found->met[i] = true;
			return field;
		}
	}
	return NULL;
}

static void compare_field(struct found *found, auparse_state_t *theirs)
{
	struct pair pair = { .type = type_name(theirs),
		.field = arena_strdup(found->arena, auparse_get_field_name(theirs)),
		.line = auparse_get_record_text(theirs) };
	const char *value = auparse_get_field_str(theirs);
	const struct field *field;

	if (is_made_up(pair.field))
		return;
	pair.theirs = without_quotes(value ? value : "", found->arena);
	field = next_of_name(found, pair.field);
	if (field)
		pair.ours = arena_strndup(found->arena, field->value, field->value_length);
	judge(&pair);
	if (!field || !is_encoded(auparse_get_field_type(theirs))
		|| !field_decode(field, found->arena))
		return;
	pair.ours = field_decode(field, found->arena);
	pair.theirs = arena_strdup(found->arena, auparse_interpret_field(theirs));
	judge(&pair);
}

static void judge_unmet(const struct found *found, const char *type, const char *line)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct field *field = &found->fields[i];
		struct pair pair = { .type = type, .line = line };

		pair.field = arena_strndup(found->arena, field->name, field->name_length);
		if (found->met[i] || is_made_up(pair.field))
			continue;
		pair.ours = arena_strndup(found->arena, field->value, field->value_length);
		judge(&pair);
	}
}

void compare_fields(auparse_state_t *theirs)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *line = auparse_get_record_text(theirs);
	struct found found = { .arena = arena };
	struct record record;

	if (!line || record_parse(line, strlen(line), &record) < 0) {
		judge(&(struct pair){ type_name(theirs), "record", NULL, line, line });
		return;
	}
	find_fields(&found, record.body, record.body_length);
	auparse_first_field(theirs);
	do {
		compare_field(&found, theirs);
	} while (auparse_next_field(theirs) > 0);
	judge_unmet(&found, type_name(theirs), line);
}
