/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A mail, whole: its headers, and one body or two of which the reader's program shows the better. */
#include "mail.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

#define NAME_ROOM 40 /* bytes of a host's name in an id */

const char *message_host(struct arena *arena)
{
	char name[256] = "";

	return gethostname(name, sizeof name - 1) == 0 ? arena_strdup(arena, name) : "localhost";
}

/* What may stand in an id: the rest becomes hyphens. */
static const char *atom(struct arena *arena, const char *text)
{
	char *copy = arena_strndup(arena, text, strnlen(text, NAME_ROOM));

	for (char *c = copy; *c; c++)
		if (!consists_of(c, 1, "-_"))
			*c = '-';
	return *copy ? copy : "host";
}

const char *message_id(struct arena *arena, const char *local, const struct recipient *recipient,
	const char *from)
{
	return arena_printf(arena, "<%s.%s%s>", local, recipient->name, strchr(from, '@'));
}

static void add(struct builder *builder, const char *name, const char *text)
{
	builder_add(builder, name);
	builder_add(builder, ": ");
	builder_add(builder, text);
	builder_add(builder, "\r\n");
}

/* For filters of the reader, and for machines: nobody answers to these mails, so none that is away
 * should. Auto-Submitted is the standard (RFC 3834), Exchange heeds only its own header. Precedence is
 * left out: no standard, and some take it for a mark of advertising. */
static void add_automatic(struct builder *builder, const struct message *message)
{
	struct arena *arena = builder->arena;
	const char *host = message->host;

	add(builder, "Auto-Submitted", "auto-generated");
	add(builder, "X-Auto-Response-Suppress", "All");
	add(builder, "List-Id", arena_printf(arena, "Avocet <%s.avocet.%s>",
		atom(arena, arena_strndup(arena, host, strcspn(host, "."))), strchr(message->from, '@') + 1));
	if (message->level == LEVEL_RED)
		add(builder, "Importance", "high");
	add(builder, "Content-Language", message->language);
}

static void add_headers(struct builder *builder, const struct message *message)
{
	struct arena *arena = builder->arena;

	add(builder, "From", arena_printf(arena, "Avocet <%s>", message->from));
	add(builder, "To", message->to);
	add(builder, "Subject", header_encode(arena, message->subject));
	add(builder, "Date", header_date(arena, message->date));
	add(builder, "Message-ID", message->id);
	if (message->reply_to) {
		add(builder, "In-Reply-To", message->reply_to);
		add(builder, "References", message->reply_to);
	}
	add_automatic(builder, message);
	add(builder, "MIME-Version", "1.0");
}

static void add_body(struct builder *builder, const char *type, const char *text)
{
	add(builder, "Content-Type", arena_printf(builder->arena, "%s; charset=utf-8", type));
	add(builder, "Content-Transfer-Encoding", "quoted-printable");
	builder_add(builder, "\r\n");
	builder_add(builder, mime_quote(builder->arena, text));
}

/* In quoted-printable a = is followed by two digits or the end of the line, and no line begins with a
 * hyphen: no text can hold this boundary. */
#define BOUNDARY "=_avocet"

static void add_both(struct builder *builder, const struct message *message)
{
	add(builder, "Content-Type", "multipart/alternative; boundary=\"" BOUNDARY "\"");
	builder_add(builder, "\r\n--" BOUNDARY "\r\n");
	add_body(builder, "text/plain", message->text);
	builder_add(builder, "\r\n--" BOUNDARY "\r\n");
	add_body(builder, "text/html", message->html);
	builder_add(builder, "\r\n--" BOUNDARY "--\r\n");
}

const char *message_write(struct arena *arena, const struct message *message)
{
	struct builder builder = { .arena = arena };

	add_headers(&builder, message);
	if (message->text && message->html)
		add_both(&builder, message);
	else if (message->html)
		add_body(&builder, "text/html", message->html);
	else
		add_body(&builder, "text/plain", message->text);
	return builder_text(&builder);
}

void message_print(FILE *out, const struct message *message)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	fprintf(out, "From: %s\nTo: %s\nSubject: %s\nDate: %s\n\n%s\n", message->from, message->to,
		header_tame(arena, message->subject), header_date(arena, message->date),
		message->text ? message->text : message->html);
}
