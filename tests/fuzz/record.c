/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines → records → fields, plain and interpreted: all lies within the line, and a stamp that was
 * remembered says the same as one that is read. */
#include "audit.h"
#include "fuzz.h"

typedef bool (*next_fn)(const char *text, size_t length, size_t *cursor, struct field *ret);

static bool inside(const char *text, size_t length, const char *part, size_t part_length)
{
	return part >= text && part_length <= length && part <= text + length - part_length;
}

static void check_fields(const char *text, size_t length, next_fn next)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	size_t cursor = 0, before = 0;
	struct field field;

	while (next(text, length, &cursor, &field)) {
		REQUIRE(cursor > before && cursor <= length);
		before = cursor;
		REQUIRE(inside(text, length, field.name, field.name_length));
		REQUIRE(inside(text, length, field.value, field.value_length));
		field_decode(&field, arena);
	}
	REQUIRE(cursor == length);
}

/* Of records that are events of their own the stamps are not read. */
static void check_same(const struct record *a, const struct record *b)
{
	REQUIRE(a->type == b->type);
	if (a->type == RECORD_USER_OTHER)
		return;
	REQUIRE(a->id.ms == b->id.ms && a->id.serial == b->id.serial);
	REQUIRE(a->node_length == b->node_length && (!a->node_length || a->node == b->node));
	REQUIRE(a->body == b->body && a->body_length == b->body_length);
	REQUIRE(a->interpreted == b->interpreted);
}

static void take(const char *line, size_t length, bool cut, void *userdata)
{
	struct record_memory *memory = userdata;
	struct record record, again;
	bool parsed = record_parse(line, length, &record) == 0;
	bool parsed_again = record_parse_next(line, length, memory, &again) == 0;

	REQUIRE(parsed == parsed_again || again.type == RECORD_USER_OTHER);
	if (!parsed)
		return;
	REQUIRE(parsed_again);
	check_same(&record, &again);
	REQUIRE(record.line == line && record.length == length);
	REQUIRE(record.id.ms >= 0);
	REQUIRE(inside(line, length, record.body, record.body_length));
	REQUIRE(!record.node_length || inside(line, length, record.node, record.node_length));
	check_fields(record.body, record.body_length,
		record.interpreted ? field_next_interpreted : field_next);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_memory memory = { 0 };
	struct field field;
	struct lines *lines = lines_new(take, &memory);

	lines_feed(lines, (const char *)data, size);
	lines_end(lines);
	lines_free(lines);
	check_fields((const char *)data, size, field_next);
	check_fields((const char *)data, size, field_next_interpreted);
	field_find((const char *)data, size, "tclass", &field);
	return 0;
}
