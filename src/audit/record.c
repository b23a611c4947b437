/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line → the head of a record: type, node, time, serial. The body is left as it is. */
#include "audit.h"

#include <errno.h>
#include <string.h>

#include "memory.h"
#include "types.h"

/* Moves *text behind word when it stands there. The length is constant, so that this becomes a few
 * comparisons of numbers. */
static inline __attribute__((always_inline)) bool take_word(const char **text, const char *end,
	const char *word, size_t length)
{
	if ((size_t)(end - *text) < length || memcmp(*text, word, length) != 0)
		return false;
	*text += length;
	return true;
}

#define TAKE(text, end, word) take_word(text, end, word, sizeof word - 1)

/* ---- what was read in the lines before ---- */

static void learn(struct known_text *known, const char *text, size_t length)
{
	known->length = length >= KNOWN_TEXT_MIN && length <= sizeof known->text ? (unsigned char)length : 0;
	memcpy(known->text, text, known->length);
}

/* ---- the stamp ---- */

/* "1795338000.": events of the same second follow each other. */
#define SECONDS 11
static bool take_known_seconds(const char **text, const char *end, const struct record_memory *memory,
	uint64_t *ret)
{
	const char *known = memory ? memory->stamp.text : NULL;

	if (!known || end - *text < SECONDS || !memory->stamp.length || known[SECONDS - 1] != '.'
		|| memcmp(*text, known, SECONDS) != 0)
		return false;
	*text += SECONDS;
	*ret = (uint64_t)memory->id.ms / 1000;
	return true;
}

static bool take_seconds(const char **text, const char *end, const struct record_memory *memory,
	uint64_t *ret)
{
	return take_known_seconds(text, end, memory, ret)
		|| (take_number(text, end, ret) && TAKE(text, end, "."));
}

/* Milliseconds are a whole number, however many digits it has: some tools print 18 for 018. */
static bool parse_stamp(const char **text, const char *end, const struct record_memory *memory,
	struct event_id *id)
{
	uint64_t seconds, ms;

	if (!take_seconds(text, end, memory, &seconds) || !take_number(text, end, &ms)
		|| !TAKE(text, end, ":") || !take_number(text, end, &id->serial) || !TAKE(text, end, ")"))
		return false;
	if (seconds > INT64_MAX / 2000 || ms > 999)
		return false;
	id->ms = (int64_t)(seconds * 1000 + ms);
	return true;
}

static __attribute__((noinline)) bool take_new_stamp(const char **text, const char *end,
	struct record_memory *memory, struct event_id *id)
{
	const char *start = *text;

	if (!parse_stamp(text, end, memory, id))
		return false;
	learn(&memory->stamp, start, (size_t)(*text - start));
	memory->id.ms = id->ms;
	memory->id.serial = id->serial;
	return true;
}

/* "SECONDS.MS:SERIAL)". The records of an event follow each other, so that most need not be read. */
static inline bool take_stamp(const char **text, const char *end, struct record_memory *memory,
	struct event_id *id)
{
	if (!memory)
		return parse_stamp(text, end, NULL, id);
	if (!takes_known(text, end, &memory->stamp))
		return take_new_stamp(text, end, memory, id);
	id->ms = memory->id.ms;
	id->serial = memory->id.serial;
	return true;
}

/* ---- the head ---- */

static const char *word_end(const char *text, const char *end)
{
	while (text < end && *text != ' ')
		text++;
	return text;
}

static bool parse_head(const char **text, const char *end, enum record_type *ret)
{
	const char *name;
	size_t length;

	if (!TAKE(text, end, "type="))
		return false;
	name = *text;
	*text = word_end(name, end);
	length = (size_t)(*text - name);
	if (!TAKE(text, end, " msg=audit("))
		return false;
	*ret = record_type_of(name, length);
	return true;
}

static __attribute__((noinline)) bool take_new_head(const char **text, const char *end,
	struct known_head *known, enum record_type *ret)
{
	const char *start = *text;

	if (!parse_head(text, end, ret))
		return false;
	learn(&known->text, start, (size_t)(*text - start));
	known->type = *ret;
	return true;
}

/* "type=NAME msg=audit(". There are a few dozen of them. */
static inline bool take_head(const char **text, const char *end, struct record_memory *memory,
	enum record_type *ret)
{
	struct known_head *known;

	if (!memory)
		return parse_head(text, end, ret);
	if (end - *text < KNOWN_TEXT_MIN)
		return false;
	known = slot_of(*text, memory);
	if (!takes_known(text, end, &known->text))
		return take_new_head(text, end, known, ret);
	*ret = known->type;
	return true;
}

static inline const char *skip_blanks(const char *text, const char *end)
{
	while (text < end && *text == ' ')
		text++;
	return text;
}

/* "node=NAME "; false when it is longer than names of hosts may be, since they are remembered. */
static __attribute__((noinline)) bool take_node(const char **text, const char *end, struct record *record)
{
	record->node = *text;
	*text = word_end(*text, end);
	record->node_length = (size_t)(*text - record->node);
	*text = skip_blanks(*text, end);
	return record->node_length <= NOTE_NODE_MAX;
}

/* all: read the stamps of those records too that are no part of any event of ours. memory: NULL for none. */
static inline __attribute__((always_inline)) int parse(const char *line, size_t length,
	struct record_memory *memory, bool all, struct record *ret)
{
	const char *text = line, *end = line + length;

	ret->node = NULL;
	ret->node_length = 0;
	ret->id = (struct event_id){ 0 };
	ret->interpreted = false;
	ret->damage = NULL;
	if (TAKE(&text, end, "node=") && !take_node(&text, end, ret))
		return -EINVAL;
	if (!take_head(&text, end, memory, &ret->type))
		return -EINVAL;
	if (all || ret->type != RECORD_USER_OTHER) {
		if (!take_stamp(&text, end, memory, &ret->id))
			return -EINVAL;
		ret->interpreted = TAKE(&text, end, " ");
		if (!TAKE(&text, end, ":"))
			return -EINVAL;
	}
	ret->line = line;
	ret->length = length;
	ret->body = skip_blanks(text, end);
	ret->body_length = (size_t)(end - ret->body);
	return 0;
}

int record_parse_next(const char *line, size_t length, struct record_memory *memory,
	struct record *ret)
{
	return parse(line, length, memory, false, ret);
}

int record_parse(const char *line, size_t length, struct record *ret)
{
	return parse(line, length, NULL, true, ret);
}
