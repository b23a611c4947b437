/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit log and its rotation told again: every record once and in order, from the mark on. */
#include <fcntl.h>
#include <unistd.h>

#include "dispatch.h"
#include "fuzz.h"

#define LINES_MAX 4096
#define STEPS_MAX 10000

static char folder[] = "/tmp/avocet-fuzz-XXXXXX";
static char log_path[64], older_path[64];

static void remove_folder(void)
{
	unlink(log_path);
	unlink(older_path);
	rmdir(folder);
}

static void make_folder(void)
{
	if (*log_path)
		return;
	REQUIRE(mkdtemp(folder));
	snprintf(log_path, sizeof log_path, "%s/audit.log", folder);
	snprintf(older_path, sizeof older_path, "%s/audit.log.1", folder);
	atexit(remove_folder);
}

static void put_file(const char *path, const uint8_t *data, size_t size)
{
	_cleanup_fd_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	REQUIRE(fd >= 0 && write(fd, data, size) == (ssize_t)size);
}

/* The records of the files, in order. */
struct expected {
	struct line_id ids[LINES_MAX];
	size_t count;
};

static void expect(const char *line, size_t length, bool cut, void *userdata)
{
	struct expected *expected = userdata;
	struct record record;

	if (record_parse(line, length, &record) == 0 && expected->count < LINES_MAX)
		expected->ids[expected->count++] = line_identify(&record);
}

/* The last line of the newest file is still being written until its end is there. */
static void expect_file(struct expected *expected, const uint8_t *data, size_t size, bool newest)
{
	struct lines *lines = lines_new(expect, expected);

	lines_feed(lines, (const char *)data, size);
	if (!newest)
		lines_end(lines);
	lines_free(lines);
}

struct telling {
	const struct expected *expected;
	size_t next, count, bytes;
};

static void tell(const struct ring_line *line, const struct record *record, void *userdata)
{
	struct telling *telling = userdata;
	const struct expected *expected = telling->expected;

	REQUIRE(telling->next < expected->count || expected->count == LINES_MAX);
	if (telling->next < expected->count)
		REQUIRE(line_same(&line->id, &expected->ids[telling->next]));
	REQUIRE(record->length == line->length);
	telling->next++;
	telling->count++;
	telling->bytes += line->length + 1;
}

static void tell_gap(int64_t since, int64_t until, void *userdata)
{
}

static void read_history(struct history *history, struct telling *telling)
{
	enum history_state state = HISTORY_MORE;

	for (size_t steps = 0; state == HISTORY_MORE; steps++) {
		telling->bytes = 0;
		state = history_step(history);
		REQUIRE(telling->bytes <= HISTORY_STEP_MAX);
		REQUIRE(steps < STEPS_MAX);
	}
}

static void check(const struct expected *expected, const struct mark *mark, size_t first)
{
	struct telling telling = { .expected = expected, .next = first };
	struct ring *ring = ring_new();
	struct history *history =
		history_new(log_path, ring, &(struct history_to){ tell, tell_gap, &telling });

	history_begin(history, mark);
	read_history(history, &telling);
	REQUIRE(telling.next == expected->count || expected->count == LINES_MAX);
	history_free(history);
	ring_free(ring);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct expected expected;
	size_t half = size ? data[0] * size / 256 : 0;

	make_folder();
	put_file(older_path, data, half);
	put_file(log_path, data + half, size - half);
	expected.count = 0;
	expect_file(&expected, data, half, false);
	expect_file(&expected, data + half, size - half, true);
	check(&expected, &(struct mark){ .everything = true }, 0);
	return 0;
}
