/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text that is put together piece by piece in an arena. */
#include "base.h"

#include <string.h>

#define FIRST_ROOM ((size_t)128)

static void make_room(struct builder *builder, size_t length)
{
	size_t room = builder->room ? builder->room * 2 : FIRST_ROOM;
	char *bytes;

	if (builder->room > builder->length + length)
		return;
	if (room <= builder->length + length)
		room = builder->length + length + 1;
	bytes = arena_alloc(builder->arena, room);
	if (builder->length)
		memcpy(bytes, builder->bytes, builder->length);
	builder->bytes = bytes;
	builder->room = room;
}

void builder_add_bytes(struct builder *builder, const char *bytes, size_t length)
{
	make_room(builder, length);
	memcpy(builder->bytes + builder->length, bytes, length);
	builder->length += length;
	builder->bytes[builder->length] = '\0';
}

void builder_add(struct builder *builder, const char *text)
{
	builder_add_bytes(builder, text, strlen(text));
}

char *builder_text(struct builder *builder)
{
	make_room(builder, 0);
	return builder->bytes;
}
