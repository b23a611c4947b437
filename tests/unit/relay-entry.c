/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the journal says → plain records: in one line, bounded, and nobody else's word believed. */
#include "relay.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hostile.h"

#define SPAN(text) { text, sizeof(text) - 1 }
#define REFUSAL \
	"avc:  denied  { send_msg } for msgtype=method_call interface=a.b member=C dest=a.b spid=7 " \
	"tpid=8 scontext=u:r:user_t:s0 tcontext=u:r:other_t:s0 tclass=dbus permissive=0"

static struct arena *arena;

static struct line read_one(const struct entry *entry)
{
	struct line line;

	entry_read(entry, arena, &line);
	return line;
}

static struct entry audit_entry(void)
{
	return (struct entry){
		.message = SPAN("AVC avc:  denied  { read } for  pid=1 comm=\"x\""),
		.transport = SPAN("audit"),
		.audit_type = SPAN("1400"),
		.audit_name = SPAN("AVC"),
		.audit_id = SPAN("287"),
		.audit_time = SPAN("1795340599578000"),
	};
}

static struct entry program_entry(const char *exe, const char *message)
{
	return (struct entry){
		.realtime = 1795340599584560,
		.message = { message, strlen(message) },
		.transport = SPAN("syslog"),
		.exe = { exe, strlen(exe) },
		.pid = SPAN("4242"),
		.uid = SPAN("1000"),
		.login = SPAN("1000"),
		.session = SPAN("3"),
		.context = SPAN("unconfined_u:unconfined_r:unconfined_t:s0"),
	};
}

static void test_audit(void **state)
{
	struct entry entry = audit_entry();
	struct line line = read_one(&entry);

	assert_int_equal(line.way, WAY_AUDIT);
	assert_string_equal(line.text, "type=AVC msg=audit(1795340599.578:287): avc:  denied  { read } "
		"for  pid=1 comm=\"x\"");
	assert_true(line.id.ms == 1795340599578 && line.id.serial == 287);
	assert_int_equal(line.length, strlen(line.text));
	assert_false(line.cut);
}

static void test_audit_of_old_and_unknown(void **state)
{
	struct entry entry = audit_entry();

	entry.audit_name = (struct span){ 0 };
	entry.message = (struct span)SPAN("<audit-1400> avc:  denied");
	assert_string_equal(
		read_one(&entry).text, "type=AVC msg=audit(1795340599.578:287): avc:  denied");
	entry.audit_type = (struct span)SPAN("1999");
	entry.message = (struct span)SPAN("op=x");
	assert_string_equal(
		read_one(&entry).text, "type=UNKNOWN[1999] msg=audit(1795340599.578:287): op=x");
	entry.audit_name = (struct span)SPAN("EOE");
	entry.message = (struct span)SPAN("EOE");
	assert_string_equal(
		read_one(&entry).text, "type=UNKNOWN[1999] msg=audit(1795340599.578:287): ");
}

static void test_fields_that_are_missing_or_wrong(void **state)
{
	static const struct span bad[] = { { 0 }, SPAN(""), SPAN("-1"), SPAN("1x"),
		SPAN("99999999999999999999"), SPAN("1\0002") };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct entry entry = audit_entry();

		entry.audit_id = bad[i];
		assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
		entry = audit_entry();
		entry.audit_type = bad[i];
		assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
		entry = audit_entry();
		entry.audit_time = bad[i];
		assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
	}
	assert_int_equal(read_one(&(struct entry){ .transport = SPAN("audit") }).way, WAY_NOWHERE);
}

static void test_one_line_and_no_longer_than_lines_are(void **state)
{
	struct entry entry = audit_entry();
	char *large = arena_alloc(arena, 3 * LINE_MAX_BYTES);
	struct line line;

	memset(large, 'x', 3 * LINE_MAX_BYTES);
	entry.message = (struct span)SPAN("AVC a\nb\0c\rd\x1d" "e\x7f" "f\ttype=AVC");
	assert_string_equal(read_one(&entry).text,
		"type=AVC msg=audit(1795340599.578:287): a b c d e f type=AVC");
	entry.message = (struct span){ large, 3 * LINE_MAX_BYTES };
	line = read_one(&entry);
	assert_true(line.cut);
	assert_int_equal(line.length, LINE_MAX_BYTES);
}

static void test_kernel(void **state)
{
	struct entry entry = { .transport = SPAN("kernel"),
		.message = SPAN("audit: type=1107 audit(1795340599.578:287): pid=23951 uid=0") };
	struct line line = read_one(&entry);

	assert_int_equal(line.way, WAY_KERNEL);
	assert_string_equal(line.text, "type=USER_AVC msg=audit(1795340599.578:287): pid=23951 uid=0");
	entry.message = (struct span)SPAN("audit: audit_lost=12 audit_rate_limit=0 audit_backlog_limit=64");
	line = read_one(&entry);
	assert_int_equal(line.way, WAY_LOST);
	assert_int_equal(line.lost, 12);
	entry.message = (struct span)SPAN("audit: backlog limit exceeded");
	assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
	entry.message = (struct span)SPAN("audit: type=1400 audit(1.2000:3): x");
	assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
	entry.message = (struct span)SPAN("audit: type=1400 audit(");
	assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
	entry.message = (struct span)SPAN("usb: audit: type=1400 audit(1.2:3): x");
	assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
}

static void test_session_bus(void **state)
{
	struct entry entry = program_entry("/usr/bin/dbus-daemon", REFUSAL "\n");
	struct line line = read_one(&entry);

	assert_int_equal(line.way, WAY_PROGRAM);
	assert_string_equal(line.text,
		"type=USER_AVC msg=audit(1795340599.584:1795340599584560): pid=4242 uid=1000 auid=1000 "
		"ses=3 subj=unconfined_u:unconfined_r:unconfined_t:s0 msg='" REFUSAL
		" exe=\"/usr/bin/dbus-daemon\" sauid=1000 hostname=? addr=? terminal=?'");
	assert_true(line.id.serial == 1795340599584560);
	entry = program_entry("/usr/bin/dbus-broker",
		"avc:  granted  { send_msg } for  scontext=a:b:c tcontext=a:b:c tclass=dbus");
	assert_int_equal(read_one(&entry).way, WAY_PROGRAM);
}

static void test_nobody_else_is_believed(void **state)
{
	static const char *const others[] = { "/tmp/dbus-daemon", "/usr/bin/dbus-daemon2",
		"/usr/bin/logger", "", "usr/bin/dbus-daemon" };
	struct entry entry;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		entry = program_entry(others[i], REFUSAL);
		assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
	}
	/* What calls itself audit is what journald says it is. */
	entry = audit_entry();
	entry.transport = (struct span)SPAN("journal");
	assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
	entry.transport = (struct span){ 0 };
	assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
}

static void test_only_decisions_of_its_own_class(void **state)
{
	static const char *const others[] = {
		"avc:  denied  { read } for  scontext=a:b:c tcontext=a:b:c tclass=file permissive=0",
		"avc:  denied  { send_msg } for tclass=dbus scontext=a:b:c tclass=file",
		REFUSAL " exe=\"/usr/sbin/sshd\"",
		"x " REFUSAL,
		"avc:  received policyload notice (seqno=2)",
		"",
	};
	struct entry entry;
	char *large = arena_alloc(arena, 10000);

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		entry = program_entry("/usr/bin/dbus-daemon", others[i]);
		assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
	}
	snprintf(large, 10000, "avc:  denied  { x%*s tclass=dbus", 9000, "");
	entry = program_entry("/usr/bin/dbus-daemon", large);
	assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
	entry.message.length = 0;
	assert_int_equal(read_one(&entry).way, WAY_NOWHERE);
	entry = program_entry("/usr/lib/systemd/systemd",
		"avc:  denied  { start } for auid=1000 scontext=a:b:c tcontext=a:b:c tclass=service "
		"permissive=0");
	assert_int_equal(read_one(&entry).way, WAY_PROGRAM);
}

static void test_other_hosts(void **state)
{
	struct entry entry = audit_entry();
	struct line line;

	entry.host = (struct span)SPAN("web1");
	assert_int_equal(strncmp(read_one(&entry).text, "type=", 5), 0);
	entry.foreign = true;
	line = read_one(&entry);
	assert_int_equal(strncmp(line.text, "node=web1 type=AVC msg=", 23), 0);
	assert_string_equal(line.id.node, "web1");
	entry.host = (struct span)SPAN("web1 type=x");
	line = read_one(&entry);
	assert_int_equal(strncmp(line.text, "type=", 5), 0);
	assert_null(line.id.node);
}

static void test_twice(void **state)
{
	struct twice *twice = calloc(1, sizeof *twice);
	struct entry entry = audit_entry(), kernel = { .transport = SPAN("kernel"),
		.message = SPAN("audit: type=1400 audit(1795340599.578:287): "
				"avc:  denied  { read } for  pid=1 comm=\"x\" ") };
	struct line first = read_one(&entry), second = read_one(&kernel);

	assert_false(twice_told(twice, &first));
	assert_true(twice_told(twice, &second));
	assert_false(twice_told(twice, &second));
	assert_true(twice_told(twice, &first));
	/* The same way twice is twice: one event may hold two equal records. */
	assert_false(twice_told(twice, &first));
	assert_false(twice_told(twice, &first));
	assert_true(twice_told(twice, &second));
	assert_true(twice_told(twice, &second));
	for (size_t i = 0; i < TWICE_KEPT; i++) {
		first.text = arena_printf(arena, "type=AVC %zu", i);
		first.length = strlen(first.text);
		first.head = 0;
		assert_false(twice_told(twice, &first));
	}
	free(twice);
}

static struct span any(const char *const *words, size_t count)
{
	const char *word = hostile_random(4) ? words[hostile_random(count)] : hostile_text(arena);

	return (struct span){ word, strlen(word) };
}

/* Whatever an entry holds: nothing, or one whole record that the parser takes, of the type that
 * journald, the kernel or we gave it. */
static void test_anything(void **state)
{
	static const char *const ways[] = { "audit", "kernel", "syslog" };
	static const char *const numbers[] = { "1400", "287", "0", "1795340599578000", "4294967295",
		"18446744073709551616", "-1" };
	static const char *const words[] = { "AVC", "/usr/bin/dbus-daemon", REFUSAL, "1400",
		"AVC avc:  denied", "audit: type=1400 audit(1.002:3): avc:  denied", "audit(1.2:3): x" };
	struct record record;
	unsigned records = 0;

	hostile_begin();
	for (int i = 0; i < 20000; i++) {
		struct entry entry = { .realtime = (int64_t)hostile_random(4000000000000000),
			.foreign = hostile_random(2) };
		struct span *texts[] = { &entry.message, &entry.exe, &entry.host, &entry.context,
			&entry.pid, &entry.uid, &entry.login, &entry.session, &entry.audit_name };
		struct span *counts[] = { &entry.audit_type, &entry.audit_id, &entry.audit_time };
		struct line line;

		arena_reset(arena);
		entry.transport = any(ways, ARRAY_SIZE(ways));
		for (size_t n = 0; n < ARRAY_SIZE(texts); n++)
			*texts[n] = any(words, ARRAY_SIZE(words));
		for (size_t n = 0; n < ARRAY_SIZE(counts); n++)
			*counts[n] = any(numbers, ARRAY_SIZE(numbers));
		line = read_one(&entry);
		if (line.way == WAY_NOWHERE || line.way == WAY_LOST)
			continue;
		records++;
		assert_true(line.length <= LINE_MAX_BYTES);
		for (size_t n = 0; n < line.length; n++)
			assert_true((unsigned char)line.text[n] >= ' ' && line.text[n] != 0x7f);
		if (record_parse(line.text, line.length, &record) < 0)
			fail_msg("%.200s", line.text);
		assert_true(record.id.ms == line.id.ms && record.id.serial == line.id.serial);
		assert_true(line.head <= (size_t)(record.body - line.text));
	}
	assert_true(records > 500);
}

static int set_up(void **state)
{
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_audit),
		cmocka_unit_test(test_audit_of_old_and_unknown),
		cmocka_unit_test(test_fields_that_are_missing_or_wrong),
		cmocka_unit_test(test_one_line_and_no_longer_than_lines_are),
		cmocka_unit_test(test_kernel),
		cmocka_unit_test(test_session_bus),
		cmocka_unit_test(test_nobody_else_is_believed),
		cmocka_unit_test(test_only_decisions_of_its_own_class),
		cmocka_unit_test(test_other_hosts),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_anything),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
