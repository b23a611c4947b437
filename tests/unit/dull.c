/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is passed over quickly (dull.c) must count and mean the same as what is read the long way: random
 * logs are heard whole, and again with every line torn in two, which nothing passes over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "hear.h"

struct told {
	struct hear_counts counts;
	size_t n_denials;
	char signatures[512][SIGNATURE_SIZE];
	uint64_t serials[512];
	unsigned ordinals[512];
};

static void take(const struct denial *denial, const char *signature, void *userdata)
{
	struct told *told = userdata;

	assert_true(told->n_denials < ARRAY_SIZE(told->serials));
	memcpy(told->signatures[told->n_denials], signature, SIGNATURE_SIZE);
	told->ordinals[told->n_denials] = denial->ordinal;
	told->serials[told->n_denials++] = denial->id.serial;
}

static void feed_torn(struct hear *hear, const char *log)
{
	while (*log) {
		const char *end = strchrnul(log, '\n');
		size_t length = (size_t)(end - log) + (*end == '\n'), half = length / 2;

		hear_feed(hear, log, half);
		hear_feed(hear, log + half, length - half);
		log += length;
	}
}

static struct told *listen(const char *log, bool torn, bool plain)
{
	struct told *told = calloc(1, sizeof *told);
	struct hear *hear = hear_new(
		&(struct hear_to){ .denial = take, .plain = plain, .userdata = told });

	if (torn)
		feed_torn(hear, log);
	else
		hear_feed(hear, log, strlen(log));
	hear_end(hear);
	told->counts = *hear_counts(hear);
	hear_free(hear);
	return told;
}

static void assert_same(const char *log)
{
	for (int plain = 0; plain < 2; plain++) {
		struct told *a = listen(log, false, plain), *b = listen(log, true, plain);

		if (memcmp(a, b, sizeof *a) != 0)
			fail_msg("%zu and %zu denials, %llu and %llu events, %llu and %llu records in\n%s",
				a->n_denials, b->n_denials, (unsigned long long)a->counts.events,
				(unsigned long long)b->counts.events, (unsigned long long)a->counts.records,
				(unsigned long long)b->counts.records, log);
		free(a);
		free(b);
	}
}

/* ---- random logs ---- */

#define SUBJECT "subj=u:r:a_t:s0 key=(null)"
static const char *const dull[] = {
	"SYSCALL:arch=c000003e syscall=257 success=yes exit=3 pid=7 comm=\"c\" exe=\"/usr/bin/c\" " SUBJECT,
	"CWD:cwd=\"/root\"", "PATH:item=0 name=\"/etc/x\" inode=5 nametype=NORMAL",
	"EXECVE:argc=1 a0=\"x\"", "SOCKADDR:saddr=020001BBC0000201", "BPF:prog-id=3 op=LOAD",
	"PROCTITLE:proctitle=\"c\"",
};
static const char *const odd[] = {
	"USER_START:pid=1 uid=0 msg='op=x res=success'", "EOE:", "SECCOMP:auid=0 uid=0 pid=5 sig=31",
	"SYSCALL:arch=c000003e syscall=2", /* it seems to be wrapped */
	"PATH:item=0 name=\"x\" type=AVC msg=audit(1.1:900): avc:  denied  { read } for  pid=9 "
		"scontext=u:r:glued_t:s0 tcontext=u:r:b_t:s0 tclass=file permissive=0",
	"AVC:avc:  denied  { read } for  pid=7 comm=\"c\" scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 tclass=file "
		"permissive=0",
	"MAC_STATUS:enforcing=0 old_enforcing=1 auid=0 ses=1",
	"SELINUX_ERR:op=security_compute_sid invalid_context=u:r:z_t:s0 scontext=u:r:a_t:s0 "
		"tcontext=u:r:b_t:s0 tclass=process",
	"AVC:apparmor=\"DENIED\" operation=\"open\"",
};

static void add_line(FILE *log, const char *what, unsigned ms, unsigned serial)
{
	const char *colon = strchr(what, ':');
	bool node = random() % 40 == 0;

	fprintf(log, "%stype=%.*s msg=audit(1795338000.%03u:%u):%s%s%s\n", node ? "node=n " : "",
		(int)(colon - what), what, ms, serial, colon[1] ? " " : "", colon + 1,
		random() % 50 ? "" : "\r");
}

/* Mostly whole events one after another; now and then another's record between, again, or at the end. */
static char *random_log(void)
{
	char *text;
	size_t length;
	FILE *log = open_memstream(&text, &length);

	for (unsigned serial = 1; serial < 60; serial++) {
		unsigned lines = 1 + (unsigned)random() % 6;

		for (unsigned i = 0; i < lines; i++) {
			unsigned whose = random() % 12 ? serial : 1 + (unsigned)random() % serial;
			bool rare = random() % 8 == 0, last = i + 1 == lines && random() % 5;

			add_line(log, rare ? odd[random() % (long)ARRAY_SIZE(odd)]
				: dull[last ? ARRAY_SIZE(dull) - 1 : (size_t)random() % ARRAY_SIZE(dull)],
				whose * 15, whose);
			if (random() % 60 == 0)
				fputs("what is no record permissive=0\n", log);
		}
	}
	fclose(log);
	return text;
}

static void random_logs_mean_the_same(void **state)
{
	const char *given = getenv("AVOCET_SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 0) : (unsigned)time(NULL);

	print_message("AVOCET_SEED=%u\n", seed);
	srandom(seed);
	for (int i = 0; i < 400; i++) {
		char *log = random_log();

		assert_same(log);
		free(log);
	}
}

/* ---- single cases ---- */

#define HEAD(type) "type=" type " msg=audit(1.001:7): "
#define AVC HEAD("AVC") "avc:  denied  { read } for  pid=7 scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 " \
	"tclass=file permissive=0\n"
#define CALL HEAD("SYSCALL") "arch=c000003e syscall=257 " SUBJECT "\n"
#define TITLE HEAD("PROCTITLE") "proctitle=\"c\"\n"

static void a_late_refusal_is_more_of_the_same_event(void **state)
{
	/* The first event teaches the heads; the second is passed over, and is not over. */
	struct told *told = listen("type=SYSCALL msg=audit(1.001:6): arch=c000003e syscall=1 " SUBJECT "\n"
		"type=PROCTITLE msg=audit(1.001:6): proctitle=\"c\"\n" CALL TITLE AVC, false, false);

	assert_int_equal(told->n_denials, 1);
	assert_int_equal(told->counts.events, 2);
	assert_int_equal(told->counts.records, 5);
	free(told);
}

/* An event that has more records than are kept. */
static void very_long_events(void **state)
{
	char *text;
	size_t length;
	FILE *log = open_memstream(&text, &length);

	for (int event = 0; event < 2; event++) {
		fputs(event ? CALL : "type=SYSCALL msg=audit(1.001:6): arch=c000003e " SUBJECT "\n", log);
		for (int i = 0; i < 600; i++)
			fprintf(log, "type=PATH msg=audit(1.001:%d): item=%d name=\"x\"\n", 6 + event, i);
	}
	fputs(TITLE AVC, log);
	fclose(log);
	assert_same(text);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_logs_mean_the_same),
		cmocka_unit_test(a_late_refusal_is_more_of_the_same_event),
		cmocka_unit_test(very_long_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
