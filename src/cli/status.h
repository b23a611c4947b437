/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of `avocet status` share. */
#ifndef AVOCET_STATUS_H
#define AVOCET_STATUS_H

#include "alert.h"

struct status_page {
	struct arena *arena;
	struct text_style style;
};
/* A name and what there is to say, wrapped where the screen ends; "" goes on with the row before.
 * The text is escaped here. */
void status_row(const struct status_page *page, const char *name, const char *text);
/* "3 hours" */
const char *status_age(struct arena *arena, long long seconds);

/* ---- status-sources.c ---- */

/* Each source of records: is it there, what did it bring, what is missing. */
void status_sources(const struct status_page *page, const json_t *sources);

#endif
