/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams as they come: in any pieces, with notes and losses, with late, torn and endless events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <cmocka.h>

#include "hear.h"
#include "hostile.h"

#define CONTEXTS "scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 tclass=file permissive=0"
#define AVC "avc:  denied  { read } for  pid=1 comm=\"a\" " CONTEXTS "\n"
#define SYSCALL "arch=c000003e syscall=257 success=no exit=-13 auid=7 uid=0 exe=\"/a\" key=(null)\n"

struct told {
	struct arena *arena;
	struct strings said;		/* what was told, as text */
	struct hear *hear;
};

static void take(const struct denial *denial, const char *signature, void *userdata)
{
	struct told *told = userdata;
	const char *text = arena_printf(told->arena, "%s %lld:%llu#%u %s %s", signature,
		(long long)denial->id.ms, (unsigned long long)denial->id.serial, denial->ordinal,
		denial->exe ? denial->exe : "-", denial->damage ? denial->damage : "");

	for (size_t i = 0; i < 8 && denial->records[i]; i++)
		text = arena_printf(told->arena, "%s\n%s", text, denial->records[i]);
	strings_add(&told->said, told->arena, text);
}

static void take_note(const char *text, void *userdata)
{
	struct told *told = userdata;

	strings_add(&told->said, told->arena, arena_strdup(told->arena, text));
}

static struct told begin(void)
{
	struct told told = { .arena = arena_new() };

	strings_add(&told.said, told.arena, NULL);
	told.said.count = 0;
	return told;
}

static void listen(struct told *told, bool plain)
{
	told->hear = hear_new(&(struct hear_to){
		.denial = take, .note = take_note, .plain = plain, .userdata = told });
}

static void say(struct told *told, const char *text)
{
	hear_feed(told->hear, text, strlen(text));
}

static void end(struct told *told)
{
	hear_free(told->hear);
	arena_free(told->arena);
}

/* ---- pieces ---- */

/* Records of a few events at once, whole and damaged, and what else stands in logs. */
static const char *random_line(struct arena *arena)
{
	static const char *const bodies[] = {
		"type=AVC msg=%s " AVC, "type=AVC msg=%s " AVC, "type=SYSCALL msg=%s " SYSCALL,
		"type=CWD msg=%s cwd=\"/\"\n", "type=PATH msg=%s item=0 name=\"/x\" inode=1\n",
		"type=PROCTITLE msg=%s proctitle=\"x\"\n", "type=EOE msg=%s \n",
		"type=USER_AVC msg=%s pid=1 uid=0 msg='avc:  denied  { start } for  " CONTEXTS "'\n",
		"type=SELINUX_ERR msg=%s op=setxattr invalid_context=\"x\"\n",
		"type=MAC_STATUS msg=%s enforcing=0 old_enforcing=1\n",
		"node=n type=AVC msg=%s " AVC, "type=USER_LOGIN msg=%s pid=1\n", "type=BPF msg=%s op=LOAD\n",
		"type=SECCOMP msg=%s auid=0\n", "----\n", "\n", "\r\n", "type=AVC msg=audit(\n", "type=AVC\n",
		"type=AVC msg=%s avc:  denied  { read\n", "#avocet live 3\n", "audit: audit_lost=5 x\n",
	};
	const char *body = bodies[hostile_random(ARRAY_SIZE(bodies))], *hole = strstr(body, "%s");

	if (!hole)
		return body;
	return arena_printf(arena, "%.*saudit(%llu.%03llu:%llu):%s", (int)(hole - body), body,
		(unsigned long long)(17953182 + hostile_random(3)), (unsigned long long)hostile_random(3),
		(unsigned long long)(1000 + hostile_random(4)), hole + 2);
}

static const char *random_log(struct arena *arena, size_t n_lines)
{
	const char *log = "";

	for (size_t i = 0; i < n_lines; i++)
		log = arena_printf(arena, "%s%s", log, random_line(arena));
	return log;
}

/* Pieces are copies that are gone afterwards: whoever still looks at them is caught. */
static void say_in_pieces(struct told *told, const char *text, size_t most)
{
	size_t length = strlen(text);

	while (length) {
		size_t piece = 1 + hostile_random(most < length ? most : length);
		char *copy = malloc(piece);

		memcpy(copy, text, piece);
		hear_feed(told->hear, copy, piece);
		memset(copy, 'x', piece);
		free(copy);
		text += piece;
		length -= piece;
	}
}

static void compare(const struct told *a, const struct told *b)
{
	const struct hear_counts *of_a = hear_counts(a->hear), *of_b = hear_counts(b->hear);

	assert_int_equal(a->said.count, b->said.count);
	for (size_t i = 0; i < a->said.count; i++)
		assert_string_equal(a->said.items[i], b->said.items[i]);
	assert_memory_equal(of_a, of_b, sizeof *of_a);
}

static void any_pieces_tell_the_same(void **state)
{
	static const size_t sizes[] = { 1, 7, 60, 300, 2000 };

	hostile_begin();
	for (int round = 0; round < 300; round++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		const char *log = random_log(arena, 1 + hostile_random(60));
		bool plain = round % 2;
		struct told whole = begin(), torn = begin();

		listen(&whole, plain);
		say(&whole, log);
		hear_end(whole.hear);
		listen(&torn, plain);
		say_in_pieces(&torn, log, sizes[hostile_random(ARRAY_SIZE(sizes))]);
		hear_end(torn.hear);
		compare(&whole, &torn);
		end(&whole);
		end(&torn);
	}
}

/* ---- what is no record ---- */

static void notes_are_passed_on(void **state)
{
	struct told told = begin();

	listen(&told, true);
	say(&told, "#avocet source auditd\n#avocet \n#avocetx\ntype=USER_AVC msg=audit(1.1:1): pid=1 "
		"msg='avc:  denied  { start } for " CONTEXTS "'\n#avocet live 7\n");
	assert_int_equal(told.said.count, 4);
	assert_string_equal(told.said.items[0], "source auditd");
	assert_string_equal(told.said.items[1], "");
	assert_non_null(strstr(told.said.items[2], "v1:"));
	assert_string_equal(told.said.items[3], "live 7");
	assert_int_equal(hear_counts(told.hear)->damaged, 0);
	end(&told);
}

static uint64_t lost(const char *text)
{
	struct told told = begin();
	uint64_t count;

	listen(&told, true);
	say(&told, text);
	count = hear_counts(told.hear)->lost;
	end(&told);
	return count;
}

static void the_kernel_tells_its_losses(void **state)
{
	static const char limits[] = " audit_rate_limit=0 audit_backlog_limit=64\n";

	assert_int_equal(lost("nothing\n"), 0);
	assert_int_equal(lost("[1.2] audit: audit_lost=3 audit_rate_limit=0\naudit: audit_lost=17 x\n"), 17);
	assert_int_equal(lost("audit: backlog limit exceeded\naudit: backlog limit exceeded\n"), 2);
	assert_int_equal(lost("audit: audit_lost=9 x\naudit: backlog limit exceeded\n"), 9);
	/* it was booted again */
	assert_int_equal(lost("audit: audit_lost=9 x\naudit: audit_lost=2 x\naudit: audit_lost=4 x\n"), 13);
	assert_int_equal(lost(limits), 0);
	assert_int_equal(lost("type=AVC msg=audit(1.1:1): audit_lost=5\n"), 0); /* whose word is that? */
}

static void others_are_counted(void **state)
{
	struct told told = begin();

	listen(&told, true);
	say(&told, "type=SECCOMP msg=audit(1.1:1): auid=0 sig=31\n"
		"type=AVC msg=audit(1.1:2): apparmor=\"DENIED\" operation=\"open\"\n");
	hear_end(told.hear);
	assert_int_equal(told.said.count, 0);
	assert_int_equal(hear_counts(told.hear)->not_selinux, 2);
	assert_int_equal(hear_counts(told.hear)->records, 2);
	end(&told);
}

/* Only plain records, where nothing is to be guessed. */
static void plain_is_plain(void **state)
{
	static const char other[] = "[ 2.1] audit: type=1400 audit(1.001:3): " AVC;
	struct told told = begin();

	listen(&told, true);
	say(&told, other);
	hear_end(told.hear);
	assert_int_equal(told.said.count, 0);
	assert_int_equal(hear_counts(told.hear)->damaged, 1);
	hear_free(told.hear);
	listen(&told, false);
	say(&told, other);
	hear_end(told.hear);
	assert_int_equal(told.said.count, 1);
	end(&told);
}

/* ---- events ---- */

static void late_refusals_are_told(void **state)
{
	struct told told = begin();

	listen(&told, true);
	say(&told, "type=AVC msg=audit(1.1:1): " AVC "type=SYSCALL msg=audit(1.1:1): " SYSCALL
		"type=PROCTITLE msg=audit(1.1:1): proctitle=\"a\"\n");
	assert_int_equal(told.said.count, 1);
	say(&told, "type=CWD msg=audit(1.1:1): cwd=\"/\"\n");
	assert_false(hear_waiting(told.hear));
	say(&told, "type=AVC msg=audit(1.1:1): " AVC "type=SYSCALL msg=audit(1.1:1): " SYSCALL);
	assert_true(hear_waiting(told.hear));
	say(&told, "type=EOE msg=audit(1.1:1): \n");
	assert_int_equal(told.said.count, 2);
	assert_non_null(strstr(told.said.items[0], ":1#0 /a"));
	assert_non_null(strstr(told.said.items[1], ":1#1 /a"));
	assert_int_equal(hear_counts(told.hear)->events, 1);
	end(&told);
}

/* Hosts need not agree on the time. */
static void hosts_end_their_own_events(void **state)
{
	struct told told = begin();

	listen(&told, true);
	say(&told, "node=a type=AVC msg=audit(100.1:1): " AVC "node=b type=CWD msg=audit(900.1:1): cwd=\"/\"\n");
	assert_int_equal(told.said.count, 0);
	say(&told, "node=a type=CWD msg=audit(103.1:2): cwd=\"/\"\n");
	assert_int_equal(told.said.count, 1);
	end(&told);
}

static void no_event_is_too_long(void **state)
{
	struct told told = begin();
	unsigned refusals = 0;

	listen(&told, true);
	for (int i = 0; i < 3000; i++) {
		say(&told, i % 3 ? "type=PATH msg=audit(1.1:1): name=\"/x\" inode=5\n"
				 : "type=AVC msg=audit(1.1:1): " AVC);
		refusals += i % 3 == 0;
	}
	hear_end(told.hear);
	assert_int_equal(told.said.count, refusals);
	assert_non_null(strstr(told.said.items[0], "too many records"));
	end(&told);
}

/* A source that broke off tells the line again that it was in the middle of. */
static void what_is_torn_is_no_line(void **state)
{
	static const char torn[] = "type=AVC msg=audit(1.1:2): avc:  denied  { read } for  pid=1 comm=\"a";
	struct told told = begin();

	listen(&told, true);
	say(&told, "type=AVC msg=audit(1.1:1): " AVC);
	say(&told, torn);
	hear_broke_off(told.hear);
	assert_int_equal(told.said.count, 1);
	assert_non_null(strstr(told.said.items[0], ":1#0"));
	hear_free(told.hear);
	listen(&told, true);
	say(&told, torn);
	hear_end(told.hear);
	assert_int_equal(told.said.count, 2);
	end(&told);
}

/* A record in very many lines of very few letters. */
static void wrapping_is_linear(void **state)
{
	struct told told = begin();
	struct rusage before, after;

	getrusage(RUSAGE_SELF, &before);
	listen(&told, false);
	say(&told, "type=AVC msg=audit(1.1:1): avc:  denied  { read } for  pid=1\n");
	for (int i = 0; i < 50000; i++)
		say(&told, "a=b\n");
	hear_end(told.hear);
	getrusage(RUSAGE_SELF, &after);
	assert_int_equal(told.said.count, 1);
	assert_true(after.ru_maxrss - before.ru_maxrss < 64 * 1024);
	end(&told);
}

/* However many events nobody ends, only so many wait, and each costs the same. */
static double unterminated(unsigned count, struct told *told)
{
	clock_t before = clock();

	for (unsigned i = 0; i < count; i++) {
		_cleanup_arena_ struct arena *arena = arena_new();

		say(told, arena_printf(arena, "type=AVC msg=audit(%u.%03u:%u): " AVC, 1000 + i / 20000,
			i / 20 % 1000, i));
		say(told, arena_printf(arena, "type=SYSCALL msg=audit(%u.%03u:%u): " SYSCALL,
			1000 + i / 20000, i / 20 % 1000, i));
	}
	return (double)(clock() - before) / count;
}

static void a_flood_is_linear(void **state)
{
	struct told few = begin(), many = begin();
	double little, much;

	listen(&few, true);
	little = unterminated(2000, &few);
	listen(&many, true);
	much = unterminated(40000, &many);
	assert_int_equal(few.said.count, 2000 - 256);
	assert_int_equal(many.said.count, 40000 - 256);
	assert_true(much < 4 * little);
	end(&few);
	end(&many);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_pieces_tell_the_same),
		cmocka_unit_test(notes_are_passed_on),
		cmocka_unit_test(the_kernel_tells_its_losses),
		cmocka_unit_test(others_are_counted),
		cmocka_unit_test(plain_is_plain),
		cmocka_unit_test(late_refusals_are_told),
		cmocka_unit_test(hosts_end_their_own_events),
		cmocka_unit_test(no_event_is_too_long),
		cmocka_unit_test(what_is_torn_is_no_line),
		cmocka_unit_test(wrapping_is_linear),
		cmocka_unit_test(a_flood_is_linear),
	};

	return cmocka_run_group_tests_name("hear-stream", tests, NULL, NULL);
}
