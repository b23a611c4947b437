/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sources and avocetd tell each other between the records: one line each, a word and what
 * belongs to it, separated by single blanks. Whatever is not exactly so is no note.
 */
#include "audit.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define MS_MAX UINT64_C(253402300799999) /* the end of the year 9999 */

/* What follows the word, in this order: n name, m ms, u until, s serial, c count, o node (optional). */
static const struct {
	const char *word, *parts;
} forms[] = {
	[NOTE_SOURCE] = { "source", "n" },
	[NOTE_REPLAY] = { "replay", "" },
	[NOTE_LIVE] = { "live", "c" },
	[NOTE_GAP] = { "gap", "mu" },
	[NOTE_LOST] = { "lost", "c" },
	[NOTE_SEEN] = { "seen", "m" },
	[NOTE_START] = { "from start", "" },
	[NOTE_FROM] = { "from", "mso" },
};

/* ---- reading ---- */

static bool take_number(const char **text, uint64_t most, uint64_t *ret)
{
	const char *digit = *text;
	uint64_t number = 0;

	for (; *digit >= '0' && *digit <= '9'; digit++)
		if (__builtin_mul_overflow(number, 10, &number) ||
			__builtin_add_overflow(number, (uint64_t)(*digit - '0'), &number))
			return false;
	if (digit == *text || number > most)
		return false;
	*text = digit;
	*ret = number;
	return true;
}

static bool take_ms(const char **text, int64_t *ret)
{
	uint64_t number;

	if (!take_number(text, MS_MAX, &number))
		return false;
	*ret = (int64_t)number;
	return true;
}

static bool take_name(const char **text, char *name)
{
	size_t length = strspn(*text, "abcdefghijklmnopqrstuvwxyz");

	if (length == 0 || length > NOTE_NAME_MAX)
		return false;
	memcpy(name, *text, length);
	name[length] = '\0';
	*text += length;
	return true;
}

static bool take_node(const char **text, char *node)
{
	size_t length = strcspn(*text, " ");

	if (length == 0 || length > NOTE_NODE_MAX)
		return false;
	memcpy(node, *text, length);
	node[length] = '\0';
	*text += length;
	return true;
}

static bool take_part(char part, const char **text, struct note *note)
{
	switch (part) {
	case 'n':
		return take_name(text, note->name);
	case 'm':
		return take_ms(text, &note->ms);
	case 'u':
		return take_ms(text, &note->until);
	case 's':
		return take_number(text, UINT64_MAX, &note->serial);
	case 'c':
		return take_number(text, UINT64_MAX, &note->count);
	default:
		return take_node(text, note->node);
	}
}

static bool take_parts(const char *text, const char *parts, struct note *note)
{
	for (; *parts; parts++) {
		if (*parts == 'o' && !*text)
			return true;
		if (*text++ != ' ' || !take_part(*parts, &text, note))
			return false;
	}
	return !*text;
}

int note_parse(const char *text, struct note *ret)
{
	for (size_t kind = 0; kind < ARRAY_SIZE(forms); kind++) {
		struct note note = { .kind = (enum note_kind)kind };
		size_t length = strlen(forms[kind].word);

		if (strncmp(text, forms[kind].word, length) == 0 &&
			take_parts(text + length, forms[kind].parts, &note)) {
			*ret = note;
			return 0;
		}
	}
	return -EINVAL;
}

/* ---- writing ---- */

static int write_part(char part, const struct note *note, char *to, size_t room)
{
	switch (part) {
	case 'n':
		return snprintf(to, room, " %s", note->name);
	case 'm':
		return snprintf(to, room, " %" PRId64, note->ms);
	case 'u':
		return snprintf(to, room, " %" PRId64, note->until);
	case 's':
		return snprintf(to, room, " %" PRIu64, note->serial);
	case 'c':
		return snprintf(to, room, " %" PRIu64, note->count);
	default:
		return *note->node ? snprintf(to, room, " %s", note->node) : 0;
	}
}

size_t note_write(const struct note *note, char line[NOTE_SIZE])
{
	const char *part = forms[note->kind].parts;
	size_t length =
		(size_t)snprintf(line, NOTE_SIZE, NOTE_PREFIX "%s", forms[note->kind].word);

	/* Three numbers and a node: NOTE_SIZE has room for more. */
	for (; *part; part++)
		length += (size_t)write_part(*part, note, line + length, NOTE_SIZE - length);
	length += (size_t)snprintf(line + length, NOTE_SIZE - length, "\n");
	return length;
}
