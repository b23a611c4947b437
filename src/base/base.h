/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ground that everything stands on: memory by lifetime, text made safe for each way out,
 * times, settings and messages. Knows nothing of audit or SELinux.
 */
#ifndef AVOCET_BASE_H
#define AVOCET_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "language.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof *(a))

/* ---- cleanup.c: what leaves a scope gives back what it held ---- */

void cleanup_free(void *pointer_to_pointer);
void cleanup_file(FILE **file);
void cleanup_fd(int *fd);

#define _cleanup_free_ __attribute__((cleanup(cleanup_free)))
#define _cleanup_file_ __attribute__((cleanup(cleanup_file)))
#define _cleanup_fd_ __attribute__((cleanup(cleanup_fd)))
#define _cleanup_arena_ __attribute__((cleanup(cleanup_arena)))

/* ---- arena.c: memory that is given back all at once ---- */

/*
 * Everything that belongs to one event, alert or question lives in one arena and goes with it.
 * Allocation never fails: a process that cannot have a few kilobytes aborts, and what it had not
 * finished waits in the store or in the audit log for the next one.
 */
struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */
void cleanup_arena(struct arena **arena);
/* Forgets all that was allocated, keeps one block for the next use: 64 kB at most. */
void arena_reset(struct arena *arena);
/* Bytes held from the system, for those who must stay within bounds. */
size_t arena_size(const struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned for any type */
char *arena_strdup(struct arena *arena, const char *text); /* NULL stays NULL */
char *arena_strndup(struct arena *arena, const char *bytes, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

/* A list of strings that grows in an arena and always ends with NULL. */
struct strings {
	const char **items;
	size_t count, room;
};
void strings_add(struct strings *list, struct arena *arena, const char *text);

/* ---- builder.c: text that is put together piece by piece ---- */

/* Begins as { .arena = arena }; all its memory is the arena's. */
struct builder {
	struct arena *arena;
	char *bytes;
	size_t length, room;
};
void builder_add(struct builder *builder, const char *text);
void builder_add_bytes(struct builder *builder, const char *bytes, size_t length);
/* All of it so far, ends with NUL; valid until more is added. */
char *builder_text(struct builder *builder);

/* ---- text.c and escape.c: bytes from outside, decoded once and escaped once per way out ---- */

bool text_equal(const char *a, const char *b); /* NULL equals only NULL */
/* True when any of the patterns (separated by spaces; * and ? as in a shell) matches text. */
bool text_matches_any(const char *patterns, const char *text);
/* The same for one pattern of that length. */
bool text_matches(const char *pattern, size_t length, const char *text);
/* Decodes length hex digits to bytes; returns their number, or -EINVAL. */
ssize_t text_unhex(const char *digits, size_t length, unsigned char *bytes);
#define UTF8_REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
/* A copy in which each byte that is not part of valid UTF-8 is U+FFFD; *ret_exact (may be NULL)
 * tells whether nothing was replaced. */
char *text_to_utf8(struct arena *arena, const char *text, bool *ret_exact);
bool text_is_utf8(const char *text);
/* The bytes in base64, for those places where UTF-8 cannot hold them. */
char *text_base64(struct arena *arena, const void *bytes, size_t length);

/* For a terminal, a log or a text mail: valid UTF-8 in which control characters, line and
 * paragraph separators and bidirectional overrides stand as \xNN or \u{NNNN}. */
char *escape_terminal(struct arena *arena, const char *text);
/* For Pango markup, XML and HTML: as for a terminal, and & < > " ' as entities. */
char *escape_markup(struct arena *arena, const char *text);
/* One word for a POSIX shell: as it is when harmless, else quoted; control characters by
 * "$(printf '\ooo')". */
char *escape_shell(struct arena *arena, const char *word);
/* A whole command, words separated by blanks. */
char *escape_command(struct arena *arena, const char *const *argv);

/* ---- times.c: milliseconds since 1970 in UTC, as the audit system counts ---- */

int64_t time_now(void);
/* 2026-11-22T09:00:00.123Z */
char *time_rfc3339(struct arena *arena, int64_t ms);
/* 2026-11-22 09:00:00 in the reader's zone. */
char *time_local(struct arena *arena, int64_t ms);
/* Understands RFC 3339, "YYYY-MM-DD[ HH:MM[:SS]]" in the local zone, now, today, yesterday,
 * this-week and ages (90s 5m 2h 3d 1w) before now. Returns 0 or -EINVAL. */
int time_parse(const char *text, int64_t now, int64_t *ret_ms);

/* ---- beside.c ---- */

/* The first of the folders (seen from that of the running program; ends with NULL) that is there,
 * else otherwise. */
const char *folder_beside_program(const char *const *candidates, const char *otherwise,
	struct arena *arena);

/* ---- config.c: settings in INI files ---- */

struct config_key {
	const char *section;	/* a trailing * stands for any ending: "recipient *" */
	const char *name;
	const char *allowed;	/* what may be written, for the error message */
	/* Takes the value for the section as it was written; returns 0 or -EINVAL. */
	int (*set)(void *settings, const char *section, const char *value);
	const char *also;	/* what else may be wrong, said after it; or NULL */
};
/* Reads path, then path.d/ *.conf in the order of their names; what comes later wins. A missing
 * file is no error. Each mistake is logged with file, line and what is allowed. Returns 0,
 * -EINVAL when anything was wrong, or another negative errno. keys ends with a NULL name. */
int config_read(const char *path, const struct config_key *keys, void *settings);

/* ---- log.c: what programs say on stderr ---- */

/* "avocet: WHAT: WHY"; under systemd with the priority in front. Only programs log, and once. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Exit codes of the commands. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_NOTHING = 1,	/* nothing found, or the thing asked about is bad */
	EXIT_USAGE = 2,
	EXIT_NO_DAEMON = 3,
	EXIT_NOT_AUTHORISED = 4,
};

#endif
