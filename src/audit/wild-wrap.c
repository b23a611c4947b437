/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records that were wrapped into several lines: whether one goes on, and whether the next line is
 * its rest. Mail programs wrap at blanks, terminals wherever the line is full.
 */
#include "wild.h"

#include <string.h>

/* Nobody wraps lines to less than this. */
#define WRAPPED_MIN 50
/* A whole SYSCALL record is longer than this. */
#define SYSCALL_MIN 200
/* More of a word is not looked at. */
#define WORD_MAX 4096

static bool has(const struct piece *text, const char *what)
{
	return memmem(text->text, text->length, what, strlen(what)) != NULL;
}

static struct piece last_word(const struct piece *text)
{
	size_t end = text->length, least;
	const char *blank;

	while (end && text->text[end - 1] == ' ')
		end--;
	least = end > WORD_MAX ? end - WORD_MAX : 0;
	blank = memrchr(text->text + least, ' ', end - least);
	least = blank ? (size_t)(blank + 1 - text->text) : least;
	return (struct piece){ text->text + least, end - least };
}

static struct piece first_word(const struct piece *text)
{
	const char *blank = memchr(text->text, ' ', text->length);

	return (struct piece){ text->text, blank ? (size_t)(blank - text->text) : text->length };
}

/* Nearly all end so: "tclass=file permissive=0". */
static bool ends_well(const struct piece *body, const struct piece *word)
{
	struct piece before = { body->text, (size_t)(word->text - body->text) };

	if (!piece_begins(word, "permissive="))
		return false;
	before = last_word(&before);
	return piece_begins(&before, "tclass=");
}

static bool avc_goes_on(const struct piece *body)
{
	struct piece word = last_word(body);

	if (ends_well(body, &word))
		return false;
	if (body->length && !piece_begins(body, "avc:"))
		return false; /* AppArmor's */
	return !has(body, "tclass=") || !has(body, "tcontext=")
		|| !memchr(word.text, '=', word.length);
}

/* A program's message is over when its quotation is. */
static bool message_goes_on(const struct piece *body)
{
	const char *mark = memmem(body->text, body->length, "msg='", 5), *end = body->text + body->length;

	return !mark || !memchr(mark + 5, '\'', (size_t)(end - mark) - 5);
}

static bool error_goes_on(const struct piece *body)
{
	if (has(body, "oldcontext="))
		return !has(body, "newcontext=");
	if (has(body, "scontext="))
		return !has(body, "tclass=");
	return !has(body, "invalid_context=") && !has(body, "invalid context");
}

static bool syscall_goes_on(const struct piece *body)
{
	return body->length < SYSCALL_MIN && !has(body, "subj=") && !has(body, " key=");
}

bool record_goes_on(enum record_type type, const struct piece *body)
{
	switch (type) {
	case RECORD_AVC: return avc_goes_on(body);
	case RECORD_USER_AVC: return message_goes_on(body);
	case RECORD_SELINUX_ERR: return error_goes_on(body);
	case RECORD_SYSCALL: return syscall_goes_on(body);
	default: return false;
	}
}

bool head_goes_on(const struct piece *text)
{
	struct piece word = last_word(text);
	const char *mark = memmem(word.text, word.length, "type=", 5);

	if (piece_is(&word, "msg=") || piece_is(&word, "msg=audit"))
		return has(text, "type=");
	if (!mark)
		return false;
	for (mark += 5; mark < word.text + word.length; mark++)
		if (!((*mark >= 'A' && *mark <= 'Z') || (*mark >= '0' && *mark <= '9') || *mark == '_'))
			return false;
	return true;
}

/* "name=", "a0=", "PROCTITLE=" at the beginning of the word. */
static bool is_field(const struct piece *word)
{
	size_t length = 0;

	while (length < word->length) {
		char c = word->text[length];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
			|| c == '-'))
			break;
		length++;
	}
	return length && length < word->length && word->text[length] == '=';
}

static bool is_one_of(const struct piece *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (piece_is(word, words[i]))
			return true;
	return false;
}

/* Words of records that are no fields. */
static bool is_particle(const struct piece *word)
{
	static const char *const words[] = { "avc:", "denied", "granted", "{", "}", "for", "user", ":",
		"security_compute_sid:", "invalid", "context" };

	return is_one_of(word, words, ARRAY_SIZE(words));
}

static bool in_braces(const struct piece *text)
{
	const char *open = memrchr(text->text, '{', text->length);

	return open && !memchr(open, '}', text->length - (size_t)(open - text->text));
}

/* Nothing, or fields, behind the line's first word. */
static bool only_fields_follow(const struct piece *line)
{
	struct piece word = first_word(line), rest = { line->text + word.length, line->length - word.length };

	rest = mail_unquote(&rest);
	word = first_word(&rest);
	return !rest.length || is_field(&word) || is_particle(&word);
}

static bool is_letters(const struct piece *word)
{
	for (size_t i = 0; i < word->length; i++)
		if ((word->text[i] < 'a' || word->text[i] > 'z') && word->text[i] != '_')
			return false;
	return word->length > 0;
}

/* A line was full in the midst of a field's name. Interpreted values may end in such words too. */
static bool is_broken_name(const struct piece *before, const struct piece *last, bool interpreted)
{
	struct piece rest = { before->text, (size_t)(last->text - before->text) }, word;

	if (!is_letters(last) || is_particle(last))
		return false;
	word = last_word(&rest);
	return !interpreted || piece_is(&word, "for");
}

/* A line was full in the midst of a value. */
static enum wrapped broken_word(const struct piece *last, const struct piece *line, size_t width,
	bool interpreted)
{
	bool context = memmem(last->text, last->length, "context=", 8) != NULL;

	if (width < WRAPPED_MIN || !only_fields_follow(line) || !memchr(last->text, '=', last->length))
		return WRAPPED_NOT;
	return !interpreted || context ? WRAPPED_IN_WORD : WRAPPED_AT_BLANK;
}

enum wrapped line_continues(const struct piece *before, const struct piece *line, size_t width)
{
	struct piece last = last_word(before), word = first_word(line);
	bool interpreted = has(before, ") : "), field = is_field(&word);

	if (!line->length || piece_begins(line, "----") || piece_begins(line, "time->"))
		return WRAPPED_NOT;
	if (in_braces(before))
		return memchr(line->text, '}', line->length) ? WRAPPED_AT_BLANK : WRAPPED_NOT;
	if (field && width >= WRAPPED_MIN && is_broken_name(before, &last, interpreted))
		return WRAPPED_IN_WORD;
	if (field || is_particle(&word))
		return WRAPPED_AT_BLANK;
	if (has(before, "msg='") && !memmem(last.text, last.length, "context=", 8))
		return WRAPPED_AT_BLANK;
	return broken_word(&last, line, width, interpreted);
}

/* "audit(15049841" and "41.804:412)", "audit(06/15/2023" and "19:37:06.157:2349)". */
enum wrapped stamp_continues(const struct head *head, const struct piece *before,
	const struct piece *line)
{
	const char *end = before->text + before->length;
	struct piece stamp = { head->stamp.text, (size_t)(end - head->stamp.text) };

	if (!line->length || !memchr(line->text, ')', line->length))
		return WRAPPED_NOT;
	if (memchr("0123456789:.)", *line->text, 13) == NULL)
		return WRAPPED_NOT;
	for (size_t i = 0; i < stamp.length; i++)
		if (!memchr("0123456789.:", stamp.text[i], 12))
			return memchr(stamp.text, ' ', stamp.length) ? WRAPPED_IN_WORD : WRAPPED_AT_BLANK;
	return line->length > 5 && line->text[2] == ':' && line->text[4] != ')' && line->text[5] == ':'
		? WRAPPED_AT_BLANK : WRAPPED_IN_WORD; /* 15.06.2023 */
}

bool line_extends(const struct piece *line)
{
	static const char *const names[] = { "permissive", "tclass", "scontext", "tcontext", "srawcon",
		"trawcon", "comm", "exe", "subj", "key", "items", "ppid", "pid", "auid", "uid", "gid", "euid",
		"suid", "fsuid", "egid", "sgid", "fsgid", "tty", "ses", "arch", "syscall", "success", "exit",
		"a0", "a1", "a2", "a3", "ARCH", "SYSCALL", "AUID", "UID" };
	struct piece word = first_word(line);
	const char *equals = memchr(word.text, '=', word.length);

	if (!equals)
		return false;
	word.length = (size_t)(equals - word.text);
	return is_one_of(&word, names, ARRAY_SIZE(names));
}
