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

#define FAINT "\033[2m"
void coloured(const struct page *page, const char *colour, const char *text);
void indent(FILE *out, size_t width);
/* Words from column at on, later lines indented by margin. */
void wrap(const struct page *page, const char *text, size_t at, size_t margin);

/* ---- render-facts.c ---- */

/* When, who, what and why, a row each. */
void print_facts(const struct page *page);

#endif
