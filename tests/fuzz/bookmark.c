/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bookmark from the database, and notes between sources and the daemon: what can be read is written
 * back the same. */
#include "audit.h"
#include "fuzz.h"

static void check_bookmark(const char *text)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct bookmark bookmark, again;
	const char *written;

	if (bookmark_parse(text, arena, &bookmark) < 0)
		return;
	written = bookmark_text(&bookmark, arena);
	REQUIRE(bookmark_parse(written, arena, &again) == 0);
	REQUIRE(again.n_done == bookmark.n_done && again.heard == bookmark.heard);
	REQUIRE(strcmp(written, bookmark_text(&again, arena)) == 0);
}

static void check_note(const char *text)
{
	struct note note, again;
	char line[NOTE_SIZE], second[NOTE_SIZE];
	size_t length;

	if (note_parse(text, &note) < 0)
		return;
	length = note_write(&note, line);
	REQUIRE(length < NOTE_SIZE && length == strlen(line) && line[length - 1] == '\n');
	REQUIRE(strncmp(line, NOTE_PREFIX, strlen(NOTE_PREFIX)) == 0);
	REQUIRE(strchr(line, '\n') == line + length - 1);
	line[length - 1] = '\0';
	REQUIRE(note_parse(line + strlen(NOTE_PREFIX), &again) == 0);
	line[length - 1] = '\n';
	REQUIRE(note_write(&again, second) == length && strcmp(line, second) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_text(data, size);
	char *at = NULL;

	check_bookmark(text);
	for (char *line = strtok_r(text, "\n", &at); line; line = strtok_r(NULL, "\n", &at))
		check_note(line);
	return 0;
}
