/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notes between sources and avocetd: what is written is read, and nothing else is. */
#include "audit.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_round(const struct note *note, const char *line)
{
	char written[NOTE_SIZE];
	struct note read;
	size_t length = note_write(note, written);

	assert_string_equal(written, line);
	assert_int_equal(length, strlen(line));
	written[length - 1] = '\0';
	assert_int_equal(note_parse(written + strlen(NOTE_PREFIX), &read), 0);
	assert_memory_equal(&read, note, sizeof read);
}

static void test_each_is_read_as_it_was_written(void **state)
{
	struct note longest = { .kind = NOTE_FROM, .ms = 253402300799999, .serial = UINT64_MAX };

	assert_round(&(struct note){ .kind = NOTE_SOURCE, .name = "auditd" },
		"#avocet source auditd\n");
	assert_round(&(struct note){ .kind = NOTE_REPLAY }, "#avocet replay\n");
	assert_round(&(struct note){ .kind = NOTE_LIVE, .count = 0 }, "#avocet live 0\n");
	assert_round(&(struct note){ .kind = NOTE_GAP, .ms = 0, .until = 17 }, "#avocet gap 0 17\n");
	assert_round(&(struct note){ .kind = NOTE_LOST, .count = UINT64_MAX },
		"#avocet lost 18446744073709551615\n");
	assert_round(&(struct note){ .kind = NOTE_SEEN, .ms = 17 }, "#avocet seen 17\n");
	assert_round(&(struct note){ .kind = NOTE_START }, "#avocet from start\n");
	assert_round(&(struct note){ .kind = NOTE_FROM, .ms = 5, .serial = 7 }, "#avocet from 5 7\n");
	assert_round(&(struct note){ .kind = NOTE_FROM, .ms = 5, .serial = 7, .node = "web1" },
		"#avocet from 5 7 web1\n");
	memset(longest.node, 'n', NOTE_NODE_MAX);
	assert_true(note_write(&longest, (char[NOTE_SIZE]){ 0 }) < NOTE_SIZE);
}

static void test_what_is_none(void **state)
{
	static const char *const texts[] = { "", " ", "source", "source ", "source Auditd",
		"source a b", "source ../x", "source aaaaaaaaaaaaaaaa", "source a\n", "replay ",
		"replay 1", "live", "live ", "live x", "live -1", "live +1", "live 1 ", "live 1 2",
		"live 18446744073709551616", "gap", "gap 1", "gap 1 2 3", "gap  1 2", "gap 1 -2",
		"gap 253402300800000 1", "lost", "lost 0x1", "from", "from ", "from start ",
		"from starting", "from 1", "from 1 2 ", "from 1 2 a b", "from 1 2  a", "from -1 2",
		"from 1 2\ta\tb c", "Source a", "nonsense", "livelong 1", "live1" };
	struct note note = { .count = 4711 };
	char name[400] = "from 1 2 ";

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (note_parse(texts[i], &note) == 0)
			fail_msg("\"%s\" was taken for a note", texts[i]);
	assert_int_equal(note.count, 4711); /* is only written on success */
	memset(name + strlen(name), 'n', NOTE_NODE_MAX + 1);
	assert_int_not_equal(note_parse(name, &note), 0);
	name[9 + NOTE_NODE_MAX] = '\0';
	assert_int_equal(note_parse(name, &note), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_is_read_as_it_was_written),
		cmocka_unit_test(test_what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
