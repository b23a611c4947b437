/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of render-*.c for text only: a page that is being written. */
#ifndef AVOCET_RENDER_H
#define AVOCET_RENDER_H

#include "alert.h"

struct page {
	FILE *out;
	const struct text_style *style;
	const struct alert *alert;
	struct arena *arena;
};

void coloured(const struct page *page, const char *colour, const char *text);
void indent(FILE *out, size_t width);
/* Words from column at on, later lines indented by margin. */
void wrap(const struct page *page, const char *text, size_t at, size_t margin);

/* ---- render-memory.c ---- */

/* What is remembered of a stored alert: muted, fixed since, what was said earlier. */
void alert_memory(struct arena *arena, const struct alert *alert, fact_fn take, void *userdata);
/* Denials by day as one line of blocks; NULL where all were on one day. */
const char *alert_spark(struct arena *arena, const struct alert *alert, bool ascii);

#endif
