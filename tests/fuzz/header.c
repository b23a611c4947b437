/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text in a mail: nothing leaves the header that it was given, no line ends in half. */
#include "fuzz.h"
#include "mail.h"

static void check_header(const char *header)
{
	for (const char *c = header; *c; c++) {
		if (c[0] == '\r') {
			REQUIRE(c[1] == '\n' && c[2] == ' ');
			c++;
			continue;
		}
		REQUIRE(*c >= ' ' && *c <= '~');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	_cleanup_free_ char *text = fuzz_text(data, size);
	const char *crlf = mime_quote(arena, text);
	size_t length = 0;

	check_header(header_encode(arena, text));
	for (const char *c = crlf; *c; c++) {
		length = *c == '\r' ? 0 : length + 1;
		REQUIRE(length <= 77 && ((*c >= ' ' && *c <= '~') || strchr("\r\n\t", *c)));
		REQUIRE((*c == '\n') == (c > crlf && c[-1] == '\r'));
	}
	if (mail_address_valid(text)) {
		REQUIRE(fuzz_is_harmless(text, false) && strchr(text, '@'));
		REQUIRE(!strpbrk(text, " \t<>(),;:\\\"[]"));
	}
	return 0;
}
