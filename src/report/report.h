/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alerts for other programs and for paper: JSON Lines, CSV, HTML, SARIF, each written alert by alert,
 * so that a history of any size needs no more memory than one; and charts.
 */
#ifndef AVOCET_REPORT_H
#define AVOCET_REPORT_H

#include "alert.h"

enum report_format {
	REPORT_JSON,	/* schema 1, one object a line */
	REPORT_CSV,	/* RFC 4180 */
	REPORT_HTML,	/* one page that needs nothing else */
	REPORT_SARIF,	/* 2.1.0 */
};
#define REPORT_FORMATS 4
extern const char *const report_formats[REPORT_FORMATS + 1]; /* their names; ends with NULL */
/* Returns 0 or -EINVAL. */
int report_format_from_name(const char *name, enum report_format *ret);

struct report_options {
	enum report_format format;
	FILE *out;
	bool terminal;		/* out is one, which would obey what it reads */
	const char *version;	/* of Avocet */
	/* HTML only: when it is made, in ms, and what history_stats() tells (may be NULL). */
	int64_t now;
	const json_t *stats;
};
struct report;
/* Writes what comes before the first alert. options must stay valid until report_end(). */
struct report *report_begin(const struct report_options *options);
void report_alert(struct report *report, const struct alert *alert);
/* Writes what comes after the last, and frees the report. */
void report_end(struct report *report);

/* ---- text-chart.c: charts for a terminal ---- */

struct bar {
	const char *label;	/* raw */
	int64_t value;
};
/* Values side by side as columns, with the greatest value and the first and last label. */
void chart_columns(FILE *out, const struct bar *bars, size_t count, const struct text_style *style);
/* A line each: label, number, bar. */
void chart_rows(FILE *out, const struct bar *bars, size_t count, const struct text_style *style);

/* ---- svg-chart.c: charts for HTML ---- */

struct svg_day {
	const char *day;	/* "2026-11-22" */
	int64_t by_level[3];	/* by enum level */
};
/* Columns for days, the levels stacked; with a title and a description for those who cannot see it.
 * id makes those of several charts in a page differ. */
void svg_days(FILE *out, const struct svg_day *days, size_t count, const char *title, const char *id);

#endif
