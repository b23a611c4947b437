/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Most of a log is nothing to us: messages of programs, and events of the kernel without a refusal. Where
 * the records of such an event follow each other, as they nearly always do, nothing need be gathered
 * of them: it is enough to see that none of them matters. This is why a log is read as fast as grep
 * reads it. Whatever is less simple than that is left to the long way, through record.c and event.c.
 */
#include <string.h>

#include "assembler.h"
#include "memory.h"

/* What matters neither by itself nor by how it is counted. */
#define DULL (1u << RECORD_OTHER | 1u << RECORD_SYSCALL | 1u << RECORD_CWD | 1u << RECORD_PATH \
	| 1u << RECORD_SOCKADDR | 1u << RECORD_OBJ_PID | 1u << RECORD_PROCTITLE | 1u << RECORD_EXECVE \
	| 1u << RECORD_EOE)

struct line {
	const char *text, *end;		/* the end is its newline's place */
	const char *stamp;
	enum record_type type;
};

/* A line that begins as one before did. */
static inline bool read_head(const struct dull *dull, const char *at, const char *end, struct line *ret)
{
	const struct known_head *head;

	if (end - at < KNOWN_TEXT_MIN)
		return false;
	head = slot_of(at, dull->memory);
	ret->text = ret->stamp = at;
	ret->type = head->type;
	return takes_known(&ret->stamp, end, &head->text)
		&& (ret->type == RECORD_USER_OTHER || DULL >> ret->type & 1);
}

/* The whole of it must be there. */
static inline bool find_end(struct line *line, const char *end)
{
	line->end = memchr(line->stamp, '\n', (size_t)(end - line->stamp));
	return line->end && line->end - line->text <= LINE_MAX_BYTES;
}

/* Without what some put before a newline. */
static inline size_t length_of(const struct line *line)
{
	return (size_t)(line->end - line->text) - (line->end[-1] == '\r');
}

/* More of the event before, whose record this was: the stamp is the one that was parsed last. */
static inline bool parse_more(const struct dull *dull, const struct line *line, struct record *record)
{
	const char *end = line->text + length_of(line), *at = line->stamp;

	if (line->type == RECORD_USER_OTHER) /* always an event of its own, whatever its stamp */
		return false;
	if (!takes_known(&at, end, &dull->memory->stamp) || at == end || *at != ':')
		return false;
	do
		at++;
	while (at < end && *at == ' ');
	record->type = line->type;
	record->line = line->text;
	record->length = (size_t)(end - line->text);
	record->body = at;
	record->body_length = (size_t)(end - at);
	return true;
}

static bool begins_event(const struct dull *dull, struct line *line, const char *end, struct record *ret)
{
	const char *stamp = line->stamp;

	if (takes_known(&stamp, end, &dull->memory->stamp) || !find_end(line, end))
		return false; /* it began before */
	return record_parse_next(line->text, length_of(line), dull->memory, ret) == 0
		&& !ret->interpreted && dull->memory->stamp.length;
}

/* Returns the length of the message of a program, an event of its own; 0: it is not all there. */
static size_t pass_message(struct dull *dull, struct line line, const char *end)
{
	if (!find_end(&line, end))
		return 0;
	dull->assembler->events++;
	dull->records++;
	return (size_t)(line.end + 1 - line.text);
}

/* Returns the length of the whole event that the line begins, or 0: it is not as simple. */
static size_t pass_event(struct dull *dull, struct line line, const char *end)
{
	const char *start = line.text;
	struct record record;
	size_t count = 0;

	if (!begins_event(dull, &line, end, &record))
		return 0;
	for (;;) {
		if (dull->wild && wild_wants(dull->wild, &record))
			return 0;
		if (record_ends_event(line.type, ++count))
			break;
		if (count == RECORDS_MAX || line.end - start > (ptrdiff_t)EVENT_BYTES_MAX
			|| !read_head(dull, line.end + 1, end, &line) || !find_end(&line, end)
			|| !parse_more(dull, &line, &record))
			return 0;
	}
	if (count == 1 || !assembler_pass(dull->assembler, &record))
		return 0;
	dull->records += count;
	return (size_t)(line.end + 1 - start);
}

size_t dull_pass(struct dull *dull, const char *bytes, size_t length)
{
	const char *at = bytes, *end = bytes + length;
	struct line line;

	if (dull->wild && wild_is_waiting(dull->wild))
		return 0;
	while (read_head(dull, at, end, &line)) {
		size_t passed = line.type == RECORD_USER_OTHER ? pass_message(dull, line, end)
			: pass_event(dull, line, end);

		if (!passed)
			break;
		at += passed;
	}
	return (size_t)(at - bytes);
}
