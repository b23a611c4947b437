/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bookmarks as text: "1 MS:SERIAL[@NODE] HEARD", then each event that is done by how far it is
 * from the first one, "MS:SERIAL[@NODE][xTOLD][<][~][!]"; nodes in hex, since they come from outside.
 */
#include "audit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define VERSION "1 "
#define MARK_OLDER '<'
#define MARK_OPEN '~'
#define MARK_OLD '!'

/* ---- writing ---- */

static void write_node(FILE *out, const char *node)
{
	if (!node)
		return;
	fputc('@', out);
	for (; *node; node++)
		fprintf(out, "%02x", (unsigned char)*node);
}

static void write_done(FILE *out, const struct done_event *done, const struct event_id *from)
{
	fprintf(out, " %" PRId64 ":%" PRId64, done->id.ms - from->ms,
		(int64_t)(done->id.serial - from->serial));
	write_node(out, done->id.node);
	if (done->told != 1)
		fprintf(out, "x%u", done->told);
	if (done->older)
		fputc(MARK_OLDER, out);
	if (done->open)
		fputc(MARK_OPEN, out);
	if (done->old)
		fputc(MARK_OLD, out);
}

char *bookmark_text(const struct bookmark *bookmark, struct arena *arena)
{
	_cleanup_free_ char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		abort();
	fprintf(out, VERSION "%" PRId64 ":%" PRId64, bookmark->from.ms,
		(int64_t)bookmark->from.serial);
	write_node(out, bookmark->from.node);
	fprintf(out, " %" PRIu64, bookmark->heard);
	for (size_t i = 0; i < bookmark->n_done; i++)
		write_done(out, &bookmark->done[i], &bookmark->from);
	if (fclose(out) != 0)
		abort();
	return arena_strdup(arena, text);
}

/* ---- reading ---- */

static bool read_byte(const char **text, char byte)
{
	if (**text != byte)
		return false;
	++*text;
	return true;
}

static bool read_number(const char **text, int64_t *ret)
{
	char *end;

	if (**text != '-' && (**text < '0' || **text > '9'))
		return false;
	errno = 0;
	*ret = strtoll(*text, &end, 10);
	if (errno || end == *text)
		return false;
	*text = end;
	return true;
}

static bool read_node(const char **text, struct arena *arena, const char **ret)
{
	size_t digits;
	char *node;

	*ret = NULL;
	if (!read_byte(text, '@'))
		return true;
	digits = strspn(*text, "0123456789abcdef");
	node = arena_alloc(arena, digits / 2 + 1);
	if (!digits || text_unhex(*text, digits, (unsigned char *)node) < 0)
		return false;
	*text += digits;
	*ret = node;
	return true;
}

static bool read_id(const char **text, struct arena *arena, struct event_id *ret)
{
	int64_t serial;

	if (!read_number(text, &ret->ms) || !read_byte(text, ':') || !read_number(text, &serial))
		return false;
	ret->serial = (uint64_t)serial;
	return read_node(text, arena, &ret->node);
}

static bool read_done(const char **text, const struct event_id *from, struct arena *arena,
	struct done_event *ret)
{
	int64_t told = 1;

	if (!read_id(text, arena, &ret->id)
		|| __builtin_add_overflow(ret->id.ms, from->ms, &ret->id.ms))
		return false;
	ret->id.serial += from->serial;
	if (read_byte(text, 'x') && (!read_number(text, &told) || told < 0 || told > UINT32_MAX))
		return false;
	ret->told = (unsigned)told;
	ret->older = read_byte(text, MARK_OLDER);
	ret->open = read_byte(text, MARK_OPEN);
	ret->old = read_byte(text, MARK_OLD);
	return true;
}

static size_t blanks(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == ' ';
	return count;
}

int bookmark_parse(const char *text, struct arena *arena, struct bookmark *ret)
{
	struct bookmark bookmark = { .n_done = 0 };
	int64_t heard;

	if (strncmp(text, VERSION, strlen(VERSION)) != 0)
		return -EINVAL;
	text += strlen(VERSION);
	bookmark.done = arena_alloc(arena, (blanks(text) + 1) * sizeof *bookmark.done);
	if (!read_id(&text, arena, &bookmark.from) || !read_byte(&text, ' ')
		|| !read_number(&text, &heard) || heard < 0)
		return -EINVAL;
	bookmark.heard = (uint64_t)heard;
	while (*text)
		if (!read_byte(&text, ' ')
			|| !read_done(&text, &bookmark.from, arena, &bookmark.done[bookmark.n_done++]))
			return -EINVAL;
	*ret = bookmark;
	return 0;
}
