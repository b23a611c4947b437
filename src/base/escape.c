/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes from outside, made safe once for each way out. */
#include "base.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

/* Characters that change how the text around them looks: controls, separators, the
 * bidirectional overrides, zero-width ones and tags. */
static bool deceives(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x61c, 0x61c }, { 0x180e, 0x180e },
		{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff }, { 0xfff0, 0xfffb }, { 0xfffe, 0xffff }, { 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

static const char *entity(uint32_t character)
{
	switch (character) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

/* Writes one character, or one byte that is none, and returns what follows it. */
static const char *escape_one(struct builder *out, const char *text, bool entities)
{
	uint32_t character;
	size_t length = utf8_decode(text, &character);

	if (!length) {
		builder_add(out, arena_printf(out->arena, "\\x%02x", (unsigned char)*text));
		return text + 1;
	}
	if (deceives(character))
		builder_add(out, arena_printf(out->arena, character < 0x80 ? "\\x%02x" : "\\u{%04x}",
			character));
	else if (entities && entity(character))
		builder_add(out, entity(character));
	else
		builder_add_bytes(out, text, length);
	return text + length;
}

/* Plain ASCII that stays as it is: most texts do. */
static bool needs_no_escape(const char *text, bool entities)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~' || (entities && entity((unsigned char)*text)))
			return false;
	return true;
}

static char *escape(struct arena *arena, const char *text, bool entities)
{
	struct builder out = { .arena = arena };

	if (needs_no_escape(text, entities))
		return arena_strdup(arena, text);
	while (*text)
		text = escape_one(&out, text, entities);
	return builder_text(&out);
}

char *escape_terminal(struct arena *arena, const char *text)
{
	return escape(arena, text, false);
}

char *escape_markup(struct arena *arena, const char *text)
{
	return escape(arena, text, true);
}

static const char shell_harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				     "_@%+:,./-";

static bool harmless_in_shell(const char *word)
{
	return *word && word[strspn(word, shell_harmless)] == '\0';
}

/* Text that can stand between plain quotes and be read by a person. */
static bool is_plain(const char *word)
{
	while (*word) {
		uint32_t character;
		size_t length = utf8_decode(word, &character);

		if (!length || deceives(character))
			return false;
		word += length;
	}
	return true;
}

static void quote_plain(struct builder *out, const char *word)
{
	builder_add(out, "'");
	for (; *word; word++) {
		if (*word == '\'')
			builder_add(out, "'\\''");
		else
			builder_add_bytes(out, word, 1);
	}
	builder_add(out, "'");
}

/* Octal escapes, exact for any bytes, and nothing but ASCII to be seen. Every shell has printf; of
 * newlines at the end, which it would lose, only $'…' tells, and that is not known to all. */
static void quote_octal(struct builder *out, const char *word)
{
	bool lost = word[strlen(word) - 1] == '\n';

	builder_add(out, lost ? "$'" : "\"$(printf '");
	for (const char *at = word; *at; at++) {
		if (strchr(shell_harmless, *at) && *at != '%' && (*at != '-' || at > word))
			builder_add_bytes(out, at, 1);
		else
			builder_add(out, arena_printf(out->arena, "\\%03o", (unsigned char)*at));
	}
	builder_add(out, lost ? "'" : "')\"");
}

static void escape_word(struct builder *out, const char *word)
{
	if (harmless_in_shell(word))
		builder_add(out, word);
	else if (is_plain(word))
		quote_plain(out, word);
	else
		quote_octal(out, word);
}

char *escape_shell(struct arena *arena, const char *word)
{
	const char *argv[] = { word, NULL };

	return escape_command(arena, argv);
}

char *escape_command(struct arena *arena, const char *const *argv)
{
	struct builder out = { .arena = arena };

	for (size_t i = 0; argv[i]; i++) {
		if (i)
			builder_add(&out, " ");
		escape_word(&out, argv[i]);
	}
	return builder_text(&out);
}
