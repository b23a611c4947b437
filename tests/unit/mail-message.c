/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert as a mail: headers that nothing can break out of, encoded as RFC 2047 says. */
#include "mail.h"

#include <nettle/base64.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hostile.h"
#include "plain-alert.h"

#define ROUNDS 2000
#define BEGIN "=?UTF-8?B?"

static const struct recipient admin = { .name = "admin", .address = "admin@example.org" };

/* One from a store. */
static struct alert stored_alert(void)
{
	struct alert alert = plain_alert();

	alert.id = 17;
	alert.uuid = "6f1c0d2e-0000-4000-8000-000000000017";
	alert.host = "web1";
	alert.count = 3;
	alert.first_seen = 1700000000000;
	alert.last_seen = 1700000300000;
	return alert;
}

/* ---- what a mail program makes of a header ---- */

/* Decodes one encoded word, and returns what follows it. */
static const char *decode_word(struct arena *arena, const char *word, const char **text)
{
	const char *start = word + strlen(BEGIN), *end = strstr(start, "?=");
	struct base64_decode_ctx context;
	uint8_t bytes[64];
	size_t length = sizeof bytes;

	assert_int_equal(strncmp(word, BEGIN, strlen(BEGIN)), 0);
	assert_non_null(end);
	assert_in_range(end + 2 - word, 1, 75);
	base64_decode_init(&context);
	assert_true(base64_decode_update(&context, &length, bytes, (size_t)(end - start), start));
	assert_true(base64_decode_final(&context));
	/* Each word holds whole characters. */
	assert_true(text_is_utf8(arena_strndup(arena, (char *)bytes, length)));
	*text = arena_printf(arena, "%s%.*s", *text, (int)length, (char *)bytes);
	return end + 2;
}

static const char *decode(struct arena *arena, const char *header)
{
	const char *text = "";

	for (const char *at = header; *at; at++)
		assert_true((*at >= ' ' && *at <= '~') || strncmp(at, "\r\n ", 3) == 0
			|| (at > header && strncmp(at - 1, "\r\n ", 3) == 0));
	if (!strstr(header, "=?"))
		return header;
	while (*header) {
		header = decode_word(arena, header, &text);
		if (*header) {
			assert_int_equal(strncmp(header, "\r\n ", 3), 0);
			header += 3;
		}
	}
	return text;
}

static size_t characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void test_ascii_stays(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	assert_string_equal(message_encode_header(arena, "httpd may not read x"), "httpd may not read x");
}

static void test_other_is_encoded(void **state)
{
	static const char *const texts[] = {
		"gr\xc3\xbc\xc3\x9f", "\xf0\x9f\x98\x80", "=?UTF-8?B?QQ==?=", " blank ",
		"\xe6\xbc\xa2\xe5\xad\x97",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		const char *header = message_encode_header(arena, texts[i]);

		assert_int_equal(strncmp(header, BEGIN, strlen(BEGIN)), 0);
		assert_string_equal(decode(arena, header), texts[i]);
	}
}

static void test_no_injection(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *text = "a\r\nBcc: x@example.org\r\n\r\nhello";

	assert_null(strchr(message_encode_header(arena, text), '\n'));
	assert_string_equal(message_encode_header(arena, text),
		"a\\x0d\\x0aBcc: x@example.org\\x0d\\x0a\\x0d\\x0ahello");
}

static void test_hostile_header(void **state)
{
	hostile_begin();
	for (int round = 0; round < ROUNDS; round++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		const char *text = hostile_text(arena);
		const char *decoded = decode(arena, message_encode_header(arena, text));
		const char *whole = escape_terminal(arena, text);

		assert_in_range(characters(decoded), 0, 200);
		/* Decoded it is the text without what could harm; when long, its beginning. */
		if (characters(whole) <= 200)
			assert_string_equal(decoded, whole);
		else
			assert_int_equal(strncmp(decoded, whole, strlen(decoded) - 3), 0);
	}
}

/* ---- the whole message ---- */

static const char *header(const struct message *message, const char *name)
{
	for (size_t i = 0; message->headers[i]; i++)
		if (strncmp(message->headers[i], name, strlen(name)) == 0)
			return message->headers[i] + strlen(name);
	fail_msg("no header %s", name);
	return NULL;
}

static void test_message(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = stored_alert();
	struct message message;

	setenv("TZ", "UTC-5:30", 1);
	message_make(arena, &alert, &admin, "avocet@web1.example.org", 1700000000000, &message);
	assert_string_equal(header(&message, "From: "), "avocet@web1.example.org");
	assert_string_equal(header(&message, "To: "), "admin@example.org");
	assert_string_equal(header(&message, "Date: "), "Wed, 15 Nov 2023 03:43:20 +0530");
	assert_string_equal(header(&message, "Message-ID: "),
		"<6f1c0d2e-0000-4000-8000-000000000017.admin@web1.example.org>");
	assert_string_equal(header(&message, "Auto-Submitted: "), "auto-generated");
	assert_non_null(strstr(header(&message, "Subject: "), "[web1] yellow: "));
	assert_non_null(strstr(header(&message, "Subject: "), "httpd"));
	assert_non_null(strstr(message.text, "httpd"));
	assert_non_null(strstr(message.text, "avocet show 17\n"));
}

static void test_hostile_message(void **state)
{
	hostile_begin();
	for (int round = 0; round < ROUNDS; round++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct alert alert = stored_alert();
		struct message message;
		size_t count = 0;

		alert.uuid = hostile_text(arena);
		alert.host = hostile_text(arena);
		alert.denial.path = hostile_text(arena);
		alert.denial.comm = hostile_text(arena);
		alert.denial.exe = hostile_text(arena);
		message_make(arena, &alert, &admin, "avocet@example.org", time_now(), &message);
		while (message.headers[count])
			count++;
		assert_int_equal(count, 6);
		decode(arena, header(&message, "Subject: "));
		assert_null(strpbrk(header(&message, "Message-ID: "), "\r\n \t"));
		assert_true(text_is_utf8(message.text));
		assert_null(strpbrk(message.text, "\r\x1b\x7f"));
	}
}

static void test_crlf(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	assert_string_equal(message_crlf(arena, "a\n\nb"), "a\r\n\r\nb");
	assert_string_equal(message_crlf(arena, ""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ascii_stays),
		cmocka_unit_test(test_other_is_encoded),
		cmocka_unit_test(test_no_injection),
		cmocka_unit_test(test_hostile_header),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_hostile_message),
		cmocka_unit_test(test_crlf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
