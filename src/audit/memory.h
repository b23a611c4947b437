/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to audit: what was read in the lines before (struct record_memory), so that it is not read again. */
#ifndef AVOCET_AUDIT_MEMORY_H
#define AVOCET_AUDIT_MEMORY_H

#include <string.h>

#include "audit.h"

/* Shorter texts are not remembered. */
#define KNOWN_TEXT_MIN 16

/* Texts of 16 to 32 bytes, as two comparisons of 16. */
static inline bool same_bytes(const char *a, const char *b, size_t length)
{
	return memcmp(a, b, 16) == 0 && memcmp(a + length - 16, b + length - 16, 16) == 0;
}

/* Moves *text behind what is known, when it stands there. */
static inline bool takes_known(const char **text, const char *end, const struct known_text *known)
{
	if (!known->length || (size_t)(end - *text) < known->length
		|| !same_bytes(*text, known->text, known->length))
		return false;
	*text += known->length;
	return true;
}

/* By what differs in the beginnings of heads: "type=USER_A", "type=SERVICE_STO". Reads 16 bytes. */
static inline struct known_head *slot_of(const char *head, struct record_memory *memory)
{
	uint64_t letters;
	uint32_t more;

	memcpy(&letters, head + 5, sizeof letters);
	memcpy(&more, head + 12, sizeof more);
	return &memory->heads[(letters ^ (uint64_t)more << 20) * UINT64_C(0x9e3779b97f4a7c15) >> 57];
}

#endif
