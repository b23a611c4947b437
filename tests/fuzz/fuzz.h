/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fuzz targets share. Each target is one function that takes bytes and aborts when the
 * parser breaks a promise; libFuzzer calls it, or replay.c does.
 */
#ifndef AVOCET_FUZZ_H
#define AVOCET_FUZZ_H

#include <stdlib.h>
#include <string.h>

#include "base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(holds)                                                                          \
	do {                                                                                    \
		if (!(holds)) {                                                                 \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #holds);     \
			abort();                                                                \
		}                                                                               \
	} while (0)

/* The bytes up to the first NUL as a string with not a byte to spare. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);

	if (!text)
		abort();
	return text;
}

/* Valid UTF-8 in which nothing moves the cursor or turns the reading direction round; lines: "\n"
 * is fine. */
static inline bool fuzz_is_harmless(const char *text, bool lines)
{
	static const char *const forbidden[] = { "\u202a", "\u202b", "\u202c", "\u202d", "\u202e",
		"\u2028", "\u2029", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f",
		"\u061c", "\ufeff", "\xc2\x9b", "\xc2\x85" };

	for (const char *c = text; *c; c++)
		if (((unsigned char)*c < 0x20 && !(lines && *c == '\n')) || *c == 0x7f)
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
		if (strstr(text, forbidden[i]))
			return false;
	return text_is_utf8(text);
}

#endif
