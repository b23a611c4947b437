/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What base.h promises of its ways out: harmless, and for a shell exact. */
#include "fuzz.h"

/* '…' and, between two of them, \' */
static const char *read_plain(const char *word, char *out)
{
	for (;;) {
		word++;
		while (*word != '\'')
			*out++ = *word++;
		if (strncmp(word, "'\\''", 4) != 0)
			break;
		*out++ = '\'';
		word += 3;
	}
	*out = '\0';
	return word + 1;
}

/* What stands up to the next quote, with \ooo in it. */
static const char *read_octal(const char *word, char *out)
{
	for (; *word != '\''; out++) {
		if (*word != '\\') {
			*out = *word++;
			continue;
		}
		*out = (char)((word[1] - '0') * 64 + (word[2] - '0') * 8 + (word[3] - '0'));
		word += 4;
	}
	*out = '\0';
	return word + 1;
}

/* "$(printf '…')" */
static const char *read_printf(const char *word, char *out)
{
	static const char before[] = "\"$(printf '", after[] = ")\"";

	REQUIRE(strncmp(word, before, strlen(before)) == 0);
	word = read_octal(word + strlen(before), out);
	REQUIRE(strncmp(word, after, strlen(after)) == 0);
	/* The shell would take away newlines at the end. */
	REQUIRE(!*out || out[strlen(out) - 1] != '\n');
	return word + strlen(after);
}

/* A word as a shell reads it; every quote in it must be closed at its end. */
static void check_shell(struct arena *arena, const char *text)
{
	static const char special[] = " \t\n'\"\\$`|&;<>(){}[]*?!#~=^";
	const char *word = escape_shell(arena, text), *rest = word;
	char *back = arena_alloc(arena, strlen(word) + 1);

	REQUIRE(fuzz_is_harmless(word, false));
	if (*word == '\'')
		rest = read_plain(word, back);
	else if (*word == '"')
		rest = read_printf(word, back);
	else if (*word == '$')
		rest = read_octal(word + strlen("$'"), back);
	else
		rest += strlen(strcpy(back, word));
	REQUIRE(*rest == '\0' && strcmp(back, text) == 0);
	REQUIRE(strchr("'\"$", *word) || !strpbrk(word, special));
}

static void check_markup(const char *markup)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };

	REQUIRE(fuzz_is_harmless(markup, false) && !strpbrk(markup, "<>\"'"));
	for (const char *c = markup; (c = strchr(c, '&')); c++) {
		bool known = false;

		for (size_t i = 0; i < ARRAY_SIZE(entities); i++)
			known |= strncmp(c, entities[i], strlen(entities[i])) == 0;
		REQUIRE(known);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	_cleanup_free_ char *text = fuzz_text(data, size);
	const char *valid;
	bool exact;

	REQUIRE(fuzz_is_harmless(escape_terminal(arena, text), false));
	check_markup(escape_markup(arena, text));
	check_shell(arena, text);
	valid = text_to_utf8(arena, text, &exact);
	REQUIRE(text_is_utf8(valid) && exact == text_is_utf8(text));
	REQUIRE(exact == (strcmp(valid, text) == 0));
	REQUIRE(strlen(text_base64(arena, data, size)) == (size + 2) / 3 * 4);
	return 0;
}
