/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log of any form: what is heard does not depend on the pieces in which it comes. */
#include "fuzz.h"
#include "hear.h"

#define HEARD_MAX 4096

/* What was heard, as one number for each denial. */
struct heard {
	uint64_t denials[HEARD_MAX];
	size_t count;
	struct hear_counts counts;
};

static uint64_t mix(uint64_t sum, const char *text)
{
	for (; text && *text; text++)
		sum = (sum ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return sum * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

static void take(const struct denial *denial, const char *signature, void *userdata)
{
	struct heard *heard = userdata;
	uint64_t sum = mix((uint64_t)denial->id.ms * 31 + denial->id.serial, signature) + denial->ordinal;

	for (const char *const *line = denial->records; *line; line++)
		sum = mix(sum, *line);
	for (size_t i = 0; i < DENIAL_TEXTS; i++)
		sum = mix(sum, *(const char *const *)((const char *)denial + denial_texts[i]));
	if (heard->count < HEARD_MAX)
		heard->denials[heard->count] = sum;
	heard->count++;
}

/* piece 0: all at once. */
static void hear_in_pieces(const uint8_t *data, size_t size, size_t piece, bool plain,
	struct heard *ret)
{
	struct hear *hear =
		hear_new(&(struct hear_to){ .denial = take, .plain = plain, .userdata = ret });

	ret->count = 0;
	for (size_t at = 0; at < size;) {
		size_t length = piece && piece < size - at ? piece : size - at;
		char *copy = malloc(length);

		REQUIRE(copy);
		memcpy(copy, data + at, length);
		hear_feed(hear, copy, length);
		free(copy); /* nothing of it may be needed any more */
		at += length;
		piece = piece ? 1 + (piece * 7 + 3) % 4099 : 0;
	}
	hear_end(hear);
	REQUIRE(!hear_waiting(hear));
	ret->counts = *hear_counts(hear);
	hear_free(hear);
}

static void check_same(const struct heard *a, const struct heard *b)
{
	REQUIRE(a->count == b->count);
	for (size_t i = 0; i < a->count && i < HEARD_MAX; i++)
		REQUIRE(a->denials[i] == b->denials[i]);
	REQUIRE(memcmp(&a->counts, &b->counts, sizeof a->counts) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct heard whole, cut;

	for (int plain = 0; plain < 2; plain++) {
		hear_in_pieces(data, size, 0, plain, &whole);
		hear_in_pieces(data, size, 1 + size % 61, plain, &cut);
		check_same(&whole, &cut);
	}
	return 0;
}
