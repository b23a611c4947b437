/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An audit stream: bytes to denials to signatures, each denial shown as an alert; and to changes of
 * the policy. */
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

static void take_change(const struct policy_change *change, void *userdata)
{
	enum change_kind kind;

	REQUIRE(change_kind_from_name(change_kind_name(change->kind), &kind) == 0);
	REQUIRE(kind == change->kind);
	REQUIRE(change->kind != CHANGE_BOOLEAN || change->name);
	REQUIRE(change->old_value >= -1 && change->new_value >= -1);
	REQUIRE(change->pid >= -1 && change->uid >= -1 && change->auid >= -1);
}

static void take_note(const char *text, void *userdata)
{
	REQUIRE(!strchr(text, '\n'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t shown = 0, piece = 1 + size % 977;
	struct hear *hear = hear_new(&(struct hear_to){ .denial = take, .policy_changed = take_change,
		.note = take_note, .userdata = &shown });

	for (size_t at = 0; at < size; at += piece)
		hear_feed(hear, (const char *)data + at, size - at < piece ? size - at : piece);
	hear_expire(hear, 1000);
	hear_end(hear);
	REQUIRE(!hear_waiting(hear));
	REQUIRE(hear_counts(hear)->denials == shown);
	hear_free(hear);
	return 0;
}
