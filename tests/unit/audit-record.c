/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines, heads of records and their fields. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "audit.h"

static void heads(void **state)
{
	static const struct {
		const char *line;
		int result;
		enum record_type type;
		int64_t ms;
		uint64_t serial;
		const char *node, *body;
		bool interpreted;
	} cases[] = {
		{ "type=AVC msg=audit(1795318207.017:74): avc:  denied", 0, RECORD_AVC, 1795318207017, 74, "",
			"avc:  denied" },
		{ "node=web1 type=SYSCALL msg=audit(1.5:2): arch=c000003e", 0, RECORD_SYSCALL, 1005, 2, "web1",
			"arch=c000003e" },
		{ "type=1400 msg=audit(1795319535.246:24780): avc:  x", 0, RECORD_AVC, 1795319535246, 24780, "",
			"avc:  x" },
		{ "type=SECCOMP msg=audit(1.18:3): auid=0", 0, RECORD_SECCOMP, 1018, 3, "", "auid=0" },
		{ "type=SERVICE_START msg=audit(1.001:3): pid=1", 0, RECORD_USER_OTHER, 1001, 3, "", "pid=1" },
		{ "type=AVC msg=audit(1.001:3) : avc:", 0, RECORD_AVC, 1001, 3, "", "avc:", true },
		/* other forms than the plain one are made into it first (wild.c) */
		{ "[  241.077155] audit: type=1400 audit(1795319535.246:24780): avc:  x", -EINVAL },
		{ "type=AVC audit(1.001:3): avc:", -EINVAL },
		{ "type=AVC msg=audit(1.001:3)  avc:", -EINVAL },
		{ "type=UNKNOWN[1420] msg=audit(1.001:3): subj_apparmor=x", 0, RECORD_OTHER, 1001, 3, "",
			"subj_apparmor=x" },
		{ "type=USER_LOGIN msg=audit(1.001:3): pid=1", 0, RECORD_USER_OTHER, 1001, 3, "", "pid=1" },
		{ "type=AVC msg=audit(1.001:3):", 0, RECORD_AVC, 1001, 3, "", "" },
		{ "type=AVC msg=audit(1.001:3): ", 0, RECORD_AVC, 1001, 3, "", "" },
		{ "type=AVC msg=audit(1337845201):", -EINVAL },
		{ "type=AVC msg=audit():", -EINVAL },
		{ "type=AVC msg=audit(1.1:99999999999999999999999):", -EINVAL },
		{ "type=AVC msg=audit(1.1234:9):", -EINVAL },
		{ "type=AVC", -EINVAL },
		{ "node=", -EINVAL },
		{ "time->Fri Aug  9 22:29:36 2019", -EINVAL },
		{ "", -EINVAL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct record record;

		assert_int_equal(record_parse(cases[i].line, strlen(cases[i].line), &record), cases[i].result);
		if (cases[i].result < 0)
			continue;
		assert_int_equal(record.type, cases[i].type);
		assert_int_equal(record.interpreted, cases[i].interpreted);
		assert_int_equal(record.id.ms, cases[i].ms);
		assert_int_equal(record.id.serial, cases[i].serial);
		assert_int_equal(record.node_length, strlen(cases[i].node));
		assert_int_equal(record.body_length, strlen(cases[i].body));
		assert_memory_equal(record.body, cases[i].body, record.body_length);
	}
}

/* Hosts are remembered with their events: whoever makes up long names may not fill our memory. */
static void nodes_are_short(void **state)
{
	char line[512];
	struct record record;

	snprintf(line, sizeof line, "node=%0*d type=AVC msg=audit(1.001:3): avc:", NOTE_NODE_MAX, 7);
	assert_int_equal(record_parse(line, strlen(line), &record), 0);
	assert_int_equal(record.node_length, NOTE_NODE_MAX);
	snprintf(line, sizeof line, "node=%0*d type=AVC msg=audit(1.001:3): avc:", NOTE_NODE_MAX + 1, 7);
	assert_int_equal(record_parse(line, strlen(line), &record), -EINVAL);
}

/* A record cut at any byte is refused or parsed, never read beyond its end (ASan watches). */
static void cut_anywhere(void **state)
{
	static const char line[] = "node=n type=USER_AVC msg=audit(1795319225.480:39): pid=166 msg='avc:  denied "
				   "{ send_msg } for dest=\"a b\" saddr={ x=1 }'UID=\"root\"";

	for (size_t length = 0; length < sizeof line; length++) {
		char *copy = test_malloc(length ? length : 1);
		struct record record;
		struct field field;
		size_t cursor = 0;

		memcpy(copy, line, length);
		if (record_parse(copy, length, &record) == 0)
			while (field_next(record.body, record.body_length, &cursor, &field))
				assert_true(field.value + field.value_length <= copy + length);
		test_free(copy);
	}
}

static void expect_field(const char *text, const char *name, const char *value)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct field field;

	assert_true(field_find(text, strlen(text), name, &field));
	if (value)
		assert_string_equal(field_decode(&field, arena), value);
	else
		assert_null(field_decode(&field, arena));
}

static void fields(void **state)
{
	static const char avc[] = "avc:  denied  { read=x } for  pid=384 comm=\"a b\" path=2F612062 name=\"AB\" "
				  "dev=\"vda\" key=(null)\x1d""ARCH=x86_64 SADDR={ saddr_fam=inet lport=1 } "
				  "src=8091";

	expect_field(avc, "pid", "384");
	expect_field(avc, "comm", "a b");
	expect_field(avc, "path", "/a b");
	expect_field(avc, "name", "AB");	/* quoted: never hex */
	expect_field(avc, "key", NULL);
	expect_field(avc, "ARCH", "x86_64");
	expect_field(avc, "SADDR", " saddr_fam=inet lport=1 ");
	expect_field(avc, "src", "8091");
	expect_field("path=002F636F6D", "path", "@/com");	/* abstract socket */
	expect_field("pid=1 msg='avc: x=\"1\" exe=\"/b\" t=?'UID=\"root\"", "UID", "root");
	expect_field("comm=cafe1", "comm", "cafe1");		/* odd: no hex */
	expect_field("a=\"never closed", "a", "never closed");
	{
		struct field field;

		assert_false(field_find(avc, strlen(avc), "read", &field)); /* in the braces */
		assert_false(field_find("== = x", 6, "y", &field));
	}
}

struct heard {
	char text[64];
	int count, cut;
	size_t last;
};

static void hear_line(const char *line, size_t length, bool cut, void *userdata)
{
	struct heard *heard = userdata;

	heard->count++;
	heard->cut += cut;
	heard->last = length;
	if (length < sizeof heard->text) {
		memcpy(heard->text, line, length);
		heard->text[length] = '\0';
	}
}

static void lines_in_any_pieces(void **state)
{
	static const char text[] = "one\r\ntwo\n\n\nthree";

	for (size_t piece = 1; piece < sizeof text; piece++) {
		struct heard heard = { 0 };
		struct lines *lines = lines_new(hear_line, &heard);

		for (size_t at = 0; at < strlen(text); at += piece)
			lines_feed(lines, text + at, piece < strlen(text) - at ? piece : strlen(text) - at);
		assert_int_equal(heard.count, 2);
		assert_string_equal(heard.text, "two");
		lines_end(lines);
		assert_int_equal(heard.count, 3);
		assert_string_equal(heard.text, "three");
		lines_free(lines);
	}
}

static void long_lines_are_cut(void **state)
{
	struct heard heard = { 0 };
	struct lines *lines = lines_new(hear_line, &heard);

	for (int i = 0; i < 1024; i++)
		lines_feed(lines, (char[1024]){ 'x' }, 1024);
	lines_feed(lines, "\nshort\n", 7);
	assert_int_equal(heard.count, 2);
	assert_int_equal(heard.cut, 1);
	assert_string_equal(heard.text, "short");
	lines_free(lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads),
		cmocka_unit_test(nodes_are_short),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(fields),
		cmocka_unit_test(lines_in_any_pieces),
		cmocka_unit_test(long_lines_are_cut),
	};

	return cmocka_run_group_tests_name("audit-record", tests, NULL, NULL);
}
