/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One HTML page that needs nothing else: no script, no file, no network; and is told so. */
#include "internal.h"

void html_text(FILE *out, struct arena *arena, const char *text)
{
	fputs(escape_markup(arena, text), out);
}

static void begin(struct report *report)
{
	FILE *out = report->out;
	const char *made = time_local(report->arena, report->options->now);

	fprintf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", language_tag());
	fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n",
		out);
	fprintf(out, "<meta name=\"generator\" content=\"Avocet %s\">\n", report->options->version);
	fprintf(out, "<title>%s</title>\n<style>\n%s</style>\n</head>\n<body>\n",
		_("What SELinux stopped"), html_style);
	fprintf(out, "<header>\n<h1>%s</h1>\n<p class=\"faint\">", _("What SELinux stopped"));
	fprintf(out, _("Made by Avocet on %s"), made);
	fputs("</p>\n</header>\n<main>\n", out);
	if (report->options->stats)
		html_stats(out, report->options->stats, report->arena);
	fprintf(out, "<h2>%s</h2>\n", _("Alerts"));
}

static void write_alert(struct report *report, const struct alert *alert, struct arena *arena)
{
	html_alert(report->out, alert, arena);
}

static void end(struct report *report)
{
	if (!report->written)
		fprintf(report->out, "<p>%s</p>\n", _("There are none."));
	fputs("</main>\n</body>\n</html>\n", report->out);
}

const struct report_writer report_html = { .begin = begin, .alert = write_alert, .end = end };
