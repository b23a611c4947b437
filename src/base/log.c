/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What programs say on stderr: one line, with its priority in front where systemd listens. */
#include "base.h"

#include <errno.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>

static void say(const char *priority, const char *format, va_list arguments)
{
	struct arena *arena = arena_new();
	char *text = arena_vprintf(arena, format, arguments);

	/* Messages name things from outside; a terminal or a journal must not obey them. */
	fprintf(stderr, "%s%s: %s\n", getenv("JOURNAL_STREAM") ? priority : "",
		program_invocation_short_name, escape_terminal(arena, text));
	arena_free(arena);
}

#define SAY(priority)                               \
	do {                                        \
		va_list arguments;                  \
		va_start(arguments, format);        \
		say(priority, format, arguments);   \
		va_end(arguments);                  \
	} while (0)

void log_error(const char *format, ...)
{
	SAY(SD_ERR);
}

void log_warning(const char *format, ...)
{
	SAY(SD_WARNING);
}

void log_info(const char *format, ...)
{
	SAY(SD_INFO);
}
