/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is kept of the records of one denial: all, or what matters most when they are too many.
 */
#include <string.h>

#include "internal.h"

static size_t add_line(char *records, size_t used, const char *line, size_t length)
{
	if (used)
		records[used++] = '\n';
	memcpy(records + used, line, length);
	return used + length;
}

/* What is kept first when not everything can be. */
enum rank {
	OWN_REFUSAL,
	REFUSAL,
	NEEDED,			/* to explain it */
	REST,
};

/* Refusals are counted, to know the denial's own. */
static enum rank rank_of(const char *line, unsigned own, unsigned *refusals)
{
	struct record record;

	if (record_parse(line, strlen(line), &record) < 0)
		return REST;
	if (record_is_refusal(record.type))
		return (*refusals)++ == own ? OWN_REFUSAL : REFUSAL;
	switch (record.type) {
	case RECORD_SYSCALL:
	case RECORD_CWD:
	case RECORD_PATH:
	case RECORD_OBJ_PID:
	case RECORD_SOCKADDR:
		return NEEDED;
	default:
		return REST;
	}
}

/* Whole lines, only that a first one that is too long is cut. */
static size_t copy_most(char *records, const struct denial *denial)
{
	size_t used = 0;

	for (enum rank rank = OWN_REFUSAL; rank <= REST; rank++) {
		unsigned refusals = 0;

		for (const char *const *r = denial->records; *r; r++) {
			size_t length = strlen(*r);

			if (rank_of(*r, denial->ordinal, &refusals) != rank)
				continue;
			if (used == 0 && length > STORE_RECORDS_MAX)
				length = STORE_RECORDS_MAX;
			if (used + (used > 0) + length <= STORE_RECORDS_MAX)
				used = add_line(records, used, *r, length);
		}
	}
	return used;
}

size_t records_room(const struct denial *denial)
{
	size_t length = 0;

	for (const char *const *r = denial->records; r && *r; r++)
		length += strlen(*r) + 1;
	return length <= STORE_RECORDS_MAX ? length : STORE_RECORDS_MAX + 1;
}

size_t records_copy(char *records, size_t room, const struct denial *denial)
{
	size_t used = 0;

	if (room > STORE_RECORDS_MAX)
		return copy_most(records, denial);
	for (const char *const *r = denial->records; r && *r; r++)
		used = add_line(records, used, *r, strlen(*r));
	return used;
}
