/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line → the head of a record: type, node, time, serial. The body is left as it is. */
#include "audit.h"

#include <errno.h>
#include <string.h>

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

/* Texts of 16 to 32 bytes, as two comparisons of 16. */
static inline bool same_bytes(const char *a, const char *b, size_t length)
{
	return memcmp(a, b, 16) == 0 && memcmp(a + length - 16, b + length - 16, 16) == 0;
}

static bool takes_known(const char **text, const char *end, const struct known_text *known)
{
	if (!known->length || (size_t)(end - *text) < known->length
		|| !same_bytes(*text, known->text, known->length))
		return false;
	*text += known->length;
	return true;
}

static void learn(struct known_text *known, const char *text, size_t length)
{
	known->length = length >= 16 && length <= sizeof known->text ? (unsigned char)length : 0;
	memcpy(known->text, text, known->length);
}

/* ---- the stamp ---- */

/* Milliseconds are a whole number, however many digits it has: some tools print 18 for 018. */
static bool parse_stamp(const char **text, const char *end, struct event_id *id)
{
	uint64_t seconds, ms;

	if (!take_number(text, end, &seconds) || !TAKE(text, end, ".") || !take_number(text, end, &ms)
		|| !TAKE(text, end, ":") || !take_number(text, end, &id->serial) || !TAKE(text, end, ")"))
		return false;
	if (seconds > INT64_MAX / 2000 || ms > 999)
		return false;
	id->ms = (int64_t)(seconds * 1000 + ms);
	return true;
}

/* "SECONDS.MS:SERIAL)". The records of an event follow each other, so that most need not be read. */
static bool take_stamp(const char **text, const char *end, struct record_memory *memory,
	struct event_id *id)
{
	const char *start = *text;

	if (takes_known(text, end, &memory->stamp)) {
		*id = memory->id;
		return true;
	}
	if (!parse_stamp(text, end, id))
		return false;
	learn(&memory->stamp, start, (size_t)(*text - start));
	memory->id = *id;
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

/* By what differs in the beginnings of heads: "type=USER_A", "type=SERVICE_STO". */
static struct known_head *slot_of(const char *head, struct record_memory *memory)
{
	uint64_t letters;
	uint32_t more;

	memcpy(&letters, head + 5, sizeof letters);
	memcpy(&more, head + 12, sizeof more);
	return &memory->heads[(letters ^ (uint64_t)more << 20) * UINT64_C(0x9e3779b97f4a7c15) >> 57];
}

/* "type=NAME msg=audit(". There are a few dozen of them. */
static bool take_head(const char **text, const char *end, struct record_memory *memory,
	enum record_type *ret)
{
	const char *start = *text;
	struct known_head *known;

	if (end - start < 16)
		return false;
	known = slot_of(start, memory);
	if (takes_known(text, end, &known->text)) {
		*ret = known->type;
		return true;
	}
	if (!parse_head(text, end, ret))
		return false;
	learn(&known->text, start, (size_t)(*text - start));
	known->type = *ret;
	return true;
}

static const char *skip_blanks(const char *text, const char *end)
{
	while (text < end && *text == ' ')
		text++;
	return text;
}

/* "node=NAME "; false when it is longer than names of hosts may be, since they are remembered. */
static bool take_node(const char **text, const char *end, const char **ret_node, size_t *ret_length)
{
	const char *node;

	if (!TAKE(text, end, "node="))
		return true;
	*ret_node = node = *text;
	*text = word_end(node, end);
	*ret_length = (size_t)(*text - node);
	*text = skip_blanks(*text, end);
	return *ret_length <= NOTE_NODE_MAX;
}

/* all: read the stamps of those records too that are no part of any event of ours. */
static inline __attribute__((always_inline)) int parse(const char *line, size_t length,
	struct record_memory *memory, bool all, struct record *ret)
{
	const char *text = line, *end = line + length, *node = NULL;
	struct event_id id = { .node = NULL };
	size_t node_length = 0;
	enum record_type type;
	bool interpreted = false;

	if (!take_node(&text, end, &node, &node_length) || !take_head(&text, end, memory, &type))
		return -EINVAL;
	if (all || type != RECORD_USER_OTHER) {
		if (!take_stamp(&text, end, memory, &id))
			return -EINVAL;
		interpreted = TAKE(&text, end, " ");
		if (!TAKE(&text, end, ":"))
			return -EINVAL;
	}
	ret->type = type;
	ret->id = id;
	ret->node = node;
	ret->node_length = node_length;
	ret->line = line;
	ret->length = length;
	ret->body = skip_blanks(text, end);
	ret->body_length = (size_t)(end - ret->body);
	ret->interpreted = interpreted;
	ret->damage = NULL;
	return 0;
}

int record_parse_next(const char *line, size_t length, struct record_memory *memory,
	struct record *ret)
{
	return parse(line, length, memory, false, ret);
}

int record_parse(const char *line, size_t length, struct record *ret)
{
	struct record_memory none;

	memset(&none, 0, sizeof none);
	return parse(line, length, &none, true, ret);
}
