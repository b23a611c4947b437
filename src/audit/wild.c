/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines that are no plain records, and what records they hold:
 *
 *	line → without quote marks, =3D, … → joined with the lines it was wrapped into → heads → plain
 */
#include "wild.h"

#include <stdlib.h>
#include <string.h>

#include "types.h"

/* A record is not wrapped into more lines. */
#define WRAPPED_MAX 60

struct wild {
	struct plain plain;
	bool printable;			/* this is quoted-printable mail */
	struct buffer soft;		/* what ended in a soft break */
	struct buffer decoded;
	struct buffer held;		/* a record whose end may stand on the next line */
	size_t held_lines, width;	/* the width of its last line */
};

struct wild *wild_new(const struct wild_to *to)
{
	struct wild *wild = calloc(1, sizeof *wild);

	if (!wild)
		abort();
	plain_begin(&wild->plain, to);
	return wild;
}

void wild_free(struct wild *wild)
{
	if (!wild)
		return;
	free(wild->soft.bytes);
	free(wild->decoded.bytes);
	free(wild->held.bytes);
	plain_end(&wild->plain);
	free(wild);
}

/* ---- one text: a line, or several that were one ---- */

static void hold(struct wild *wild, const struct piece *text, bool cut)
{
	buffer_clear(&wild->held);
	buffer_add(&wild->held, text->text, text->length);
	wild->held.cut |= cut;
	wild->held_lines = 1;
	wild->width = text->length;
}

static bool may_go_on(const struct head *head, const struct piece *body)
{
	char name[TYPE_SIZE];
	enum record_type type;

	if (head->open)
		return head_is_serious(head);
	if (!body->length)
		return head_is_stamped(head) && memchr(head->stamp.text, ':', head->stamp.length);
	if (!head_type(head, body, name))
		return false;
	type = record_type_of(name, strlen(name));
	return record_goes_on(type, body) && (head_is_stamped(head) || record_is_refusal(type));
}

/* What more than one piece of a line tells: records count more than what is none. */
static enum wild_line more_telling(enum wild_line a, enum wild_line b)
{
	static const unsigned char weight[] = {
		[WILD_NOTHING] = 0, [WILD_DAMAGED] = 1, [WILD_FOREIGN] = 2, [WILD_TAKEN] = 3,
	};

	return weight[a] >= weight[b] ? a : b;
}

/* Takes the records of the text; when it is not known to be whole, the last one may be held. */
static enum wild_line take_heads(struct wild *wild, const struct piece *text, struct head head,
	bool whole, bool cut)
{
	const char *end = text->text + text->length;
	struct piece prefix = { text->text, (size_t)(head.start - text->text) }, rest = *text, body;
	enum wild_line result = WILD_NOTHING;
	struct head next;
	bool more;

	do {
		body = (struct piece){ head.body, (size_t)(end - head.body) };
		more = head_find_next(&body, head.interpreted, &next);
		if (more)
			body.length = (size_t)(next.start - body.text);
		body = web_trim(&body);
		if (!more && !whole && may_go_on(&head, &body)) {
			hold(wild, &rest, cut);
			return WILD_TAKEN;
		}
		result = more_telling(result, plain_take(&wild->plain, &head, &prefix, &body, cut && !more));
		head = next;
		rest = (struct piece){ head.start, more ? (size_t)(end - head.start) : 0 };
	} while (more);
	return result;
}

static enum wild_line take_text(struct wild *wild, const struct piece *text, bool whole, bool cut)
{
	struct head head;

	if (head_find(text, &head))
		return take_heads(wild, text, head, whole, cut);
	if (line_is_foreign(text))
		return WILD_FOREIGN;
	if (whole)
		return WILD_NOTHING;
	if (head_goes_on(text)) {
		hold(wild, text, cut);
		return WILD_TAKEN;
	}
	if (line_extends(text)) {
		wild->plain.to.extend(text->text, text->length, wild->plain.to.userdata);
		return WILD_TAKEN;
	}
	return WILD_NOTHING;
}

static void let_go(struct wild *wild)
{
	struct piece text = { wild->held.bytes, wild->held.length };
	bool cut = wild->held.cut;

	if (!text.length)
		return;
	take_text(wild, &text, true, cut);
	buffer_clear(&wild->held);
}

/* A decision without a header belongs to the header that is held, or to the message. */
static bool is_rest(const struct piece *held, const struct head *head, const struct piece *line,
	const struct head *other)
{
	if (other->form != HEAD_BARE)
		return false;
	return head->body == held->text + held->length
		|| (other->start > line->text && other->start[-1] == '\'');
}

/* How the line goes on with what is held. */
static enum wrapped goes_on(const struct wild *wild, const struct piece *line)
{
	struct piece held = { wild->held.bytes, wild->held.length };
	struct head head, other;
	bool found;

	if (!held.length || wild->held_lines == WRAPPED_MAX)
		return WRAPPED_NOT;
	found = head_find(&held, &head);
	if (!found)
		return piece_begins(line, "msg=") || piece_begins(line, "audit(") ? WRAPPED_AT_BLANK
			: piece_begins(line, "=audit(") || piece_begins(line, "(") ? WRAPPED_IN_WORD : WRAPPED_NOT;
	if (head.open)
		return stamp_continues(&head, &held, line);
	if (head_find(line, &other) && !is_rest(&held, &head, line, &other))
		return WRAPPED_NOT;
	return line_continues(&held, line, wild->width);
}

static enum wild_line take_line(struct wild *wild, const struct piece *line, bool cut)
{
	enum wrapped wrapped = goes_on(wild, line);

	if (wrapped == WRAPPED_NOT) {
		let_go(wild);
		return take_text(wild, line, false, cut);
	}
	if (wrapped == WRAPPED_AT_BLANK)
		buffer_add(&wild->held, " ", 1);
	buffer_add(&wild->held, line->text, line->length);
	wild->held.cut |= cut;
	wild->held_lines++;
	wild->width = line->length;
	return WILD_TAKEN;
}

/* ---- from outside ---- */

/* Whole texts in one line of syslog, their newlines as octal numbers. */
static enum wild_line take_folded(struct wild *wild, const struct piece *line, bool cut)
{
	static const char newline[] = "#012";
	enum wild_line result = WILD_NOTHING;
	struct piece rest = *line;

	while (rest.length) {
		const char *end = memmem(rest.text, rest.length, newline, strlen(newline));
		struct piece part = { rest.text, end ? (size_t)(end - rest.text) : rest.length };

		result = more_telling(result, take_line(wild, &part, cut && !end));
		rest.text += part.length + (end ? strlen(newline) : 0);
		rest.length -= part.length + (end ? strlen(newline) : 0);
	}
	return result;
}

static bool is_folded(const struct piece *line)
{
	const char *mark = memmem(line->text, line->length, "#012", 4);
	struct piece before = { line->text, mark ? (size_t)(mark - line->text) : 0 };
	struct head head;

	return mark && !head_find(&before, &head);
}

static enum wild_line take_decoded(struct wild *wild, const struct piece *line, bool cut)
{
	struct piece text = *line;

	if (web_is_escaped(line)) {
		buffer_clear(&wild->decoded);
		web_decode(line, &wild->decoded);
		text = (struct piece){ wild->decoded.bytes, wild->decoded.length };
	}
	return is_folded(&text) ? take_folded(wild, &text, cut) : take_line(wild, &text, cut);
}

/* A line of quoted-printable mail; it may only be a part of one. */
static enum wild_line take_printable(struct wild *wild, const struct piece *line, bool cut)
{
	enum wild_line result;
	struct piece text;

	if (!mail_decode(line, &wild->soft) && !cut)
		return WILD_TAKEN;
	text = (struct piece){ wild->soft.bytes, wild->soft.length };
	result = take_decoded(wild, &text, wild->soft.cut || cut);
	buffer_clear(&wild->soft);
	return result;
}

static void end_printable(struct wild *wild)
{
	struct piece text = { wild->soft.bytes, wild->soft.length };

	if (text.length)
		take_decoded(wild, &text, wild->soft.cut);
	buffer_clear(&wild->soft);
	wild->printable = false;
}

enum wild_line wild_take(struct wild *wild, const char *line, size_t length, bool cut)
{
	struct piece text = { line, length };
	struct record record;

	text = mail_unquote(&text);
	if (mail_is_printable(&text))
		wild->printable = true;
	else if (wild->printable && record_parse(text.text, text.length, &record) == 0)
		end_printable(wild);
	if (wild->printable)
		return take_printable(wild, &text, cut);
	return take_decoded(wild, &text, cut);
}

/* Of types that mean nothing to us: a refusal without its type, other security modules. */
static bool is_odd(const struct record *record, const struct piece *body)
{
	const char *mark = memmem(record->line, record->length, "type=", 5);
	struct piece type = { mark + 5, (size_t)(record->body - mark) - 5 };

	return piece_begins(body, "avc: ") || (type.length && memchr("AIL1", *type.text, 4)
		&& head_is_foreign_type(&type));
}

static bool holds_another(const struct piece *body)
{
	const char *at = body->text, *end = at + body->length;

	for (; (at = memchr(at, '(', (size_t)(end - at))); at++)
		if (at - body->text >= 5 && memcmp(at - 5, "audit", 5) == 0)
			return true;
	return false;
}

bool wild_is_waiting(const struct wild *wild)
{
	return wild->held.length || wild->soft.length;
}

bool wild_wants(const struct wild *wild, const struct record *record)
{
	struct piece body = { record->body, record->body_length };

	if (wild_is_waiting(wild))
		return true;
	switch (record->type) {
	case RECORD_AVC:
	case RECORD_USER_AVC:
	case RECORD_SELINUX_ERR:
		if (record_goes_on(record->type, &body) || web_is_decorated(&body))
			return true;
		break;
	case RECORD_SYSCALL:
		if (record_goes_on(record->type, &body))
			return true;
		break;
	case RECORD_USER_OTHER:
	case RECORD_VIRT_MACHINE_ID:
		return false; /* all that it holds is its message */
	case RECORD_OTHER:
		if (is_odd(record, &body))
			return true;
		break;
	default:
		break;
	}
	return holds_another(&body);
}

void wild_end(struct wild *wild)
{
	end_printable(wild);
	let_go(wild);
}
