/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes → lines. Whole lines are handed on where they lie; only what is torn is copied. */
#include "audit.h"

#include <stdlib.h>
#include <string.h>

struct lines {
	line_fn take;
	pass_fn pass;		/* NULL: every line is taken */
	void *userdata;
	char *torn;		/* the beginning of a line whose end has not come */
	size_t length;
	bool cut;		/* more came than torn can hold */
};

struct lines *lines_new(line_fn take, void *userdata)
{
	struct lines *lines = calloc(1, sizeof *lines);

	if (!lines)
		abort();
	lines->take = take;
	lines->userdata = userdata;
	return lines;
}

void lines_pass_over(struct lines *lines, pass_fn pass)
{
	lines->pass = pass;
}

void lines_free(struct lines *lines)
{
	if (lines)
		free(lines->torn);
	free(lines);
}

static void keep(struct lines *lines, const char *bytes, size_t length)
{
	size_t room = LINE_MAX_BYTES - lines->length;

	if (!lines->torn)
		lines->torn = malloc(LINE_MAX_BYTES);
	if (!lines->torn)
		abort();
	if (length > room) {
		length = room;
		lines->cut = true;
	}
	memcpy(lines->torn + lines->length, bytes, length);
	lines->length += length;
}

static void hand_on(struct lines *lines, const char *line, size_t length, bool cut)
{
	if (length > LINE_MAX_BYTES) {
		length = LINE_MAX_BYTES;
		cut = true;
	}
	if (length && line[length - 1] == '\r')
		length--;
	if (length)
		lines->take(line, length, cut, lines->userdata);
}

static void hand_on_torn(struct lines *lines)
{
	hand_on(lines, lines->torn, lines->length, lines->cut);
	lines->length = 0;
	lines->cut = false;
}

/* The line that the bytes begin with, or the rest of it. Returns its length with its end. */
static size_t take_one(struct lines *lines, const char *bytes, size_t length)
{
	const char *end = memchr(bytes, '\n', length);
	size_t part = end ? (size_t)(end - bytes) : length;

	if (!end || lines->length || lines->cut)
		keep(lines, bytes, part);
	if (!end)
		return length;
	if (lines->length || lines->cut)
		hand_on_torn(lines);
	else
		hand_on(lines, bytes, part, false);
	return part + 1;
}

void lines_feed(struct lines *lines, const char *bytes, size_t length)
{
	while (length) {
		bool torn = lines->length || lines->cut;
		size_t done = lines->pass && !torn ? lines->pass(bytes, length, lines->userdata) : 0;

		if (!done)
			done = take_one(lines, bytes, length);
		bytes += done;
		length -= done;
	}
}

void lines_end(struct lines *lines)
{
	if (lines->length)
		hand_on_torn(lines);
}
