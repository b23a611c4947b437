/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alerts as a table for people. */
#ifndef AVOCET_TABLE_H
#define AVOCET_TABLE_H

#include "alert.h"

struct table {
	FILE *out;
	const struct text_style *style;	/* its width is not 0 */
	struct arena *arena;
	int64_t now;
	bool dates;			/* in full, not as seen from now */
	/* Set by table_print(), in columns. */
	size_t id_width, when_width, count_width, level_width, margin;
};
void table_print(struct table *table, const struct incident *incidents, size_t count);

#endif
