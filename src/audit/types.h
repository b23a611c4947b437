/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to audit: the types of records by name and by number. */
#ifndef AVOCET_AUDIT_TYPES_H
#define AVOCET_AUDIT_TYPES_H

#include "audit.h"

/* By "AVC", "1400" or "UNKNOWN[1400]"; RECORD_OTHER for those that mean nothing to us. */
enum record_type record_type_of(const char *name, size_t length);
/* "AVC"; NULL for RECORD_OTHER and RECORD_USER_OTHER. */
const char *record_type_name(enum record_type type);
/* The digits at *text, which then points behind them. False when there are none, or too many. */
static inline bool take_number(const char **text, const char *end, uint64_t *ret)
{
	const char *start = *text, *at = start;
	uint64_t number = 0;

	for (; at < end && (unsigned char)(*at - '0') < 10; at++)
		number = number * 10 + (uint64_t)(*at - '0');
	if (at == start || at - start > 18) /* these fit a signed number too */
		return false;
	*text = at;
	*ret = number;
	return true;
}

#endif
