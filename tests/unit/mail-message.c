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

	assert_string_equal(header_encode(arena, "httpd may not read x"), "httpd may not read x");
}

static void test_other_is_encoded(void **state)
{
	static const char *const texts[] = {
		"gr\xc3\xbc\xc3\x9f", "\xf0\x9f\x98\x80", "=?UTF-8?B?QQ==?=", " blank ",
		"\xe6\xbc\xa2\xe5\xad\x97",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		const char *header = header_encode(arena, texts[i]);

		assert_int_equal(strncmp(header, BEGIN, strlen(BEGIN)), 0);
		assert_string_equal(decode(arena, header), texts[i]);
	}
}

static void test_no_injection(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *text = "a\r\nBcc: x@example.org\r\n\r\nhello";

	assert_null(strchr(header_encode(arena, text), '\n'));
	assert_string_equal(header_encode(arena, text),
		"a\\x0d\\x0aBcc: x@example.org\\x0d\\x0a\\x0d\\x0ahello");
}

static void test_hostile_header(void **state)
{
	hostile_begin();
	for (int round = 0; round < ROUNDS; round++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		const char *text = hostile_text(arena);
		const char *decoded = decode(arena, header_encode(arena, text));
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

static struct message made(struct arena *arena, const struct alert *alert, enum kind kind, const char *first)
{
	struct message message;

	compose_alert(arena, alert, kind, first, &admin, "avocet@web1.example.org", 1700000000000, &message);
	return message;
}

static void test_message(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = stored_alert();
	struct message message;
	const char *whole;

	setenv("TZ", "UTC-5:30", 1);
	message = made(arena, &alert, KIND_NEW, NULL);
	whole = message_write(arena, &message);
	assert_non_null(strstr(whole, "From: Avocet <avocet@web1.example.org>\r\nTo: admin@example.org\r\n"));
	assert_non_null(strstr(whole, "\r\nDate: Wed, 15 Nov 2023 03:43:20 +0530\r\n"));
	assert_non_null(strstr(whole,
		"\r\nMessage-ID: <6f1c0d2e-0000-4000-8000-000000000017.admin@web1.example.org>\r\n"));
	assert_non_null(strstr(whole, "\r\nAuto-Submitted: auto-generated\r\n"));
	assert_non_null(strstr(whole, "\r\nList-Id: Avocet <web1.avocet.web1.example.org>\r\n"));
	assert_null(strstr(whole, "References"));
	assert_int_equal(strncmp(message.subject, "[web1] httpd may not", 20), 0);
	assert_non_null(strstr(message.text, "httpd"));
	assert_non_null(strstr(message.text, "  avocet show 17\n"));
}

/* Each mail about an alert answers to the first, and has an id of its own that stays the same. */
static void test_thread(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = stored_alert();
	struct message first = made(arena, &alert, KIND_NEW, NULL), fixed, again;
	const char *whole;

	alert.fixed_since = 1700000400000;
	fixed = made(arena, &alert, KIND_FIXED, first.id);
	whole = message_write(arena, &fixed);
	assert_non_null(strstr(whole, arena_printf(arena, "\r\nIn-Reply-To: %s\r\nReferences: %s\r\n", first.id,
		first.id)));
	assert_string_not_equal(fixed.id, first.id);
	assert_string_equal(fixed.id, made(arena, &alert, KIND_FIXED, first.id).id);
	assert_int_equal(strncmp(fixed.subject, "[web1] Fixed: ", 14), 0);
	alert.fixed_since = 0;
	again = made(arena, &alert, KIND_BACK, first.id);
	assert_string_not_equal(again.id, fixed.id);
	assert_int_equal(strncmp(again.subject, "[web1] Happened again: ", 23), 0);
	assert_string_equal(made(arena, &alert, KIND_NEW, NULL).id, first.id);
}

/* Printable ASCII in lines that end with CR LF; header lines are at most so long. */
static void check_form(const char *whole)
{
	size_t length = 0;

	for (const char *c = whole; *c; c++) {
		if (*c == '\r') {
			assert_int_equal(c[1], '\n');
			assert_true(length <= 150);
			length = 0;
			c++;
			continue;
		}
		assert_true((*c >= ' ' && *c <= '~') || *c == '\t');
		length++;
	}
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)); text++)
		count++;
	return count;
}

static void test_hostile_message(void **state)
{
	hostile_begin();
	for (int round = 0; round < ROUNDS; round++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct alert alert = stored_alert();
		struct message message;
		const char *whole, *body;

		alert.uuid = hostile_text(arena);
		alert.host = hostile_text(arena);
		alert.denial.path = hostile_text(arena);
		alert.denial.comm = hostile_text(arena);
		alert.denial.exe = hostile_text(arena);
		alert.denial.unit = hostile_text(arena);
		message = made(arena, &alert, KIND_NEW, NULL);
		whole = message_write(arena, &message);
		check_form(whole);
		body = strstr(whole, "\r\n\r\n");
		assert_non_null(body);
		/* As many headers as an ordinary mail has, and as many parts. */
		body = arena_strndup(arena, whole, (size_t)(body - whole));
		assert_int_equal(count_of(body, "\r\n") - count_of(body, "\r\n "), 10);
		assert_int_equal(count_of(whole, "\r\n--=_avocet"), 3);
		assert_null(strpbrk(message.id, "\r\n \t"));
		assert_true(text_is_utf8(message.text));
		assert_null(strpbrk(message.text, "\r\x1b\x7f"));
	}
}

static void test_quoted(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *line;

	assert_string_equal(mime_quote(arena, "a\n\nb"), "a\r\n\r\nb");
	assert_string_equal(mime_quote(arena, ""), "");
	assert_string_equal(mime_quote(arena, "end \n.\nFrom x\n--b"), "end=20\r\n=2E\r\n=46rom x\r\n=2D-b");
	assert_string_equal(mime_quote(arena, "\xc3\xbc=\r"), "=C3=BC=3D=0D");
	line = mime_quote(arena, arena_printf(arena, "%0200d", 0));
	assert_int_equal(strcspn(line, "\r"), 76);
	assert_int_equal(line[75], '=');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ascii_stays),
		cmocka_unit_test(test_other_is_encoded),
		cmocka_unit_test(test_no_injection),
		cmocka_unit_test(test_hostile_header),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_thread),
		cmocka_unit_test(test_hostile_message),
		cmocka_unit_test(test_quoted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
