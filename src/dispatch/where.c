/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where auditd writes its log, by its own settings: lines of "name = value". */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define USUAL_LOG "/var/log/audit/audit.log"

static char *trim(char *text)
{
	static const char blanks[] = " \t\r\n";
	size_t length;

	text += strspn(text, blanks);
	for (length = strlen(text); length && strchr(blanks, text[length - 1]); length--)
		;
	text[length] = '\0';
	return text;
}

struct settings {
	const char *log;
	bool no_log, no_format;
};

/* Takes the settings that matter; the names are written in any case. */
static void take_setting(
	struct settings *settings, const char *name, const char *value, struct arena *arena)
{
	if (strcasecmp(name, "log_file") == 0 && *value)
		settings->log = arena_strdup(arena, value);
	else if (strcasecmp(name, "write_logs") == 0)
		settings->no_log = strcasecmp(value, "no") == 0;
	else if (strcasecmp(name, "log_format") == 0)
		settings->no_format = strcasecmp(value, "nolog") == 0;
}

const char *log_usual(const char *path, struct arena *arena)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	_cleanup_free_ char *line = NULL;
	struct settings settings = { .log = USUAL_LOG };
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0) {
		char *value = strchr(line, '=');

		if (!value)
			continue;
		*value++ = '\0';
		take_setting(&settings, trim(line), trim(value), arena);
	}
	return settings.no_log || settings.no_format ? NULL : settings.log;
}
