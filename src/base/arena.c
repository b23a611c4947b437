/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that is given back all at once: blocks that double in size, filled from the front. */
#include "base.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)1024)
#define LARGEST_BLOCK ((size_t)64 * 1024)

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct block *blocks;	/* the one in use first */
	size_t held;
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static struct block *block_new(struct arena *arena, size_t size)
{
	struct block *block = must(malloc(sizeof *block + size));

	block->size = size;
	block->used = 0;
	block->next = arena->blocks;
	arena->blocks = block;
	arena->held += sizeof *block + size;
	return block;
}

struct arena *arena_new(void)
{
	struct arena *arena = must(calloc(1, sizeof *arena));

	block_new(arena, FIRST_BLOCK);
	return arena;
}

void arena_reset(struct arena *arena)
{
	struct block *kept = NULL, *next;

	for (struct block *block = arena->blocks; block; block = next) {
		next = block->next;
		if (!kept && block->size <= LARGEST_BLOCK) { /* the first one always is */
			kept = block;
			continue;
		}
		arena->held -= sizeof *block + block->size;
		free(block);
	}
	kept->used = 0;
	kept->next = NULL;
	arena->blocks = kept;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	arena_reset(arena);
	free(arena->blocks);
	free(arena);
}

void cleanup_arena(struct arena **arena)
{
	arena_free(*arena);
}

size_t arena_size(const struct arena *arena)
{
	return arena->held;
}

static size_t next_block_size(const struct arena *arena, size_t wanted)
{
	size_t size = arena->blocks->size * 2;

	if (size > LARGEST_BLOCK)
		size = LARGEST_BLOCK;
	return size < wanted ? wanted : size;
}

static void *take(struct arena *arena, size_t size)
{
	const size_t alignment = alignof(max_align_t);
	struct block *block = arena->blocks;
	void *memory;

	if (size > SIZE_MAX / 2)
		abort();
	size = (size + alignment - 1) / alignment * alignment;
	if (block->size - block->used < size)
		block = block_new(arena, next_block_size(arena, size));
	memory = block->bytes + block->used;
	block->used += size;
	return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

char *arena_strndup(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = take(arena, length + 1);

	if (length)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
	char near[256], *text;
	va_list again;
	int length;

	if (!format)
		abort();
	va_copy(again, arguments);
	length = vsnprintf(near, sizeof near, format, again);
	va_end(again);
	if (length < 0)
		abort();
	if ((size_t)length < sizeof near)
		return arena_strndup(arena, near, (size_t)length);
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text;
}

void strings_add(struct strings *list, struct arena *arena, const char *text)
{
	if (list->count + 1 >= list->room) {
		size_t room = list->room ? list->room * 2 : 8;
		const char **items = arena_alloc(arena, room * sizeof *items);

		if (list->count)
			memcpy(items, list->items, list->count * sizeof *items);
		list->items = items;
		list->room = room;
	}
	list->items[list->count++] = text;
	list->items[list->count] = NULL;
}
