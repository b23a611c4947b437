/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signature v1: what makes two denials the same to a person. SHA-256, since a process that could
 * make its denial collide with another's would hide behind it.
 */
#include "signature.h"

#include <nettle/sha2.h>
#include <string.h>

#include "facts.h"

/* What is hashed, gathered so that the hash is fed in few pieces. */
struct sum {
	struct sha256_ctx context;
	bool whole;		/* all of it is in bytes still */
	size_t length;
	char bytes[256];
};

static void begin(struct sum *sum)
{
	sum->whole = true;
	sum->length = 0;
}

static void feed(struct sum *sum, const char *bytes, size_t length)
{
	if (sum->whole)
		sha256_init(&sum->context);
	sum->whole = false;
	sha256_update(&sum->context, length, (const uint8_t *)bytes);
}

static void put(struct sum *sum, const char *bytes, size_t length)
{
	if (length > sizeof sum->bytes - sum->length) {
		feed(sum, sum->bytes, sum->length);
		sum->length = 0;
	}
	if (length > sizeof sum->bytes) {
		feed(sum, bytes, length);
		return;
	}
	memcpy(sum->bytes + sum->length, bytes, length);
	sum->length += length;
}

/* With its final NUL, so that no two lists of parts give the same bytes. */
static void put_part(struct sum *sum, const char *part)
{
	part = part ? part : "";
	put(sum, part, strlen(part) + 1);
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* /var/spool/x/1234/ab12 → /var/spool/x/ * /ab*: numbers differ from run to run. */
static void put_folded(struct sum *sum, const char *text, size_t length)
{
	for (size_t at = 0, start; at < length;) {
		for (start = at; at < length && !is_digit(text[at]); at++)
			;
		put(sum, text + start, at - start);
		if (at < length)
			put(sum, "*", 1);
		while (at < length && is_digit(text[at]))
			at++;
	}
}

static void put_place(struct sum *sum, const struct denial *denial)
{
	struct place place;

	place_of(denial, &place);
	for (size_t i = 0; i < place.count; i++)
		if (place.folded)
			put_folded(sum, place.pieces[i].text, place.pieces[i].length);
		else
			put(sum, place.pieces[i].text, place.pieces[i].length);
	put(sum, "", 1);
}

/* A program is its file; without one, its name but for numbers: kworker/0:1 is kworker/1:2. */
static void put_program(struct sum *sum, const struct denial *denial)
{
	if (denial->exe || !denial->comm) {
		put_part(sum, denial->exe);
		return;
	}
	put_folded(sum, denial->comm, strlen(denial->comm));
	put(sum, "", 1);
}

/* All that the level tells apart. */
static void put_denial(struct sum *sum, const struct denial *denial, enum fold_level level)
{
	put_part(sum, denial->manager);
	put_part(sum, denial->source.type);
	if (level < FOLD_PROGRAM)
		put_program(sum, denial);
	put_part(sum, denial->target.type);
	put_part(sum, denial->tclass);
	for (const char *const *p = denial->permissions; *p; p++)
		put_part(sum, *p);
	put_part(sum, NULL); /* ends the permissions */
	if (level == FOLD_NONE)
		put_place(sum, denial);
}

static void put_hex(char *out, const uint8_t *bytes, size_t count)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < count; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 0xf];
	}
	*out = '\0';
}

#define DIGEST 16

static void finish(struct sum *sum, uint8_t digest[DIGEST])
{
	feed(sum, sum->bytes, sum->length);
	sha256_digest(&sum->context, DIGEST, digest);
}

static void write_signature(char signature[SIGNATURE_SIZE], const uint8_t digest[DIGEST])
{
	put_hex(stpcpy(signature, "v1:"), digest, DIGEST);
}

void signature_of_level(const struct denial *denial, enum fold_level level,
	char signature[SIGNATURE_SIZE])
{
	uint8_t digest[DIGEST];
	struct sum sum;

	begin(&sum);
	if (level != FOLD_NONE) {
		/* No denial's own bytes begin so: every manager has a name. */
		put_part(&sum, "");
		put_part(&sum, fold_name(level));
	}
	if (level == FOLD_ALL)
		put_part(&sum, manager_known(denial->manager) ? denial->manager : "program");
	else
		put_denial(&sum, denial, level);
	finish(&sum, digest);
	write_signature(signature, digest);
}

/* ---- denials come again ---- */

/* What was hashed lately, and to what; in pairs, the newer one first. What is long is hashed anew. */
#define MEMOS 512
#define MEMO_BYTES 152
static struct memo {
	uint16_t length;
	char bytes[MEMO_BYTES];
	char signature[SIGNATURE_SIZE];
} memos[MEMOS];

/* Only spreads them; whether it is the same is seen by comparing. */
static size_t pair_of(const struct sum *sum)
{
	uint64_t hash = sum->length, word;
	size_t at;

	for (at = 0; at + sizeof word <= sum->length; at += sizeof word) {
		memcpy(&word, sum->bytes + at, sizeof word);
		hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}
	for (; at < sum->length; at++)
		hash = (hash ^ (unsigned char)sum->bytes[at]) * UINT64_C(0x100000001b3);
	return (hash ^ hash >> 40) % (MEMOS / 2) * 2;
}

static bool is_memo_of(const struct memo *memo, const struct sum *sum)
{
	return memo->length == sum->length && memcmp(memo->bytes, sum->bytes, sum->length) == 0;
}

static void sign(struct sum *sum, char signature[SIGNATURE_SIZE])
{
	uint8_t digest[DIGEST];

	finish(sum, digest);
	write_signature(signature, digest);
}

static const char *memorized(struct sum *sum)
{
	struct memo *memo = &memos[pair_of(sum)];

	if (is_memo_of(&memo[0], sum))
		return memo[0].signature;
	if (is_memo_of(&memo[1], sum))
		return memo[1].signature;
	memo[1] = memo[0];
	memo->length = (uint16_t)sum->length;
	memcpy(memo->bytes, sum->bytes, sum->length);
	sign(sum, memo->signature);
	return memo->signature;
}

void denial_signature(const struct denial *denial, char signature[SIGNATURE_SIZE])
{
	struct sum sum;

	begin(&sum);
	put_denial(&sum, denial, FOLD_NONE);
	if (sum.whole && sum.length <= MEMO_BYTES)
		memcpy(signature, memorized(&sum), SIGNATURE_SIZE);
	else
		sign(&sum, signature);
}
