/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats by name, and the life of a report. */
#include "internal.h"

#include <errno.h>

static const struct report_writer *const writers[REPORT_FORMATS] = {
	[REPORT_JSON] = &report_json,
	[REPORT_CSV] = &report_csv,
	[REPORT_HTML] = &report_html,
	[REPORT_SARIF] = &report_sarif,
};

const char *const report_formats[REPORT_FORMATS + 1] = {
	[REPORT_JSON] = "json",
	[REPORT_CSV] = "csv",
	[REPORT_HTML] = "html",
	[REPORT_SARIF] = "sarif",
};

int report_format_from_name(const char *name, enum report_format *ret)
{
	for (size_t i = 0; i < REPORT_FORMATS; i++) {
		if (!text_equal(report_formats[i], name))
			continue;
		*ret = (enum report_format)i;
		return 0;
	}
	return -EINVAL;
}

struct report *report_begin(const struct report_options *options)
{
	struct arena *arena = arena_new();
	struct report *report = arena_alloc(arena, sizeof *report);

	report->options = options;
	report->out = options->out;
	report->arena = arena;
	writers[options->format]->begin(report);
	return report;
}

void report_alert(struct report *report, const struct alert *alert)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	writers[report->options->format]->alert(report, alert, arena);
	if (!report->written++)
		fflush(report->out); /* the first one at once */
}

void report_end(struct report *report)
{
	writers[report->options->format]->end(report);
	arena_free(report->arena);
}
