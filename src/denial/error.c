/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SELINUX_ERR before Linux 4: a sentence, with the operation in front of it. */
#include "facts.h"

#include <string.h>

static const char *behind(const struct span *text, const char *mark)
{
	const char *at = memmem(text->text, text->length, mark, strlen(mark));

	return at ? at + strlen(mark) : NULL;
}

static size_t word_length(const char *at, const char *end)
{
	const char *blank = memchr(at, ' ', (size_t)(end - at));

	return (size_t)((blank ? blank : end) - at);
}

static void take_operation(struct denial *denial, const struct span *text, struct arena *arena)
{
	const char *colon = memchr(text->text, ':', text->length);

	if (span_begins(text, "security_") && colon
		&& word_length(text->text, text->text + text->length) > (size_t)(colon - text->text))
		denial->operation = arena_strndup(arena, text->text, (size_t)(colon - text->text));
	else if (behind(text, "unrecognized netlink message"))
		denial->operation = "unrecognized_netlink_message";
}

void facts_of_error(struct denial *denial, const struct span *text, struct arena *arena)
{
	const char *label = behind(text, "invalid context ");

	if (!denial->operation)
		take_operation(denial, text, arena);
	if (label && !denial->invalid_context)
		denial->invalid_context = arena_strndup(arena, label,
			word_length(label, text->text + text->length));
}
