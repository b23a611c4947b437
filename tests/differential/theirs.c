/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All fields of an event as libauparse finds them, kept, since it moves on as it is asked. */
#include <string.h>

#include "differential.h"

static struct their_field *new_field(struct theirs *theirs)
{
	struct their_field *fields = theirs->fields;

	if (theirs->count == theirs->room) {
		theirs->room = theirs->room ? 2 * theirs->room : 128;
		theirs->fields = arena_alloc(theirs->arena, theirs->room * sizeof *fields);
		if (theirs->count)
			memcpy(theirs->fields, fields, theirs->count * sizeof *fields);
	}
	return &theirs->fields[theirs->count++];
}

const char *type_name(auparse_state_t *state)
{
	const char *name = auparse_get_type_name(state);

	return name ? name : "?";
}

static void add_field(struct theirs *theirs, auparse_state_t *state, unsigned record)
{
	const char *raw = auparse_get_field_str(state);

	*new_field(theirs) = (struct their_field){
		.type = arena_strdup(theirs->arena, type_name(state)),
		.name = arena_strdup(theirs->arena, auparse_get_field_name(state)),
		.raw = arena_strdup(theirs->arena, raw ? raw : ""),
		.meant = arena_strdup(theirs->arena, auparse_interpret_field(state)),
		.record = record,
		.enriched = auparse_get_record_interpretations(state) != NULL,
	};
}

static void add_part(struct theirs *theirs, const char *name, const char *part, unsigned record)
{
	part = arena_strdup(theirs->arena, part);
	if (part)
		*new_field(theirs) =
			(struct their_field){ "SOCKADDR", name, part, part, record, false };
}

/* Fields "address" and "port", from one that holds both. */
static void add_address(struct theirs *theirs, auparse_state_t *state, unsigned record)
{
	if (!text_equal(auparse_get_field_name(state), "saddr")
		|| !text_equal(type_name(state), "SOCKADDR"))
		return;
	add_part(theirs, "address", auparse_interpret_sock_address(state), record);
	add_part(theirs, "port", auparse_interpret_sock_port(state), record);
}

void theirs_gather(struct theirs *theirs, auparse_state_t *state)
{
	unsigned record = 0;

	auparse_first_record(state);
	do {
		auparse_first_field(state);
		do {
			add_field(theirs, state, record);
			add_address(theirs, state, record);
		} while (auparse_next_field(state) > 0);
		record++;
	} while (auparse_next_record(state) > 0);
}

bool is_refusal(const char *type)
{
	return text_matches_any("AVC USER_AVC SELINUX_ERR", type);
}

/* Another refusal of the same event speaks of something else. */
const struct their_field *their_field(const struct theirs *theirs,
	const struct their_source *source)
{
	for (size_t i = 0; source->field && i < theirs->count; i++) {
		const struct their_field *field = &theirs->fields[i];

		if (text_equal(field->name, source->field)
			&& text_matches_any(source->types, field->type)
			&& (field->record == theirs->record || !is_refusal(field->type)))
			return field;
	}
	return NULL;
}
