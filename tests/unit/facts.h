/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of facts*.c: the denials that a text of records makes. */
#ifndef AVOCET_TEST_FACTS_H
#define AVOCET_TEST_FACTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "hear.h"

#define S "scontext=u:r:a_t:s0 "
#define T "tcontext=u:object_r:b_t:s0 "
#define AVC(permission) "type=AVC msg=audit(1.1:1): avc:  denied  { " permission " } for  pid=7 comm=\"c\" "
#define SYSCALL "type=SYSCALL msg=audit(1.1:1): "

struct told {
	struct arena *arena;
	struct denial *denials[16];
	char signatures[16][SIGNATURE_SIZE];
	size_t count;
};

static void take_told(const struct denial *denial, const char *signature, void *userdata)
{
	struct told *told = userdata;

	assert_true(told->count < ARRAY_SIZE(told->denials));
	memcpy(told->signatures[told->count], signature, SIGNATURE_SIZE);
	told->denials[told->count++] = denial_copy(denial, told->arena);
}

static struct told hear_text(const char *text)
{
	struct told told = { .arena = arena_new() };
	struct hear *hear = hear_new(&(struct hear_to){ .denial = take_told, .userdata = &told });

	hear_feed(hear, text, strlen(text));
	hear_end(hear);
	hear_free(hear);
	return told;
}

#endif
