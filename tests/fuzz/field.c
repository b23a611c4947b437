/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of a record's body, one after the other. */
#include "audit.h"
#include "fuzz.h"

static bool inside(const char *text, size_t length, const char *part, size_t part_length)
{
	return part >= text && part_length <= length && part <= text + length - part_length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *text = (const char *)data, *decoded;
	size_t cursor = 0, before = 0;
	struct record record;
	struct field field;

	record_parse(text, size, &record);
	while (field_next(text, size, &cursor, &field)) {
		REQUIRE(cursor > before && cursor <= size);
		before = cursor;
		REQUIRE(inside(text, size, field.name, field.name_length));
		REQUIRE(inside(text, size, field.value, field.value_length));
		decoded = field_decode(&field, arena);
		REQUIRE(!decoded || strlen(decoded) <= field.value_length);
	}
	REQUIRE(cursor == size);
	field_find(text, size, "tclass", &field);
	return 0;
}
