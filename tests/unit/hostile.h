/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texts as an attacker would choose them, for property tests. The seed is printed; a run is
 * repeated with AVOCET_SEED=number.
 */
#ifndef AVOCET_HOSTILE_H
#define AVOCET_HOSTILE_H

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

static uint64_t hostile_seed;

static inline void hostile_begin(void)
{
	const char *given = getenv("AVOCET_SEED");

	hostile_seed = given ? strtoull(given, NULL, 10) : (uint64_t)time_now();
	printf("# AVOCET_SEED=%" PRIu64 "\n", hostile_seed);
	hostile_seed |= 1;
}

static inline uint64_t hostile_random(uint64_t below)
{
	hostile_seed ^= hostile_seed << 13;
	hostile_seed ^= hostile_seed >> 7;
	hostile_seed ^= hostile_seed << 17;
	return hostile_seed % below;
}

static inline const char *hostile_piece(void)
{
	static const char *const pieces[] = {
		"</b><a href=\"http://evil/\">", "<b>", "&", "&amp;", "&#0;", "&lt", "'", "\"", "]]>", "<!--",
		"\n", "\r\n", "\r\nBcc: victim@example.org\r\n\r\n", "\t", "\x1b[31m", "\x1b]0;x\a", "\x7f",
		"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\xa8", "\xe2\x80\x8b", "\xc2\x85", "\xc2\x9b",
		"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xf0\x9f\x98\x80",
		"\xc3\xa4", "\xe6\xbc\xa2", "=?UTF-8?B?QQ==?=", "%s%n", "{source}", "{target.path}", "{", "}",
		"$(id)", "`id`", "; rm -rf /", "\\", "/", "/var/www/", "../", " ", "  ", "a", "index.html", ":",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};

	return pieces[hostile_random(ARRAY_SIZE(pieces))];
}

/* Mostly short, now and then more than 4 kB. */
static inline const char *hostile_text(struct arena *arena)
{
	size_t pieces = hostile_random(16) ? hostile_random(12) : 1000, length = 0;
	char *text = arena_alloc(arena, pieces * 100 + 1);

	for (size_t i = 0; i < pieces; i++) {
		const char *piece = hostile_piece();

		memcpy(text + length, piece, strlen(piece));
		length += strlen(piece);
	}
	return text;
}

#endif
