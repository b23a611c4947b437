/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON Lines: an alert a line, as schema 1 has it. */
#include "internal.h"

static void begin(struct report *report)
{
}

static void write_alert(struct report *report, const struct alert *alert, struct arena *arena)
{
	json_t *json = alert_to_json(alert);

	/* A terminal would obey what it reads between the quotation marks. */
	json_dumpf(json, report->out,
		JSON_COMPACT | (report->options->terminal ? JSON_ENSURE_ASCII : 0));
	fputc('\n', report->out);
	json_decref(json);
}

static void end(struct report *report)
{
}

const struct report_writer report_json = { .begin = begin, .alert = write_alert, .end = end };
