/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frame of an HTML mail, and how its parts look: written into each element, for programs that leave out
 * style sheets, and once more as a sheet for the dark, which those without one do by themselves. Nothing is
 * loaded, nothing is a link: what is no address cannot be opened by mistake.
 */
#include "mail.h"

#include <string.h>

#define SANS "font-family:-apple-system,'Segoe UI',Roboto,'DejaVu Sans',Arial,sans-serif;"
#define MONO "font-family:ui-monospace,Consolas,'DejaVu Sans Mono',monospace;"
#define BREAKS "word-break:break-word;overflow-wrap:anywhere;"
#define CARD "padding:10px 14px;border-left:5px solid "
#define BAR "font-size:1px;line-height:1px;background-color:"

static const struct look {
	const char *name, *style, *dark;
} looks[] = {
	{ "ground", "margin:0;padding:0;background-color:#ffffff;", "background-color:#14181d" },
	{ "title", SANS BREAKS "margin:0 0 8px;font-size:20px;line-height:1.3;font-weight:bold;color:#1b1f24;",
		"color:#e6e9ed" },
	{ "heading", SANS "margin:20px 0 8px;font-size:16px;line-height:1.3;font-weight:bold;color:#1b1f24;",
		"color:#e6e9ed" },
	{ "text", SANS BREAKS "margin:4px 0;font-size:15px;line-height:1.5;color:#1b1f24;", "color:#e6e9ed" },
	{ "verdict", SANS BREAKS "margin:18px 0 4px;font-size:15px;line-height:1.5;font-weight:bold;"
		"color:#1b1f24;", "color:#e6e9ed" },
	{ "faint", SANS BREAKS "margin:4px 0;font-size:13px;line-height:1.5;color:#57606a;", "color:#a3acb6" },
	{ "name", SANS "padding:2px 12px 2px 0;font-size:13px;line-height:1.5;color:#57606a;"
		"vertical-align:top;white-space:nowrap;", "color:#a3acb6" },
	{ "value", SANS BREAKS "padding:2px 0;font-size:14px;line-height:1.5;color:#1b1f24;vertical-align:top;",
		"color:#e6e9ed" },
	{ "command", MONO BREAKS "margin:6px 0;padding:8px 10px;font-size:13px;line-height:1.5;color:#1b1f24;"
		"background-color:#eceff2;white-space:pre-wrap;", "color:#e6e9ed;background-color:#0d1014" },
	{ "card-red", CARD "#b3261e;background-color:#f5f7f9;",
		"background-color:#1d232a;border-left-color:#ff9a90" },
	{ "card-yellow", CARD "#b07d00;background-color:#f5f7f9;",
		"background-color:#1d232a;border-left-color:#f0c24b" },
	{ "card-green", CARD "#1b6e33;background-color:#f5f7f9;",
		"background-color:#1d232a;border-left-color:#7fd496" },
	{ "level-red", SANS "margin:0 0 8px;font-size:13px;font-weight:bold;color:#b3261e;", "color:#ff9a90" },
	{ "level-yellow", SANS "margin:0 0 8px;font-size:13px;font-weight:bold;color:#7a5200;",
		"color:#f0c24b" },
	{ "level-green", SANS "margin:0 0 8px;font-size:13px;font-weight:bold;color:#1b6e33;",
		"color:#7fd496" },
	{ "bar-red", BAR "#b3261e;", "background-color:#ff9a90" },
	{ "bar-yellow", BAR "#b07d00;", "background-color:#f0c24b" },
	{ "bar-green", BAR "#1b6e33;", "background-color:#7fd496" },
	{ "bar-plain", BAR "#4f6f96;", "background-color:#8fb2e0" },
	{ "axis", BAR "#c9d1d9;", "background-color:#3a434d" },
	{ "label", SANS "padding-top:2px;font-size:11px;line-height:1.4;color:#57606a;white-space:nowrap;",
		"color:#a3acb6" },
};

/* From a table made at the first call: callers print them at once, many times. */
const char *html_class(const char *style_class)
{
	static char attributes[ARRAY_SIZE(looks)][512];

	for (size_t i = 0; i < ARRAY_SIZE(looks); i++) {
		if (strcmp(looks[i].name, style_class) != 0)
			continue;
		if (!*attributes[i])
			snprintf(attributes[i], sizeof attributes[i], " class=\"%s\" style=\"%s\"",
				looks[i].name, looks[i].style);
		return attributes[i];
	}
	return "";
}

void html_say(FILE *out, struct arena *arena, const char *text)
{
	fputs(escape_markup(arena, text), out);
}

void html_element(FILE *out, struct arena *arena, const char *name, const char *style_class, const char *text)
{
	fprintf(out, "<%s%s>", name, html_class(style_class));
	html_say(out, arena, text);
	fprintf(out, "</%s>\n", name);
}

void html_begin(FILE *out, struct arena *arena, const char *title)
{
	fprintf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		     "<meta name=\"color-scheme\" content=\"light dark\">\n"
		     "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>",
		language_tag());
	html_say(out, arena, title);
	fputs("</title>\n<style>\n:root { color-scheme: light dark; }\n"
	      "@media (prefers-color-scheme: dark) {\n",
		out);
	for (size_t i = 0; i < ARRAY_SIZE(looks); i++) {
		const char *part = looks[i].dark, *end = strchr(part, ';');

		fprintf(out, ".%s { %.*s !important;", looks[i].name,
			(int)(end ? (size_t)(end - part) : strlen(part)), part);
		if (end)
			fprintf(out, " %s !important;", end + 1);
		fputs(" }\n", out);
	}
	fprintf(out, "}\n</style>\n</head>\n<body%s>\n<table role=\"presentation\" width=\"100%%\" "
		     "cellpadding=\"0\" cellspacing=\"0\" border=\"0\"%s><tr><td align=\"center\" "
		     "style=\"padding:16px 12px\">\n<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" "
		     "cellspacing=\"0\" border=\"0\" style=\"max-width:640px\"><tr><td align=\"left\">\n",
		html_class("ground"), html_class("ground"));
}

void html_end(FILE *out, struct arena *arena)
{
	fputs("</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n", out);
}
