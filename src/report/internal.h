/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of report only: what each format is. */
#ifndef AVOCET_REPORT_INTERNAL_H
#define AVOCET_REPORT_INTERNAL_H

#include "report.h"

struct report {
	const struct report_options *options;
	FILE *out;
	struct arena *arena;	/* of the whole report: little */
	size_t written;		/* alerts so far */
	struct strings rules;	/* SARIF: the plugins that spoke, in the order of their first words */
};

struct report_writer {
	void (*begin)(struct report *report);
	/* What arena holds is gone with the alert. */
	void (*alert)(struct report *report, const struct alert *alert, struct arena *arena);
	void (*end)(struct report *report);
};
extern const struct report_writer report_json, report_csv, report_html, report_sarif;

/* Text from outside into HTML. */
void html_text(FILE *out, struct arena *arena, const char *text);
/* html-alert.c: one alert as an article. */
void html_alert(FILE *out, const struct alert *alert, struct arena *arena);
/* html-stats.c: totals, and denials by day, from what history_stats() tells. */
void html_stats(FILE *out, const json_t *stats, struct arena *arena);
extern const char html_style[];

#endif
