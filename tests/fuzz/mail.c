/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole mail: whatever an alert (or its translated texts) holds, the headers are ours, there are two
 * parts, and the HTML has no element that we did not write. The input is an alert in JSON, or else lines:
 * path, program, thread, unit, host, a plugin's sentence.
 */
#include "fuzz.h"
#include "mail.h"

/* Between two and more, as with quoted-printable. */
#define LINE_MOST 998

static const struct recipient recipient = { .name = "admin", .address = "admin@example.org" };

static const char *next_line(struct arena *arena, const char **text)
{
	size_t length = strcspn(*text, "\n");
	const char *line = arena_strndup(arena, *text, length);

	*text += length + ((*text)[length] == '\n');
	return length ? line : NULL;
}

static void take_lines(struct arena *arena, const char *text, struct alert *ret)
{
	static const char *const permissions[] = { "read", NULL };
	struct verdict *verdict = arena_alloc(arena, sizeof *verdict);

	*ret = (struct alert){ .level = LEVEL_YELLOW, .count = 1, .id = 17, .uuid = "abc-1",
		.denial = { .manager = "kernel", .tclass = "file", .permissions = permissions, .inode = -1,
			.port = -1, .local_port = -1, .remote_port = -1 } };
	ret->denial.path = next_line(arena, &text);
	ret->denial.exe = next_line(arena, &text);
	ret->denial.comm = next_line(arena, &text);
	ret->denial.unit = next_line(arena, &text);
	ret->host = next_line(arena, &text);
	verdict->plugin = "sample";
	verdict->summary = verdict->explanation = text;
	ret->verdicts = (struct verdicts){ .items = verdict, .count = 1 };
}

static void check_lines(const char *mail)
{
	size_t length = 0;

	for (const char *c = mail; *c; c++) {
		REQUIRE((*c >= ' ' && *c <= '~') || strchr("\r\n\t", *c));
		REQUIRE((*c == '\n') == (c > mail && c[-1] == '\r'));
		length = *c == '\n' ? 0 : length + 1;
		REQUIRE(length <= LINE_MOST);
	}
}

/* Each line of the head begins with a name of ours, or goes on. */
static void check_headers(const char *mail)
{
	static const char *const names[] = { "From: Avocet <", "To: admin@", "Subject: ", "Date: ", "Message-ID: <",
		"Auto-Submitted: ", "X-Auto-Response-Suppress: ", "List-Id: Avocet <", "Importance: ",
		"Content-Language: ", "MIME-Version: ", "Content-Type: ", " " };
	const char *end = strstr(mail, "\r\n\r\n");
	size_t known;

	REQUIRE(end);
	for (const char *line = mail; line < end; line = strstr(line, "\r\n") + 2) {
		for (known = 0; known < ARRAY_SIZE(names); known++)
			if (strncmp(line, names[known], strlen(names[known])) == 0)
				break;
		REQUIRE(known < ARRAY_SIZE(names));
	}
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)); text++)
		count++;
	return count;
}

static void check_html(const char *html)
{
	static const char *const tags[] = { "!DOCTYPE html>", "html lang=\"", "head>", "meta ", "title>", "style>",
		"body ", "table ", "tr>", "td ", "p ", "h1 ", "h2 ", "div ", "br>" };
	size_t known;

	REQUIRE(fuzz_is_harmless(html, true));
	for (const char *c = html; (c = strchr(c, '<')); c++) {
		if (c[1] == '/')
			continue;
		for (known = 0; known < ARRAY_SIZE(tags); known++)
			if (strncmp(c + 1, tags[known], strlen(tags[known])) == 0)
				break;
		REQUIRE(known < ARRAY_SIZE(tags));
	}
	REQUIRE(count_of(html, "<table ") == count_of(html, "</table>"));
	REQUIRE(count_of(html, "<td ") == count_of(html, "</td>") && count_of(html, "</html>") == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	_cleanup_free_ char *text = fuzz_text(data, size);
	json_t *json = json_loadb((const char *)data, size, JSON_ALLOW_NUL, NULL);
	struct alert alert = { 0 };
	struct message message;
	const char *mail;

	if (!json || alert_from_json(json, arena, &alert) < 0)
		take_lines(arena, text, &alert);
	json_decref(json);
	compose_alert(arena, &alert, KIND_NEW, NULL, &recipient, "avocet@example.org", 1700000000000, &message);
	mail = message_write(arena, &message);
	check_lines(mail);
	check_headers(mail);
	REQUIRE(count_of(mail, "\r\n--=_avocet") == 3);
	REQUIRE(fuzz_is_harmless(message.text, true));
	check_html(message.html);
	return 0;
}
