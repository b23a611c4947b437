/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An audit stream: bytes to denials to signatures, and each denial shown as an alert. */
#include "hear.h"
#include "show.h"

#define SHOWN_MAX 5

/* A denial has no place without its event: a copy must say the same. */
static void check_copy(const struct denial *denial, const char *signature)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	char again[SIGNATURE_SIZE];

	denial_signature(denial_copy(denial, arena), again);
	REQUIRE(strcmp(signature, again) == 0);
	REQUIRE(strncmp(signature, "v1:", 3) == 0 && strlen(signature) == SIGNATURE_SIZE - 1);
	REQUIRE(denial_place(denial, arena));
}

static void take(const struct denial *denial, const char *signature, void *userdata)
{
	struct alert alert = { .signature = signature, .denial = *denial, .host = denial->id.node,
		.count = 1, .first_seen = denial->id.ms, .last_seen = denial->id.ms };
	size_t *shown = userdata;

	check_copy(denial, signature);
	/* One more of the same teaches nothing. */
	if ((*shown)++ < SHOWN_MAX)
		show(&alert);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t shown = 0, piece = 1 + size % 977;
	struct hear *hear = hear_new(&(struct hear_to){ .denial = take, .userdata = &shown });

	for (size_t at = 0; at < size; at += piece)
		hear_feed(hear, (const char *)data + at, size - at < piece ? size - at : piece);
	hear_expire(hear, 1000);
	hear_end(hear);
	REQUIRE(!hear_waiting(hear));
	REQUIRE(hear_counts(hear)->denials == shown);
	hear_free(hear);
	return 0;
}
